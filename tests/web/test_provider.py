"""统一身份认证 against a real provider in the test's own process, and against what an attacker makes of its answers."""

import base64
import hashlib
import time
from dataclasses import replace

import pytest
from joserfc.jwk import RSAKey
from requests import TooManyRedirects
from sqlalchemy import select

from tests.authenticator import enrolled
from tests.provider import CLIENT, SECRET, by_hash, question, running_provider, unsigned
from tests.receivers import receiver
from tracker import clock, provider_settings
from tracker.reads.account_notices import account_notices
from tracker.store import provider_links
from tracker.store.db import db, transaction
from tracker.store.models import JournalEntry, Person, PersonSession, SettingRow
from tracker.usecases.change_person import change_person
from tracker.usecases.link_provider import await_provider
from tracker.web import provider_client
from tracker.web.provider_client import init_provider


@pytest.fixture(scope="module")
def running():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(running, app):
    """A provider that behaves, known to the office; it forgets what an earlier test made it do."""
    running.forge, running.told = None, {}
    running.redeemed.clear()
    before = app.extensions["tracker_config"]
    app.extensions["tracker_config"] = replace(
        before, oidc=provider_settings.Provider(running.url, CLIENT, SECRET, "市统一认证"))
    init_provider(app, app.extensions["tracker_config"].oidc)
    running.person("u-17", preferred_username="duban", email="duban@example.gov.cn")
    yield running
    app.extensions["tracker_config"] = before
    app.extensions.pop("tracker_provider")


@pytest.fixture
def awaited(provider, office):
    """The supervisor's first sign-in is awaited under the name duban."""
    await_provider(office.supervisor.id, "Duban", by=office.security, now=clock.now())


def set_out(client, **query):
    answer = client.get("/sign-in/provider", query_string=query)
    assert answer.status_code == 302, answer.text
    return answer.location


def come_back(client, provider, subject="u-17", **query):
    """The whole way: to the provider, signed in there, and back."""
    back = provider.consent(set_out(client, **query), subject)
    return client.get(back.removeprefix("http://localhost"))


def is_in(client) -> bool:
    return client.get("/inbox/").status_code == 200


def journalled(kind):
    return [(entry.subject, entry.data) for entry in db.session.scalars(
        select(JournalEntry).where(JournalEntry.kind == kind).order_by(JournalEntry.id))]


def setting(key, value):
    with transaction() as session:
        session.add(SettingRow(
            key=key, value=value, effective_from=clock.now().date(), set_at=clock.now(), set_by="安全管理员"))


def test_the_question_has_state_nonce_and_a_challenge(app, provider, office):
    asked = question(set_out(app.test_client()))
    assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256" and len(asked["state"]) >= 30 and len(asked["nonce"]) >= 20
    assert asked["redirect_uri"].endswith("/sign-in/provider/back") and "openid" in asked["scope"]
    assert SECRET not in str(asked)


def test_who_is_awaited_gets_in_and_is_bound_by_the_subject(app, provider, office, awaited):
    client = app.test_client()
    answer = come_back(client, provider, next="/inbox/")
    assert (answer.status_code, answer.location) == (302, "/inbox/") and is_in(client)
    link = provider_links.of(office.supervisor.id)
    assert (link.issuer, link.subject, link.expected_name) == (provider.url, "u-17", None)
    assert [subject for subject, _data in journalled("sso.signed_in")] == ["supervisor"]
    assert "已绑定统一身份认证" in client.get("/inbox/").text
    assert account_notices(unread_only=True, by=office.supervisor)


def test_the_secret_proves_us_and_the_verifier_fits_the_challenge(app, provider, office, awaited):
    client = app.test_client()
    asked = set_out(client)
    client.get(provider.consent(asked, "u-17").removeprefix("http://localhost"))
    sent = provider.redeemed[-1]
    digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == question(asked)["code_challenge"]
    assert "client_secret" not in sent, "it travels in the Authorization header"


def test_a_name_that_passed_to_somebody_else_lets_nobody_in(app, provider, office, awaited):
    come_back(app.test_client(), provider)
    provider.person("u-18", preferred_username="duban")
    other = app.test_client()
    assert come_back(other, provider, "u-18").location == "/sign-in"
    assert not is_in(other) and "还不能登录本系统" in other.get("/sign-in").text
    provider.person("u-17", preferred_username="renamed")
    renamed = app.test_client()
    come_back(renamed, provider)
    assert is_in(renamed), "whose name changed is still the same person"


