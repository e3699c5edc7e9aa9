"""The demo office shows every stage and everything that the story of an order can tell."""


import pytest
from sqlalchemy import select

from tests.conftest import MONDAY_MORNING, rolled_back
from tracker.domain.road_words import PetitionKind, PetitionState
from tracker.domain.timeline import Entry
from tracker.domain.words import Stage
from tracker.reads.desk import own_queues
from tracker.seeds import demo, demo_roads
from tracker.store.db import db
from tracker.store.models import Petition, TimelineEntry, WorkOrder

ELSEWHERE = {
    Entry.IMPORTED,  # a ledger's upload
    Entry.DUE_RECOUNTED,  # a changed calendar
    Entry.SENT_BACK,  # the straight road's, by chance
    Entry.ANONYMISED,  # years later
    Entry.EXPORTED,  # a list's, in the background
    Entry.DUE_SOON,  # whether one is near depends on the day
    Entry.CALLER_COPIED, Entry.CALLER_CORRECTED, Entry.CALLER_NOTED,  # a caller's own request
}
"What the side roads need not tell."


@pytest.fixture(scope="module")
def made(sqlite_app):
    """The roads alone, travelled once before a Monday morning; what asks of them changes nothing."""
    for _app in rolled_back(sqlite_app):
        demo.make_people(MONDAY_MORNING)
        assert demo_roads.make_roads(MONDAY_MORNING) >= 30
        yield demo.Office()


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
