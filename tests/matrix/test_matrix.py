"""Every route × every role, and nobody: allowed, 403, 404 or to the sign-in, as the tables have it; nothing half-done.

The tables are domain/permissions.py with each route's declared door, and domain/objects.py with what a unit sees.
A loosened door shows in docs/permissions.md, which another test compares; a dropped check shows here.
"""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import event, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.conftest import rolled_back
from tests.furnished import MONDAY_MORNING
from tests.matrix.expected import ALLOWED, FORBIDDEN, NOT_FOUND, TO_SIGN_IN, Asked, door_of, expected
from tests.matrix.forms import forms_on
from tests.matrix.world import World
from tests.office import Office
from tracker import clock
from tracker.domain.guarding import GuardKind
from tracker.domain.objects import Reach, reach_of, rooms_of
from tracker.domain.permissions import GRANTS, Permission, granted
from tracker.domain.words import MANAGERS, Role
from tracker.store.db import db

PEOPLE = (
    None, "nobody", "operator", "dispatcher", "standin", "handler0", "handler1", "handler2", "reviewer", "callback",
    "supervisor", "administrator", "security_manager", "auditor",
)
BEHIND_DOORS_ALONE = {"handler1", "handler2"}
"Their role's doors are asked of handler0 already: these are asked what lies behind them."
"None is nobody signed in, nobody an account without a role, standin a caller-back with the dispatcher's role lent."

UNREFUSED = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)", re.IGNORECASE)
TOLD = {"journal_entry", "person_session", "serial", "audit_link", "audit_redaction", "sign_in_guard"}
"Where a refusal may leave a trace: the audit, and that the person was here."
ENDS_SESSION = {"auth.sign_out", "account.end_all", "account.end_session", "account.end_others"}


@pytest.fixture(scope="module")
def world(sqlite_app: Flask) -> Iterator[World]:
    """The office on its Monday, furnished once for every question; each question is undone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: MONDAY_MORNING)
        for app in rolled_back(sqlite_app):
            world = World(app, Office(MONDAY_MORNING), MONDAY_MORNING)
            world.fill()
            world.hire()
            world.furnish()
            db.session.remove()
            yield world


class Watch:
    """Asks one question in a savepoint, and knows which tables were written."""

    def __init__(self, world: World) -> None:
        self.world, self.connection = world, db.engines[None]
        self.written: Counter[str] = Counter()
        event.listen(self.connection, "before_cursor_execute", self._note)
        self.before = {name: self._rows(name) for name in db.metadata.tables}

    def close(self) -> None:
        """Stop listening."""
        event.remove(self.connection, "before_cursor_execute", self._note)

    def _note(self, _connection, _cursor, statement, *_more):  # type: ignore[no-untyped-def]
        if found := UNREFUSED.match(statement):
            self.written[found[2]] += 1

    def _rows(self, name: str) -> list[tuple[object, ...]]:
        return [tuple(map(repr, row)) for row in self.connection.execute(select(db.metadata.tables[name]))]

    def changed(self) -> set[str]:
        """Tables that are not what they were, among those that something was written to; the audit aside."""
        return {name for name in self.written if name in self.before and name not in TOLD
                and self._rows(name) != self.before[name]}

    def ask(self, name: str | None, asked: Asked, data: dict[str, str]) -> tuple[TestResponse, set[str]]:
        """The answer, and what it changed; both are undone."""
        client = self.world.client(name)
        self.written.clear()
        db.session.remove()
        savepoint = self.connection.begin_nested()
        try:
            answer = client.open(asked.address, method=asked.method, data=data or None)
            answer.get_data()
            db.session.remove()
            refused = said(name, answer, asked) != ALLOWED
            return answer, self.changed() if refused else set()
        finally:
            answer.close()
            db.session.remove()
            savepoint.rollback()


@pytest.fixture(scope="module")
def watch(world: World) -> Iterator[Watch]:
    """The watch over the world."""
    watch = Watch(world)
    yield watch
    watch.close()


def said(name: str | None, answer: TestResponse, asked: Asked) -> str:
    """The answer in the tables' words; anything that is none of theirs speaks for itself."""
    to_sign_in = answer.status_code == 302 and urlsplit(answer.location or "").path == "/sign-in"
    if to_sign_in and not (asked.rule.endpoint in ENDS_SESSION and (name or asked.rule.endpoint == "auth.sign_out")):
        return TO_SIGN_IN
    if answer.status_code in (403, 404):
        return FORBIDDEN if answer.status_code == 403 else NOT_FOUND
    return ALLOWED if answer.status_code in (200, 302, 303, 304, 400, 409, 422) else str(answer.status)


def arguments(rule: Rule) -> set[str]:
    """The variable parts of the address."""
    return rule.arguments - set(rule.defaults or ())


def values_of(world: World, rule: Rule, argument: str) -> list[int | str]:
    """What to put in the address: everybody's things where they are somebody's own, else one thing of the house."""
    if reach_of(rule.endpoint, argument) in (Reach.OWN, Reach.OWN_OR_ASSIGNED):
        assert world.own.get(argument), f"{rule.rule}: give the world a {argument}, tests/matrix/world.py"
        return list(dict.fromkeys(world.own[argument].values()))[:2]
    room = rule.endpoint.partition(".")[0]
    for key in (f"{rule.endpoint}:{argument}", f"{room}.{argument}", argument):
        if key in world.things:
            return [world.things[key]]
    raise AssertionError(f"{rule.rule}: give the world a {argument}, tests/matrix/world.py")


