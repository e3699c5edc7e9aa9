"""A rating is counted apart, by approval: 申请, 审批 and 撤销不计满意度."""

from flask_babel import gettext as _

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.usecases.ask_exclusion import ask_exclusion
from tracker.usecases.decide_exclusion import deny_exclusion, grant_exclusion, lift_exclusion
from tracker.web.doors import current_actor, requires
from tracker.web.orders import exclusion_forms as forms
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.making import make


@blueprint.post("/<int:order_id>/ask-exclusion")
@requires(Permission.HANDLE_ORDER)
def exclusion_asked(order_id: int):
    """申请不计满意度."""
    form = forms.AskExclusionForm()
    return make(order_id, form, lambda: ask_exclusion(
        order_id, ground=form.ground.data, reason=form.reason.data or "", version=form.version.data,
        by=current_actor(), now=clock.now(),
    ), _("不计满意度申请已提交，批准之前评价照常计入。"))


@blueprint.post("/<int:order_id>/grant-exclusion")
@requires(Permission.DECIDE_PETITION)
def exclusion_granted(order_id: int):
    """同意不计满意度."""
    form = forms.GrantExclusionForm()
    return make(order_id, form, lambda: grant_exclusion(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已同意，这张工单的评价不计入满意率，在月报中单列。"))


@blueprint.post("/<int:order_id>/deny-exclusion")
@requires(Permission.DECIDE_PETITION)
def exclusion_denied(order_id: int):
    """驳回不计满意度."""
    form = forms.DenyExclusionForm()
    return make(order_id, form, lambda: deny_exclusion(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已驳回，评价照常计入满意率。"))


@blueprint.post("/<int:order_id>/lift-exclusion")
@requires(Permission.DECIDE_PETITION)
def exclusion_lifted(order_id: int):
    """撤销不计满意度."""
    form = forms.LiftExclusionForm()
    return make(order_id, form, lambda: lift_exclusion(
        order_id, reason=form.reason.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已撤销，评价恢复计入满意率。"))
