"""From what was read to what is said: timeline sentences, remaining time, the counting panel in the reader's words."""

from typing import Any

from flask_babel import gettext as _

from tracker.domain import deadlines
from tracker.domain.deadlines import Due, Remaining
from tracker.domain.saying import said
from tracker.domain.words import Light, Stage
from tracker.domain.workflow import ENDED_STAGES, ROAD
from tracker.reads.intake_aids import Prospect
from tracker.reads.order_page import Line, OrderPage, PromiseShown
from tracker.reads.order_rows import Deadline
from tracker.web.formats import moment
from tracker.web.language import say

TONES = {
    "refused": "warn", "voided": "warn", "sent_to_judge": "warn", "redone": "warn", "answered_directly": "good",
    "overdue": "bad", "due_soon": "warn", "co_overdue": "bad", "co_due_soon": "warn",
    "closed": "good", "sent_back": "warn", "passed": "good",
}


def remaining_text(left: Remaining | None) -> str | None:
    """还剩 2 个工作日."""
    return say(*deadlines.remaining_words(left)) if left else None


def ending(page: OrderPage) -> dict[str, Any] | None:
    """Why the order ended without being closed, for the notice at the top."""
    if page.ending is None:
        return None
    line = page.ending.line
    return {
        "said": said(line.kind, line.data, _, moment), "who": line.who, "at": line.at,
        "quotes": [(_(label), text) for label, text in page.ending.quotes],
    }


def light_of(shown: Deadline | None) -> dict[str, Any]:
    """The arguments of the light macro."""
    if shown is None:
        return {"kind": Light.NONE, "text": None, "exact": None}
    return {"kind": shown.light, "text": remaining_text(shown.remaining), "exact": shown.due_at}


def _said(line: Line) -> str:
    return said(line.kind, line.data, _, moment)


def _signature(line: Line) -> str:
    """李四, or 李四（代张三） for a deputy's act."""
    return _("%(who)s（代%(whom)s）", who=line.who, whom=line.on_behalf) if line.on_behalf else _(line.who)


def timeline(page: OrderPage) -> list[dict[str, Any]]:
    """The story for the timeline macro, newest first."""
    return [
        {
            "at": line.at, "who": _signature(line), "sentence": _said(line),
            # Where the sentence begins with the unit, its name is not said twice.
            "department": None if line.data.get("unit") == line.unit else line.unit,
            "icon": line.kind.value.icon, "tone": TONES.get(line.kind.code, "plain"),
            "quotes": [(_(label), text) for label, text in line.kind.quoted(line.data)],
        }
        for line in reversed(page.story)
    ]


def _limit_words(amount: int, unit_label: str) -> str:
    return _("%(amount)d 个%(unit)s", amount=amount, unit=_(unit_label))


def _days(due: Due | None) -> list[dict[str, Any]]:
    if due is None:
        return []
    return [
        {
            "on": line.on, "number": line.number, "why": say(*deadlines.day_words(line)),
            "is_due": line.on == due.at.date(),
        }
        for line in due.lines
    ]


def _rule(due: Due | None) -> str:
    return " ".join(say(*sentence) for sentence in deadlines.explain(due)) if due else _("按台账所载，未重新计算。")


def _promise_words(shown: PromiseShown) -> dict[str, Any]:
    """What the promise is: whose step, how long, by which rule it was counted."""
    label, limit = _(shown.deadline.step.label), _limit_words(shown.amount, shown.unit_label)
    if shown.unit_name:
        label = _("%(step)s（%(unit)s）", step=label, unit=shown.unit_name)
    rule = _rule(shown.counted)
    if shown.is_extension:
        added = _("原期限 %(due)s 起延长 %(limit)s，原期限当日不重复计算。", due=moment(shown.starts_at), limit=limit)
        limit, rule = _("延长 %(limit)s", limit=limit), f"{added} {rule}"
    return {"label": label, "limit": limit, "rule": rule, "basis": _(shown.legal_basis) if shown.legal_basis else ""}


def _promise(shown: PromiseShown) -> dict[str, Any]:
    return _promise_words(shown) | {
        "start_at": shown.starts_at,
        "due_at": shown.deadline.due_at, "light": shown.deadline.light,
        "light_text": remaining_text(shown.deadline.remaining), "is_provisional": shown.is_provisional,
        "days": _days(shown.counted),
        "history": [_("原期限 %(due)s", due=moment(earlier)) for earlier in shown.earlier],
    }


def counting(page: OrderPage) -> dict[str, Any]:
    """The panel “how this deadline was counted”."""
    return {"steps": [_promise(shown) for shown in page.promises], "version": None, "note": None}


def counted_steps(found: Prospect) -> list[dict[str, Any]]:
    """The same for deadlines that would apply."""
    return [
        {
            "label": _(step.label), "limit": _limit_words(due.limit.amount, due.limit.unit.label),
            "basis": found.row.legal_basis, "rule": _rule(due), "due_at": due.at,
            "is_provisional": bool(due.provisional_years),
        }
        for step, due in found.dues
    ]


ON_ROAD = {
    Stage.TO_SUPPLEMENT: Stage.TO_DISPATCH, Stage.MERGED: Stage.TO_DISPATCH, Stage.TO_JUDGE: Stage.TO_CALL_BACK,
}
"Where on the straight road a side stage waits."

BROKEN_OFF = (Stage.REFUSED, Stage.TERMINATED, Stage.VOIDED)
"Ends before the road's."


def stepper(page: OrderPage) -> list[dict[str, Any]]:
    """受理 → 派单 → 签收 → 办理 → 审核 → 回访 → 办结, as far as the order has come."""
    order = page.order
    names = (_("受理"), _("派单"), _("签收"), _("办理"), _("审核"), _("回访"), _("办结"))
    moments = (
        order.received_at, order.dispatched_at, order.signed_at, order.replied_at, order.reviewed_at,
        order.closed_at, order.closed_at,
    )
    if order.is_direct:
        return [
            {"label": name, "state": "done", "at": at}
            for name, at in ((_("受理"), order.received_at), (_("直接答复"), order.closed_at), (_("办结"), order.closed_at))
        ]
    if order.stage in BROKEN_OFF:
        done = [(name, at) for name, at in zip(names, moments, strict=True) if at is not None]
        return [
            {"label": name, "state": "done", "at": at} for name, at in [*done, (_(order.stage.label), order.ended_at)]
        ]
    # The stage says what is awaited: TO_DISPATCH awaits the second step, and so on.
    current = len(names) if order.stage in ENDED_STAGES else ROAD.index(ON_ROAD.get(order.stage, order.stage)) + 1
    return [
        {
            "label": name, "state": "done" if place < current else "current" if place == current else "todo",
            "at": at if place < current else None,
        }
        for place, (name, at) in enumerate(zip(names, moments, strict=True))
    ]