def lent(world: World, rule: Rule) -> bool:
    """Is this a door that opens to the stand-in by what is lent alone? The others are asked of the caller-back."""
    actor = world.actors["standin"]
    return any(actor.may(room) and not granted(room, actor.roles) for room in rooms_of(door_of(world.app, rule)))


def entries(asked: Asked) -> dict[str, str]:
    """What must be sent for the question to be understood; else forms are sent empty."""
    if asked.rule.endpoint == "orders.change_search":
        return {f"f{asked.values['filter_id']}-name": "新名称"}
    if asked.rule.endpoint == "sign_ins.lift":
        return {"kind": GuardKind.NAME.value, "key": "nobody"}
    return {"action": "urge"} if asked.rule.endpoint == "orders.choose" else {}


def questions(world: World) -> Iterator[Asked]:
    """Every route with each of its methods and every value that makes a difference."""
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        choices: list[dict[str, int | str]] = [{}]
        for argument in sorted(arguments(rule)):
            choices = [one | {argument: value} for one in choices for value in values_of(world, rule, argument)]
        for values in choices:
            for method in sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}):
                yield Asked(rule, method, address_of(rule, values), values)


def address_of(rule: Rule, values: dict[str, int | str]) -> str:
    """The rule's own address: two rules of one endpoint are built alike by Flask."""
    return re.sub(r"<(?:[^:>]*:)?([^>]*)>", lambda found: str(values[found[1]]), rule.rule)


def test_every_part_of_an_address_has_its_rule(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for argument in arguments(rule):
            assert rule.endpoint == "static" or reach_of(rule.endpoint, argument), (
                f"{rule.rule}: say in domain/objects.py which {argument} a person reaches")


@pytest.mark.parametrize("name", PEOPLE, ids=lambda name: name or "stranger")
def test_everybody_gets_the_answer_that_the_tables_give(world: World, watch: Watch, name: str | None) -> None:
    wrong, asked_times = [], 0
    for asked in questions(world):
        if name in BEHIND_DOORS_ALONE and not asked.values or name == "standin" and not lent(world, asked.rule):
            continue
        answer, changed = watch.ask(name, asked, entries(asked))
        right, got = expected(world, name, asked), said(name, answer, asked)
        asked_times += 1
        if got not in right:
            wrong.append(f"{asked.method} {asked.address}: {got}, not {' or '.join(sorted(right))}")
        elif changed:
            wrong.append(f"{asked.method} {asked.address}: refused with {got}, but changed {sorted(changed)}")
    assert asked_times > 40
    assert not wrong, "\n".join(wrong)


def test_a_form_filled_in_by_the_lead_is_nothing_in_a_foreign_or_excluded_hand(world: World, watch: Watch) -> None:
    """What the pages offer the lead at every stage, sent as it is: it works for the lead, others are told nothing."""
    lead, wrong, worked = world.client("handler0"), [], set()
    for order_id in world.orders:
        page = lead.get(f"/orders/{order_id}").text
        for address, data in forms_on(page, MONDAY_MORNING.date()).items():
            if not address.startswith(f"/orders/{order_id}/"):
                continue
            endpoint, values = world.app.url_map.bind("localhost").match(address, method="POST")
            rule = next(rule for rule in world.app.url_map.iter_rules(endpoint))
            asked = Asked(rule, "POST", address, dict(values))
            for name in ("handler0", "handler1", "handler2", "auditor"):
                answer, changed = watch.ask(name, asked, data)
                right, got = expected(world, name, asked), said(name, answer, asked)
                if got not in right or changed:
                    wrong.append(f"{name} {address}: {got}, not {' or '.join(sorted(right))}; changed {changed}")
                if name == "handler0" and answer.status_code in (302, 303):
                    worked.add(endpoint)
    assert not wrong, "\n".join(wrong)
    assert {"orders.sign", "orders.contact", "orders.reply", "orders.extend", "orders.answer_supervision"} <= worked


def test_nothing_is_reached_by_way_of_another_order(world: World, watch: Watch) -> None:
    """An attachment's or a notice's id under an order that it does not belong to is not found, whoever asks."""
    other = world.orders[0]
    for argument, tail in (("attachment_id", "attachments/{}"), ("supervision_id", "supervisions/{}/print")):
        address = f"/orders/{other}/" + tail.format(world.things[argument])
        for name in ("handler0", "supervisor"):
            assert world.client(name).get(address).status_code == 404, address


def test_the_three_managers_share_no_permission_and_see_no_order() -> None:
    held = Counter(permission for manager in MANAGERS for permission in GRANTS[manager])
    assert [permission.name for permission, times in held.items() if times > 1] == []
    about_orders = GRANTS[Role.OPERATOR] | GRANTS[Role.HANDLER] | GRANTS[Role.REVIEWER] | GRANTS[Role.CALLBACK]
    assert not about_orders.intersection(held)
    assert Permission.SEE_OVERVIEW not in held and Permission.EXPORT_MONTH not in held
