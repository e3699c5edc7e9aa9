"""绑定验证器: offered, proved, kept sealed; recovery codes; what the person is told of it all."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, text

from tests.at_once import at_once
from tests.authenticator import Authenticator, enrolled
from tests.conftest import MONDAY_MORNING
from tests.office import Office
from tracker.domain.account_events import AccountEvent
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Invalid, NotPermitted, OutOfTurn
from tracker.domain.second_factor import CODES
from tracker.domain.sessions import Place, SessionEnd, SessionStep, SignInWay
from tracker.reads.account_notices import account_notices
from tracker.reads.inbox import unread_count
from tracker.store import factors, sessions
from tracker.store.db import db, transaction
from tracker.store.models import JournalEntry, Person, PersonSession, RecoveryCode, SettingRow
from tracker.usecases.enrol_factor import confirm_factor, offer_factor
from tracker.usecases.pass_second_step import pass_second_step
from tracker.usecases.read_account_notices import read_account_notices
from tracker.usecases.remove_factor import remove_factor
from tracker.usecases.renew_recovery_codes import renew_recovery_codes
from tracker.usecases.reset_factor import reset_factor
from tracker.usecases.sign_in import sign_in

HALF_A_MINUTE = timedelta(seconds=30)


def kinds(actor) -> list[AccountEvent]:
    return [row.event for row in account_notices(unread_only=False, by=actor)]


def journalled() -> list[tuple[str, str]]:
    return [(entry.kind, entry.subject) for entry in db.session.scalars(select(JournalEntry).order_by(JournalEntry.id))]


def spend(person_id: int, code: str, now) -> bool:
    with transaction():
        return factors.spend(person_id, code, now)


def test_the_picture_holds_the_same_key_as_the_text_and_names_the_system(store_office, now):
    offer = offer_factor(store_office.supervisor.id, now=now)
    parts = urlsplit(offer.address)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parse_qs(parts.query)["secret"] == [offer.key] and len(offer.key) == 32
    assert "supervisor" in parts.path and parse_qs(parts.query)["issuer"] == ["热线工单"]


def test_a_page_that_is_loaded_again_shows_the_same_key_for_half_an_hour(store_office, now):
    person_id = store_office.supervisor.id
    key = offer_factor(person_id, now=now).key
    assert offer_factor(person_id, now=now + timedelta(minutes=29)).key == key
    assert offer_factor(person_id, now=now + timedelta(minutes=31)).key != key


def test_nothing_counts_before_the_first_code(store_office, now):
    person_id = store_office.supervisor.id
    phone = Authenticator(offer_factor(person_id, now=now).key)
    assert not factors.is_enrolled(person_id)
    wrong = f"{(int(phone.shows(now)) + 1) % 1_000_000:06d}"
    with pytest.raises(Invalid, match="动态验证码不对"):
        confirm_factor(person_id, wrong, now=now)
    assert not factors.is_enrolled(person_id)
    assert ("factor.enrolment_refused", "supervisor") in journalled()
    codes = confirm_factor(person_id, phone.shows(now), now=now)
    assert factors.is_enrolled(person_id) and len(codes) == CODES == factors.codes_left(person_id)
    assert kinds(store_office.supervisor) == [AccountEvent.FACTOR_ENROLLED]
    assert ("factor.enrolled", "supervisor") in journalled()


def test_without_an_offer_there_is_nothing_to_confirm(store_office, now):
    with pytest.raises(OutOfTurn):
        confirm_factor(store_office.supervisor.id, "123456", now=now)


def test_neither_key_nor_codes_lie_readable_in_the_database(store_office, now):
    phone, codes = enrolled(store_office.supervisor.id, now)
    kept = db.session.scalar(text("SELECT secret FROM factor"))
    assert phone.totp.secret not in kept and kept.startswith("s1.")
    hashes = list(db.session.scalars(select(RecoveryCode.code_hash)))
    assert len(hashes) == CODES and all(one.startswith("$argon2id$") for one in hashes)
    assert not any(code.replace("-", "")[4:] in hashed for code in codes for hashed in hashes)


def test_a_key_moved_to_another_person_opens_nothing(store_office, now):
    phone, _codes = enrolled(store_office.supervisor.id, now)
    enrolled(store_office.administrator.id, now)
    with transaction():
        db.session.execute(text(
            "UPDATE factor SET secret = (SELECT secret FROM factor WHERE person_id = :from_id) WHERE person_id = :to_id"
        ), {"from_id": store_office.supervisor.id, "to_id": store_office.administrator.id})
    db.session.expire_all()
    with pytest.raises(Exception, match="损坏或被改动"):
        spend(store_office.administrator.id, phone.shows(now), now)


def test_a_telephones_clock_may_be_half_a_minute_off_and_no_more(store_office, now):
    person_id = store_office.supervisor.id
    phone, _codes = enrolled(person_id, now)
    assert not spend(person_id, phone.shows(now - 2 * HALF_A_MINUTE), now)
    assert not spend(person_id, phone.shows(now + 2 * HALF_A_MINUTE), now)
    assert spend(person_id, phone.shows(now - HALF_A_MINUTE), now)
    assert spend(person_id, phone.shows(now), now)
    assert spend(person_id, phone.shows(now + HALF_A_MINUTE), now)


def test_a_code_counts_once_and_voids_the_earlier_ones(store_office, now):
    person_id = store_office.supervisor.id
    phone, _codes = enrolled(person_id, now)
    code = phone.shows(now)
    assert spend(person_id, code, now)
    assert not spend(person_id, code, now)
    assert not spend(person_id, phone.shows(now - HALF_A_MINUTE), now), "looked at earlier, over a shoulder"
    assert spend(person_id, phone.shows(now + HALF_A_MINUTE), now + HALF_A_MINUTE)


def test_the_code_that_enrolled_does_not_sign_in(store_office, now):
    person_id = store_office.supervisor.id
    phone = Authenticator(offer_factor(person_id, now=now).key)
    confirm_factor(person_id, phone.shows(now), now=now)
    assert not spend(person_id, phone.shows(now), now)


def test_another_telephone_takes_over_only_once_it_has_proved_itself(store_office, now):
    person_id = store_office.supervisor.id
    old, papers = enrolled(person_id, now)
    new = Authenticator(offer_factor(person_id, now=now).key)
    assert spend(person_id, old.shows(now), now)
    later = now + timedelta(minutes=2)
    confirm_factor(person_id, new.shows(later), now=later)
    at_last = later + timedelta(minutes=2)
    assert not spend(person_id, old.shows(at_last), at_last)
    assert spend(person_id, new.shows(at_last), at_last)
    assert factors.fitting_code(person_id, papers[0].replace("-", "")) is None, "its recovery codes went with it"
    assert kinds(store_office.supervisor)[0] is AccountEvent.FACTOR_REPLACED


def test_new_recovery_codes_void_the_old_ones(store_office, now):
    person_id = store_office.supervisor.id
    _phone, old = enrolled(person_id, now)
    new = renew_recovery_codes(by=store_office.supervisor, now=now)
    assert not set(new) & set(old)
    assert factors.fitting_code(person_id, old[0].replace("-", "")) is None
    assert factors.fitting_code(person_id, new[0].replace("-", "")) is not None
    assert kinds(store_office.supervisor)[0] is AccountEvent.RECOVERY_RENEWED
    assert ("recovery.renewed", "supervisor") in journalled()


def test_somebody_elses_recovery_code_fits_nobody(store_office, now):
    _phone, codes = enrolled(store_office.supervisor.id, now)
    enrolled(store_office.administrator.id, now)
    assert factors.fitting_code(store_office.administrator.id, codes[0].replace("-", "")) is None


def test_without_a_factor_there_are_no_codes_to_renew(store_office, now):
    with pytest.raises(OutOfTurn, match="请先绑定"):
        renew_recovery_codes(by=store_office.operator, now=now)


def test_who_chose_it_may_go_back_to_the_password(store_office, now):
    enrolled(store_office.operator.id, now)
    remove_factor(by=store_office.operator, now=now)
    assert not factors.is_enrolled(store_office.operator.id) and factors.codes_left(store_office.operator.id) == 0
    assert kinds(store_office.operator)[0] is AccountEvent.FACTOR_REMOVED
    with pytest.raises(OutOfTurn):
        remove_factor(by=store_office.operator, now=now)


def test_who_must_have_one_may_not(store_office, now):
    with transaction() as session:
        for row in session.scalars(select(SettingRow).where(SettingRow.key == "factor_roles")):
            session.delete(row)
    enrolled(store_office.supervisor.id, now)
    with pytest.raises(NotPermitted, match="更换验证器"):
        remove_factor(by=store_office.supervisor, now=now)
    assert factors.is_enrolled(store_office.supervisor.id)


def test_what_happened_to_the_account_stands_in_ones_own_inbox_alone(store_office, now):
    enrolled(store_office.supervisor.id, now)
    assert unread_count(by=store_office.supervisor) == 1 and unread_count(by=store_office.administrator) == 0
    newest = account_notices(unread_only=True, by=store_office.supervisor)[0]
    read_account_notices(newest.id, by=store_office.administrator, now=now)
    assert unread_count(by=store_office.supervisor) == 1, "nobody else can say 知道了 to it"
    read_account_notices(newest.id, by=store_office.supervisor, now=now)
    assert unread_count(by=store_office.supervisor) == 0
    assert [row.is_read for row in account_notices(unread_only=False, by=store_office.supervisor)] == [True]


def test_the_journal_and_the_notices_hold_no_secret(store_office, now):
    phone, codes = enrolled(store_office.supervisor.id, now)
    db.session.expire_all()
    told = str([(one.kind, one.subject, one.data) for one in db.session.scalars(select(JournalEntry))])
    told += str(account_notices(unread_only=False, by=store_office.supervisor))
    assert phone.totp.secret not in told and not any(code in told for code in codes)
    assert db.session.scalar(select(Person.name).where(Person.id == store_office.supervisor.id)) == "督办员"


def test_a_lost_factor_is_reset_and_every_session_ends(store_office, now):
    person_id = store_office.supervisor.id
    enrolled(person_id, now)
    with transaction() as session:
        held = sessions.begin(person_id, Place(), now, SignInWay.PASSWORD)
        session.flush()
        session_id = held.id
    reset_factor(person_id, " 手机 丢失 ", by=store_office.security, now=now)
    assert not factors.is_enrolled(person_id) and factors.codes_left(person_id) == 0
    assert db.session.get_one(PersonSession, session_id).ended_why is SessionEnd.FACTOR
    assert kinds(store_office.supervisor)[0] is AccountEvent.FACTOR_RESET
    with pytest.raises(OutOfTurn):
        reset_factor(person_id, "再来一次", by=store_office.security, now=now)


@pytest.mark.parametrize("name", ["administrator", "auditor", "supervisor", "operator"])
def test_only_the_security_manager_resets(store_office, now, name):
    enrolled(store_office.dispatcher.id, now)
    with pytest.raises(NotPermitted):
        reset_factor(store_office.dispatcher.id, "手机丢失", by=store_office.actors[name], now=now)


def test_nobody_resets_the_own_factor_but_the_machine_may_for_the_last_one(store_office, now):
    enrolled(store_office.security.id, now)
    with pytest.raises(NotPermitted, match="另一位安全管理员"):
        reset_factor(store_office.security.id, "手机丢失", by=store_office.security, now=now)
    reset_factor(store_office.security.id, "手机丢失", by=PROGRAM, now=now)
    assert not factors.is_enrolled(store_office.security.id)


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_a_reset_takes_a_reason(store_office, now, reason):
    enrolled(store_office.operator.id, now)
    with pytest.raises(Invalid) as refused:
        reset_factor(store_office.operator.id, reason, by=store_office.security, now=now)
    assert refused.value.field == "reason" and factors.is_enrolled(store_office.operator.id)


def test_of_two_who_send_the_same_code_at_once_one_is_let_in(house):
    now = MONDAY_MORNING
    office = Office(now)
    phone, codes = enrolled(office.supervisor.id, now)
    for _browser in range(6):
        sign_in("supervisor", office.passwords["supervisor"], now=now)
    half_way = list(db.session.scalars(select(PersonSession.id).where(PersonSession.step == SessionStep.SECOND_STEP)))
    for typed, is_recovery, tried in ((phone.shows(now), False, half_way[:3]), (codes[0], True, half_way[3:])):
        ends = at_once(house, *(
            lambda one=one: pass_second_step(one, typed, is_recovery=is_recovery, now=now) for one in tried))
        assert ends.count(None) == 1, (is_recovery, ends)
