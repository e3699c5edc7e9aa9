"""批量办理: one verb for every order of a selection, each in its own transaction, and what came of each on record."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, InvalidEntries, NotFound, Refusal, Stale
from tracker.domain.words import N_
from tracker.store.db import one_at_a_time, transaction
from tracker.store.models import BulkItem, BulkRun
from tracker.store.story import journal

log = logging.getLogger(__name__)

MOST = 200
"Orders of one run: a page waits for it."

CHANGED = N_("打开列表之后，这张工单有了新的进展，没有改动。请查看最新情况后单独办理。")
FAULT = N_("程序出了问题，这张工单没有改动。请单独办理；仍不行的，请告诉系统管理员。")


@dataclass(frozen=True)
class Pick:
    """An order that was ticked, as the list showed it."""

    order_id: int
    version: int


def check_picks(picks: Sequence[Pick]) -> None:
    """Refuse none and too many."""
    if not picks:
        raise Invalid(N_("还没有勾选工单。请在列表中勾选，或选择“本页全部”。"))
    if len(picks) > MOST:
        raise Invalid(N_("一次最多办理 %(most)d 件，现有 %(have)d 件，请分几次办理。"), most=MOST, have=len(picks))


def _begin(picks: Sequence[Pick], action: str, key: str, by: Actor, now: datetime) -> tuple[int, bool]:
    """The run's id, and whether it is a new one. A key that was used leads back to what it did."""
    with transaction() as session:
        one_at_a_time(f"form {key}")
        earlier = session.scalar(select(BulkRun).where(BulkRun.submission_key == key))
        if earlier is not None:
            if earlier.person_id != by.id:
                raise NotFound(N_("没有找到这次批量办理。"))
            return earlier.id, False
        run = BulkRun(submission_key=key, person_id=by.id, action=action, started_at=now)
        session.add(run)
        session.flush()
        session.add_all(BulkItem(run_id=run.id, order_id=pick.order_id) for pick in picks)
        return run.id, True


def _refusal(error: Exception) -> tuple[str, dict[str, object]]:
    """The words and their parameters, as they can be kept."""
    if isinstance(error, Stale):
        return CHANGED, {}
    if isinstance(error, InvalidEntries):
        error = error.problems[0]
    if isinstance(error, Refusal):
        return error.message, {
            name: value if isinstance(value, int) else str(value) for name, value in error.params.items()}
    return FAULT, {}


def _note(run_id: int, order_id: int, outcome: str, message: str, params: dict[str, object]) -> None:
    with transaction() as session:
        session.execute(
            sa.update(BulkItem).where(BulkItem.run_id == run_id, BulkItem.order_id == order_id)
            .values(outcome=outcome, message=message, params=params)
        )


def work_in_bulk(
    picks: Sequence[Pick], *, action: str, key: str, call: Callable[[Pick], None], by: Actor, now: datetime
) -> int:
    """Let `call` do the action for each pick, and return the run's id; `call` opens its own transaction.

    A refusal of one order is written down and the next follows. The same key again does nothing a second time.
    """
    picks = list({pick.order_id: pick for pick in picks}.values())
    check_picks(picks)
    run_id, is_new = _begin(picks, action, key, by, now)
    if not is_new:
        return run_id
    done = 0
    for pick in picks:
        outcome, message = "done", ""
        params: dict[str, object] = {}
        try:
            call(pick)
            done += 1
        except Exception as error:  # one order's trouble is not the others'
            if not isinstance(error, Refusal):
                log.exception("bulk run %s, order %s", run_id, pick.order_id)
            outcome, (message, params) = "refused", _refusal(error)
        _note(run_id, pick.order_id, outcome, message, params)
    with transaction() as session:
        session.execute(sa.update(BulkRun).where(BulkRun.id == run_id).values(finished_at=now))
        journal("orders.bulk", action, by, now, run=run_id, done=done, refused=len(picks) - done)
    return run_id
