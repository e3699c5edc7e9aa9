"""The demo office's requests, kept filters, and its roads on another day."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from tracker import clock
from tracker.domain.words import CodeTable
from tracker.reads.saved_filters import saved_filters
from tracker.seeds import demo, demo_roads
from tracker.seeds.demo_matters import MATTERS, matter_of
from tracker.seeds.demo_requests import REQUESTS
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import WorkOrder


def test_the_requests_are_about_matters_of_the_table(app):
    known = tables.code_names(CodeTable.MATTER)

    assert set(MATTERS.values()) <= set(known)
    assert sum(matter_of(request.title) is not None for request in REQUESTS) > len(REQUESTS) / 2


def test_the_kept_filters_are_ones_that_the_list_would_keep(app, office):
    client = app.test_client()
    client.post("/sign-in", data={"name": "supervisor", "password": office.passwords["supervisor"]})
    for name, query, *_rest in demo_roads.FILTERS:
        client.post("/orders/filters", data={"name": name, "query": query})
    kept = {one.name: one.query for one in saved_filters(by=office.supervisor)}
    assert kept == {name: query for name, query, *_rest in demo_roads.FILTERS}


@pytest.mark.parametrize("moment", ["2026-10-11T02:00"])
def test_the_roads_are_travelled_on_any_day(app, moment):
    """A Sunday's night after a make-up Saturday."""
    then = datetime.fromisoformat(moment).replace(tzinfo=clock.LOCAL)
    demo.make_people(then)
    demo_roads.make_roads(then)
    assert db.session.scalar(select(func.count()).select_from(WorkOrder)) >= 30