def test_unknown_and_switched_off_read_the_same_and_no_account_is_made(app, provider, office, awaited):
    before = db.session.scalars(select(Person.id)).all()
    pages = []
    provider.person("u-99", preferred_username="stranger")
    stranger = app.test_client()
    come_back(stranger, provider, "u-99")
    pages.append(stranger.get("/sign-in").text)
    from tracker.domain.staffing import Post

    change_person(office.supervisor.id, Post("督办员"), is_active=False, by=office.administrator, now=clock.now())
    off = app.test_client()
    come_back(off, provider)
    pages.append(off.get("/sign-in").text)
    words = "您的统一身份认证账号还不能登录本系统。请用登录名和密码登录，或联系安全管理员开通。"
    assert all(words in page for page in pages) and not is_in(stranger) and not is_in(off)
    assert db.session.scalars(select(Person.id)).all() == before
    assert [data["why"] for _subject, data in journalled("sso.refused")] == ["unknown", "unknown"]


def test_the_sign_in_page_offers_it_beside_the_password(app, provider, office):
    page = app.test_client().get("/sign-in").text
    assert "用市统一认证登录" in page and "/sign-in/provider" in page and "密码" in page


def test_without_a_provider_there_is_no_such_way(app, office):
    client = app.test_client()
    assert "/sign-in/provider" not in client.get("/sign-in").text
    assert client.get("/sign-in/provider").status_code == 404
    assert client.get("/sign-in/provider/back?code=x&state=y").status_code == 404


# What an attacker tries

def refused(client, answer) -> bool:
    assert answer.status_code == 302 and answer.location == "/sign-in"
    return "统一身份认证没有完成" in client.get("/sign-in").text and not is_in(client)


def test_an_answer_to_another_browsers_question_is_refused(app, provider, office, awaited):
    attacker, victim = app.test_client(), app.test_client()
    back = provider.consent(set_out(attacker), "u-17").removeprefix("http://localhost")
    set_out(victim)
    assert refused(victim, victim.get(back))


@pytest.mark.parametrize("change", [{"state": "forged"}, {"state": ""}, {"code": "guessed"}, {"code": ""},
                                    {"iss": "https://evil.example"}])
def test_a_changed_answer_is_refused(app, provider, office, awaited, change):
    client = app.test_client()
    answer = question(provider.consent(set_out(client), "u-17")) | change
    assert refused(client, client.get("/sign-in/provider/back", query_string=answer))


def test_an_answer_counts_once(app, provider, office, awaited):
    client = app.test_client()
    back = provider.consent(set_out(client), "u-17").removeprefix("http://localhost")
    kept = client.get_cookie("session").value
    client.get(back)
    assert is_in(client)
    again = app.test_client()
    again.set_cookie("session", kept)  # even with the cookie of before: the provider redeems a code once
    assert refused(again, again.get(back))


def test_a_second_attempt_voids_the_first_and_the_cookie_does_not_grow(app, provider, office, awaited):
    client = app.test_client()
    first = provider.consent(set_out(client), "u-17").removeprefix("http://localhost")
    size = len(client.get_cookie("session").value)
    for _attempt in range(5):
        set_out(client)
    assert len(client.get_cookie("session").value) < size + 40
    assert refused(client, client.get(first))


def test_who_says_no_there_is_back_at_the_sign_in_page(app, provider, office, awaited):
    client = app.test_client()
    state = question(set_out(client))["state"]
    answer = client.get("/sign-in/provider/back", query_string={
        "error": "access_denied", "error_description": "<script>alert(1)</script>", "state": state})
    assert refused(client, answer) and "alert(1)" not in client.get("/sign-in").text


STRANGERS_KEY = RSAKey.generate_key(2048)

