"""The house's rules about its doors: each route says who may enter, and a stranger comes no further."""

import re

import pytest

from tests.office import Office
from tracker.domain.moves import Move
from tracker.domain.permissions import GRANTS, MOVE_NEEDS, Permission
from tracker.domain.words import Role

OPEN = {"static", "auth.sign_in", "auth.sign_out", "auth.language", "links.use", "links.forgotten",
        "provider.set_out", "provider.back", "provider.sign_out"}


def rules(app):
    return [rule for rule in app.url_map.iter_rules()]


def test_every_route_declares_its_door(app):
    for rule in rules(app):
        view = app.view_functions[rule.endpoint]
        assert rule.endpoint == "static" or hasattr(view, "door"), (
            f"{rule.endpoint} has no door: put @requires(Permission.…), @signed_in or @open_to_all on it"
        )


def test_only_the_named_routes_are_open(app):
    is_open = {
        rule.endpoint for rule in rules(app)
        if rule.endpoint == "static" or app.view_functions[rule.endpoint].door == "open"
    }
    assert is_open == OPEN


def test_addresses_are_kebab_case_and_typed(app):
    for rule in rules(app):
        assert re.fullmatch(r"/[a-z0-9/<>:_.-]*", rule.rule), rule.rule
        for parameter in re.findall(r"<([^>]*)>", rule.rule):
            assert ":" in parameter, f"{rule.rule}: say the type of {parameter}, such as <int:order_id>"


def test_a_stranger_is_sent_to_the_sign_in_page(app):
    client = app.test_client()
    for rule in rules(app):
        if rule.endpoint in OPEN or "GET" not in rule.methods or "path:" in rule.rule:
            continue
        address = re.sub(r"<int:[^>]*>", "1", rule.rule)
        address = re.sub(r"<[^>]*>", "x", address)
        answer = client.get(address)
        assert answer.status_code == 302 and "/sign-in" in answer.location, f"{address}: {answer.status}"


@pytest.mark.parametrize("permission", list(Permission))
def test_every_permission_is_somebodys(permission):
    assert any(permission in granted for granted in GRANTS.values())


def test_every_role_and_every_move_stand_in_the_table():
    assert set(GRANTS) == set(Role)
    assert set(MOVE_NEEDS) == set(Move)


def test_the_administrator_sees_no_order():
    assert Permission.SEE_ALL_ORDERS not in GRANTS[Role.ADMINISTRATOR]
    assert Permission.SEE_UNIT_ORDERS not in GRANTS[Role.ADMINISTRATOR]


def test_a_unit_finds_only_its_own_orders(app, office: Office):
    """Lists, counts and pages alike."""
    order_id = office.travelled("dispatched")
    for name, seen in (("handler0", True), ("handler1", False)):
        client = app.test_client()
        client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        for address in ("/", "/unit", "/orders/", "/orders/?q=烧烤"):
            shown = client.get(address).text.replace("<mark>", "").replace("</mark>", "")
            assert ("夜间烧烤油烟扰民" in shown) is seen, f"{name} {address}"
        assert client.get(f"/orders/{order_id}").status_code == (200 if seen else 404)


def test_a_phone_is_masked_on_every_page(app, office: Office):
    order_id = office.travelled("contacted")
    for name in ("operator", "dispatcher", "reviewer", "callback", "supervisor", "handler0"):
        client = app.test_client()
        client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        for address in ("/orders/", f"/orders/{order_id}"):
            assert "13812345678" not in client.get(address).text
