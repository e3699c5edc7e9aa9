"""One-time links: an invitation, a reset, a forgotten password. Only the person ever knows the password."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.office import MARKET
from tests.receivers import configured, smtp_server
from tests.usecases.journal import last_entry
from tests.usecases.test_notices import give_address
from tracker.domain.account_events import AccountEvent
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.sessions import Place, SessionEnd, SessionStep
from tracker.domain.staffing import Post
from tracker.domain.words import Role
from tracker.reads.account_notices import account_notices
from tracker.reads.signed_in import signed_in
from tracker.store.db import db
from tracker.store.models import OneTimeLink, OutboxItem, Person
from tracker.usecases.add_person import add_person
from tracker.usecases.ask_reset import ask_reset
from tracker.usecases.change_person import change_person
from tracker.usecases.invite_person import invite_person
from tracker.usecases.send_outbox import send_outbox
from tracker.usecases.set_password import change_own_password
from tracker.usecases.sign_in import WrongPassword, sign_in
from tracker.usecases.use_link import use_link

HERE, WORDS = "https://hotline.example.gov.cn", "four plain words here"
ADDRESS, STRANGER = "liming@example.gov.cn", Place("203.0.113.7")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def mailbox(store):
    """A mail server and an installation that knows it."""
    with smtp_server() as (box, server), configured(store, mail=server, base_url=HERE):
        box.server = server
        yield box


@pytest.fixture
def liming(store_office, now):
    """A new account that nobody has been let into yet."""
    return add_person("liming", Post("李明", email=ADDRESS), {Role.OPERATOR}, by=PROGRAM, now=now).id


def sent_token(mailbox, now):
    """The token in the letter that leaves now."""
    send_outbox(mail=mailbox.server, base_url=HERE, now=now)
    return mailbox.letters[-1].get_content().split(f"{HERE}/links/")[1].split()[0]


def test_an_invitation_is_used_once_and_kept_as_a_hash(store_office, liming, now):
    handed = invite_person(liming, by=store_office.security, now=now)
    assert handed.mailed_to is None and last_entry("person.invited").subject == "liming"
    kept = db.session.scalars(select(OneTimeLink)).one()
    assert handed.token not in str(vars(kept)) and handed.token not in str(last_entry("person.invited").data)
    use_link(handed.token, WORDS, now=now + HOUR)
    assert last_entry("person.link_used").actor_name == "李明"
    assert sign_in("liming", WORDS, now=now + HOUR).step is SessionStep.OPEN
    with pytest.raises(NotFound):
        use_link(handed.token, "other plain words", now=now + HOUR)


def test_a_weak_choice_does_not_use_the_link_up(store_office, liming, now):
    token = invite_person(liming, by=store_office.security, now=now).token
    with pytest.raises(Invalid) as refused:
        use_link(token, "liming12345", now=now)
    assert refused.value.field == "new"
    use_link(token, WORDS, now=now)


def test_a_link_is_good_for_three_days(store_office, liming, now):
    token = invite_person(liming, by=store_office.security, now=now).token
    with pytest.raises(NotFound):
        use_link(token, WORDS, now=now + 72 * HOUR)


def test_a_newer_link_and_a_switched_off_account_make_it_void(store_office, liming, now):
    first = invite_person(liming, by=store_office.security, now=now).token
    second = invite_person(liming, by=store_office.security, now=now).token
    with pytest.raises(NotFound):
        use_link(first, WORDS, now=now)
    change_person(liming, Post("李明"), is_active=False, by=store_office.administrator, now=now)
    with pytest.raises(NotFound):
        use_link(second, WORDS, now=now)
    with pytest.raises(Invalid):
        invite_person(liming, by=store_office.security, now=now)


def test_a_reset_by_the_manager_closes_the_old_way_at_once(store_office, now):
    words = store_office.passwords["reviewer"]
    token = sign_in("reviewer", words, now=now).token
    handed = invite_person(store_office.reviewer.id, by=store_office.security, now=now)
    assert last_entry("person.password_reset").subject == "reviewer"
    assert signed_in(token, now).why is SessionEnd.PASSWORD
    with pytest.raises(WrongPassword):
        sign_in("reviewer", words, now=now)
    with pytest.raises(Invalid):  # the old one is no new one
        use_link(handed.token, words, now=now)
    use_link(handed.token, WORDS, now=now)
    assert sign_in("reviewer", WORDS, now=now).actor == store_office.reviewer


def test_an_invitation_goes_by_mail_and_is_sealed_on_the_way(store_office, liming, mailbox, now):
    handed = invite_person(liming, by=store_office.security, now=now)
    assert (handed.token, handed.mailed_to) == (None, ADDRESS)
    assert db.session.scalar(text("SELECT sealed FROM outbox")).startswith("s1.")
    token = sent_token(mailbox, now)
    letter = mailbox.letters[-1]
    assert letter["Subject"] == "热线工单：设置密码" and "李明，您好。已为您开通" in letter.get_content()
    db.session.expire_all()
    assert db.session.scalars(select(OutboxItem)).one().sealed is None
    use_link(token, WORDS, now=now)


def test_a_new_password_and_another_mailbox_are_told_to_the_person(store_office, mailbox, now):
    def told():
        return [row.event for row in account_notices(unread_only=False, by=store_office.operator)]

    give_address("operator", ADDRESS)
    sign_in("operator", store_office.passwords["operator"], now=now)
    change_own_password(store_office.passwords["operator"], WORDS, by=store_office.operator, now=now)
    assert told() == [AccountEvent.PASSWORD_CHANGED]
    change_person(store_office.operator.id, Post("话务员", email="elsewhere@example.gov.cn"), is_active=True,
                  by=store_office.administrator, now=now)
    assert told()[0] is AccountEvent.MAILBOX_CHANGED
    send_outbox(mail=mailbox.server, base_url=HERE, now=now)
    assert {letter["To"] for letter in mailbox.letters} == {ADDRESS}, "the old mailbox hears of the new one"
    said = "".join(letter.get_content() for letter in mailbox.letters)
    assert "已设置新密码" in said and "邮箱已由系统管理员修改" in said and "elsewhere" not in said


def test_the_first_password_is_no_news(store_office, liming, now):
    use_link(invite_person(liming, by=store_office.security, now=now).token, WORDS, now=now)
    assert account_notices(unread_only=False, by=sign_in("liming", WORDS, now=now).actor) == ()


def test_a_shared_mailbox_gets_no_link(store_office, liming, mailbox, now):
    give_address("handler0", ADDRESS)
    handed = invite_person(liming, by=store_office.security, now=now)
    assert handed.token is not None and handed.mailed_to is None


def test_a_forgotten_password_is_mailed_a_link_and_changes_nothing_before_it_is_used(store_office, mailbox, now):
    give_address("operator", ADDRESS)
    held = sign_in("operator", store_office.passwords["operator"], now=now)
    ask_reset(" Operator ", place=STRANGER, now=now)
    assert last_entry("person.reset_asked").data == {"address": "203.0.113.7", "by_mail": True}
    assert signed_in(held.token, now).actor.name == "话务员"
    sign_in("operator", store_office.passwords["operator"], now=now)
    token = sent_token(mailbox, now)
    use_link(token, WORDS, now=now + 59 * MINUTE)
    assert signed_in(held.token, now).why is SessionEnd.PASSWORD
    assert sign_in("operator", WORDS, now=now).step is SessionStep.OPEN


def test_a_changed_mailbox_gets_no_link_before_the_security_manager_sent_one(store_office, mailbox, now):
    """Or the system administrator could enter a mailbox of the own and ask for somebody else's password."""
    def asked(minutes):
        ask_reset("operator", place=STRANGER, now=now + minutes * MINUTE)
        return last_entry("person.reset_asked").data["by_mail"]

    def write(name, email):
        change_person(store_office.operator.id, Post(name, email=email), is_active=True, by=store_office.administrator,
                      now=now)

    write("话务员", ADDRESS)
    assert not asked(0) and list(db.session.scalars(select(OutboxItem))) == []
    write("话务员甲", ADDRESS)  # another change hides nothing
    assert not asked(10)
    invite_person(store_office.operator.id, by=store_office.security, now=now)
    use_link(sent_token(mailbox, now), WORDS, now=now)
    assert asked(20)
    write("话务员甲", "elsewhere@example.gov.cn")
    assert not asked(40)


