"""Lifting the mask from who called: by role and with a reason, which is always told in the timeline."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, NotPermitted
from tracker.domain.reveal_grounds import offered
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CodeTable
from tracker.store import orders, tables
from tracker.store.db import transaction
from tracker.store.secrecy import veil_of
from tracker.store.story import tell

REASON_MAX = 200


@dataclass(frozen=True)
class Caller:
    """Who called, unmasked; of a confidential order with its text as it was typed, else `content` is empty."""

    name: str
    phone: str | None
    enterprise_contact: str | None
    enterprise_name: str | None = None
    enterprise_uscc: str | None = None
    title: str = ""
    content: str = ""


def _ground(code: str | None, by: Actor) -> str:
    """The reason's name: the one that was chosen, or that of the reader's job."""
    grounds = offered(by, tables.code_names(CodeTable.REVEAL_GROUND, active_only=True))
    name = grounds.get(code) if code else next(iter(grounds.values()), None)
    if name is None:
        raise Invalid(N_("请选择查看诉求人信息的理由；没有合适的，请系统管理员在代码表“查看诉求人理由”中增加。"), field="ground")
    return name


def reveal_caller(
    order_id: int, *, ground: str | None = None, reason: str = "", by: Actor, now: datetime
) -> Caller:
    """The caller in full, and a timeline row that says who looked and why.

    `ground` is a code of 查看诉求人理由, by default that of the reader's job; of a confidential order `reason` says it
    in words. Raises NotPermitted where a confidential order's identity was not granted, Invalid without a reason.
    """
    require(by, Permission.REVEAL_CALLER)
    with transaction():
        order = orders.locked(order_id, by)
        veil = veil_of(order, by)
        if veil.is_hidden:
            raise NotPermitted(N_("这是保密工单，贵单位未获准知悉诉求人身份。办理确需知悉的，请向热线督办员说明理由。"))
        missing = N_("这是保密工单，请写明查看的理由，理由会记入办理经过。") if veil.needs_reason else ""
        reason = written(reason, "reason", REASON_MAX, missing) or _ground(ground, by)
        tell(order, Entry.REVEALED, by, now, need=Permission.REVEAL_CALLER, reason=veil.text(reason))
        if not veil.is_confidential:
            return Caller(order.caller_name, order.caller_phone, order.enterprise_contact)
        return Caller(
            order.caller_name, order.caller_phone, order.enterprise_contact, order.enterprise_name,
            order.enterprise_uscc, order.title, order.content,
        )
