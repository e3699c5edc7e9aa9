"""What must hold of the orders of a walk, read from the database as it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.office import Office
from tracker.domain.moves import Move
from tracker.domain.periods import Period
from tracker.domain.tally import Tally
from tracker.domain.timeline import Entry
from tracker.domain.words import Part, Stage
from tracker.domain.workflow import DUE_MOVES, ENDED_STAGES, MOVES, OPEN_STAGES, UNDER_WAY
from tracker.reads.desk import QUEUES
from tracker.store.db import db
from tracker.store.models import (
    Assignment,
    HardCase,
    InterimReply,
    Petition,
    Promise,
    Supervision,
    TimelineEntry,
    WorkOrder,
)
from tracker.store.populations import Frame
from tracker.store.tallies import count

ARCS = {(origin or target, target) for (origin, _move), target in MOVES.items()}
"Every way from stage to stage that the table knows."

KEPT = (Assignment, HardCase, InterimReply, Petition, Promise, Supervision, TimelineEntry)
"Tables of which a refused attempt leaves every row as it was."


@dataclass(frozen=True)
class Seen:
    """What a walker knows of an order before trying something."""

    stage: Stage
    units: list[int]


def _rows(kind: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(select(*kind.__table__.c).order_by(kind.__table__.c[0]))]


class Held:
    """The walk's memory: what was there after the last step."""

    def __init__(self, app: Flask, office: Office) -> None:
        self.app, self.office = app, office
        self.ids: list[int] = []
        self.orders: dict[int, dict[str, Any]] = {}
        self.kept: list[list[tuple[Any, ...]]] = []

    def watch(self, order_id: int) -> None:
        """Begin to watch an order."""
        self.ids.append(order_id)
        self._remember()

    def _now(self) -> dict[int, dict[str, Any]]:
        table = WorkOrder.__table__
        found = db.session.execute(select(*table.c).where(table.c.id.in_(self.ids))).mappings()
        return {row["id"]: dict(row) for row in found}

    def _remember(self) -> None:
        db.session.rollback()
        self.orders, self.kept = self._now(), [_rows(kind) for kind in KEPT]

    def seen(self, order_id: int) -> Seen:
        """The order's stage and the units that have a part in it."""
        units = select(Assignment.department_id).where(
            Assignment.order_id == order_id, Assignment.ended_at.is_(None))
        return Seen(self.orders[order_id]["stage"], list(db.session.scalars(units)))

    def nothing_changed(self) -> None:
        """A refusal leaves every row as it was."""
        db.session.rollback()
        assert self._now() == self.orders
        assert [_rows(kind) for kind in KEPT] == self.kept

    def changed_by(self, move: Move, order_id: int) -> None:
        """The story grew and kept all it had; the due moment moved by a move that may; the version is a new one."""
        db.session.rollback()
        before, old_story = self.orders, self.kept[KEPT.index(TimelineEntry)]
        now, story = self._now(), _rows(TimelineEntry)
        assert story[: len(old_story)] == old_story and len(story) > len(old_story)
        assert now[order_id]["version"] > before[order_id]["version"]
        for one in self.ids:
            if now[one]["due_at"] != before[one]["due_at"]:
                assert move in DUE_MOVES, f"{move} moved the due moment of {one}"
        for entry in story[len(old_story):]:
            told = dict(zip(TimelineEntry.__table__.c.keys(), entry, strict=True))
            way = told["from_stage"], told["to_stage"]
            assert way[0] is way[1] or way in ARCS, f"{told['kind']} made its own way: {way} by {move}"
            Entry.by_code(told["kind"])
        self._remember()

    def only_told(self) -> None:
        """The clock's job adds to the story and touches nothing else of an order."""
        db.session.rollback()
        assert self._now() == self.orders
        self._remember()

    def invariants(self, now: datetime, days: int) -> None:
        """What is true of every order at any time; figures are asked for the last `days`."""
        for order in self.orders.values():
            self._owned(order)
            self._dated(order)
        self._adds_up(now, days + 1)

    def _owned(self, order: dict[str, Any]) -> None:
        leads = select(Assignment.department_id).where(
            Assignment.order_id == order["id"], Assignment.part == Part.LEAD, Assignment.ended_at.is_(None))
        found = list(db.session.scalars(leads))
        if order["stage"] in UNDER_WAY:
            assert found == [order["lead_id"]], "an order under way has one lead and knows it"
        else:
            assert len(found) <= 1
        if order["stage"] in OPEN_STAGES:
            assert order["stage"] is Stage.MERGED or self._in_a_queue(order["id"]), "an open order is in nobody's queue"
        if order["stage"] is Stage.MERGED:
            master = self.orders[order["master_id"]]
            assert master["stage"] in OPEN_STAGES and master["stage"] is not Stage.MERGED

    def _in_a_queue(self, order_id: int) -> bool:
        return any(
            db.session.scalar(select(func.count()).select_from(WorkOrder).where(
                WorkOrder.id == order_id, kind.holds(actor)))
            for kind in QUEUES.values() for actor in self.office.actors.values() if actor.may(kind.permission)
        )

    def _dated(self, order: dict[str, Any]) -> None:
        """An ended order says when it ended; what it promised binds nobody any more."""
        closed = order["stage"] in (Stage.CLOSED, Stage.ARCHIVED)
        broken_off = order["stage"] in ENDED_STAGES and not closed
        assert (order["closed_at"] is not None) == closed
        assert (order["ended_at"] is not None) == broken_off
        steps = list(db.session.scalars(select(Promise.step).where(
            Promise.order_id == order["id"], Promise.kept_at.is_(None), Promise.superseded_at.is_(None),
            Promise.department_id.is_(None))))
        assert len(steps) == len(set(steps)), "a step is promised twice"

    def _adds_up(self, now: datetime, days: int) -> None:
        """结转 + 新收 = 办结 + 退回 + 在办, wherever the period begins; a voided order is in none of them."""
        end = now + timedelta(seconds=1)
        start = end - timedelta(days=days)
        asked = (Tally.CARRIED, Tally.RECEIVED, Tally.CLOSED, Tally.ENDED, Tally.OPEN)
        sums = count(asked, Frame(Period(start, end, end)))[()]
        came = sums.get(Tally.CARRIED, 0) + sums.get(Tally.RECEIVED, 0)
        assert came == sums.get(Tally.CLOSED, 0) + sums.get(Tally.ENDED, 0) + sums.get(Tally.OPEN, 0)
        if start <= self.office.now:
            assert came == sum(order["stage"] is not Stage.VOIDED for order in self.orders.values())

    def no_secret_on_any_page(self) -> None:
        """No page of a unit that has the confidential order names its caller."""
        if len(self.ids) < 2:
            return
        holding = set(self.seen(self.ids[1]).units)
        for name, actor in self.office.actors.items():
            if actor.department_id in holding:
                for address in (f"/orders/{self.ids[1]}", f"/orders/{self.ids[1]}/print", "/orders/", "/inbox"):
                    page = self._client(name).get(address).text
                    assert "慕容晓晓" not in page and "13987654321" not in page, f"{name} {address}"

    def _client(self, name: str) -> FlaskClient:
        """Signed in once for all walks: a session is a cookie, and nobody leaves the office."""
        clients = self.app.extensions.setdefault("walkers", {})
        if name not in clients:
            clients[name] = self.app.test_client()
            clients[name].post("/sign-in", data={"name": name, "password": self.office.passwords[name]})
        return clients[name]
