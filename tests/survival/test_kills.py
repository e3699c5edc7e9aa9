"""kill -9 under load: what was acknowledged is there, whole, and once.

One blow in the suite, at everything at once; TRACKER_KILLS=50 for the figures of docs/reliability.md.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import make_app
from tests.office import MARKET, Office
from tests.postgres import SAFE, Cluster, find_programs
from tests.receivers import Mailbox, Receiver, receiver, smtp_server
from tests.survival import checks, work
from tests.survival.hands import Hand
from tests.survival.ledger import Ledger
from tests.survival.machine import Machine, environ_of
from tests.usecases.test_notices import give_address
from tracker import clock
from tracker.domain.exports import ExportState
from tracker.domain.notices import HookShape, OutboxState
from tracker.store.db import db, transaction
from tracker.store.models import Export, Hook, OutboxItem
from tracker.usecases.change_setting import change_setting

KILLS = int(os.environ.get("TRACKER_KILLS", "1"))
DRAINED = 400.0
"Seconds in which all that waits must go once nobody is killed: what failed meanwhile comes again after 1 + 5 minutes."


@dataclass
class Scene:
    """The office, its machine, its people, and the other side of its messages."""

    app: Flask
    office: Office
    machine: Machine
    box: Mailbox
    far: Receiver
    ledger: Ledger = field(default_factory=Ledger)
    over: Event = field(default_factory=Event)
    workers: list[work.Worker] = field(default_factory=list)

    def hire(self) -> None:
        """Everybody sits down."""
        dispatch = work.dispatch_to(self.office.units[MARKET])
        posts = [
            ("operator", work.register, 0.05), ("operatorb", work.register, 0.05), ("dispatcher", dispatch, 0.0),
            ("handler0", work.handle, 0.0), ("handler0b", work.handle, 0.0), ("reviewer", work.review, 0.0),
            ("callback", work.call_back, 0.0), ("supervisor", work.export, 1.0),
        ]
        for name, step, pause in posts:
            hand = Hand(self.machine.url, name, self.office.passwords[name], self.over.is_set)
            self.workers.append(work.Worker(hand, self.ledger, step, pause))
        for worker in self.workers:
            worker.start()

    def send_home(self) -> None:
        """The day is over; who broke off says why."""
        self.over.set()
        for worker in self.workers:
            worker.join(timeout=90)
        for worker in self.workers:
            if worker.trouble is not None:
                raise worker.trouble

    def on_its_way(self) -> list[str]:
        """What has not come to its end yet."""
        waiting = db.session.scalars(select(OutboxItem).where(OutboxItem.state == OutboxState.WAITING))
        unwritten = db.session.scalars(select(Export).where(
            Export.state.in_([ExportState.WAITING, ExportState.RUNNING])))
        left = [f"{item.key} {item.failures} {item.next_at} {item.trouble}" for item in waiting]
        left += [f"export {export.id} {export.attempts} {export.lease_until}" for export in unwritten]
        db.session.rollback()
        return left

    def drain(self) -> None:
        """Let the clockwork come to an end of what waits."""
        until = time.monotonic() + DRAINED
        while left := self.on_its_way():
            assert time.monotonic() < until, f"something waits for ever: {left}"
            time.sleep(0.3)

    @property
    def faults(self) -> tuple[int, list[str]]:
        """Pages that said that something went wrong while the database was away: how many; and all others."""
        known, others = 0, []
        for asked, answered, said in (fault for worker in self.workers for fault in worker.hand.faults):
            if any(asked <= end and begin <= answered for begin, end in self.machine.outages):
                known += 1
            else:
                others.append(said)
        return known, others


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster | None]:
    """A server that syncs, of this test's own; None where the database is a file."""
    if request.param == "sqlite":
        yield None
        return
    if find_programs() is None:
        message = "PostgreSQL's programs are not installed (apt-get install postgresql)"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    cluster = Cluster(SAFE)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def scene(cluster: Cluster | None, tmp_path: Path) -> Iterator[Scene]:
    """Everything is up and nobody works yet."""
    url = cluster.create_database() if cluster else ""
    app, now = make_app(tmp_path, url), clock.now()
    with ExitStack() as stack:
        stack.enter_context(app.app_context())
        box, server = stack.enter_context(smtp_server())
        far = stack.enter_context(receiver())
        office = Office(now)
        work.hire_colleagues(office)
        work.lift_rates(office.now)
        for name in ("dispatcher", "handler0", "reviewer", "callback"):
            give_address(name, f"{name}@example.gov.cn")
        change_setting("export_direct_rows", "5", effective_from=now.astimezone(clock.LOCAL).date(),
                       by=office.administrator, now=now)
        with transaction() as session:
            session.add(Hook(name="局内系统", shape=HookShape.GENERIC, url=far.url))
        db.session.remove()
        machine = Machine(environ_of(
            tmp_path, url, TRACKER_SMTP_HOST=server.host, TRACKER_SMTP_PORT=str(server.port),
            TRACKER_SMTP_TLS="none", TRACKER_SMTP_SENDER=server.sender,
        ), tmp_path / "log.txt", cluster)
        stack.callback(db.engine.dispose)
        stack.callback(db.session.remove)
        stack.callback(machine.switch_off)
        machine.start("web")
        machine.start("jobs")
        machine.await_web()
        yield Scene(app, office, machine, box, far)


def victims(has_server: bool, turn: int) -> list[str]:
    """Whom it hits this time: each alone in turn, then whatever chance says."""
    parts = ["web", "jobs", *(["database"] if has_server else [])]
    if KILLS == 1:
        return parts
    if turn < len(parts):
        return [parts[turn]]
    return random.sample(parts, random.randint(1, len(parts)))


def test_nothing_acknowledged_is_lost_when_everything_is_killed(scene, cluster):
    scene.hire()
    until = time.monotonic() + 60
    while not any(kind == "replied" for _order, kind, _word in scene.ledger.moves) and time.monotonic() < until:
        time.sleep(0.1)
    for turn in range(KILLS):
        before = scene.ledger.size
        until = time.monotonic() + 30
        while scene.ledger.size < before + 5 and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(random.uniform(0, 0.8))
        hit = victims(cluster is not None, turn)
        scene.machine.kill(*hit)
        if "database" in hit:
            db.session.remove()
            db.engine.dispose()
        scene.machine.revive(*hit)
        checks.check_acknowledged(scene.ledger)
        checks.check_database()
        print(f"{turn + 1}. {' and '.join(hit)} killed, {scene.ledger.size} acknowledged writes found", flush=True)
    time.sleep(0.5)
    scene.send_home()
    scene.drain()
    scene.machine.switch_off()

    checks.check_acknowledged(scene.ledger)
    checks.check_whole()
    checks.check_once(scene.ledger)
    told = checks.check_told(scene.box, scene.far)
    assert scene.ledger.surprises == []
    away, faults = scene.faults
    assert faults == []
    assert len(scene.ledger.registered) >= KILLS and scene.ledger.moves
    figures = {
        "kills": dict(scene.machine.kills), "orders": len(scene.ledger.registered), "moves": len(scene.ledger.moves),
        "files": len(scene.ledger.files), "exports": len(scene.ledger.exports), "exports given up": checks.given_up(),
        "pages while the database was away": away, **told,
    }
    print("\n" + "  ".join(f"{name}: {value}" for name, value in figures.items()))
