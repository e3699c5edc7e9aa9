"""Accounts that nobody uses are switched off; the last of each manager stays, and everybody can come back."""

from datetime import date, timedelta

from sqlalchemy import select

from tests.usecases.journal import last_entry
from tracker.domain.permissions import PROGRAM
from tracker.domain.sessions import SessionEnd
from tracker.domain.staffing import Post
from tracker.jobs.schedule import job_named
from tracker.reads.people import people_page
from tracker.store.db import db
from tracker.store.models import Person, PersonSession
from tracker.usecases.change_person import change_person
from tracker.usecases.change_setting import change_setting
from tracker.usecases.sign_in import sign_in
from tracker.usecases.tidy_accounts import Tidied, tidy_accounts

DAY = timedelta(days=1)


def active():
    db.session.expire_all()
    return set(db.session.scalars(select(Person.sign_in_name).where(Person.is_active)))


def test_ninety_days_without_a_sign_in_switch_an_account_off(store_office, now):
    sign_in("operator", store_office.passwords["operator"], now=now + 60 * DAY)
    assert tidy_accounts(by=PROGRAM, now=now + 90 * DAY).dormant == 0
    tidied = tidy_accounts(by=PROGRAM, now=now + 91 * DAY)
    assert active() == {"operator", "administrator", "security_manager"}  # nobody else could let people in again
    assert tidied.dormant == len(store_office.actors) - 3
    entry = last_entry("person.dormant")
    assert entry.actor_name == "系统" and "used_at" in entry.data
    off = people_page("off").rows
    assert {row.dormant_at for row in off} == {now + 91 * DAY}


def test_who_is_switched_on_again_has_another_ninety_days(store_office, now):
    tidy_accounts(by=PROGRAM, now=now + 91 * DAY)
    change_person(store_office.operator.id, Post("话务员"), is_active=True, by=store_office.administrator,
                  now=now + 100 * DAY)
    assert tidy_accounts(by=PROGRAM, now=now + 101 * DAY).dormant == 0
    assert "operator" in active() and people_page("on").rows[0].dormant_at is None
    tidy_accounts(by=PROGRAM, now=now + 191 * DAY)
    assert "operator" not in active()


def test_the_office_may_leave_them_on(store_office, now):
    change_setting("dormant_days", "0", effective_from=date(2026, 3, 9), by=store_office.security, now=now)
    assert tidy_accounts(by=PROGRAM, now=now + 400 * DAY).dormant == 0


def test_sessions_that_ended_by_themselves_are_written_down_and_forgotten_later(store_office, now):
    sign_in("operator", store_office.passwords["operator"], now=now)
    assert tidy_accounts(by=PROGRAM, now=now + DAY) == Tidied(0, 1, 0)
    assert db.session.scalars(select(PersonSession)).one().ended_why is SessionEnd.TOO_LONG
    assert tidy_accounts(by=PROGRAM, now=now + 182 * DAY).forgotten == 1


def test_the_job_runs_every_night(store_office, now):
    job = job_named("tidy-accounts")
    result = job.action(job.period(now), now + 91 * DAY)
    assert "停用长期未登录的账户" in str(result)
