"""延期, 法定时限 and 阶段答复: the views of their moves."""

from flask_babel import gettext as _

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.usecases.ask_extension import Wish, ask_extension
from tracker.usecases.ask_statutory_limit import ask_statutory_limit
from tracker.usecases.decide_extension import deny_extension, grant_extension
from tracker.usecases.decide_statutory_limit import deny_statutory_limit, grant_statutory_limit
from tracker.usecases.give_interim_reply import give_interim_reply
from tracker.web.doors import current_actor, requires
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.clock_forms import (
    DenyExtensionForm,
    DenyStatutoryForm,
    ExtensionForm,
    GrantExtensionForm,
    GrantStatutoryForm,
    InterimForm,
    StatutoryForm,
)
from tracker.web.orders.making import make


@blueprint.post("/<int:order_id>/ask-extension")
@requires(Permission.HANDLE_ORDER)
def extend(order_id: int):
    """申请延期."""
    form = ExtensionForm()
    return make(order_id, form, lambda: ask_extension(
        order_id, Wish(form.amount.data or 0, form.reason.data or "", form.legal_basis.data or ""),
        version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已申请延期，等待审批；审批前期限照常计算。"))


@blueprint.post("/<int:order_id>/grant-extension")
@requires(Permission.DECIDE_PETITION)
def grant_longer(order_id: int):
    """同意延期."""
    form = GrantExtensionForm()
    return make(order_id, form, lambda: grant_extension(
        order_id, told=form.told.data or "", note=form.note.data or "", version=form.version.data,
        by=current_actor(), now=clock.now(),
    ), _("已同意延期，请督促承办单位告知诉求人。"))


@blueprint.post("/<int:order_id>/deny-extension")
@requires(Permission.DECIDE_PETITION)
def deny_longer(order_id: int):
    """驳回延期."""
    form = DenyExtensionForm()
    return make(order_id, form, lambda: deny_extension(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已驳回延期申请，期限不变。"))


@blueprint.post("/<int:order_id>/ask-statutory")
@requires(Permission.HANDLE_ORDER)
def apply_law(order_id: int):
    """申请适用法定时限."""
    form = StatutoryForm()
    return make(order_id, form, lambda: ask_statutory_limit(
        order_id, limit_id=int(form.limit_id.data), reason=form.reason.data or "", version=form.version.data,
        by=current_actor(), now=clock.now(),
    ), _("已申请适用法定时限，等待审批；审批前期限照常计算。"))


@blueprint.post("/<int:order_id>/grant-statutory")
@requires(Permission.DECIDE_PETITION)
def grant_law(order_id: int):
    """同意适用法定时限."""
    form = GrantStatutoryForm()
    return make(order_id, form, lambda: grant_statutory_limit(
        order_id, told=form.told.data or "", note=form.note.data or "", version=form.version.data,
        by=current_actor(), now=clock.now(),
    ), _("已改按法定时限计算，请督促承办单位告知诉求人。"))


@blueprint.post("/<int:order_id>/deny-statutory")
@requires(Permission.DECIDE_PETITION)
def deny_law(order_id: int):
    """驳回法定时限申请."""
    form = DenyStatutoryForm()
    return make(order_id, form, lambda: deny_statutory_limit(
        order_id, note=form.note.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已驳回法定时限申请，期限不变。"))


@blueprint.post("/<int:order_id>/interim-reply")
@requires(Permission.HANDLE_ORDER)
def interim(order_id: int):
    """阶段答复."""
    form = InterimForm()
    return make(order_id, form, lambda: give_interim_reply(
        order_id, public_answer=form.public_answer.data or "", next_on=form.next_on.data,
        version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已作阶段答复，到下次答复日期前会提醒。"))
