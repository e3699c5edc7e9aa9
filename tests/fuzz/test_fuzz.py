"""Fuzz: filters, every form, uploads and imports, in-process, with one signed-in session per role.

Some 150 inputs in the suite; TRACKER_FUZZ=100000 for the figures of docs/reliability.md. Shares are of that number.
"""

import os
import random
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.factories.ledgers import HEADERS, PLAIN, write_ledger
from tests.fuzz import nasty
from tests.fuzz.doors import Door, doors, form_fields
from tests.fuzz.judge import Judge
from tests.office import HOUSING, MARKET, Office
from tests.survival.work import lift_rates
from tracker.clock import LOCAL
from tracker.domain.permissions import GRANTS
from tracker.domain.refusals import Refusal
from tracker.domain.words import Role
from tracker.store.db import db
from tracker.usecases.attaching import Upload, keep_all
from tracker.usecases.checking_ledger import check_ledger

# Pillow warns of broken pictures, which are refused or drawn anew: in the office a line in the log.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

INPUTS = int(os.environ.get("TRACKER_FUZZ", "100"))


def share(part: float) -> Any:
    """So much of all inputs; the suite's are the same every time, those by hand are not."""
    return settings(
        max_examples=max(int(INPUTS * part), 10), deadline=None, database=None, derandomize=INPUTS <= 300,
        phases=[Phase.generate] if INPUTS > 300 else [Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck), print_blob=True,
    )


class House:
    """An office with orders at every stage, and a browser for each role."""

    def __init__(self, app: Flask, office: Office) -> None:
        self.office = office
        lift_rates(datetime(2020, 1, 1, tzinfo=LOCAL))
        stages = ("dispatched", "signed", "contacted", "replied", "passed", "closed")
        self.at = {stage: office.travelled(stage) for stage in stages}
        self.at |= {"with_co": office.with_co(HOUSING), "returned": office.travelled("signed")}
        self.at["longer"] = office.travelled("contacted")
        office.returned(self.at["returned"])
        office.ask_longer(self.at["longer"], 3, office.now)
        names = {role: role.value if role is not Role.HANDLER else "handler0" for role in Role}
        self.clients = {role: _signed_in(app, office, name) for role, name in names.items()}
        self.posts, self.gets = doors(app, "POST"), doors(app, "GET")
        self.views, self.fields = app.view_functions, form_fields()
        db.session.remove()
        self.judge = Judge()

    def role_for(self, door: Door, chance: float) -> Role:
        """Mostly somebody who may enter, at times somebody who may not."""
        names = set(self.views[door.endpoint].door.split("|"))
        fit = [role for role in Role if names & {one.name for one in GRANTS[role]}]
        among = fit if fit and chance < 0.9 else list(Role)
        return among[int(chance * 7919) % len(among)]


def _signed_in(app: Flask, office: Office, name: str) -> FlaskClient:
    client = app.test_client()
    client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
    assert "/sign-in" not in (client.get("/").location or "")
    client.get("/me/factor/enrol")  # whoever opens it is offered a key; that is kept, and the same when it comes again
    return client


def _told(house: House) -> Iterator[House]:
    yield house
    seen = dict(sorted(house.judge.seen.items()))
    print(f"\n{sum(seen.values())} inputs: {seen}, slowest {house.judge.slowest:.2f} s of the processor")


@pytest.fixture
def fuzzed(app: Flask, office: Office) -> Iterator[House]:
    """Where the database makes no difference."""
    yield from _told(House(app, office))


@pytest.fixture
def both_fuzzed(store: Flask, store_office: Office) -> Iterator[House]:
    """Where it does: PostgreSQL takes no U+0000 and no number that is too large."""
    yield from _told(House(store, store_office))


def _pairs(draw: Any, names: tuple[str, ...], few: int) -> list[tuple[str, str]]:
    """Names that mean something, some twice, each with whatever value."""
    sent = [(name, draw(nasty.texts)) for name in names if draw(st.integers(0, 9)) < 8][:60]
    sent += [(draw(st.sampled_from(names)), draw(nasty.texts)) for _one in range(draw(st.integers(0, few)))]
    if draw(st.integers(0, 9)) == 0:
        sent.append((draw(st.text(max_size=10)), draw(nasty.texts)))
    return sent


@st.composite
def requests(draw: Any, house: House, every: list[Door]) -> tuple[Door, str, list[tuple[str, str]], float]:
    """An address, filled, with what is sent to it, and a number that picks who sends it."""
    door = draw(st.sampled_from(every))
    numbers = (draw(st.sampled_from([*house.at.values(), *nasty.NUMBERS])) for _one in repeat(None))
    words = (draw(st.sampled_from([*nasty.PLAIN[:60], "x", "²", "%00", "a%2fb"])) for _one in repeat(None))
    return door, door.address(numbers, words), _pairs(draw, door.names, 3), draw(st.floats(0, 0.999))


def test_no_filter_is_a_fault(both_fuzzed):
    """Every page that is asked for, with every parameter that means something to it and with others."""
    @share(0.25)
    @given(requests(both_fuzzed, both_fuzzed.gets))
    def ask(sent):
        door, address, pairs, chance = sent
        client = both_fuzzed.clients[both_fuzzed.role_for(door, chance)]
        with both_fuzzed.judge.watching():
            answer = client.get(address, query_string=nasty.encoded(pairs).decode())
        both_fuzzed.judge.judge(answer, f"GET {address} {pairs}")

    ask()


