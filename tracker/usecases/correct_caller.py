"""更正、补充: what an order says of its caller is put right at the caller's wish (个人信息保护法第四十六条).

An archived order is read and no longer written: the correction is noted beside it, as an archive does.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tracker.domain import caller_changes
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.personal_requests import OPEN_TO, REASON_MAX, CallerField, Verified, read_values
from tracker.domain.redaction import REDACTED
from tracker.domain.refusals import Invalid, NotFound, Stale
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Stage
from tracker.store import orders, personal_requests, search
from tracker.store.db import transaction
from tracker.store.models import PersonalRequest, WorkOrder
from tracker.store.personal_requests import Held
from tracker.store.secrecy import identity_of
from tracker.store.story import journal, tell
from tracker.usecases.work_in_bulk import Pick, check_picks

STALE = N_("在您打开页面之后，其中的工单有了新的进展，没有更正。请查看最新情况后再提交；您填写的内容仍保留在下面。")

Values = Mapping[CallerField, str | None]
Differing = Mapping[CallerField, tuple[str | None, str | None]]


def correct_caller(
    request_id: int, picks: Sequence[Pick], values: Mapping[CallerField, str], *, reason: str, by: Actor,
    now: datetime,
) -> int:
    """Put the values into every picked order that says otherwise, all or none; how many orders that were.

    Raises Invalid where the person or the proof does not suffice for an order, and Stale for one that has moved on.
    """
    require(by, Permission.ANSWER_PERSONAL_REQUESTS)
    wanted = read_values(values)
    reason = written(reason, "reason", REASON_MAX, N_("请写明更正的理由，理由会记入每张工单的办理经过。"))
    check_picks(picks)
    with transaction():
        request = personal_requests.own(request_id, by, for_update=True)
        chosen = _chosen(request, picks, by)
        _refuse_unfit(chosen, wanted)
        differing = {one.order: found for one in chosen if (found := _differing(one.order, wanted))}
        if not differing:
            raise Invalid(N_("填写的内容与登记的相同，没有需要更正的。"), field="orders")
        for order, found in differing.items():
            _put_right(order, found, reason, request.verified, by, now)
        search.reindex(list(differing))
        request.corrections += len(differing)
        journal(
            "personal.corrected", str(request.id), by, now, found=[order.number for order in differing],
            fields=caller_changes.fields_of(wanted), verified=request.verified.label,
        )
        return len(differing)


def _chosen(request: PersonalRequest, picks: Sequence[Pick], by: Actor) -> list[Held]:
    """The picked orders, locked, as the page showed them."""
    versions = {pick.order_id: pick.version for pick in picks}
    orders.lock_rows(versions)
    found = [one for one in personal_requests.held(request, by) if one.order.id in versions]
    if len(found) != len(versions):
        raise NotFound(N_("勾选的工单已不在查到的范围内，或者已匿名化。请重新打开这次请求。"))
    if any(one.order.version != versions[one.order.id] for one in found):
        raise Stale(STALE)
    return found


def _refuse_unfit(chosen: Sequence[Held], wanted: Values) -> None:
    if any(one.is_withheld for one in chosen):
        raise Invalid(N_("其中有保密工单，须核对身份证件或委托书后另行受理，再作更正。"), field="orders")
    if any(set(wanted) - OPEN_TO[one.standing] for one in chosen):
        raise Invalid(N_("其中有此人只是企业联系人的工单，只能更正企业联系人。"), field="orders")
    if CallerField.ADDRESS in wanted and len(chosen) > 1:
        raise Invalid(N_("地址是事情发生的地方，各件不同，请一次更正一件。"), field=CallerField.ADDRESS.value)


def _differing(order: WorkOrder, wanted: Values) -> Differing:
    """field → (before, after) of what is not yet so."""
    return {field: (before, after) for field, after in wanted.items()
            if (before := getattr(order, field.value)) != after}


def _put_right(
    order: WorkOrder, differing: Differing, reason: str, verified: Verified, by: Actor, now: datetime
) -> None:
    """The order, the fingerprints that follow it, and its story, which names the fields and nobody."""
    is_note = order.stage is Stage.ARCHIVED
    earlier: list[dict[str, Any]] = list(order.caller_changes or [])
    order.caller_changes = [*earlier, caller_changes.change(differing, is_note)]
    if not is_note:
        for field, (_before, after) in differing.items():
            setattr(order, field.value, after)
    order.version += 1
    tell(
        order, Entry.CALLER_NOTED if is_note else Entry.CALLER_CORRECTED, by, now,
        need=Permission.ANSWER_PERSONAL_REQUESTS, fields=caller_changes.fields_of(differing),
        verified=verified.label, correction=len(earlier), reason=identity_of(order).pattern.sub(REDACTED, reason),
    )
