"""Accounts: adding, changing, switching off, passwords, roles, and the last of each manager."""

from datetime import date, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from tests.at_once import at_once
from tests.office import HOUSING, MARKET
from tests.usecases.journal import last_entry
from tracker.domain.permissions import PROGRAM, Permission
from tracker.domain.refusals import Invalid, InvalidEntries, NotFound, NotPermitted
from tracker.domain.sessions import SessionEnd, SessionStep
from tracker.domain.staffing import Post
from tracker.domain.words import Role
from tracker.reads.signed_in import signed_in
from tracker.store.db import db, transaction
from tracker.store.models import PastPassword, Person, PersonRole
from tracker.usecases.add_person import add_person
from tracker.usecases.assign_roles import assign_roles
from tracker.usecases.change_person import change_person
from tracker.usecases.change_setting import change_setting
from tracker.usecases.guarding import TooManyFailures
from tracker.usecases.invite_person import invite_person
from tracker.usecases.set_password import change_own_password
from tracker.usecases.sign_in import WrongPassword, sign_in

WORDS = "four plain words here"


def _person(name):
    db.session.expire_all()
    return db.session.scalar(select(Person).where(Person.sign_in_name == name))


def _refused_fields(refused):
    problem = refused.value
    return [one.field for one in problem.problems] if isinstance(problem, InvalidEntries) else [problem.field]


def test_a_new_person_signs_in_by_name_whatever_its_case(store_office, now):
    added = add_person(" LiMing ", Post("李明"), {Role.OPERATOR}, password=WORDS, by=PROGRAM, now=now)
    assert added.sign_in_name == "liming"
    assert sign_in("LiMing", WORDS, now=now).actor.name == "李明"
    entry = last_entry("person.added")
    assert entry.data["after"]["roles"] == ["operator"]
    assert WORDS not in str(entry.data)


def test_an_account_without_a_password_lets_nobody_in(store_office, now):
    add_person("liming", Post("李明"), {Role.OPERATOR}, by=PROGRAM, now=now)
    for guess in ("", "liming", "nobody signs in with this"):
        with pytest.raises(WrongPassword):
            sign_in("liming", guess, now=now)


def test_a_person_may_hold_several_hotline_roles(store_office, now):
    roles = frozenset({Role.OPERATOR, Role.CALLBACK})
    add_person("two", Post("兼岗"), roles, password=WORDS, by=PROGRAM, now=now)
    assert sign_in("two", WORDS, now=now).actor.roles == roles


@pytest.mark.parametrize("roles, with_unit, field", [
    ({Role.HANDLER}, False, "department_id"),
    ({Role.OPERATOR}, True, "department_id"),
    # A handler who could also review would see every unit's orders.
    ({Role.HANDLER, Role.REVIEWER}, True, "roles"),
    # 三权分立: no manager is another one, nor works at a desk.
    ({Role.ADMINISTRATOR, Role.SECURITY_MANAGER}, False, "roles"),
    ({Role.SECURITY_MANAGER, Role.AUDITOR}, False, "roles"),
    ({Role.AUDITOR, Role.SUPERVISOR}, False, "roles"),
])
def test_roles_and_unit_must_fit(office, now, roles, with_unit, field):
    unit = office.units[MARKET] if with_unit else None
    with pytest.raises(InvalidEntries) as refused:
        add_person("someone", Post("某人", unit), roles, by=PROGRAM, now=now)
    assert _refused_fields(refused) == [field]


@pytest.mark.parametrize("name", ["", "x", "张三", "a b", "-lead", "a" * 41])
def test_a_sign_in_name_can_be_typed_on_every_keyboard(office, now, name):
    with pytest.raises(Invalid) as refused:
        add_person(name, Post("某人"), by=office.administrator, now=now)
    assert refused.value.field == "sign_in_name"


def test_a_sign_in_name_is_taken_whatever_its_case(office, now):
    with pytest.raises(Invalid) as refused:
        add_person("OPERATOR", Post("另一位"), by=office.administrator, now=now)
    assert refused.value.field == "sign_in_name"


@pytest.mark.parametrize("password", ["short", "1234567890", "aaaaaaaaaaaa", "newperson1", "x" * 201])
def test_a_weak_password_is_refused(office, now, password):
    with pytest.raises(Invalid) as refused:
        add_person("newperson", Post("某人"), password=password,
                   by=office.administrator, now=now)
    assert refused.value.field == "password"
    assert _person("newperson") is None


def test_only_an_administrator_keeps_accounts(office, now):
    with pytest.raises(NotPermitted):
        add_person("someone", Post("某人"), by=office.supervisor, now=now)
    with pytest.raises(NotPermitted):
        invite_person(_person("operator").id, by=office.operator, now=now)


