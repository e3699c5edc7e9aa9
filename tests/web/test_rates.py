"""Who asks too often is told so in words, for how long to wait; nobody pays for what others at the address do."""

from itertools import count

import pytest

from tests.office import Office
from tracker.config import BadSetting, load
from tracker.domain.rates import RATE_SETTINGS, Rate
from tracker.store.db import transaction
from tracker.store.models import SettingRow
from tracker.web.rates import KINDS, WRITES, kind_of


@pytest.fixture
def counting(app, office: Office, monkeypatch):
    """The office counts; `allow(kind, most)` sets how many in a minute."""
    monkeypatch.setitem(app.config, "TRACKER_LIMITS_STORE", "memory")
    app.extensions.pop("tracker_rates", None)

    def allow(kind: Rate, most: int) -> None:
        with transaction() as session:
            session.add(SettingRow(
                key=kind.setting, value=most, effective_from=office.now.date().replace(year=2020), set_at=office.now,
                set_by="管理员"))

    yield allow
    app.extensions.pop("tracker_rates", None)


def test_every_kind_is_a_setting():
    assert {kind.setting for kind in Rate} == set(RATE_SETTINGS)


def test_every_counted_door_exists(app):
    assert set(KINDS) <= set(app.view_functions)


def test_every_write_is_counted_and_no_page_that_is_read(app):
    reading = {"orders.show", "desk.home", "orders.attachment_thumb", "inbox.index", "reports.dashboard"}
    for rule in app.url_map.iter_rules():
        for method in rule.methods & WRITES:
            assert kind_of(rule.endpoint, method, True) and kind_of(rule.endpoint, method, False) is Rate.SIGN_IN
    assert not any(kind_of(endpoint, "GET", True) for endpoint in reading)
    assert kind_of("orders.index", "GET", True) is Rate.SEARCH and kind_of("static", "GET", False) is None


def test_one_too_many_is_told_in_words_and_when_to_come_back(counting, client):
    counting(Rate.SEARCH, 3)
    desk = client("supervisor")
    assert [desk.get("/orders/").status_code for _each in range(3)] == [200, 200, 200]
    refused = desk.get("/orders/")
    wait = int(refused.headers["Retry-After"])
    assert refused.status_code == 429 and 1 <= wait <= 60 and f"请过 {wait} 秒再试" in refused.text
    assert desk.get("/").status_code == 200  # only that kind
    part = desk.get("/orders/", headers={"HX-Request": "true"})
    assert part.status_code == 429 and part.mimetype == "text/plain" and "Retry-After" in part.headers


def test_colleagues_behind_one_address_do_not_count_for_each_other(counting, client):
    counting(Rate.SEARCH, 2)
    one, other = client("supervisor"), client("dispatcher")
    assert [one.get("/orders/").status_code for _each in range(3)] == [200, 200, 429]
    assert other.get("/orders/").status_code == 200


def test_strangers_are_counted_by_address(counting, app, office: Office):
    counting(Rate.SIGN_IN, 2)

    names = map("nobody{}".format, count())  # each once: no name has to wait

    def try_from(address: str) -> int:
        return app.test_client().post(
            "/sign-in", data={"name": next(names), "password": "no"}, environ_base={"REMOTE_ADDR": address},
        ).status_code

    assert [try_from("203.0.113.1") for _each in range(3)][-1] == 429
    assert try_from("203.0.113.2") != 429
    assert [try_from(f"2001:db8::{number}") for number in range(1, 4)][-1] == 429  # one line, many addresses
    assert try_from("2001:db8:1::1") != 429
    assert app.test_client().get("/sign-in").status_code == 200


def test_a_refused_write_changes_nothing(counting, client, office: Office):
    order_id = office.travelled("contacted")
    counting(Rate.REVEAL, 1)
    desk = client("supervisor")
    first, second = (desk.post(f"/orders/{order_id}/reveal", data={"version": "1"}) for _each in range(2))
    assert first.status_code != 429 and second.status_code == 429
    assert "13812345678" not in second.text


def test_the_log_names_nobody(counting, client, caplog):
    counting(Rate.SEARCH, 1)
    desk = client("supervisor")
    for _each in range(2):
        desk.get("/orders/?q=13812345678")
    (line,) = [record.getMessage() for record in caplog.records if "one too many" in record.getMessage()]
    assert "search by person" in line and "13812345678" not in line and "督办员" not in line


@pytest.mark.parametrize(("given", "env", "used"), [
    ("", "production", "memory"), ("", "development", "off"), ("database", "production", "database"),
    ("off", "production", "off"),
])
def test_where_it_is_counted(tmp_path, given, env, used):
    environ = {"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": env, "TRACKER_SECRET_KEY": "k" * 32}
    assert load(environ | {"TRACKER_LIMITS_STORE": given}).limits_store == used


@pytest.mark.parametrize("given", ["memcached://x", "redis://localhost"])
def test_a_store_that_is_not_there_is_refused(tmp_path, monkeypatch, given):
    monkeypatch.setattr("tracker.web_settings.find_spec", lambda _name: None)
    with pytest.raises(BadSetting, match="TRACKER_LIMITS_STORE"):
        load({"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development", "TRACKER_LIMITS_STORE": given})
