"""The index of orders' words: written with every change of a text, asked by the list. What a word is: domain.tokens.

SQLite: a contentless full-text table (FTS5) of tokens, whose rowid is the order's place. PostgreSQL: a tsvector beside
the folded text, made without a parser. Both hold the same tokens and are checked against the same folded text.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from tracker.domain.disclosure import veiled
from tracker.domain.tokens import TITLE_MARK, Query, Searchable, searchable
from tracker.domain.words import CodeTable
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import OrderSearch, Reply, WorkOrder
from tracker.store.secrecy import veil_outside

ID_BITS = 28
"Of a place: enough for 268 million orders; the seconds stand above them."

WORDS = sa.table("order_words", sa.column("rowid", sa.BigInteger), sa.column("order_words"), sa.column("tokens"))
"SQLite's full-text table, made by migration 0006_finding."

BATCH = 1000

Span = tuple[datetime | None, datetime | None]
"Moments of receipt from which on, and before which."


def place(received_at: datetime, order_id: int) -> int:
    """Where the order stands among all: by the second of its receipt, then by its id."""
    return (int(received_at.timestamp()) << ID_BITS) | order_id


def _is_sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"


# Writing ---------------------------------------------------------------------------------------------------------

def answers_of(order_ids: Sequence[int]) -> dict[int, list[str]]:
    """Every public answer that was submitted, the newest first, by the order's id."""
    found: dict[int, list[str]] = {}
    wanted = select(Reply.order_id, Reply.public_answer).where(Reply.order_id.in_(order_ids))
    for order_id, answer in db.session.execute(wanted.order_by(Reply.id.desc())):
        found.setdefault(order_id, []).append(answer)
    return found


def _texts(orders: Sequence[WorkOrder], answers: Mapping[int, Sequence[str]]) -> dict[int, Searchable]:
    towns, matters = tables.code_names(CodeTable.PLACE), tables.code_names(CodeTable.MATTER)
    # What no reader is shown of a confidential order is not in the index either: a hit would tell it. Nor is what is
    # sealed: the address is found by its road (store.lookups).
    found = {}
    for order in orders:
        veil = veil_outside(order)
        seen = veiled(order, veil)
        found[order.id] = searchable(seen.title, (
            seen.content, veil.enterprise_name, towns.get(order.place_code or ""),
            matters.get(order.matter_code or ""), seen.public_answer,
            *(veil.text(answer) for answer in answers.get(order.id, ())),
        ))
    return found


def _forget(order_ids: Sequence[int]) -> None:
    """Take the orders out of the index. A contentless table must be told the very tokens that it was given."""
    if _is_sqlite():
        known = db.session.execute(
            select(OrderSearch.place, OrderSearch.title, OrderSearch.text).where(OrderSearch.order_id.in_(order_ids))
        ).all()
        if known:
            db.session.execute(
                sa.text("INSERT INTO order_words(order_words, rowid, tokens) VALUES ('delete', :place, :tokens)"),
                [{"place": at, "tokens": " ".join(Searchable(title, text).tokens)} for at, title, text in known],
            )
    db.session.execute(sa.delete(OrderSearch).where(OrderSearch.order_id.in_(order_ids)))


def write(connection: sa.Connection, rows: Sequence[dict[str, object]], words: Sequence[list[str]]) -> None:
    """Put orders into the index that are not yet in it: OrderSearch's columns, and the tokens of each."""
    table = sa.inspect(OrderSearch).local_table
    if connection.dialect.name == "sqlite":
        connection.execute(sa.insert(table), rows)
        connection.execute(
            sa.insert(WORDS), [{"rowid": row["place"], "tokens": " ".join(one)} for row, one in zip(rows, words)]
        )
        return
    made = func.array_to_tsvector(sa.cast(sa.bindparam("words"), ARRAY(sa.Text)))
    connection.execute(
        sa.insert(table).values(tokens=made), [row | {"words": one} for row, one in zip(rows, words)]
    )


def _index(orders: Sequence[WorkOrder], answers: Mapping[int, Sequence[str]]) -> None:
    texts = _texts(orders, answers)
    write(
        db.session.connection(),
        [{"order_id": order.id, "place": place(order.received_at, order.id), "title": texts[order.id].title,
          "text": texts[order.id].text} for order in orders],
        [texts[order.id].tokens for order in orders],
    )


def reindex(orders: Sequence[WorkOrder]) -> None:
    """Make the orders findable by what they say now; call in the transaction that changed a text of theirs."""
    db.session.flush()
    for start in range(0, len(orders), BATCH):
        some = orders[start:start + BATCH]
        ids = [order.id for order in some]
        answers = answers_of(ids)
        _forget(ids)
        _index(some, answers)


def index_new(orders: Sequence[WorkOrder]) -> None:
    """Make orders findable that came into being in this transaction, with no answer but the one that they show."""
    for start in range(0, len(orders), BATCH):
        _index(orders[start:start + BATCH], {})


def clear() -> None:
    """Forget every order, whatever state the index is in."""
    if _is_sqlite():
        db.session.execute(sa.text("INSERT INTO order_words(order_words) VALUES ('delete-all')"))
    db.session.execute(sa.delete(OrderSearch))


# Asking ----------------------------------------------------------------------------------------------------------

def _sqlite_match(query: Query, mark: str) -> str:
    whole = [f'"{mark}{token}"' for token in query.whole]
    return " AND ".join(whole + [f'"{mark}{token}" *' for token in query.beginnings])


def _postgres_match(query: Query, mark: str) -> str:
    whole = [f"'{mark}{token}'" for token in query.whole]
    return " & ".join(whole + [f"'{mark}{token}':*" for token in query.beginnings])


def found(query: Query, span: Span = (None, None), *, in_title: bool = False, newest: int | None = None) -> sa.Subquery:
    """The orders in whose text (or title) every run of the query may stand: `place` and `order_id`.

    Only those received in the span, to the second; with `newest` only so many, the latest received.
    """
    mark = TITLE_MARK if in_title else ""
    if _is_sqlite():
        key, order_id = WORDS.c.rowid, WORDS.c.rowid.op("&")(2**ID_BITS - 1)
        wanted = select(key.label("place"), order_id.label("order_id")).where(
            WORDS.c.order_words.op("MATCH")(_sqlite_match(query, mark)))
    else:
        key = OrderSearch.place
        wanted = select(key, OrderSearch.order_id).where(
            OrderSearch.tokens.op("@@")(sa.cast(_postgres_match(query, mark), TSQUERY)))
    since, until = span
    if since is not None:
        wanted = wanted.where(key >= place(since, 0))
    if until is not None:
        wanted = wanted.where(key < place(until + timedelta(seconds=1), 0))
    if newest is not None:
        wanted = wanted.order_by(sa.desc("place")).limit(newest)
    return wanted.subquery("hit")


def proved(query: Query, *, in_title: bool = False) -> sa.ColumnElement[bool]:
    """On OrderSearch: what the tokens alone do not prove."""
    where = OrderSearch.title if in_title else OrderSearch.text
    return sa.and_(sa.true(), *(where.contains(run) for run in query.checked))


def stands_in_text(query: Query) -> sa.ColumnElement[bool]:
    """On OrderSearch: every run of the query stands in the text, looked at without the index."""
    return sa.and_(sa.true(), *(OrderSearch.text.contains(run) for run in query.runs))


def stands_in_title(query: Query) -> sa.ColumnElement[bool]:
    """On OrderSearch: every run of the query stands in the title."""
    return sa.and_(sa.true(), *(OrderSearch.title.contains(run) for run in query.runs))
