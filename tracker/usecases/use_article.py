"""引用: a text was put into an answer or told to a caller. One order counts it once, however often it was inserted."""

from datetime import datetime

from sqlalchemy import func, select

from tracker import clock
from tracker.domain.knowledge_text import INSERTABLE, UsePlace, validity
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.words import N_
from tracker.store import knowledge, orders, tables
from tracker.store.db import transaction
from tracker.store.models import Article, ArticleUse, ArticleVersion, WorkOrder


def _refuse_unfit(text: ArticleVersion | None, now: datetime) -> None:
    today = now.astimezone(clock.LOCAL).date()
    if text is None:
        raise NotFound(knowledge.GONE)
    warn_days = tables.settings_on(today).knowledge_warn_days
    if validity(text.valid_from, text.valid_to, today, warn_days) not in INSERTABLE:
        raise Invalid(N_("这条知识不在有效期内，不能引用。请联系所属单位修订。"))


def use_article(
    article_id: int, place: UsePlace, *, order_id: int | None = None, by: Actor, now: datetime
) -> int:
    """Count the use and return how often the article was used by now; refuses one that is not in force today."""
    require(by, Permission.SEE_KNOWLEDGE)
    with transaction() as session:
        # The row's lock makes two clicks of one moment one use.
        article = session.execute(
            select(Article).where(Article.id == article_id, Article.is_in_force).with_for_update()
        ).scalar_one_or_none()
        if article is None:
            raise NotFound(knowledge.GONE)
        _refuse_unfit(knowledge.version_of(article), now)
        if order_id is not None and session.scalar(
            select(WorkOrder.id).where(WorkOrder.id == order_id, orders.visible_to(by))
        ) is None:
            raise NotFound(N_("没有找到这张工单，或者它不属于您的单位。"))
        same = select(ArticleUse.id).where(
            ArticleUse.article_id == article_id, ArticleUse.order_id == order_id, ArticleUse.place == place,
            ArticleUse.person_id == by.id,
        )
        if order_id is None or session.scalar(same) is None:
            session.add(
                ArticleUse(
                    article_id=article_id, version=article.version, order_id=order_id, place=place, person_id=by.id,
                    at=now,
                )
            )
        session.flush()
        return session.scalar(select(func.count()).where(ArticleUse.article_id == article_id)) or 0
