"""The order's page: its story, its deadlines, and the forms of the moves that the reader can make."""

from flask import render_template

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.domain.words import Move
from tracker.reads.order_page import OrderPage, order_page
from tracker.usecases.reveal_caller import reveal_caller
from tracker.web.doors import current_actor, requires
from tracker.web.errors import status_of
from tracker.web.forms import Form, OrderForm
from tracker.web.orders import telling
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

FORMS: dict[Move, type[OrderForm]] = {
    Move.DISPATCH: DispatchForm,
    Move.SIGN: SignForm,
    Move.SIGN_AS_CO: SignForm,
    Move.CONTACT: ContactForm,
    Move.REPLY: ReplyForm,
    Move.PASS_REPLY: PassForm,
    Move.SEND_BACK: SendBackForm,
    Move.CALL_BACK: CallbackForm,
}


def _forms(page: OrderPage, sent: Form | None) -> dict[Move, Form]:
    """A form for every move offered; the one that was sent keeps what was typed and knows the newest version."""
    forms: dict[Move, Form] = {}
    for move in page.moves:
        if sent is not None and type(sent) is FORMS[move]:
            forms[move] = sent
        else:
            forms[move] = FORMS[move](formdata=None)
        forms[move].version.data = forms[move].version.raw_data = None
        forms[move].version.data = page.order.version
    return forms


def shown(order_id: int, sent: Form | None = None):  # type: ignore[no-untyped-def]
    """Render the page; `sent` is the form that was refused, with its errors."""
    page = order_page(order_id, by=current_actor(), now=clock.now())
    html = render_template(
        "orders/show.html", page=page, order=page.order, forms=_forms(page, sent), sent=sent, Move=Move,
        timeline=telling.timeline(page), counting=telling.counting(page), steps=telling.stepper(page),
        light=telling.light_of(page.deadline),
    )
    return html, status_of(sent) if sent is not None else 200


@blueprint.get("/<int:order_id>")
@requires(Permission.SEE_ALL_ORDERS, Permission.SEE_UNIT_ORDERS)
def show(order_id: int):
    """The order."""
    return shown(order_id)


@blueprint.post("/<int:order_id>/reveal")
@requires(Permission.REVEAL_CALLER)
def reveal(order_id: int):
    """The caller in full; the timeline tells who looked."""
    caller = reveal_caller(order_id, by=current_actor(), now=clock.now())
    return render_template("orders/_caller.html", caller=caller)