FORGERIES = {
    "another nonce": lambda provider, claims: claims | {"nonce": "n" * 20},
    "no nonce": lambda provider, claims: {name: value for name, value in claims.items() if name != "nonce"},
    "another audience": lambda provider, claims: claims | {"aud": "another-client"},
    "another audience for us": lambda provider, claims: claims | {"aud": "another-client", "azp": CLIENT},
    "two audiences": lambda provider, claims: claims | {"aud": [CLIENT, "another-client"], "azp": "another-client"},
    "no audience": lambda provider, claims: {name: value for name, value in claims.items() if name != "aud"},
    "another issuer": lambda provider, claims: claims | {"iss": "https://evil.example"},
    "no issuer": lambda provider, claims: {name: value for name, value in claims.items() if name != "iss"},
    "expired": lambda provider, claims: claims | {"exp": int(time.time()) - 120, "iat": int(time.time()) - 4000},
    "no end": lambda provider, claims: {name: value for name, value in claims.items() if name != "exp"},
    "not yet valid": lambda provider, claims: claims | {"nbf": int(time.time()) + 600},
    "unsigned": lambda provider, claims: unsigned(claims),
    "signed with our secret": lambda provider, claims: by_hash(claims),
    "signed by a stranger": lambda provider, claims: provider.signed(claims, STRANGERS_KEY),
    "no token at all": lambda provider, claims: "",
    "no subject": lambda provider, claims: {name: value for name, value in claims.items() if name != "sub"},
    "another access token": lambda provider, claims: claims | {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_lets_nobody_in(app, provider, office, awaited, forgery):
    provider.forge = FORGERIES[forgery]
    client = app.test_client()
    assert refused(client, come_back(client, provider))
    assert provider_links.of(office.supervisor.id).subject is None and not journalled("sso.signed_in")


def test_clocks_may_differ_by_a_minute(app, provider, office, awaited):
    provider.forge = lambda provider, claims: claims | {"exp": int(time.time()) - 30, "iat": int(time.time()) + 30}
    client = app.test_client()
    come_back(client, provider)
    assert is_in(client)


def test_a_new_signing_key_is_fetched_when_it_first_appears(app, provider, office, awaited):
    come_back(app.test_client(), provider)
    provider.change_key()
    client = app.test_client()
    come_back(client, provider)
    assert is_in(client)


@pytest.mark.parametrize("told", [
    {"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/token"}, {"jwks_uri": None},
    {"id_token_signing_alg_values_supported": ["none", "HS256"]},
])
def test_a_provider_that_tells_odd_things_of_itself_is_not_asked(app, provider, office, told):
    provider.told = told
    client = app.test_client()
    assert client.get("/sign-in/provider").location == "/sign-in"
    assert "统一身份认证暂时不可用" in client.get("/sign-in").text


def test_a_provider_that_is_away_is_said_and_the_password_still_works(app, office, provider):
    named = replace(app.extensions["tracker_config"].oidc, issuer="http://127.0.0.1:9")
    app.extensions["tracker_config"] = replace(app.extensions["tracker_config"], oidc=named)
    init_provider(app, named)
    client = app.test_client()
    assert client.get("/sign-in/provider").location == "/sign-in"
    assert "统一身份认证暂时不可用。请用登录名和密码登录" in client.get("/sign-in").text
    client.post("/sign-in", data={"name": "supervisor", "password": office.passwords["supervisor"]})
    assert is_in(client)


def test_a_provider_that_sends_us_elsewhere_is_not_followed(app, office, provider):
    with receiver() as elsewhere, receiver() as led:
        led.status, led.headers = 302, {"Location": elsewhere.url}
        with provider_client._client()._get_session() as asking, pytest.raises(TooManyRedirects):
            asking.request("POST", led.url, data="code=x", withhold_token=True)
        assert len(led.got) == 1 and elsewhere.got == []


def test_nobody_is_sent_to_a_foreign_page(app, provider, office, awaited):
    for target in ("https://evil.example", "//evil.example", "/\\evil.example"):
        client = app.test_client()
        assert come_back(client, provider, next=target).location == "/"


def test_the_session_gets_a_new_id_and_the_earlier_one_ends(app, provider, office, awaited):
    client = app.test_client()
    client.post("/sign-in", data={"name": "operator", "password": office.passwords["operator"]})
    kept = client.get_cookie("session").value
    client.post("/sign-out")
    come_back(client, provider)
    assert is_in(client) and client.get_cookie("session").value != kept
    with client.session_transaction() as cookie:
        assert not [key for key in cookie if key.startswith(("_state_", "provider_"))], "nothing of the way is left"


# What the provider's word is worth

def test_the_second_factor_is_asked_for_all_the_same(app, provider, office, awaited):
    phone, _codes = enrolled(office.supervisor.id, clock.now())
    client = app.test_client()
    assert come_back(client, provider).location.startswith("/sign-in/second-step")
    assert not is_in(client)
    client.post("/sign-in/second-step", data={"code": phone.shows(clock.now())})
    assert is_in(client)


@pytest.mark.parametrize("claims", [{"amr": ["pwd", "otp"]}, {"acr": "otp"}])
def test_the_provider_stands_in_for_it_where_the_office_says_so(app, provider, office, awaited, claims):
    setting("provider_second_factor", "otp")
    enrolled(office.supervisor.id, clock.now())
    without = app.test_client()
    assert come_back(without, provider).location.startswith("/sign-in/second-step")
    provider.forge = lambda provider, told: told | claims
    client = app.test_client()
    come_back(client, provider)
    assert is_in(client)


def test_a_one_time_password_is_not_asked_to_be_changed_by_who_did_not_use_it(app, provider, office, awaited):
    with transaction():
        db.session.get(Person, office.supervisor.id).must_change_password = True
    client = app.test_client()
    come_back(client, provider)
    assert is_in(client)


def test_where_the_provider_is_the_only_way_the_password_reads_as_wrong(app, provider, office, awaited):
    come_back(app.test_client(), provider)
    setting("provider_only", "yes")
    client = app.test_client()
    bound = client.post("/sign-in", data={"name": "supervisor", "password": office.passwords["supervisor"]})
    assert "登录名或密码不对" in bound.text and not is_in(client)
    client.post("/sign-in", data={"name": "operator", "password": office.passwords["operator"]})
    assert is_in(client), "who is not bound has the password alone"


# One's own account

@pytest.fixture
def desk(app, office):
    client = app.test_client()
    client.post("/sign-in", data={"name": "operator", "password": office.passwords["operator"]})
    return client


def test_one_binds_ones_own_account_after_seeing_whom_the_provider_proved(app, provider, office, desk):
    asked = desk.get("/me/provider").location
    assert question(asked)["prompt"] == "login"
    back = desk.get(provider.consent(asked, "u-17").removeprefix("http://localhost"))
    assert back.location == "/me/provider/confirm"
    assert "duban" in desk.get("/me/provider/confirm").text
    assert not provider_links.is_bound(office.operator.id), "nothing is bound by coming back alone"
    desk.post("/me/provider/confirm")
    assert provider_links.of(office.operator.id).subject == "u-17"
    assert [subject for subject, _data in journalled("sso.linked")] == ["operator"]
    client = app.test_client()
    come_back(client, provider)
    assert is_in(client)
    desk.post("/me/provider/unlink")
    assert not provider_links.is_bound(office.operator.id)


def test_an_identity_is_one_persons_alone(app, provider, office, awaited, desk):
    come_back(app.test_client(), provider)
    desk.get(provider.consent(desk.get("/me/provider").location, "u-17").removeprefix("http://localhost"))
    answer = desk.post("/me/provider/confirm")
    assert answer.status_code == 422 and "已绑定另一个账户" in answer.text
    assert not provider_links.is_bound(office.operator.id)


def test_nothing_is_bound_without_an_identity_that_was_proved_just_now(desk, provider, office):
    assert desk.post("/me/provider/confirm").location == "/me/factor"
    assert not provider_links.is_bound(office.operator.id)


def test_signing_out_here_offers_to_sign_out_there(app, provider, office, awaited):
    client = app.test_client()
    come_back(client, provider)
    left = client.post("/sign-out").location
    assert "退出市统一认证" in client.get(left).text
    out = client.get("/sign-out/provider").location
    assert out.startswith(f"{provider.url}/oauth2/end_session?") and question(out)["client_id"] == CLIENT
    assert question(out)["post_logout_redirect_uri"].endswith("/sign-in")
    by_password = app.test_client()
    by_password.post("/sign-in", data={"name": "operator", "password": office.passwords["operator"]})
    assert "退出市统一认证" not in by_password.get(by_password.post("/sign-out").location).text


def test_a_session_says_how_it_began(app, provider, office, awaited):
    come_back(app.test_client(), provider)
    assert [way.value for way in db.session.scalars(select(PersonSession.way))] == ["provider"]


def test_no_secret_is_logged_or_journalled(app, provider, office, awaited, caplog):
    for forgery in ("another nonce", "unsigned"):
        provider.forge = FORGERIES[forgery]
        come_back(app.test_client(), provider)
    provider.forge = None
    come_back(app.test_client(), provider)
    told = caplog.text + str([(entry.kind, entry.data) for entry in db.session.scalars(select(JournalEntry))])
    told += repr(app.extensions["tracker_config"])
    sent = provider.redeemed[-1]
    assert not any(secret in told for secret in (SECRET, sent["code"], sent["code_verifier"], "eyJ"))
