"""What the knowledge base offers while an order is logged or answered: found by words, or by the order's matter."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker.domain.knowledge_text import filled
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.reads.knowledge_rows import ArticleRow, Result, rows, search
from tracker.store import knowledge
from tracker.store.db import db
from tracker.store.models import Article, ArticleVersion, WorkOrder
from tracker.store.orders import visible_to

MOST_SHOWN = 8


@dataclass(frozen=True)
class Offer:
    """A text that was found, with what is known of the order filled in."""

    row: ArticleRow
    body: str
    legal_basis: str


@dataclass(frozen=True)
class Lookup:
    """The best texts; `is_suggested` when nothing was typed and they were found by the order's matter."""

    offers: tuple[Offer, ...]
    is_suggested: bool
    more: int
    "How many were found beyond those shown."


def _order(order_id: int | None, by: Actor) -> WorkOrder | None:
    if order_id is None:
        return None
    order = db.session.scalar(
        select(WorkOrder).where(WorkOrder.id == order_id, visible_to(by)).options(joinedload(WorkOrder.lead))
    )
    if order is None:
        raise NotFound(N_("没有找到这张工单，或者它不属于您的单位。"))
    return order


def _values(order: WorkOrder | None, now: datetime) -> dict[str, str]:
    local = now.astimezone(clock.LOCAL)
    known = {"今天": f"{local.year}年{local.month}月{local.day}日"}
    if order is not None:
        known |= {"工单编号": order.number, "主办单位": order.lead.name if order.lead else ""}
    return known


def _found(typed: str, matter_code: str | None) -> Result:
    wanted = select(Article, ArticleVersion).join(ArticleVersion, knowledge.IN_FORCE)
    if typed.strip():
        return search(wanted, ArticleVersion, typed)
    if matter_code:
        return search(wanted.where(ArticleVersion.matter_code == matter_code), ArticleVersion, "")
    return Result([])


def knowledge_lookup(
    typed: str, *, order_id: int | None = None, matter_code: str | None = None, by: Actor, now: datetime
) -> Lookup:
    """The texts that fit best, those that may be inserted today before the others."""
    require(by, Permission.SEE_KNOWLEDGE)
    order = _order(order_id, by)
    is_suggested = not typed.strip()
    result = _found(typed, order.matter_code if order else matter_code)
    texts = {article.id: text for article, text in result.found}
    shown = [row for row in rows(result.found, result.words, now) if row.is_insertable or not is_suggested]
    shown.sort(key=lambda row: (not row.is_insertable, -row.uses if is_suggested else 0))
    values = _values(order, now)
    offers = tuple(
        Offer(row, filled(texts[row.id].body, values), texts[row.id].legal_basis) for row in shown[:MOST_SHOWN]
    )
    return Lookup(offers, is_suggested, len(shown) - len(offers))
