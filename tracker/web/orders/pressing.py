"""催办, 督办, 挂账 and 归档: the views of their moves. The ledgers that list them: web/ledgers.py."""

from flask_babel import gettext as _

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.domain.road_words import SupervisionLevel
from tracker.usecases import keep_hard_ledger as hard
from tracker.usecases import supervise_order as supervising
from tracker.usecases.archive_orders import archive_order
from tracker.usecases.urge_order import urge_order
from tracker.web.doors import current_actor, requires
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.making import make
from tracker.web.orders.pressing_forms import (
    AnswerSupervisionForm,
    ArchiveForm,
    AskHardForm,
    CloseSupervisionForm,
    DenyHardForm,
    EndHardForm,
    GrantHardForm,
    PlanHardForm,
    SuperviseForm,
    UrgeForm,
)


@blueprint.post("/<int:order_id>/urge")
@requires(Permission.SUPERVISE_ORDER)
def urge(order_id: int):
    """催办."""
    form = UrgeForm()
    return make(order_id, form, lambda: urge_order(
        order_id, form.message.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已催办，承办单位会收到提醒。"))


@blueprint.post("/<int:order_id>/supervise")
@requires(Permission.SUPERVISE_ORDER)
def supervise(order_id: int):
    """督办."""
    form = SuperviseForm()

    def call() -> None:
        notice = supervising.Notice(
            SupervisionLevel(form.level.data), form.message.data or "", form.instruction.data or "", form.due_on.data)
        supervising.supervise_order(
            order_id, notice, version=form.version.data, by=current_actor(), now=clock.now())

    return make(order_id, form, call, _("已发出督办单，可在“催办与督办”中打印。"))


@blueprint.post("/<int:order_id>/answer-supervision")
@requires(Permission.HANDLE_ORDER)
def answer_supervision(order_id: int):
    """回复督办."""
    form = AnswerSupervisionForm()
    return make(order_id, form, lambda: supervising.answer_supervision(
        order_id, form.answer.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已回复督办。"))


@blueprint.post("/<int:order_id>/close-supervision")
@requires(Permission.SUPERVISE_ORDER)
def close_supervision(order_id: int):
    """办结督办."""
    form = CloseSupervisionForm()
    return make(order_id, form, lambda: supervising.close_supervision(
        order_id, form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("督办已办结。"))


@blueprint.post("/<int:order_id>/ask-hard")
@requires(Permission.HANDLE_ORDER)
def ask_hard(order_id: int):
    """申请挂账."""
    form = AskHardForm()
    return make(order_id, form, lambda: hard.ask_hard(
        order_id, form.reason.data or "", hard.Plan(form.plan.data or "", form.next_on.data),
        version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已申请挂账，等待审批；审批前时限照常计算。"))


@blueprint.post("/<int:order_id>/grant-hard")
@requires(Permission.DECIDE_PETITION)
def grant_hard(order_id: int):
    """同意挂账."""
    form = GrantHardForm()
    return make(order_id, form, lambda: hard.grant_hard(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已列入疑难工单台账。"))


@blueprint.post("/<int:order_id>/deny-hard")
@requires(Permission.DECIDE_PETITION)
def deny_hard(order_id: int):
    """驳回挂账."""
    form = DenyHardForm()
    return make(order_id, form, lambda: hard.deny_hard(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已驳回挂账申请。"))


@blueprint.post("/<int:order_id>/plan-hard")
@requires(Permission.HANDLE_ORDER)
def plan_hard(order_id: int):
    """更新挂账进展."""
    form = PlanHardForm()
    return make(order_id, form, lambda: hard.plan_hard(
        order_id, hard.Plan(form.plan.data or "", form.next_on.data), version=form.version.data,
        by=current_actor(), now=clock.now(),
    ), _("已更新挂账进展。"))


@blueprint.post("/<int:order_id>/end-hard")
@requires(Permission.DECIDE_PETITION)
def end_hard(order_id: int):
    """销账."""
    form = EndHardForm()
    return make(order_id, form, lambda: hard.end_hard(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已销账。"))


@blueprint.post("/<int:order_id>/archive")
@requires(Permission.ARCHIVE_ORDER)
def archive(order_id: int):
    """归档."""
    form = ArchiveForm()
    return make(order_id, form, lambda: archive_order(
        order_id, version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已归档。"))