def test_a_handler_moves_to_another_unit(store_office, now):
    person = _person("handler0")
    change_person(person.id, Post("新经办人", store_office.units[HOUSING]), is_active=True,
                  by=store_office.administrator, now=now)
    assert _person("handler0").department.name == HOUSING
    # In another unit the role would open other orders: it is given anew, by another manager.
    assert _person("handler0").roles == []
    assign_roles(person.id, {Role.HANDLER}, by=store_office.security, now=now)
    entry = last_entry("person.changed")
    assert (entry.data["before"]["unit"], entry.data["after"]["unit"]) == (MARKET, HOUSING)


def test_saving_without_a_change_leaves_no_trace(office, now):
    person = _person("operator")
    change_person(person.id, Post(person.name), is_active=True, by=office.administrator,
                  now=now)
    assert last_entry("person.changed") is None


def test_switching_off_ends_the_session_and_the_sign_in(store_office, now):
    person = _person("operator")
    token = sign_in("operator", store_office.passwords["operator"], now=now).token
    change_person(person.id, Post("话务员"), is_active=False,
                  by=store_office.administrator, now=now)
    assert signed_in(token, now).why is SessionEnd.ACCOUNT_OFF
    with pytest.raises(WrongPassword):
        sign_in("operator", store_office.passwords["operator"], now=now)
    # Switched on again, an old session stays dead.
    change_person(person.id, Post("话务员"), is_active=True,
                  by=store_office.administrator, now=now)
    assert signed_in(token, now).why is SessionEnd.ACCOUNT_OFF


def test_the_last_administrator_stays(store_office, now):
    person = _person("administrator")
    with pytest.raises(Invalid) as refused:
        change_person(person.id, Post("系统管理员"), is_active=False, by=store_office.administrator, now=now)
    assert refused.value.field == "is_active" and "最后一个在用的系统管理员" in str(refused.value)
    with pytest.raises(Invalid) as refused:
        assign_roles(person.id, {Role.SUPERVISOR}, by=store_office.security, now=now)
    assert refused.value.field == "roles"
    assert _person("administrator").is_active
    add_person("second", Post("另一位管理员"), {Role.ADMINISTRATOR}, by=PROGRAM, now=now)
    assign_roles(person.id, {Role.SUPERVISOR}, by=store_office.security, now=now)


def test_the_last_security_manager_stays(store_office, now):
    person = _person("security_manager")
    with pytest.raises(Invalid) as refused:
        change_person(person.id, Post("安全管理员"), is_active=False, by=store_office.administrator, now=now)
    assert "最后一个在用的安全管理员" in str(refused.value)
    add_person("second", Post("另一位"), {Role.SECURITY_MANAGER}, by=PROGRAM, now=now)
    change_person(person.id, Post("安全管理员"), is_active=False, by=store_office.administrator, now=now)
    assert not _person("security_manager").is_active


def test_a_manager_who_is_off_does_not_hold_the_place(store_office, now):
    off = add_person("second", Post("另一位"), {Role.ADMINISTRATOR}, by=PROGRAM, now=now)
    change_person(off.id, Post("另一位"), is_active=False, by=store_office.administrator, now=now)
    with pytest.raises(Invalid):
        change_person(_person("administrator").id, Post("系统管理员"), is_active=False,
                      by=store_office.administrator, now=now)


def test_whoever_makes_an_account_gives_it_no_role_and_whoever_gives_roles_makes_none(store_office, now):
    with pytest.raises(NotPermitted):
        add_person("mine", Post("自己人"), {Role.SUPERVISOR}, by=store_office.administrator, now=now)
    added = add_person("new", Post("新人"), by=store_office.administrator, now=now)
    with pytest.raises(NotPermitted):
        assign_roles(added.id, {Role.SUPERVISOR}, by=store_office.administrator, now=now)
    with pytest.raises(NotPermitted):
        add_person("mine", Post("自己人"), by=store_office.security, now=now)
    with pytest.raises(NotPermitted):
        change_person(added.id, Post("改名"), is_active=True, by=store_office.security, now=now)
    with pytest.raises(NotPermitted):  # a link would be a way in
        invite_person(added.id, by=store_office.administrator, now=now)
    assign_roles(added.id, {Role.SUPERVISOR}, by=store_office.security, now=now)
    assert last_entry("person.roles_assigned").data["after"]["roles"] == ["supervisor"]


def test_nobody_gives_a_role_to_oneself(store_office, now):
    with pytest.raises(NotPermitted) as refused:
        assign_roles(store_office.security.id, {Role.SECURITY_MANAGER}, by=store_office.security, now=now)
    assert "另一位安全管理员" in str(refused.value)


def test_a_role_taken_is_gone_with_the_next_page_and_the_same_roles_leave_no_trace(store_office, now):
    person, token = _person("operator"), sign_in("operator", store_office.passwords["operator"], now=now).token
    assign_roles(person.id, {Role.OPERATOR}, by=store_office.security, now=now)
    assert last_entry("person.roles_assigned") is None
    assign_roles(person.id, set(), by=store_office.security, now=now)
    assert signed_in(token, now).actor.roles == frozenset()


