"""待补充, 直接答复, 不予受理 and 作废: the views of their moves. At intake an answer is given in intake.py."""

from flask_babel import gettext as _

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.domain.road_words import VoidKind
from tracker.usecases.answer_directly import answer_directly
from tracker.usecases.ask_caller import ask_caller
from tracker.usecases.record_supplement import record_supplement
from tracker.usecases.refuse_order import refuse_order
from tracker.usecases.void_order import void_order
from tracker.web.doors import current_actor, requires
from tracker.web.orders.before_forms import AnswerDirectlyForm, AskCallerForm, RefuseForm, SupplementForm, VoidForm
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.making import make


@blueprint.post("/<int:order_id>/ask-caller")
@requires(Permission.ANSWER_DIRECTLY)
def ask(order_id: int):
    """请诉求人补充."""
    form = AskCallerForm()
    return make(order_id, form, lambda: ask_caller(
        order_id, question=form.question.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已转入待补充，收到诉求人的补充后请登记。"))


@blueprint.post("/<int:order_id>/supplement")
@requires(Permission.ANSWER_DIRECTLY)
def supplement(order_id: int):
    """登记补充."""
    form = SupplementForm()
    return make(order_id, form, lambda: record_supplement(
        order_id, supplement=form.supplement.data or "", version=form.version.data, by=current_actor(),
        now=clock.now(),
    ), _("已登记补充，工单等待派单。"))


@blueprint.post("/<int:order_id>/answer-directly")
@requires(Permission.ANSWER_DIRECTLY)
def direct(order_id: int):
    """直接答复."""
    form = AnswerDirectlyForm()
    return make(order_id, form, lambda: answer_directly(
        order_id, form.answer(), version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已直接答复并办结。"))


@blueprint.post("/<int:order_id>/refuse")
@requires(Permission.REFUSE_ORDER)
def refuse(order_id: int):
    """不予受理."""
    form = RefuseForm()
    return make(order_id, form, lambda: refuse_order(
        order_id, reason_code=form.reason_code.data, told=form.told.data or "",
        related_number=form.related_number.data or "", note=form.note.data or "", version=form.version.data,
        by=current_actor(), now=clock.now(),
    ), _("已决定不予受理，请把理由告知诉求人。"))


@blueprint.post("/<int:order_id>/void")
@requires(Permission.VOID_ORDER)
def void(order_id: int):
    """作废 or 撤单."""
    form = VoidForm()
    return make(order_id, form, lambda: void_order(
        order_id, kind=VoidKind(form.kind.data), reason=form.reason.data or "", version=form.version.data,
        by=current_actor(), now=clock.now(),
    ), _("已作废，不再计入任何统计；办理经过保留。"))