def test_a_forgotten_password_asked_for_again_and_again_is_one_letter(store_office, mailbox, now):
    give_address("operator", ADDRESS)
    for seconds in (0, 60, 299, 301):
        ask_reset("operator", place=STRANGER, now=now + timedelta(seconds=seconds))
    assert len(list(db.session.scalars(select(OutboxItem)))) == 2


@pytest.mark.parametrize("name", ["nobody", "handler1", "liming"])
def test_where_no_link_can_go_the_answer_is_the_same(store_office, liming, mailbox, now, name):
    """Unknown, without a mailbox, switched off: nothing is queued, and nothing is raised."""
    change_person(liming, Post("李明", email=ADDRESS), is_active=False, by=store_office.administrator, now=now)
    assert ask_reset(name, place=STRANGER, now=now) is None
    assert last_entry("person.reset_asked").data["by_mail"] is False
    assert list(db.session.scalars(select(OutboxItem))) == []


def test_a_password_changed_meanwhile_makes_the_link_void(store_office, mailbox, now):
    give_address("operator", ADDRESS)
    ask_reset("operator", place=STRANGER, now=now)
    token = sent_token(mailbox, now)
    change_own_password(store_office.passwords["operator"], WORDS, by=store_office.operator, now=now)
    with pytest.raises(NotFound):
        use_link(token, "other plain words", now=now)


def test_a_unit_keeps_its_post_whatever_way_one_comes_in(store_office, now):
    added = add_person("wang", Post("王芳", store_office.units[MARKET]), {Role.HANDLER}, by=PROGRAM, now=now)
    use_link(invite_person(added.id, by=store_office.security, now=now).token, WORDS, now=now)
    assert sign_in("wang", WORDS, now=now).actor.department_name == MARKET
    assert db.session.get(Person, added.id).must_change_password is False
