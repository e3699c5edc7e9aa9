"""并入编号: which order a repeat of a ledger was merged into, in the same file or already in the store."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from tracker.domain.ledger import LedgerRow
from tracker.domain.words import N_, Stage
from tracker.domain.workflow import OPEN_STAGES
from tracker.sheets.columns import HEADER_OF
from tracker.store.db import db
from tracker.store.models import WorkOrder
from tracker.usecases.row_problems import RowProblem

Key = tuple[str, str]
Links = dict[Key, Key]
"repeat → master, both in the file."
Rows = Sequence[tuple[int, LedgerRow]]

ASKED_AT_ONCE = 500
"Numbers looked up in one query."

UNKNOWN = N_("没有找到编号为“%(number)s”的主单：请核对编号；主单那一行有问题的请一并改正，在别的台账里的请先导入那一份。")
AMBIGUOUS = N_("编号“%(number)s”在几个来源渠道都有，请改填主单在本系统的工单编号。")
CIRCULAR = N_("并入编号绕成了一圈，请填写最终的主单编号。")
MERGED_ITSELF = N_("主单“%(number)s”自己已并入别的工单，请直接填写最终的主单编号。")
ANSWERED = N_("主单“%(number)s”已经答复或结束，不会再答复这一件：请填写答复时间或办结时间，或清空并入编号。")


@dataclass(frozen=True)
class Master:
    """A master: by its key in the file, or by its id in the store."""

    key: Key
    id: int | None
    stage: Stage


class _Known:
    """Every order that may be meant by a number."""

    def __init__(self, rows: Rows) -> None:
        self.by_key = {row.key: Master(row.key, None, row.stage) for _number, row in rows}
        self.by_own_number: dict[str, Master] = {}
        self.by_number: dict[str, list[Master]] = {}
        for master in self.by_key.values():
            self.by_number.setdefault(master.key[0], []).append(master)

    def ask(self, numbers: Sequence[str]) -> None:
        """Take in the store's orders that go by these numbers."""
        for start in range(0, len(numbers), ASKED_AT_ONCE):
            some = numbers[start:start + ASKED_AT_ONCE]
            found = db.session.execute(
                select(WorkOrder.id, WorkOrder.number, WorkOrder.source_number, WorkOrder.channel_code, WorkOrder.stage)
                .where(or_(WorkOrder.source_number.in_(some), WorkOrder.number.in_(some)))
            )
            for order_id, number, source_number, channel, stage in found:
                master = Master((source_number or number, channel), order_id, stage)
                self.by_key.setdefault(master.key, master)
                self.by_own_number[number] = master
                self.by_number.setdefault(master.key[0], []).append(master)

    def meant(self, row: LedgerRow) -> list[Master]:
        """The order of the row's own channel, else ours by its number, else those of other channels."""
        assert row.master is not None
        own = self.by_key.get((row.master, row.intake.channel_code)) or self.by_own_number.get(row.master)
        return [own] if own else self.by_number.get(row.master, [])


def _circles(links: Links) -> set[Key]:
    """The rows that come back to themselves."""
    found: set[Key] = set()
    cleared: set[Key] = set()
    for start in links:
        path: dict[Key, int] = {}
        at = start
        while at in links and at not in cleared and at not in path:
            path[at] = len(path)
            at = links[at]
        if at in path:
            found.update(list(path)[path[at]:])
        cleared.update(path)
    return found


def _refused(row: LedgerRow, meant: Sequence[Master]) -> str | None:
    """What stands against the row's master by itself."""
    if len(meant) != 1:
        return AMBIGUOUS if meant else UNKNOWN
    if row.stage is Stage.MERGED:
        if meant[0].stage is Stage.MERGED:
            return MERGED_ITSELF
        if meant[0].stage not in OPEN_STAGES or meant[0].stage is Stage.TO_CALL_BACK:
            return ANSWERED
    return None


def _pass_on(said: dict[Key, str], links: Links) -> None:
    """A repeat whose master cannot be taken cannot be taken either, and so on down the chain."""
    repeats_of: dict[Key, list[Key]] = {}
    for repeat, master in links.items():
        repeats_of.setdefault(master, []).append(repeat)
    waiting = list(said)
    while waiting:
        for repeat in repeats_of.get(waiting.pop(), ()):
            if repeat not in said:
                said[repeat] = UNKNOWN
                waiting.append(repeat)


def find_masters(rows: Rows) -> tuple[dict[Key, Master], list[RowProblem]]:
    """The repeats' masters by the repeats' keys, and the rows that have none that would do."""
    repeats = [(number, row) for number, row in rows if row.master]
    if not repeats:
        return {}, []
    known = _Known(rows)
    known.ask(sorted({row.master for _number, row in repeats if row.master}))
    meant = {row.key: known.meant(row) for _number, row in repeats}
    links = {key: found[0].key for key, found in meant.items() if found and found[0].id is None}
    said = {row.key: why for _number, row in repeats if (why := _refused(row, meant[row.key]))}
    said |= dict.fromkeys(_circles(links), CIRCULAR)
    _pass_on(said, links)
    return (
        {key: found[0] for key, found in meant.items() if key not in said},
        [RowProblem(number, HEADER_OF["master"], said[row.key], {"number": (row.master or "")[:60]})
         for number, row in repeats if row.key in said],
    )
