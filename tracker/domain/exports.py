"""导出工单清单: which columns there are, who may take which, and how an export stands.

Which orders are in it is decided by the list (domain/filters.py), what of a caller it shows by disclosure.py.
"""

from collections.abc import Collection
from typing import NamedTuple

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.texts import written
from tracker.domain.words import N_, Word

REASON_MAX = 200


class ExportState(Word):
    """How an export stands; the last three are ends."""

    WAITING = "waiting", N_("排队中")
    RUNNING = "running", N_("导出中")
    DONE = "done", N_("已完成")
    FAILED = "failed", N_("未完成")
    CANCELLED = "cancelled", N_("已取消")

    @property
    def is_open(self) -> bool:
        """Is there still something to come?"""
        return self in (ExportState.WAITING, ExportState.RUNNING)


class ColumnGroup(NamedTuple):
    """Columns that are offered together; `code` names their field on the form."""

    code: str
    label: str
    headers: tuple[str, ...]


GROUPS: tuple[ColumnGroup, ...] = (
    ColumnGroup("order", N_("工单"), (
        N_("工单编号"), N_("状态"), N_("标题"), N_("诉求类型"), N_("工单类别"), N_("紧急程度"), N_("受理时间"), N_("来源渠道"),
        N_("来源编号"), N_("是否保密"))),
    ColumnGroup("caller", N_("诉求人"), (
        N_("诉求人"), N_("联系电话"), N_("企业名称"), N_("统一社会信用代码"), N_("企业联系人"))),
    ColumnGroup("matter", N_("诉求内容"), (N_("事项分类"), N_("发生地"), N_("内容"))),
    ColumnGroup("handling", N_("办理"), (
        N_("主办单位"), N_("协办单位"), N_("派单时间"), N_("签收时间"), N_("首次联系时间"), N_("到期时间"), N_("答复时间"),
        N_("公开答复"))),
    ColumnGroup("result", N_("结果"), (
        N_("办结时间"), N_("是否解决"), N_("满意度"), N_("默认评价"), N_("是否直办"))),
    ColumnGroup("counts", N_("次数"), (
        N_("退单次数"), N_("延期次数"), N_("重办次数"), N_("催办次数"), N_("督办次数"))),
)
COLUMNS: tuple[str, ...] = tuple(header for group in GROUPS for header in group.headers)


def read_columns(chosen: Collection[str]) -> tuple[str, ...]:
    """The chosen columns in their order on the sheet; refuses none and one that does not exist."""
    unknown = next((header for header in chosen if header not in COLUMNS), None)
    if unknown is not None:
        raise Invalid(N_("没有“%(column)s”这一列。"), column=unknown[:40])
    if not chosen:
        raise Invalid(N_("请至少勾选一列。"))
    return tuple(header for header in COLUMNS if header in chosen)


def read_reason(reason: str, is_unmasked: bool) -> str:
    """Why the callers are taken along unmasked; refuses none."""
    missing = N_("请写明为什么需要完整的个人信息，理由会记入每张工单的办理经过。")
    return written(reason, "reason", REASON_MAX, missing) if is_unmasked else ""


def require_export(actor: Actor, is_unmasked: bool) -> None:
    """Refuse unless the person may export, and lift the mask where that is wanted."""
    require(actor, Permission.EXPORT_ORDERS)
    if is_unmasked:
        require(actor, Permission.REVEAL_CALLER)