def test_a_mixture_of_old_counts_for_the_manager_alone(store_office, now):
    """Given before the three were kept apart: the administrator who was a supervisor, too, sees no order any more."""
    person = _person("administrator")
    db.session.add(PersonRole(person_id=person.id, role=Role.SUPERVISOR))
    db.session.flush()
    actor = sign_in("administrator", store_office.passwords["administrator"], now=now).actor
    assert actor.roles == {Role.ADMINISTRATOR} and not actor.may(Permission.SEE_ALL_ORDERS)


def test_ones_own_password_needs_the_old_one(store_office, now):
    own = store_office.passwords["operator"]
    with pytest.raises(Invalid) as refused:
        change_own_password("not the old one", "brand new words", by=store_office.operator, now=now)
    assert refused.value.field == "old"
    assert last_entry("person.password_refused").subject == "operator"
    here, elsewhere = (sign_in("operator", own, now=now).token for _place in range(2))
    here_id = signed_in(here, now).session_id
    renewed = change_own_password(own, "brand new words", session_id=here_id, by=store_office.operator, now=now)
    assert signed_in(renewed, now).session_id == here_id
    assert signed_in(here, now) is None
    assert signed_in(elsewhere, now).why is SessionEnd.PASSWORD
    assert sign_in("operator", "brand new words", now=now).actor == store_office.operator


@pytest.mark.parametrize("new", ["tooshort", "operator12", "password123", "rexian12345"])
def test_ones_new_password_follows_the_rule(office, now, new):
    with pytest.raises(Invalid) as refused:
        change_own_password(office.passwords["operator"], new, by=office.operator, now=now)
    assert refused.value.field == "new"


def test_the_old_password_is_not_the_new_one(office, now):
    same = office.passwords["operator"]
    with pytest.raises(Invalid) as refused:
        change_own_password(same, same, by=office.operator, now=now)
    assert refused.value.field == "new"


def test_the_program_has_no_password_and_nobody_is_made_up(office, now):
    with pytest.raises(NotPermitted):
        change_own_password("a", "b", by=PROGRAM, now=now)
    with pytest.raises(NotFound):
        invite_person(999_999, by=office.security, now=now)


def test_the_latest_passwords_do_not_come_back(store_office, now):
    """Five are remembered (setting password_history); the sixth change may bring the first again."""
    first = store_office.passwords["operator"]
    words = [first, *(f"plain words number {number}" for number in ("one", "two", "three", "four", "five", "six"))]
    for old, new in zip(words, words[1:6], strict=False):
        change_own_password(old, new, by=store_office.operator, now=now)
    for used in (words[5], words[4], first):
        with pytest.raises(Invalid) as refused:
            change_own_password(words[5], used, by=store_office.operator, now=now)
        assert refused.value.field == "new"
    change_own_password(words[5], words[6], by=store_office.operator, now=now)
    change_own_password(words[6], first, by=store_office.operator, now=now)
    kept = list(db.session.scalars(select(PastPassword)))
    assert len(kept) == 5 and not any(word in str(vars(one)) for one in kept for word in words)


def test_the_old_password_is_not_guessed_at_an_unlocked_desk(store_office, now):
    for _guess in range(5):
        with pytest.raises(Invalid):
            change_own_password("not the old one", "brand new words", by=store_office.operator, now=now)
    with pytest.raises(TooManyFailures):
        change_own_password(store_office.passwords["operator"], "brand new words", by=store_office.operator, now=now)
    later = now + timedelta(minutes=1)
    change_own_password(store_office.passwords["operator"], "brand new words", by=store_office.operator, now=later)


def test_a_password_serves_its_time_where_the_office_says_so(store_office, now):
    """等保: changed by period, as a setting; off by default."""
    set_on, words = date(2026, 3, 9), store_office.passwords["operator"]
    later = now + timedelta(days=84)
    assert sign_in("operator", words, now=later).password_days_left is None
    change_setting("password_days", "90", effective_from=set_on, by=store_office.security, now=now)
    assert sign_in("operator", words, now=now + timedelta(days=80)).password_days_left is None
    assert sign_in("operator", words, now=later).password_days_left == 6
    assert sign_in("operator", words, now=now + timedelta(days=91)).step is SessionStep.NEW_PASSWORD


def test_two_sign_ins_that_both_hash_a_weak_password_anew_are_both_let_in(house, now):
    """When the parameters have grown, the first sign-in writes a stronger hash: nobody beside it is refused."""
    add_person("liming", Post("李明"), {Role.OPERATOR}, password=WORDS, by=PROGRAM, now=now)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=16).hash(WORDS)
    with transaction():
        _person("liming").password_hash = weak
    ends = at_once(house, *[lambda: sign_in("liming", WORDS, now=now)] * 4)
    assert ends == [None] * 4
    assert _person("liming").password_hash != weak
