"""The demo office shows every stage and everything that the story of an order can tell."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from tracker import clock
from tracker.domain.road_words import PetitionKind, PetitionState
from tracker.domain.timeline import Entry
from tracker.domain.words import CodeTable, Stage
from tracker.reads.desk import own_queues
from tracker.reads.saved_filters import saved_filters
from tracker.seeds import demo, demo_roads
from tracker.seeds.demo_matters import MATTERS, matter_of
from tracker.seeds.demo_requests import REQUESTS
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Petition, TimelineEntry, WorkOrder

ELSEWHERE = {
    Entry.IMPORTED,  # a ledger's upload
    Entry.DUE_RECOUNTED,  # a changed calendar
    Entry.SENT_BACK,  # the straight road's, by chance
    Entry.ANONYMISED,  # years later
    Entry.EXPORTED,  # a list's, in the background
    Entry.DUE_SOON,  # whether one is near depends on the day
}
"What the side roads need not tell."


@pytest.fixture
def made(app, now):
    """The roads alone, travelled before a Monday morning."""
    demo.make_people(now)
    assert demo_roads.make_roads(now) >= 30
    return demo.Office()


def test_every_stage_and_every_entry_of_the_roads_is_there(made):
    stages = set(db.session.scalars(select(WorkOrder.stage).distinct()))
    # What waits for a dispatcher has just come in: the straight road's newest requests.
    assert set(Stage) - stages == {Stage.TO_DISPATCH}
    told = set(db.session.scalars(select(TimelineEntry.kind).distinct()))
    assert {entry.code for entry in set(Entry) - ELSEWHERE} - told == set()


def test_petitions_of_every_kind_were_decided_and_some_wait(made):
    decided = select(Petition.kind).where(Petition.state.in_((PetitionState.GRANTED, PetitionState.DENIED)))
    assert set(db.session.scalars(decided)) == set(PetitionKind)
    waiting = set(db.session.scalars(select(Petition.kind).where(Petition.state == PetitionState.WAITING)))
    assert waiting == set(PetitionKind) - {PetitionKind.STATUTORY}


def test_the_requests_are_about_matters_of_the_table(app):
    known = tables.code_names(CodeTable.MATTER)

    assert set(MATTERS.values()) <= set(known)
    assert sum(matter_of(request.title) is not None for request in REQUESTS) > len(REQUESTS) / 2


def test_whoever_has_a_queue_of_the_roads_finds_something_in_it(made, now):
    filled = {
        queue.name for actor in made.by_role.values() for queue in own_queues(by=actor, now=now) if queue.total
    }
    assert filled == {"to_supplement", "unit", "returns", "petitions", "to_review", "to_call_back", "to_judge"}


def test_the_story_has_no_moment_to_come_and_goes_forward(made, now):
    for order_id in db.session.scalars(select(WorkOrder.id)):
        moments = list(db.session.scalars(
            select(TimelineEntry.at).where(TimelineEntry.order_id == order_id).order_by(TimelineEntry.id)))
        assert moments == sorted(moments) and moments[-1] <= now


def test_the_kept_filters_are_ones_that_the_list_would_keep(app, office):
    client = app.test_client()
    client.post("/sign-in", data={"name": "supervisor", "password": office.passwords["supervisor"]})
    for name, query, *_rest in demo_roads.FILTERS:
        client.post("/orders/filters", data={"name": name, "query": query})
    kept = {one.name: one.query for one in saved_filters(by=office.supervisor)}
    assert kept == {name: query for name, query, *_rest in demo_roads.FILTERS}


@pytest.mark.parametrize("moment", ["2026-02-25T18:00", "2026-10-11T02:00"])
def test_the_roads_are_travelled_on_any_day(app, moment):
    """The evening after the Spring Festival; a Sunday's night after a make-up Saturday."""
    then = datetime.fromisoformat(moment).replace(tzinfo=clock.LOCAL)
    demo.make_people(then)
    demo_roads.make_roads(then)
    assert db.session.scalar(select(func.count()).select_from(WorkOrder)) >= 30
