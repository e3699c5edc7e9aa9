"""双因素认证: who must, how long it may be put off, and what people type when they copy a code."""

from datetime import timedelta

import pytest

from tests.conftest import MONDAY_MORNING
from tracker.domain.factor_settings import FACTOR_SETTINGS, NONE, marks_of, roles_of
from tracker.domain.permissions import Actor, Lent
from tracker.domain.refusals import Invalid
from tracker.domain.second_factor import (
    CODES,
    clean_code,
    clean_recovery_code,
    days_left,
    has_to,
    new_recovery_codes,
    shown,
    step_of,
)
from tracker.domain.settings import SETTINGS, in_force, read_value
from tracker.domain.words import Role


def test_whoever_can_do_most_harm_must_have_one_unless_the_office_says_otherwise():
    required = in_force({}).factor_roles
    assert Role.SUPERVISOR in required and Role.ADMINISTRATOR in required
    assert not required & {Role.OPERATOR, Role.DISPATCHER, Role.HANDLER, Role.REVIEWER, Role.CALLBACK}
    assert in_force({"factor_roles": NONE}).factor_roles == frozenset()


def test_a_lent_role_asks_for_it_as_well_as_an_own_one():
    deputy = Actor(1, "张三", frozenset({Role.DISPATCHER}), lent=(Lent(2, "李四", frozenset({Role.SUPERVISOR})),))
    assert has_to(deputy.every_role, {Role.SUPERVISOR})
    assert not has_to(deputy.roles, {Role.SUPERVISOR})


@pytest.mark.parametrize("typed, stored", [
    ("督办员", "督办员"), ("督办员,系统管理员", "督办员、系统管理员"), (" 督办员； 督办员 ", "督办员"), ("无", "无"),
])
def test_roles_are_entered_by_their_names(typed, stored):
    assert read_value("factor_roles", typed) == stored
    assert roles_of(stored) == {role for role in Role if role.label in stored}


@pytest.mark.parametrize("typed", ["局长", "督办员、局长", "supervisor"])
def test_a_role_that_is_none_is_refused_with_the_settings_own_words(typed):
    with pytest.raises(Invalid, match="督办员、系统管理员"):
        read_value("factor_roles", typed)


def test_the_providers_marks_are_entered_as_it_sends_them():
    assert marks_of(read_value("provider_second_factor", "mfa, otp")) == {"mfa", "otp"}
    assert in_force({}).provider_second_factor == frozenset()
    with pytest.raises(Invalid):
        read_value("provider_second_factor", "双因素")


def test_every_setting_of_signing_in_is_in_the_table():
    assert FACTOR_SETTINGS.keys() <= SETTINGS.keys()


@pytest.mark.parametrize("grace, passed, left", [
    (0, timedelta(), 0),  # at once
    (7, timedelta(), 7),
    (7, timedelta(days=6, hours=1), 1),  # a day begun counts whole
    (7, timedelta(days=7), 0),
    (7, timedelta(days=99), 0),
])
def test_the_days_of_grace_count_from_when_it_was_first_asked(grace, passed, left):
    assert days_left(MONDAY_MORNING, grace, MONDAY_MORNING + passed) == left


def test_the_first_time_it_is_asked_the_whole_grace_is_left():
    assert days_left(None, 7, MONDAY_MORNING) == 7
    assert days_left(None, 0, MONDAY_MORNING) == 0


@pytest.mark.parametrize("typed", ["123456", " 123 456 ", "１２３４５６", "123-456"])
def test_a_code_is_understood_however_it_is_typed(typed):
    assert clean_code(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "一二三四五六", "１２３４５"])
def test_what_cannot_be_a_code_is_no_attempt(typed):
    with pytest.raises(Invalid) as refused:
        clean_code(typed)
    assert refused.value.field == "code"


def test_a_recovery_code_reads_as_it_is_printed():
    codes = new_recovery_codes()
    assert len({code[:4] for code in codes}) == len(codes) == CODES
    for code in codes:
        assert clean_recovery_code(shown(code)) == clean_recovery_code(shown(code).upper().replace("-", " ")) == code


@pytest.mark.parametrize("typed", ["", "abcd-efgh-jkm", "abcd-efgh-jkmn-pqrs", "abcd-efgh-jkl0", "动态验证码动态验证码动态"])
def test_what_cannot_be_a_recovery_code_is_no_attempt(typed):
    with pytest.raises(Invalid):
        clean_recovery_code(typed)


def test_a_step_is_half_a_minute():
    assert step_of(MONDAY_MORNING + timedelta(seconds=30)) == step_of(MONDAY_MORNING) + 1
