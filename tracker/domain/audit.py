"""核验: what can be wrong with what was told, in words. How it is found: store.audit_check."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tracker.domain.words import N_

TABLES = {
    "timeline_entry": N_("工单办理记录"), "journal_entry": N_("系统记录"), "audit_redaction": N_("脱敏记录"),
}
"What the auditor calls the tables."

MOST_FAULTS = 50
"So many are told one by one; the rest are counted."


class FaultKind(Enum):
    """What is wrong; the value says it, with the fault's params."""

    LINKS_GONE = N_("链条第 %(first)d 至 %(last)d 号被删除。")
    LINK_CHANGED = N_("链条第 %(seq)d 号（%(at)s）被改动或调换。")
    KEY_GONE = N_("链条第 %(seq)d 号（%(at)s）所用的密钥“%(key)s”不在密钥文件中，无法核验。请放回原来的密钥文件。")
    ROW_GONE = N_("%(table)s第 %(id)d 行（链条第 %(seq)d 号，%(at)s）被删除。")
    ROW_CHANGED = N_("%(table)s第 %(id)d 行（链条第 %(seq)d 号，%(at)s）被改动，现为“%(kind)s”%(about)s。")
    ROW_ADDED = N_("%(table)s第 %(id)d 行不在链条中，是绕过系统写入的，现为“%(kind)s”%(about)s。")
    ROW_TWICE = N_("%(table)s第 %(id)d 行在链条第 %(seq)d 号（%(at)s）中重复出现。")
    REDACTION_WRONG = N_("%(table)s第 %(id)d 行（链条第 %(seq)d 号，%(at)s）的内容与脱敏记录不符。")
    ANCHOR_CHANGED = N_("锚点文件第 %(line)d 行被改动，或它前面的行被删除。")
    ANCHORS_GONE = N_("锚点文件缺少 %(count)d 个已记录的锚点，最近一个是第 %(seq)d 号（%(at)s）。")
    ANCHOR_APART = N_("链条第 %(seq)d 号与锚点（%(at)s）不符，此前的记录被整段替换。")
    ROLLED_BACK = N_("锚点（%(at)s）记到链条第 %(seq)d 号，数据库只到第 %(last)d 号：数据库被回退，或末尾的记录被截断。")


class NoteKind(Enum):
    """What is not wrong, but the auditor must know."""

    RESTORED = N_("%(at)s 从备份恢复，链条从第 %(seq)d 号重新接续，此前到过第 %(reached)d 号。")
    NO_ANCHORS = N_("还没有锚点，末尾的记录如被截断无法发现。请保持定时任务运行，或执行 tracker run-job audit-anchor。")
    PART_ONLY = N_("只核验了链条第 %(first)d 号以后的记录；全部核验请用 tracker verify-audit。")


@dataclass(frozen=True)
class Said:
    """One fault or note."""

    kind: FaultKind | NoteKind
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.kind.value) % self.params


@dataclass(frozen=True)
class Verified:
    """The outcome; no faults means that all is as it was told. `seq` is 0 for an empty chain."""

    links: int
    rows: Mapping[str, int]
    anchors: int
    seq: int
    digest: str
    faults: tuple[Said, ...]
    fault_count: int
    notes: tuple[Said, ...]
    since: str
    "The moment of the first thing that is wrong, in the office's time; empty where nothing is or it has none."

    @property
    def is_whole(self) -> bool:
        """Is nothing wrong?"""
        return self.fault_count == 0
