"""A new installation: one command makes the database and its rules, a second run changes nothing."""

from sqlalchemy import func, select

from tracker.cli.init import command
from tracker.store.db import db
from tracker.store.models import CodeItem, Department, LimitRule


def counts(app):
    with app.app_context():
        kinds = (LimitRule, CodeItem, Department)
        found = [db.session.scalar(select(func.count()).select_from(kind)) for kind in kinds]
        db.session.remove()
        return found


def test_the_rules_are_there_and_a_second_run_adds_none(fresh_app):
    before = counts(fresh_app)
    assert all(before)
    answer = fresh_app.test_cli_runner().invoke(command, [])
    assert answer.exit_code == 0 and "tracker create-user" in answer.output
    assert counts(fresh_app) == before
