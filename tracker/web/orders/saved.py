"""常用筛选: kept from the list, looked after on a page of their own."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.saved_filters import saved_filters
from tracker.usecases.change_filter import change_filter, move_filter
from tracker.usecases.drop_filter import drop_filter
from tracker.usecases.save_filter import save_filter
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.filter_form import NameForm, SaveForm, chips, parsed, read_filters
from tracker.web.orders.listing import SEES_ORDERS, address_of, listed


@blueprint.post("/filters")
@requires(*SEES_ORDERS)
def save_search():
    """Keep the list's filters under a name."""
    form = SaveForm()
    filters = read_filters(parsed(form.query.data or ""))
    if form.validate_on_submit():
        with refusals_on(form):
            save_filter(
                form.name.data or "", filters.address(), is_shared=form.is_shared.data, replace=form.replace.data,
                by=current_actor(), now=clock.now(),
            )
            flash(_("已存为常用筛选“%(name)s”，以后在列表上方点名称即可。", name=form.name.data), "success")
            return redirect(address_of(filters.address()))
    return listed(filters, form)


def _shown(sent_id: int | None = None, sent: NameForm | None = None):  # type: ignore[no-untyped-def]
    kept = saved_filters(by=current_actor())
    own = [one for one in kept if not one.owner]
    forms = {
        one.id: sent if sent is not None and one.id == sent_id else
        NameForm(formdata=None, prefix=f"f{one.id}-", name=one.name, is_shared=one.is_shared) for one in own
    }
    words = {one.id: chips(read_filters(parsed(one.query)), "") for one in kept}
    html = render_template(
        "orders/filters.html", own=own, others=[one for one in kept if one.owner], forms=forms, words=words,
        sent=sent, address_of=address_of, may_share=current_actor().may(Permission.SHARE_FILTER),
    )
    return html, status_of(sent) if sent is not None else 200


@blueprint.get("/filters")
@requires(*SEES_ORDERS)
def searches():
    """One's own filters, and what others share."""
    return _shown()


@blueprint.post("/filters/<int:filter_id>")
@requires(*SEES_ORDERS)
def change_search(filter_id: int):
    """Rename, share or take back."""
    form = NameForm(prefix=f"f{filter_id}-")
    if form.validate_on_submit():
        with refusals_on(form):
            change_filter(
                filter_id, name=form.name.data or "", is_shared=form.is_shared.data, by=current_actor(),
                now=clock.now(),
            )
            flash(_("已保存。"), "success")
            return redirect(url_for("orders.searches"))
    return _shown(filter_id, form)


@blueprint.post("/filters/<int:filter_id>/earlier")
@requires(*SEES_ORDERS)
def move_search(filter_id: int):
    """One place forward."""
    move_filter(filter_id, by=current_actor(), now=clock.now())
    return redirect(url_for("orders.searches"))


@blueprint.post("/filters/<int:filter_id>/drop")
@requires(*SEES_ORDERS)
def drop_search(filter_id: int):
    """Delete."""
    drop_filter(filter_id, by=current_actor(), now=clock.now())
    flash(_("已删除。"), "success")
    return redirect(url_for("orders.searches"))
