"""Random walks over every road, by right and wrong people at random times: what must hold after each step.

TRACKER_WALKS sets how many sequences are walked (the suite walks a sample; docs/reliability.md tells of ten thousand).
"""

import os
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.office import Office
from tests.walks.acts import ACTS, Try, right_person
from tests.walks.held import Held
from tracker.domain.moves import Move
from tracker.domain.refusals import Refusal
from tracker.domain.workflow import MOVES, moves_from
from tracker.store.db import db
from tracker.usecases.flag_due_orders import flag_due_orders

WALKS = int(os.environ.get("TRACKER_WALKS", "6"))
STEPS = 30

WAITS = (0, 1, 30, 240, 1440, 2880, 7200, 20160)
"Minutes between two steps: from the same instant to a fortnight."

SECRET = {"is_confidential": True, "caller_name": "慕容晓晓", "caller_phone": "13987654321"}
"The caller whom no unit may know."


class Walk(RuleBasedStateMachine):
    """Three orders and everybody who might touch them; the second is confidential."""

    app: Flask
    office: Office
    done: dict[Move, int] = {}
    "How often each move was made over all walks."

    def __init__(self) -> None:
        super().__init__()
        db.session.remove()
        self.mark = db.engines[None].begin_nested()  # type: ignore[attr-defined]  (the test's one connection)
        self.now = self.office.now
        self.held = Held(self.app, self.office)
        self.tried, self.trail = 0, []

    @initialize()
    def register(self) -> None:
        for changes in ({}, SECRET, {}):
            self.held.watch(self.office.register(self.now, **changes))

    @rule(
        wait=st.sampled_from(WAITS), place=st.sampled_from((0, 0, 1, 1, 1, 2)), fits=st.integers(0, 9),
        pick=st.integers(0, 10_000), right=st.integers(0, 9), variant=st.integers(0, 59),
    )
    def step(self, wait: int, place: int, fits: int, pick: int, right: int, variant: int) -> None:
        """Somebody tries something: mostly what the stage allows, mostly the right person."""
        self.now, self.tried = self.now + timedelta(minutes=wait), self.tried + 1
        order_id = self.held.ids[place]
        before = self.held.seen(order_id)
        allowed = [move for move in moves_from(before.stage) if move in ACTS]
        moves = allowed if allowed and fits < 9 else list(ACTS)
        move = moves[pick % len(moves)]
        people = right_person(move, self.office, before.units) if right < 9 else list(self.office.actors.values())
        attempt = Try(
            order_id, self.held.ids[(place + 1) % 3], people[variant % len(people)], self.now, self.office, variant)
        try:
            ACTS[move](attempt)
        except Refusal:
            self.held.nothing_changed()
            return
        assert (before.stage, move) in MOVES, f"{move} was made at {before.stage}"
        Walk.done[move] = Walk.done.get(move, 0) + 1
        self.held.changed_by(move, order_id)
        self.trail.append(f"{self.now:%m-%d %H:%M} {order_id} {before.stage.value} {move.value} by {attempt.by.name}")
        self.held.invariants(self.now, variant)

    @precondition(lambda self: self.tried % 8 == 7)
    @rule(wait=st.sampled_from(WAITS))
    def clock_job(self, wait: int) -> None:
        """The job that tells what is near or late moves nothing."""
        self.now += timedelta(minutes=wait)
        flag_due_orders(now=self.now)
        self.held.only_told()
        self.tried += 1

    def teardown(self) -> None:
        self.held.no_secret_on_any_page()
        db.session.remove()
        self.mark.rollback()


@pytest.fixture
def walk(store: Flask, store_office: Office) -> type[Walk]:
    """The machine on one database, its office hired once."""
    Walk.app, Walk.office, Walk.done = store, store_office, {}
    return Walk


def test_whatever_people_try_the_orders_stay_whole(walk):
    run_state_machine_as_test(
        walk, settings=settings(
            max_examples=WALKS, stateful_step_count=STEPS, deadline=None, database=None, derandomize=WALKS < 1000,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )
    )
    assert sum(walk.done.values()) > WALKS, "walks that are refused everything prove nothing"
