"""上传附件: files are added to an order that is under way."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, NotFound, NotPermitted, OutOfTurn
from tracker.domain.words import N_, AttachmentKind
from tracker.domain.workflow import OPEN_STAGES
from tracker.store import attachments, orders
from tracker.store.db import db, transaction
from tracker.store.models import WorkOrder
from tracker.usecases.attaching import Upload, attach, keep_all


def attach_files(
    order_id: int, uploads: Sequence[Upload], *, kind: AttachmentKind, by: Actor, now: datetime
) -> int:
    """Add the files, all or none; returns how many. Raises InvalidEntries, one problem a file that cannot be taken."""
    _require(db.session.scalar(select(WorkOrder).where(WorkOrder.id == order_id, orders.visible_to(by))), kind, by)
    if not uploads:
        raise Invalid(N_("请选择要上传的文件。"), field="files")
    kept = keep_all(uploads, now)
    with transaction():
        order = orders.locked(order_id, by)
        _require(order, kind, by)  # a long upload: the order may have been closed meanwhile
        attach(order, kept, kind, by, now)
    return len(kept)


def _require(order: WorkOrder | None, kind: AttachmentKind, by: Actor) -> None:
    if order is None:
        raise NotFound(N_("没有找到这张工单，或者它不属于您的单位。"))
    if order.stage not in OPEN_STAGES:
        raise OutOfTurn(N_("工单现在处于“%(stage)s”，不能再增加附件。"), stage=order.stage.label)
    if kind not in attachments.kinds_for(order, by):
        raise NotPermitted(
            N_("您不能上传“%(kind)s”：诉求材料由话务员和派单员上传，联系证据由主办单位上传，办理材料由承办单位上传。"), kind=kind.label)
