"""The moves: each reads its form, makes one call, and returns to the order."""

from flask_babel import gettext as _

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.domain.words import CallbackOutcome, ContactMethod, Satisfaction, SolutionKind, Solved
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.record_contact import record_contact
from tracker.usecases.review_reply import pass_reply, send_back_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import Answer, submit_reply
from tracker.web.doors import current_actor, requires
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.forms import (
    CallbackForm,
    ContactForm,
    DispatchForm,
    PassForm,
    ReplyForm,
    SendBackForm,
    SignForm,
)
from tracker.web.orders.making import make


@blueprint.post("/<int:order_id>/dispatch")
@requires(Permission.DISPATCH_ORDER)
def dispatch(order_id: int):
    """派单."""
    form = DispatchForm()
    return make(order_id, form, lambda: dispatch_order(
        order_id, lead_id=int(form.lead_id.data), co_ids=form.co_ids.data or [], note=form.note.data or "",
        is_final=form.is_final.data, version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已派单，办理时限已开始计算。"))


@blueprint.post("/<int:order_id>/sign")
@requires(Permission.HANDLE_ORDER)
def sign(order_id: int):
    """签收."""
    form = SignForm()
    return make(order_id, form, lambda: sign_order(
        order_id, version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已签收，请及时联系诉求人。"))


@blueprint.post("/<int:order_id>/contact")
@requires(Permission.HANDLE_ORDER)
def contact(order_id: int):
    """登记联系."""
    form = ContactForm()
    return make(order_id, form, lambda: record_contact(
        order_id, at=form.at.moment, method=ContactMethod(form.method.data), whom=form.whom.data or "",
        note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已登记联系情况。"))


def _answer(form: ReplyForm) -> Answer:
    is_solved = form.is_solved.data == "yes"
    return Answer(
        internal_account=form.internal_account.data or "", public_answer=form.public_answer.data or "",
        is_true=form.is_true.data == "yes", within_duty=form.within_duty.data == "yes", is_solved=is_solved,
        solution_kind=SolutionKind(form.solution_kind.data) if is_solved and form.solution_kind.data else None,
        unsolved_reason_code=form.unsolved_reason_code.data or None, unsolved_note=form.unsolved_note.data or "",
    )


@blueprint.post("/<int:order_id>/reply")
@requires(Permission.HANDLE_ORDER)
def reply(order_id: int):
    """提交答复."""
    form = ReplyForm()
    return make(order_id, form, lambda: submit_reply(
        order_id, _answer(form), version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("答复已提交，等待审核。"))


@blueprint.post("/<int:order_id>/pass")
@requires(Permission.REVIEW_REPLY)
def pass_review(order_id: int):
    """审核通过."""
    form = PassForm()
    return make(order_id, form, lambda: pass_reply(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("审核通过，转入回访。"))


@blueprint.post("/<int:order_id>/send-back")
@requires(Permission.REVIEW_REPLY)
def send_back(order_id: int):
    """退回修改."""
    form = SendBackForm()
    return make(order_id, form, lambda: send_back_reply(
        order_id, reason=form.reason.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已退回承办单位修改。"))


def _attempt(form: CallbackForm) -> Attempt:
    reached = form.outcome.data == CallbackOutcome.REACHED.value
    return Attempt(
        outcome=CallbackOutcome(form.outcome.data),
        solved=Solved(form.solved.data) if reached and form.solved.data else None,
        satisfaction=Satisfaction(form.satisfaction.data) if reached and form.satisfaction.data else None,
        reason=form.reason.data or "", note=form.note.data or "", close_unreached=form.close_unreached.data,
    )


@blueprint.post("/<int:order_id>/callback")
@requires(Permission.CALL_BACK)
def callback(order_id: int):
    """登记回访."""
    form = CallbackForm()
    return make(order_id, form, lambda: record_callback(
        order_id, _attempt(form), version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已登记回访。"))
