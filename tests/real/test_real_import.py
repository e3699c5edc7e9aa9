"""Real messages through the import door: every row is accounted for. TRACKER_REAL=all takes the long list whole."""

import os
from collections import Counter

import pytest
from sqlalchemy import func, select

from tests.factories.ledgers import write_ledger
from tests.real.ledgers import answered_messages, labelled_messages
from tracker.domain.words import Stage
from tracker.store.db import db
from tracker.store.models import WorkOrder
from tracker.usecases.import_orders import import_orders

pytestmark = pytest.mark.real


def test_2816_answered_messages_come_in_as_a_ledger(office, now, tmp_path):
    path = write_ledger(tmp_path / "ledger.xlsx", answered_messages())
    result = import_orders(path, "ledger.xlsx", by=office.operator, now=now)
    assert (result.added, result.existing, result.problems) == (2816, 0, [])
    stages = db.session.execute(select(WorkOrder.stage, func.count()).group_by(WorkOrder.stage)).all()
    assert [tuple(row) for row in stages] == [(Stage.CLOSED, 2816)]
    texts = db.session.scalars(select(WorkOrder.content)).all()
    assert not any("_x000D_" in text or "\t" in text for text in texts)


def test_labelled_messages_come_in_as_new_requests(office, now, tmp_path):
    messages = list(labelled_messages())
    assert len(messages) == 6330
    if os.environ.get("TRACKER_REAL") != "all":
        times = Counter(message["来源编号"] for message in messages)
        messages = [one for line, one in enumerate(messages) if line % 6 == 0 or times[one["来源编号"]] > 1]
    path = write_ledger(tmp_path / "requests.xlsx", messages)
    result = import_orders(path, "requests.xlsx", skip_bad=True, by=office.operator, now=now)
    bad_rows = {problem.row for problem in result.problems}
    assert result.added + result.existing + len(bad_rows) == len(messages)
    # One number stands twice in the list with two different messages.
    assert {problem.header for problem in result.problems} == {"来源编号"} and len(bad_rows) == 1
