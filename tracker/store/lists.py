"""Which sections a list has. Without words: one. With words: whose number it is, the title, the rest.

Each order stands in one section only. Where the filters leave few orders, these are read for the words themselves;
else the index of words is asked (store.search) and the filters are asked of what it finds.
"""

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from tracker.domain.identifiers import TAIL, clean_phone, road_of
from tracker.domain.permissions import Actor, Permission
from tracker.domain.tokens import Query, query
from tracker.store import lookups, search, sections
from tracker.store.models import OrderSearch, WorkOrder
from tracker.store.orders import visible_to
from tracker.store.search import Span
from tracker.store.secrecy import hidden_from
from tracker.store.sections import Section, Total

LAST_CHARACTER = "\U0010ffff"
SHORTEST_CODE = 3
SHORTEST_PHONE = 7
SHORTEST_ROAD = 2
FEW = 2000
"Orders that are quicker read than looked up."
NEWEST = 20_000
"Hits of a search that its total is taken from."

Conditions = Sequence[sa.ColumnElement[bool]]


def _starts(column: Any, text: str) -> sa.ColumnElement[bool]:
    """Codes are compared by their bytes (0006_finding), so that an index finds a beginning."""
    return sa.and_(column >= text, column < text + LAST_CHARACTER)


def _coded(text: str, wanted: Query, by: Actor) -> sa.ColumnElement[bool] | None:
    """Whose number, source number or credit code begins so, whose phone is this one or ends so, whose road it is.

    On WorkOrder and OrderSearch. A phone only for whoever may see it whole. Where the caller is hidden from the
    reader, credit code and phone are not looked at: a hit would tell who called.
    """
    text = text.strip()
    callers, others = _phoned(text, by), _on_the_road(wanted)
    if re.fullmatch(r"[\w./-]+", text, re.ASCII) and len(text) >= SHORTEST_CODE:
        callers.append(_starts(WorkOrder.enterprise_uscc, text.upper()))
        others += [_starts(WorkOrder.number, text.upper()), _starts(WorkOrder.source_number, text)]
    if callers:
        others.append(sa.and_(sa.or_(*callers), sa.not_(hidden_from(by))))
    return sa.or_(*others) if others else None


def _phoned(text: str, by: Actor) -> list[sa.ColumnElement[bool]]:
    """Phones are sealed: a whole number is found, however it is written, and its last four digits are."""
    if not by.may(Permission.REVEAL_CALLER):
        return []
    phone = clean_phone(text)
    if phone.isdigit() and len(phone) == TAIL:
        return [lookups.has_tail(WorkOrder.caller_tail_key, phone)]
    is_long = re.match(r"\+?[0-9]{%d}" % SHORTEST_PHONE, phone)
    return [lookups.has_phone(WorkOrder.caller_phone_key, phone)] if is_long else []


def _on_the_road(wanted: Query) -> list[sa.ColumnElement[bool]]:
    """Addresses are sealed, too: one of the words may be the road, estate or village that an address begins with.

    That of a confidential order is not: people write names into it, and a hit would prove them.
    """
    roads = [run for run in wanted.runs if len(run) >= SHORTEST_ROAD and road_of(run) == run]
    if not roads:
        return []
    rest = [Query(tuple(run for run in wanted.runs if run != road)) for road in roads]
    ways = [
        sa.and_(lookups.has_road(WorkOrder.address_key, road), search.stands_in_text(others))
        for road, others in zip(roads, rest, strict=True)
    ]
    known = lookups.has_any_road(WorkOrder.address_key, roads)
    return [sa.and_(known, sa.or_(*ways), sa.not_(WorkOrder.is_confidential))]


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
    if wanted.checked or len(wanted.runs) > 1 or not in_title:
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
    code = _coded(text, wanted, by)
    others = [] if code is None else [sa.case((code, sa.false()), else_=sa.true())]
    first = [] if code is None else [_by_place(code, *narrowed, total=True)]
    if conditions:
        few = sections.ids([_plain(narrowed)], FEW + 1)
        if len(few) <= FEW:
            return first + _read(wanted, few, others)
    return first + _indexed(wanted, span, [*narrowed, *others])