def test_no_list_filter_is_a_fault(both_fuzzed):
    """The lists take the most parameters, so they get a share of their own."""
    lists = [door for door in both_fuzzed.gets if door.endpoint in ("orders.index", "orders.count")]
    names = tuple(sorted({name for door in both_fuzzed.posts + lists for name in door.names} & FILTERS))

    @share(0.1)
    @given(st.data())
    def ask(data):
        pairs = [(name, data.draw(nasty.texts)) for name in data.draw(st.lists(st.sampled_from(names), max_size=6))]
        client = both_fuzzed.clients[data.draw(st.sampled_from([Role.SUPERVISOR, Role.HANDLER, Role.OPERATOR]))]
        with both_fuzzed.judge.watching():
            answer = client.get("/orders/", query_string=nasty.encoded(pairs).decode())
        both_fuzzed.judge.judge(answer, f"GET /orders/ {pairs}")

    ask()


FILTERS = {
    "q", "stage", "light", "lead_id", "request_type", "received_from", "received_to", "is_open", "order_class",
    "urgency", "place_code", "channel_code", "matter_code", "unit_id", "satisfaction", "solved", "flag",
    "dispatched_from",
    "dispatched_to", "due_from", "due_to", "closed_from", "closed_to", "return_least", "redo_least", "urge_least",
    "figure", "issue_id", "ids", "after", "before", "sort", "page",
}


def test_no_form_is_a_fault_and_what_is_refused_writes_nothing(both_fuzzed):
    """Every address that takes a form, with the fields of its form: as they are, twice, wrong, and others'."""
    @share(0.1)
    @given(requests(both_fuzzed, both_fuzzed.posts), st.booleans())
    def send(sent, is_multipart):
        door, address, pairs, chance = sent
        client = both_fuzzed.clients[both_fuzzed.role_for(door, chance)]
        kind = "application/x-www-form-urlencoded"
        body = nasty.encoded(pairs)
        if is_multipart:
            kind, body = "multipart/form-data; boundary=x", nasty.in_parts(pairs)
        with both_fuzzed.judge.watching():
            answer = client.post(address, data=body, content_type=kind)
        both_fuzzed.judge.judge(answer, f"POST {address} {pairs}")

    send()


def test_no_uploaded_file_is_a_fault(both_fuzzed):
    """Broken files, handed in with an order and to one that is under way."""
    @share(0.05)
    @given(nasty.broken(), st.booleans())
    def hand_in(file, is_new):
        name, body = file
        data = {"files": (BytesIO(body), name), "kind": "handling"}
        address = "/orders/new" if is_new else f"/orders/{both_fuzzed.at['contacted']}/attachments"
        client = both_fuzzed.clients[Role.OPERATOR if is_new else Role.HANDLER]
        with both_fuzzed.judge.watching():
            answer = client.post(address, data=data, content_type="multipart/form-data")
        both_fuzzed.judge.judge(answer, f"POST {address} {name!r} {len(body)}")

    hand_in()


def test_no_file_gets_the_better_of_who_looks_into_it(fuzzed):
    """The same without the page around it: it is taken, or refused in words."""
    @share(0.3)
    @given(nasty.broken())
    def look(file):
        name, body = file
        with fuzzed.judge.watching():
            try:
                keep_all([Upload(name, BytesIO(body))], fuzzed.office.now)
                fuzzed.judge.seen["taken"] += 1
            except Refusal:
                fuzzed.judge.seen["refused"] += 1
        db.session.rollback()

    look()


def _read(judge: Judge, path: Path, now: datetime) -> None:
    with judge.watching():
        try:
            found = check_ledger(path, now, add_departments=True, add_codes=True)
            judge.seen["rows" if found.rows else "problems"] += 1
        except Refusal:
            judge.seen["refused"] += 1
    judge.check_unwritten(path.name)
    db.session.rollback()


def test_no_broken_workbook_is_a_fault(fuzzed, tmp_path):
    """A ledger of ours, broken byte by byte, and files of other kinds under its name."""
    good = write_ledger(tmp_path / "good.xlsx", [PLAIN, PLAIN | {"主办单位": MARKET, "满意度": "满意"}]).read_bytes()
    ledgers = (("台账.xlsx", good), ("台账.xlsx", good), ("样.xlsx", nasty.uploads.xlsx()), *nasty.FILES[-3:])
    path = tmp_path / "broken.xlsx"

    @share(0.15)
    @given(nasty.broken(ledgers))
    def bring(file):
        path.write_bytes(file[1])
        _read(fuzzed.judge, path, fuzzed.office.now)

    bring()


def test_no_cell_is_a_fault(fuzzed, tmp_path):
    """Workbooks that can be read, with anything in their cells, and headers twice, missing or strange."""
    cells = st.one_of(
        st.none(), nasty.texts.map(lambda text: "".join(one for one in text if one.isprintable())[:30_000]),
        st.integers(-10 ** 18, 10 ** 18), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
        st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 30)), st.sampled_from([MARKET, HOUSING, *PLAIN.values()]),
    )
    path, dice = tmp_path / "cells.xlsx", random.Random(1)

    @share(0.05)
    @given(st.data())
    def bring(data):
        headers = data.draw(st.sampled_from([HEADERS, HEADERS, HEADERS[::-1], [*HEADERS, HEADERS[0]], HEADERS[3:]]))
        rows = [
            PLAIN | {header: data.draw(cells) for header in dice.sample(HEADERS, 5)}
            for _one in range(data.draw(st.integers(0, 3)))]
        write_ledger(path, rows, headers)
        _read(fuzzed.judge, path, fuzzed.office.now)

    bring()
