"""Which sections a list has. Without words: one. With words: whose number it is, the title, the rest.

Each order stands in one section only. Where the filters leave few orders, these are read for the words themselves;
else the index of words is asked (store.search) and the filters are asked of what it finds.
"""

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission
from tracker.domain.tokens import Query, query
from tracker.store import search, sections
from tracker.store.models import OrderSearch, WorkOrder
from tracker.store.orders import visible_to
from tracker.store.search import Span
from tracker.store.secrecy import hidden_from
from tracker.store.sections import Section, Total

LAST_CHARACTER = "\U0010ffff"
SHORTEST_CODE = 3
SHORTEST_PHONE = 7
FEW = 2000
"Orders that are quicker read than looked up."
NEWEST = 20_000
"Hits of a search that its total is taken from."

Conditions = Sequence[sa.ColumnElement[bool]]


def _starts(column: Any, text: str) -> sa.ColumnElement[bool]:
    """Codes are compared by their bytes (0006_finding), so that an index finds a beginning."""
    return sa.and_(column >= text, column < text + LAST_CHARACTER)


def _coded(text: str, by: Actor) -> sa.ColumnElement[bool] | None:
    """Whose number, source number, credit code or phone begins so; a phone only for whoever may see it whole.

    Where the caller is hidden from the reader, credit code and phone are not looked at: a hit would tell who called.
    """
    text = text.strip()
    if not re.fullmatch(r"[\w./-]+", text, re.ASCII) or len(text) < SHORTEST_CODE:
        return None
    callers = [_starts(WorkOrder.enterprise_uscc, text.upper())]
    digits = text.replace("-", "")
    if digits.isdigit() and len(digits) >= SHORTEST_PHONE and by.may(Permission.REVEAL_CALLER):
        callers.append(_starts(WorkOrder.caller_phone, digits))
    return sa.or_(
        _starts(WorkOrder.number, text.upper()), _starts(WorkOrder.source_number, text),
        sa.and_(sa.or_(*callers), sa.not_(hidden_from(by))),
    )


def _plain(conditions: Conditions) -> Section:
    wanted = select(WorkOrder.id, WorkOrder.received_at).where(*conditions)
    return Section(wanted, (WorkOrder.received_at, WorkOrder.id), Total(select(WorkOrder.id).where(*conditions)))


def _by_place(*conditions: sa.ColumnElement[bool], total: bool) -> Section:
    wanted = (
        select(WorkOrder.id, OrderSearch.place).join(OrderSearch, OrderSearch.order_id == WorkOrder.id)
        .where(*conditions)
    )
    return Section(wanted, (OrderSearch.place,), Total(wanted) if total else None)


def _hits(
    wanted: Query, span: Span, conditions: Conditions, in_title: bool, newest: int | None = None
) -> tuple[Any, Any]:
    """(ids and places of the index's hits that are hits indeed, the place)."""
    hit = search.found(wanted, span, in_title=in_title, newest=newest)
    orders = select(WorkOrder.id, hit.c.place).select_from(hit).join(WorkOrder, WorkOrder.id == hit.c.order_id)
    if wanted.checked or not in_title:
        orders = orders.join(OrderSearch, OrderSearch.order_id == hit.c.order_id)
    return orders.where(search.proved(wanted, in_title=in_title), *conditions), hit.c.place


def _indexed(wanted: Query, span: Span, conditions: Conditions) -> list[Section]:
    titles, title_place = _hits(wanted, span, conditions, True)
    others, other_place = _hits(wanted, span, [*conditions, sa.not_(search.stands_in_title(wanted))], False)
    counted, _place = _hits(wanted, span, conditions, False, newest=NEWEST)
    total = Total(counted, select(search.found(wanted, span).c.place), NEWEST)
    return [Section(titles, (title_place,), total), Section(others, (other_place,), None)]


def _read(wanted: Query, order_ids: Sequence[int], conditions: Conditions) -> list[Section]:
    among, in_title = WorkOrder.id.in_(order_ids), search.stands_in_title(wanted)
    said = search.stands_in_text(wanted)
    return [
        _by_place(among, in_title, *conditions, total=True),
        _by_place(among, said, sa.not_(in_title), *conditions, total=True),
    ]


def sections_of(text: str, conditions: Conditions, by: Actor, span: Span = (None, None)) -> list[Section]:
    """The list of what `by` may see and the conditions leave; a text without a letter or digit narrows nothing.

    `span` says again to the index what the conditions say of the moment of receipt: it looks no further.
    """
    wanted, narrowed = query(text), [visible_to(by), *conditions]
    if not wanted.runs:
        return [_plain(narrowed)]
    code = _coded(text, by)
    others = [] if code is None else [sa.case((code, sa.false()), else_=sa.true())]
    first = [] if code is None else [_by_place(code, *narrowed, total=True)]
    if conditions:
        few = sections.ids([_plain(narrowed)], FEW + 1)
        if len(few) <= FEW:
            return first + _read(wanted, few, others)
    return first + _indexed(wanted, span, [*narrowed, *others])
