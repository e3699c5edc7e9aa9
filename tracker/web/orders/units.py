"""Units get and give up their parts: 退单 and its decision, 改派, 加派, 协办反馈, 终止办理, 撤回申请."""

from flask_babel import gettext as _

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.usecases.add_co_handlers import add_co_handlers
from tracker.usecases.ask_return import ask_return
from tracker.usecases.ask_termination import ask_termination
from tracker.usecases.decide_return import deny_return, grant_return, release_co_handler
from tracker.usecases.decide_termination import deny_termination, grant_termination
from tracker.usecases.give_co_result import give_co_result
from tracker.usecases.redispatch_order import redispatch_order
from tracker.usecases.withdraw_petition import withdraw_petition
from tracker.web.doors import current_actor, requires
from tracker.web.orders import unit_forms as forms
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.making import make


@blueprint.post("/<int:order_id>/ask-return")
@requires(Permission.HANDLE_ORDER)
def return_asked(order_id: int):
    """申请退单."""
    form = forms.AskReturnForm()
    return make(order_id, form, lambda: ask_return(
        order_id, reason_code=form.reason_code.data, reason=form.reason.data or "",
        legal_basis=form.legal_basis.data or "",
        suggested_id=int(form.suggested_id.data) if form.suggested_id.data else None,
        version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("退单申请已提交。先办后议：审批期间请继续办理，时限照常计算。"))


@blueprint.post("/<int:order_id>/grant-return")
@requires(Permission.DECIDE_RETURN)
def return_granted(order_id: int):
    """同意退单."""
    form = forms.GrantReturnForm()
    return make(order_id, form, lambda: grant_return(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已同意退单，请重新派单。"))


@blueprint.post("/<int:order_id>/release-co")
@requires(Permission.DECIDE_RETURN)
def co_released(order_id: int):
    """同意协办退单."""
    form = forms.ReleaseCoForm()
    return make(order_id, form, lambda: release_co_handler(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已同意退出协办，主办单位继续办理。"))


@blueprint.post("/<int:order_id>/deny-return")
@requires(Permission.DECIDE_RETURN)
def return_denied(order_id: int):
    """驳回退单."""
    form = forms.DenyReturnForm()
    return make(order_id, form, lambda: deny_return(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已驳回退单，承办单位继续办理，不得再次退回。"))


@blueprint.post("/<int:order_id>/redispatch")
@requires(Permission.DISPATCH_ORDER)
def redispatch(order_id: int):
    """改派."""
    form = forms.RedispatchForm()
    return make(order_id, form, lambda: redispatch_order(
        order_id, lead_id=int(form.lead_id.data), co_ids=form.co_ids.data or [], reason=form.reason.data or "",
        is_final=form.is_final.data, version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已改派，新的主办单位待签收。"))


@blueprint.post("/<int:order_id>/add-co")
@requires(Permission.DISPATCH_ORDER)
def add_co(order_id: int):
    """加派协办."""
    form = forms.AddCoForm()
    return make(order_id, form, lambda: add_co_handlers(
        order_id, co_ids=form.co_ids.data or [], note=form.note.data or "", version=form.version.data,
        by=current_actor(), now=clock.now(),
    ), _("已加派协办单位。"))


@blueprint.post("/<int:order_id>/co-result")
@requires(Permission.HANDLE_ORDER)
def co_result(order_id: int):
    """协办反馈."""
    form = forms.CoResultForm()
    return make(order_id, form, lambda: give_co_result(
        order_id, result=form.result.data or "", late_reason=form.late_reason.data or "", version=form.version.data,
        by=current_actor(), now=clock.now(),
    ), _("协办结果已反馈主办单位。"))


@blueprint.post("/<int:order_id>/ask-termination")
@requires(Permission.HANDLE_ORDER)
def termination_asked(order_id: int):
    """申请终止办理."""
    form = forms.AskTerminationForm()
    return make(order_id, form, lambda: ask_termination(
        order_id, reason_code=form.reason_code.data, reason=form.reason.data or "",
        legal_basis=form.legal_basis.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("终止办理申请已提交，审批期间请继续办理。"))


@blueprint.post("/<int:order_id>/grant-termination")
@requires(Permission.DECIDE_PETITION)
def termination_granted(order_id: int):
    """同意终止办理."""
    form = forms.GrantTerminationForm()
    return make(order_id, form, lambda: grant_termination(
        order_id, told=form.told.data or "", note=form.note.data or "", version=form.version.data,
        by=current_actor(), now=clock.now(),
    ), _("已终止办理，请将理由告知诉求人。"))


@blueprint.post("/<int:order_id>/deny-termination")
@requires(Permission.DECIDE_PETITION)
def termination_denied(order_id: int):
    """驳回终止办理."""
    form = forms.DenyTerminationForm()
    return make(order_id, form, lambda: deny_termination(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已驳回，承办单位继续办理。"))


@blueprint.post("/<int:order_id>/withdraw")
@requires(Permission.HANDLE_ORDER)
def withdraw(order_id: int):
    """撤回申请."""
    form = forms.WithdrawForm()
    return make(order_id, form, lambda: withdraw_petition(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("申请已撤回。"))
