"""保密与回避: marking an order, granting its identity to a unit, keeping an accused unit away, and the reveal itself."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.domain.refusals import Invalid
from tracker.reads.order_page import order_page
from tracker.reads.secrecy import secrecy_panel
from tracker.usecases.exclude_unit import exclude_unit, readmit_unit
from tracker.usecases.grant_identity import grant_identity, revoke_identity
from tracker.usecases.mark_confidential import lift_confidential, mark_confidential
from tracker.usecases.reveal_caller import reveal_caller
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on
from tracker.web.forms import Form, codes
from tracker.web.language import said
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.page import shown
from tracker.web.orders.secrecy_forms import ExcludeForm, GrantForm, LiftForm, MarkForm, RevealForm, UnitForm


def _do(order_id: int, form: Form, call: Callable[[], None], done: str):  # type: ignore[no-untyped-def]
    if isinstance(form, UnitForm):
        panel = secrecy_panel(order_id, by=current_actor())
        offered = {} if panel is None else panel.grantable if isinstance(form, GrantForm) else panel.excludable
        form.unit_id.choices = codes(offered, _("请选择"))
        # What is not offered is refused by the use case, which says why.
        form.unit_id.validate_choice = False
    if form.validate_on_submit():
        with refusals_on(form):
            call()
            flash(done, "good")
            return redirect(url_for("orders.show", order_id=order_id, _anchor="secrecy"))
    return shown(order_id, form)


def _unit(form: UnitForm) -> int:
    return int(form.unit_id.data) if (form.unit_id.data or "").isdigit() else 0


@blueprint.post("/<int:order_id>/mark-confidential")
@requires(Permission.MARK_CONFIDENTIAL)
def mark(order_id: int):
    """标为保密."""
    form = MarkForm(prefix="mark_")
    return _do(order_id, form, lambda: mark_confidential(
        order_id, reason=form.reason.data or "", by=current_actor(), now=clock.now(),
    ), _("已标为保密，承办单位不再看到诉求人身份。"))


@blueprint.post("/<int:order_id>/lift-confidential")
@requires(Permission.LIFT_CONFIDENTIAL)
def lift(order_id: int):
    """解除保密."""
    form = LiftForm(prefix="lift_")
    return _do(order_id, form, lambda: lift_confidential(
        order_id, reason=form.reason.data or "", by=current_actor(), now=clock.now(),
    ), _("已解除保密。"))


@blueprint.post("/<int:order_id>/grant-identity")
@requires(Permission.GRANT_IDENTITY)
def grant(order_id: int):
    """准许知悉."""
    form = GrantForm(prefix="grant_")
    return _do(order_id, form, lambda: grant_identity(
        order_id, _unit(form), reason=form.reason.data or "", by=current_actor(), now=clock.now(),
    ), _("已准许，该单位每次查看都会记录。"))


@blueprint.post("/<int:order_id>/grants/<int:unit_id>/revoke")
@requires(Permission.GRANT_IDENTITY)
def revoke(order_id: int, unit_id: int):
    """收回知悉."""
    revoke_identity(order_id, unit_id, by=current_actor(), now=clock.now())
    flash(_("已收回，该单位不再看到诉求人身份。"), "good")
    return redirect(url_for("orders.show", order_id=order_id, _anchor="secrecy"))


@blueprint.post("/<int:order_id>/exclude-unit")
@requires(Permission.EXCLUDE_UNIT)
def exclude(order_id: int):
    """回避."""
    form = ExcludeForm(prefix="exclude_")
    return _do(order_id, form, lambda: exclude_unit(
        order_id, _unit(form), reason=form.reason.data or "", by=current_actor(), now=clock.now(),
    ), _("已设置回避，该单位不能承办，也看不到这张工单。"))


@blueprint.post("/<int:order_id>/exclusions/<int:unit_id>/lift")
@requires(Permission.EXCLUDE_UNIT)
def readmit(order_id: int, unit_id: int):
    """解除回避."""
    readmit_unit(order_id, unit_id, by=current_actor(), now=clock.now())
    flash(_("已解除回避。"), "good")
    return redirect(url_for("orders.show", order_id=order_id, _anchor="secrecy"))


@blueprint.post("/<int:order_id>/reveal")
@requires(Permission.REVEAL_CALLER)
def reveal(order_id: int):
    """The caller in full; the timeline tells who looked and why."""
    form, by, now = RevealForm(prefix="reveal_"), current_actor(), clock.now()
    try:
        caller = reveal_caller(
            order_id, ground=form.ground.data or None, reason=form.reason.data or "", by=by, now=now)
    except Invalid as refusal:
        page, wrong = order_page(order_id, by=by, now=now), said(refusal)
        return render_template("orders/_reveal.html", page=page, order=page.order, wrong=wrong), refusal.status
    name = "orders/_caller.html" if request.headers.get("HX-Request") else "orders/caller.html"
    return render_template(name, caller=caller, order_id=order_id)
