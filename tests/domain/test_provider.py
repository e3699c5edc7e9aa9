"""What the office's provider says of somebody, and how much of it is believed."""

import pytest

from tracker.domain.provider import SUBJECT_MAX, clean_name, identity_of
from tracker.domain.refusals import Invalid
from tracker.provider_settings import is_safe

ISSUER = "https://id.example.gov.cn"


def told(claim: str = "preferred_username", **claims):
    return identity_of({"sub": "u-1"} | claims, ISSUER, claim)


def test_a_name_is_compared_without_regard_to_case():
    assert told(preferred_username=" ZhangSan ").name == clean_name("zhangsan ") == "zhangsan"


@pytest.mark.parametrize("claims", [{}, {"preferred_username": 17}, {"preferred_username": "x" * 300}])
def test_without_a_proper_name_nobody_is_awaited(claims):
    assert told(**claims).name == ""


def test_an_address_counts_only_when_the_provider_vouches_for_it():
    assert told("email", email="zs@example.gov.cn").name == ""
    assert told("email", email="zs@example.gov.cn", email_verified="true").name == ""
    assert told("email", email="zs@example.gov.cn", email_verified=True).name == "zs@example.gov.cn"


@pytest.mark.parametrize("subject", [None, "", 5, "x" * (SUBJECT_MAX + 1)])
def test_without_a_subject_nobody_is_proved(subject):
    assert told(sub=subject) is None


def test_how_they_were_recognised_comes_along():
    assert told(amr=["pwd", "otp"], acr="2").marks == {"pwd", "otp", "2"}
    assert told(amr=[1, None]).marks == frozenset()


def test_a_name_with_signs_that_cannot_be_seen_is_refused():
    with pytest.raises(Invalid):
        clean_name("zhang\u0000san")


@pytest.mark.parametrize("url, safe", [
    ("https://id.example.gov.cn", True), ("http://localhost:8080", True), ("http://127.0.0.1", True),
    ("http://[::1]:9", True), ("http://id.example.gov.cn", False), ("ftp://id.example.gov.cn", False), ("", False),
    ("https://", False), ("http://localhost.example.cn", False), ("javascript:alert(1)", False), ("http://[", False),
])
def test_secrets_travel_encrypted_or_not_at_all(url, safe):
    assert is_safe(url) is safe
