"""The demo's knowledge base, made by travelling the real road: written, handed in, published, used in answers."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from tracker import clock
from tracker.domain.knowledge_text import UsePlace, Writing
from tracker.domain.words import Role
from tracker.seeds.demo import Office
from tracker.seeds.knowledge_texts import SAMPLES, Sample
from tracker.store.db import db
from tracker.store.models import Assignment, WorkOrder
from tracker.usecases.change_article import change_article
from tracker.usecases.remind_expiring_articles import remind_expiring_articles
from tracker.usecases.review_article import publish_article
from tracker.usecases.submit_article import submit_article
from tracker.usecases.use_article import use_article
from tracker.usecases.write_article import write_article


def _writing(sample: Sample, now: datetime) -> Writing:
    today = now.astimezone(clock.LOCAL).date()
    return Writing(
        kind=sample.kind, title=sample.title, body=sample.body, question=sample.question, keywords=sample.keywords,
        matter_code=sample.matter, legal_basis=sample.basis, valid_from=today - timedelta(days=300),
        valid_to=None if sample.ends_in is None else today + timedelta(days=sample.ends_in),
    )


def _answered(department_id: int | None) -> list[tuple[int, datetime]]:
    """(order, moment of its reply) of orders that the unit answered; for the office, of any."""
    wanted = select(WorkOrder.id, WorkOrder.replied_at).where(WorkOrder.replied_at.is_not(None))
    if department_id is not None:
        wanted = wanted.join(Assignment).where(Assignment.department_id == department_id)
    return [(order_id, at) for order_id, at in db.session.execute(wanted.distinct().order_by(WorkOrder.id))]


def _publish(sample: Sample, office: Office, now: datetime, chance: random.Random) -> None:
    writer = office.handler(sample.unit) if sample.unit else office.by_role[Role.OPERATOR]
    writing, began = _writing(sample, now), now - timedelta(days=chance.randint(80, 200))
    article_id = write_article(writing, by=writer, now=began)
    if sample.state == "draft":
        return
    submit_article(article_id, by=writer, now=began + timedelta(hours=1))
    if sample.state == "to_review":
        return
    publish_article(article_id, by=office.by_role[Role.REVIEWER], now=began + timedelta(hours=26))
    if sample.title.startswith("餐饮油烟"):
        more = writing.body + "\n五、商户名单和整改情况由所属中队建立台账，一月内复查一次。"
        change_article(article_id, replace(writing, body=more), by=writer, now=began + timedelta(days=40))
        submit_article(article_id, by=writer, now=began + timedelta(days=40, hours=1))
        publish_article(article_id, by=office.by_role[Role.SUPERVISOR], now=began + timedelta(days=41))
    answered = _answered(office.units[sample.unit] if sample.unit else None)
    for order_id, at in chance.sample(answered, min(len(answered), chance.randint(1, 7))):
        if sample.unit and (sample.ends_in or 0) >= 0:
            use_article(article_id, UsePlace.REPLY, order_id=order_id, by=writer, now=at)


def make_articles(now: datetime) -> int:
    """Write the samples as of some months ago; returns how many."""
    chance, office = random.Random(44191), Office()  # nosec B311: the same samples each time
    for sample in SAMPLES:
        _publish(sample, office, now, chance)
    remind_expiring_articles(now=now)
    return len(SAMPLES)
