"""What the two tables lead one to expect: domain/permissions.py at the door, domain/objects.py behind it."""

from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from tests.matrix.world import World
from tracker.domain.objects import Reach, reach_of, rooms_of
from tracker.domain.permissions import Actor, Permission
from tracker.domain.settings import owner_of
from tracker.web.orders.bulk_actions import ACTIONS

TO_SIGN_IN, FORBIDDEN, NOT_FOUND, ALLOWED = "to the sign-in", "403", "404", "allowed"

FOREIGN, EXCLUDED = "handler1", "handler2"
"Whose unit has no part in the world's orders, and whose unit has one but must keep away."

UNCONFIGURED = {"provider.bind", "provider.prove", "provider.back", "provider.sign_out", "provider.set_out"}
"Single sign-on, which this office has not set up: such pages are not there for anybody."


@dataclass(frozen=True)
class Asked:
    """One question: which route, how, with which ids."""

    rule: Rule
    method: str
    address: str
    values: dict[str, int | str]


def door_of(app: Flask, rule: Rule) -> str:
    """The route's door as declared; flask's own static files have none."""
    return str(getattr(app.view_functions[rule.endpoint], "door", "open" if rule.endpoint == "static" else ""))


def _reaches_order(name: str, actor: Actor) -> bool:
    """Whoever may see all orders, and the unit that has a part and need not keep away: of the handlers one alone."""
    if actor.may(Permission.SEE_ALL_ORDERS):
        return True
    return actor.may(Permission.SEE_UNIT_ORDERS) and name not in (FOREIGN, EXCLUDED)


def _reaches(world: World, name: str, endpoint: str, argument: str, value: int | str) -> bool:
    actor, reach = world.actors[name], reach_of(endpoint, argument)
    if reach in (Reach.ORDER, Reach.OF_ORDER):
        return _reaches_order(name, actor)
    is_own = world.own.get(argument, {}).get(name) == value
    if reach is Reach.OWN:
        return is_own
    if reach is Reach.OWN_OR_ASSIGNED:
        return is_own or actor.may(Permission.ASSIGN_ROLES)
    return True


def _refused(world: World, name: str, asked: Asked, argument: str, value: int | str) -> set[str]:
    """What is answered where one part of the address lies beyond the person's reach; nothing where it does not."""
    actor, reach = world.actors[name], reach_of(asked.rule.endpoint, argument)
    if reach is Reach.SETTING:
        return set() if actor.may(owner_of(str(value))) else {FORBIDDEN}
    if reach is Reach.ACTION:
        return set() if actor.may(ACTIONS[str(value)].permission) else {FORBIDDEN}
    if reach is Reach.KNOWLEDGE:
        is_own = actor.department_id == world.office.market.department_id
        if is_own or "WRITE_KNOWLEDGE" not in door_of(world.app, asked.rule):
            return set()
        return {FORBIDDEN} if asked.rule.endpoint == "knowledge.edit" else {FORBIDDEN, ALLOWED}  # or out of turn
    if not _reaches(world, name, asked.rule.endpoint, argument, value):
        return {FORBIDDEN} if reach is Reach.OWN_OR_ASSIGNED else {NOT_FOUND}
    return set()


def expected(world: World, name: str | None, asked: Asked) -> set[str]:
    """Which answers are right for the person, or for nobody signed in (None)."""
    door = door_of(world.app, asked.rule)
    if asked.rule.endpoint in UNCONFIGURED:
        return {NOT_FOUND, TO_SIGN_IN} | ({ALLOWED} if door == "open" else set())  # who is in is led home
    if door == "open":
        return {NOT_FOUND, ALLOWED} if "token" in asked.values else {ALLOWED}  # nobody's link
    if name is None:
        return {TO_SIGN_IN}
    if door.startswith("step:"):
        return {ALLOWED}  # who is all the way in is led home
    actor, rooms = world.actors[name], rooms_of(door)
    assert rooms or door == "signed_in", f"{asked.rule.rule}: the door “{door}” is none of the table's"
    if rooms and not any(actor.may(room) for room in rooms):
        return {FORBIDDEN}
    sent = {"name": "urge"} if asked.rule.endpoint == "orders.choose" else {}
    for argument, value in (sent | asked.values).items():
        if right := _refused(world, name, asked, argument, value):
            return right
    return {ALLOWED}
