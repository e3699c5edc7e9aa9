"""Paper: the order as A4, the supervision notice, the reply letter. Masked like every page; each print is recorded."""

from typing import Any

from flask import render_template

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_, Part
from tracker.reads.order_page import OrderPage, order_page
from tracker.reads.papers import office_name
from tracker.usecases.record_print import record_print
from tracker.web.doors import current_actor, requires
from tracker.web.orders.blueprint import blueprint


def _page(order_id: int, paper: str) -> OrderPage:
    record_print(order_id, paper, by=current_actor(), now=clock.now())
    return order_page(order_id, by=current_actor(), now=clock.now())


def _paper(template: str, page: OrderPage, **more: Any) -> str:
    now = clock.now()
    units = [unit for unit in page.units if unit.ended_at is None]
    return render_template(
        template, page=page, order=page.order, printed_at=now, office_name=office_name(now),
        lead=next((unit for unit in units if unit.part is Part.LEAD), None),
        co=[unit for unit in units if unit.part is Part.CO], **more,
    )


@blueprint.get("/<int:order_id>/print")
@requires(Permission.SEE_ALL_ORDERS, Permission.SEE_UNIT_ORDERS)
def print_order(order_id: int):
    """工单."""
    return _paper("orders/paper/order.html", _page(order_id, "order"))


@blueprint.get("/<int:order_id>/supervisions/<int:supervision_id>/print")
@requires(Permission.SEE_ALL_ORDERS, Permission.SEE_UNIT_ORDERS)
def print_supervision(order_id: int, supervision_id: int):
    """督办单."""
    page = _page(order_id, "supervision")
    notice = next((one for one in page.roads.supervisions if one.id == supervision_id and one.number), None)
    if notice is None:
        raise NotFound(N_("没有找到这份督办单。"))
    return _paper("orders/paper/supervision.html", page, notice=notice)


@blueprint.get("/<int:order_id>/reply-letter")
@requires(Permission.SEE_ALL_ORDERS, Permission.SEE_UNIT_ORDERS)
def print_reply(order_id: int):
    """答复函: what the caller is told, as soon as a reply stands."""
    page = _page(order_id, "letter")
    if not page.order.public_answer:
        raise NotFound(N_("这张工单还没有审核通过的答复，不能打印答复函。"))
    return _paper("orders/paper/letter.html", page)
