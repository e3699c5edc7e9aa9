"""并单 and 研判: the views of their moves."""

from flask_babel import gettext as _

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.usecases.judge_redo import let_stand, redo_order
from tracker.usecases.merge_orders import merge_orders
from tracker.usecases.unmerge_order import unmerge_order
from tracker.web.doors import current_actor, requires
from tracker.web.orders.after_forms import LetStandForm, MergeForm, RedoForm, UnmergeForm
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.making import make


@blueprint.post("/<int:order_id>/merge")
@requires(Permission.MERGE_ORDERS)
def merge(order_id: int):
    """并单."""
    form = MergeForm()
    return make(order_id, form, lambda: merge_orders(
        [order_id], master_number=form.master_number, reason=form.reason.data or "",
        versions={order_id: form.version.data}, by=current_actor(), now=clock.now(),
    ), _("已并单，随主单一并办理，回访仍单独进行。"))


@blueprint.post("/<int:order_id>/unmerge")
@requires(Permission.MERGE_ORDERS)
def unmerge(order_id: int):
    """取消并单."""
    form = UnmergeForm()
    return make(order_id, form, lambda: unmerge_order(
        order_id, reason=form.reason.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已取消并单，工单等待派单。"))


@blueprint.post("/<int:order_id>/redo")
@requires(Permission.JUDGE_REDO)
def redo(order_id: int):
    """重办."""
    form = RedoForm()
    return make(order_id, form, lambda: redo_order(
        order_id, reason=form.reason.data or "", lead_id=int(form.lead_id.data),
        co_ids=form.co_ids.data or [], version=form.version.data,
        by=current_actor(), now=clock.now(),
    ), _("已退回重办，期限重新计算。"))


@blueprint.post("/<int:order_id>/let-stand")
@requires(Permission.JUDGE_REDO)
def stand(order_id: int):
    """维持办结."""
    form = LetStandForm()
    return make(order_id, form, lambda: let_stand(
        order_id, reason=form.reason.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已维持原答复并办结。"))
