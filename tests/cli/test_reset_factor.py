"""tracker reset-factor: the last security manager's lost telephone."""

import pytest
from sqlalchemy import select

from tests.authenticator import enrolled
from tracker.cli.reset_factor import command
from tracker.store import factors
from tracker.store.db import db
from tracker.store.models import JournalEntry


@pytest.fixture
def reset(app, office):
    """Run the command; returns the result."""
    runner = app.test_cli_runner()
    return lambda *args: runner.invoke(command, args)


def test_it_is_reset_and_journalled_as_the_programs_act(reset, office, now):
    enrolled(office.security.id, now)
    result = reset("Security_Manager", "--reason", "手机丢失")
    assert result.exit_code == 0, result.output
    assert not factors.is_enrolled(office.security.id)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.kind == "factor.reset")).one()
    assert (entry.actor_name, entry.subject, entry.data["reason"]) == ("系统", "security_manager", "手机丢失")


def test_without_a_reason_nothing_is_done(reset, office, now):
    enrolled(office.security.id, now)
    assert reset("security_manager").exit_code != 0
    assert "写明重置原因" in reset("security_manager", "--reason", " ").output
    assert factors.is_enrolled(office.security.id)


def test_who_is_not_there_or_has_none_is_said(reset):
    assert "没有登录名为" in reset("nobody", "--reason", "x").output
    assert "没有绑定验证器" in reset("operator", "--reason", "x").output
