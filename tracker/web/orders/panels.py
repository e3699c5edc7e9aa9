"""The order's page, move by move: which form, which template, and whether it stands open or folded.

A road adds its lines here; what is offered to whom is decided in domain.offers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tracker.domain.moves import Move
from tracker.domain.words import N_
from tracker.web.forms import OrderForm
from tracker.web.orders.forms import (
    CallbackForm,
    ContactForm,
    DispatchForm,
    PassForm,
    ReplyForm,
    SendBackForm,
    SignForm,
)

Shown = Callable[[Any], bool]
"Of the order: does the panel stand open?"


def always(_order: Any) -> bool:
    """The next act on the road."""
    return True


def folded(_order: Any) -> bool:
    """A side road."""
    return False


@dataclass(frozen=True)
class Panel:
    """How a move is shown. `id` is the fragment that links point to."""

    form: type[OrderForm]
    template: str
    title: str
    icon: str
    id: str
    is_main: Shown = folded


PANELS: dict[Move, Panel] = {
    Move.DISPATCH: Panel(DispatchForm, "orders/moves/dispatch.html", N_("派单"), "send", "dispatch", always),
    Move.SIGN: Panel(SignForm, "orders/moves/sign.html", N_("签收"), "check2-square", "sign", always),
    Move.SIGN_AS_CO: Panel(SignForm, "orders/moves/sign.html", N_("签收"), "check2-square", "sign", always),
    Move.CONTACT: Panel(
        ContactForm, "orders/moves/contact.html", N_("登记联系"), "telephone-outbound", "contact",
        lambda order: order.contacted_at is None,
    ),
    Move.REPLY: Panel(ReplyForm, "orders/moves/reply.html", N_("答复"), "reply", "reply", always),
    Move.PASS_REPLY: Panel(PassForm, "orders/moves/pass_reply.html", N_("审核通过"), "check-circle", "pass", always),
    Move.SEND_BACK: Panel(
        SendBackForm, "orders/moves/send_back.html", N_("退回修改"), "arrow-counterclockwise", "send-back", always
    ),
    Move.CALL_BACK: Panel(
        CallbackForm, "orders/moves/call_back.html", N_("回访"), "telephone", "callback", always
    ),
}
