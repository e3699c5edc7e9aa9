"""The order's page: its story, its deadlines, and the forms of the moves that the reader can make."""

from typing import Any

from flask import render_template
from flask_babel import gettext as _
from wtforms import TextAreaField

from tracker import clock
from tracker.domain.moves import Move
from tracker.domain.permissions import Permission
from tracker.reads.attachments import AttachmentPanel, attachment_panel
from tracker.reads.order_page import OrderPage, order_page
from tracker.reads.secrecy import secrecy_panel, units_kept_away
from tracker.web.doors import current_actor, requires
from tracker.web.errors import status_of
from tracker.web.forms import Form, OrderForm
from tracker.web.language import say
from tracker.web.orders import telling
from tracker.web.orders.attachment_forms import UploadForm, file_attrs, limits_text
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.panels import PANELS
from tracker.web.orders.secrecy_forms import keep_away, secrecy_forms


def _forms(page: OrderPage, sent: Form | None) -> dict[Move, OrderForm]:
    """A form for every move offered; the one that was sent keeps what was typed and knows the newest version.

    A form that was sent is shown with its errors even where somebody's quicker move has put a hurdle in its way.
    """
    forms: dict[Move, OrderForm] = {}
    for move, hurdle in page.offers:
        if move not in PANELS:
            continue
        is_sent = type(sent) is PANELS[move].form
        if hurdle is None or is_sent:
            forms[move] = sent if is_sent else PANELS[move].form(formdata=None)  # type: ignore[assignment]
            if not is_sent:
                forms[move].begin(page)
            for hidden, value in ((forms[move].version, page.order.version), (forms[move].seen, len(page.story))):
                hidden.data, hidden.raw_data = value, None
            forms[move].suit(page)
    return forms


def _hurdles(page: OrderPage) -> list[tuple[str, str]]:
    """(what, why not) for every move that a person would look for and not find."""
    return [
        (_(PANELS[move].title), say(hurdle.message, hurdle.params)) for move, hurdle in page.offers
        if move in PANELS and hurdle is not None and not hurdle.is_quiet
    ]


def _upload_form(files: AttachmentPanel, sent: Form | None) -> UploadForm | None:
    """The form for further attachments, where the reader may add any."""
    if not files.kinds:
        return None
    form = sent if isinstance(sent, UploadForm) else UploadForm(formdata=None)
    form.offer(files)
    form.help, form.attrs = limits_text(files.bounds), file_attrs(files.bounds)
    return form


def _beside(forms: dict[Move, OrderForm]) -> dict[Move, list[Move]]:
    """Panel → the moves that are shown in it as well."""
    beside: dict[Move, list[Move]] = {}
    for move in forms:
        host = next((other for other in PANELS[move].beside if other in forms), None)
        if host is not None:
            beside.setdefault(host, []).append(move)
    return beside


def _news(page: OrderPage, sent: Form | None) -> list[dict[str, Any]]:
    """What others did between the page that was sent and this one, newest first: for whom they overtook."""
    if not isinstance(sent, OrderForm) or sent.refusal_status != 409:
        return []
    known = sent.seen.data if sent.seen.data is not None else len(page.story)
    return telling.timeline(page)[:max(len(page.story) - max(known, 0), 0)]


def _typed(sent: Form | None, forms: dict[Move, OrderForm]) -> list[tuple[str, str]]:
    """(label, text) of what was typed into a form that the page has no place for any more: nobody writes it twice."""
    if not isinstance(sent, OrderForm) or sent in forms.values():
        return []
    return [(field.label.text, field.data) for field in sent if isinstance(field, TextAreaField) and field.data]


def shown(order_id: int, sent: Form | None = None):  # type: ignore[no-untyped-def]
    """Render the page; `sent` is the form that was refused, with its errors."""
    page = order_page(order_id, by=current_actor(), now=clock.now())
    files = attachment_panel(order_id, by=current_actor(), now=clock.now())
    news = _news(page, sent)  # before the form is brought up to date
    forms, away = _forms(page, sent), units_kept_away(order_id, by=current_actor())
    for form in forms.values():
        keep_away(form, away)
    secrecy = secrecy_panel(order_id, by=current_actor())
    beside = _beside(forms)
    guests = {move for moves in beside.values() for move in moves}
    on_page = {move: form for move, form in forms.items() if move not in guests}
    html = render_template(
        "orders/show.html", page=page, order=page.order, forms=forms, sent=sent, panels=PANELS, hurdles=_hurdles(page),
        main={move: form for move, form in on_page.items() if PANELS[move].is_main(page.order)},
        folded={move: form for move, form in on_page.items() if not PANELS[move].is_main(page.order)}, beside=beside,
        secrecy=secrecy, secrecy_forms=secrecy_forms(secrecy, sent),
        timeline=telling.timeline(page), counting=telling.counting(page), steps=telling.stepper(page),
        light=telling.light_of(page.deadline), ending=telling.ending(page), files=files,
        upload=_upload_form(files, sent), typed=_typed(sent, forms), news=news,
    )
    return html, status_of(sent) if sent is not None else 200


@blueprint.get("/<int:order_id>")
@requires(Permission.SEE_ALL_ORDERS, Permission.SEE_UNIT_ORDERS)
def show(order_id: int):
    """The order."""
    return shown(order_id)
