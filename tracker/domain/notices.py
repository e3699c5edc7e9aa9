"""Who is told of which entry of an order's story, by which channel, and when a message that failed is tried again.

To have a new kind of entry told, add one line to TOLD: the entry and its audiences. Nothing else is needed:
`story.tell` looks here, the sentence is the entry's own, and who did the act is left out. Two things to know:

* NAMED_UNIT is the unit whose id the entry carries as `unit_id` (a return that was granted, an urged co-handler);
  where it carries none, the lead. A unit whose part has ended is reached by this alone, and where several lost
  theirs at once by `gone_ids`, the ids of the others;
* only a sentence's own parameters leave the house, never its quotes. A sentence in TOLD must therefore name no caller
  (a test sees to it), and free text belongs into the quotes.

Which people an audience is, is asked of the store (store/notices.py); the words of a message are in domain/saying.py.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import Any

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.refusals import Invalid
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Role, Step, Word

ADDRESS_MAX = 254
"Longest mail address (RFC 5321)."


class Audience(Word):
    """Who can be told."""

    LEAD_UNIT = "lead_unit", N_("主办单位")
    CO_UNITS = "co_units", N_("协办单位")
    NAMED_UNIT = "named_unit", N_("有关单位")
    STEP_OWNERS = "step_owners", N_("该环节的承办人员")
    "Whoever must do the step that the entry speaks of: the unit it names, the lead, or a desk of the hotline."
    DISPATCHERS = "dispatchers", N_("派单员")
    REVIEWERS = "reviewers", N_("审核员")
    CALLBACK = "callback", N_("回访员")
    SUPERVISORS = "supervisors", N_("督办员")


A = Audience

ROLES: dict[Audience, Role] = {
    A.DISPATCHERS: Role.DISPATCHER,
    A.REVIEWERS: Role.REVIEWER,
    A.CALLBACK: Role.CALLBACK,
    A.SUPERVISORS: Role.SUPERVISOR,
}
"Audiences that are a desk of the hotline; the others are units."

TOLD: dict[Entry, tuple[Audience, ...]] = {
    # REGISTERED is not told: a dispatcher's queue shows it already, with its count on every page.
    Entry.DISPATCHED: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.REPLIED: (A.REVIEWERS,),
    Entry.SENT_BACK: (A.LEAD_UNIT,),
    Entry.PASSED: (A.CALLBACK,),
    Entry.DUE_SOON: (A.STEP_OWNERS,),
    Entry.OVERDUE: (A.STEP_OWNERS, A.SUPERVISORS),
    # The lead answers for the whole: a co-handler's lateness is its affair too.
    Entry.CO_DUE_SOON: (A.NAMED_UNIT,),
    Entry.CO_OVERDUE: (A.NAMED_UNIT, A.LEAD_UNIT, A.SUPERVISORS),
    # What is asked goes to who decides, what was decided to who asked and to who works on.
    Entry.REDISPATCHED: (A.LEAD_UNIT, A.CO_UNITS, A.NAMED_UNIT),
    Entry.CO_ADDED: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.CO_RESULT: (A.LEAD_UNIT,),
    Entry.CO_RELEASED: (A.LEAD_UNIT, A.NAMED_UNIT),
    Entry.RETURN_ASKED: (A.DISPATCHERS,),
    Entry.RETURN_GRANTED: (A.NAMED_UNIT,),
    Entry.RETURN_DENIED: (A.NAMED_UNIT,),
    Entry.EXTENSION_ASKED: (A.SUPERVISORS,),
    Entry.EXTENSION_GRANTED: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.EXTENSION_DENIED: (A.LEAD_UNIT,),
    Entry.STATUTORY_ASKED: (A.SUPERVISORS,),
    Entry.STATUTORY_GRANTED: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.STATUTORY_DENIED: (A.LEAD_UNIT,),
    Entry.TERMINATION_ASKED: (A.SUPERVISORS,),
    Entry.TERMINATION_GRANTED: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.TERMINATION_DENIED: (A.LEAD_UNIT,),
    Entry.EXCLUSION_ASKED: (A.SUPERVISORS,),
    Entry.EXCLUSION_GRANTED: (A.LEAD_UNIT,),
    Entry.EXCLUSION_DENIED: (A.LEAD_UNIT,),
    Entry.EXCLUSION_LIFTED: (A.LEAD_UNIT,),
    Entry.HARD_ASKED: (A.SUPERVISORS,),
    Entry.HARD_GRANTED: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.HARD_DENIED: (A.LEAD_UNIT,),
    Entry.HARD_ENDED: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.TURNED_HARD: (A.LEAD_UNIT, A.SUPERVISORS),
    Entry.URGED: (A.NAMED_UNIT,),
    Entry.SUPERVISED: (A.NAMED_UNIT,),
    Entry.SUPERVISION_ANSWERED: (A.SUPERVISORS,),
    Entry.SUPERVISION_CLOSED: (A.NAMED_UNIT,),
    Entry.SUPERVISION_PASSED_ON: (A.NAMED_UNIT,),
    Entry.SENT_TO_JUDGE: (A.REVIEWERS,),
    Entry.REDONE: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.STOOD: (A.LEAD_UNIT,),
    Entry.MERGED: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.UNMERGED: (A.DISPATCHERS,),
    Entry.TOOK_IN: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.LET_GO: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.FOLLOWED_MASTER: (A.CALLBACK,),
    Entry.VOIDED: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.MARKED_CONFIDENTIAL: (A.LEAD_UNIT, A.CO_UNITS),
    Entry.IDENTITY_GRANTED: (A.NAMED_UNIT,),
    Entry.IDENTITY_REVOKED: (A.NAMED_UNIT,),
    # Whoever is about to ring needs the right number.
    Entry.CALLER_CORRECTED: (A.LEAD_UNIT, A.CO_UNITS),
}

REMINDERS = frozenset({Entry.DUE_SOON, Entry.OVERDUE, Entry.CO_DUE_SOON, Entry.CO_OVERDUE})
"Told by mail and webhook in office hours only; in the inbox at once."

BEGINNINGS = frozenset({Entry.REGISTERED, Entry.IMPORTED})
"Before these nothing was told of the order."

PASSING = frozenset({Entry.EXPORTED, Entry.CALLER_COPIED, Entry.CALLER_CORRECTED, Entry.CALLER_NOTED})
"Told of many orders at once: whoever did it has not looked at each."

DESK_STEPS = {Step.CALLBACK.label: A.CALLBACK, Step.SUPPLEMENT.label: A.DISPATCHERS}
"Steps that a desk of the hotline does; every other step is the unit's. By label, as an entry keeps it."


def audiences(entry: Entry, data: Mapping[str, Any]) -> frozenset[Audience]:
    """Whom the entry is told, without STEP_OWNERS: the owners of its step stand in its place."""
    unit = A.NAMED_UNIT if data.get("unit_id") else A.LEAD_UNIT
    told = {unit if audience is A.NAMED_UNIT else audience for audience in TOLD.get(entry, ())}
    if A.STEP_OWNERS in told:
        told.remove(A.STEP_OWNERS)
        told.add(DESK_STEPS.get(data.get("step", ""), unit))
    return frozenset(told)


class OutChannel(Word):
    """How a message leaves the house."""

    MAIL = "mail", N_("邮件")
    WEBHOOK = "webhook", N_("消息推送")


class OutboxState(Word):
    """How a message in the outbox stands."""

    WAITING = "waiting", N_("待发送")
    SENT = "sent", N_("已发送")
    DEAD = "dead", N_("未能送达")
    DROPPED = "dropped", N_("已放弃")


class HookShape(Word):
    """What a receiver of webhooks understands."""

    GENERIC = "generic", N_("通用 JSON")
    WECOM = "wecom", N_("企业微信群机器人")
    DINGTALK = "dingtalk", N_("钉钉群机器人")


REST = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"How long a message rests after its first, second … failure; after that as long as the last time."


def retry_after(failures: int) -> timedelta:
    """How long a message rests after so many failures (1 or more)."""
    return REST[min(failures, len(REST)) - 1]


def send_from(entry: Entry, now: datetime, calendar: WorkingCalendar) -> datetime:
    """When the entry may leave the house: at once, but a reminder when the office is open. `now` is in its zone."""
    if entry not in REMINDERS:
        return now
    assert now.tzinfo is not None
    day = now.date()
    while True:
        for opens, closes in calendar.open_spans(day, now.tzinfo):
            if now < closes:
                return max(now, opens)
        day = calendar.next_working_day(day + timedelta(days=1))


def clean_address(text: str) -> str | None:
    """A mail address, trimmed, or None for nothing; refuses what is none."""
    address = text.strip()
    if not address:
        return None
    try:
        parsed = Address(addr_spec=address)
        is_good = address.isascii() and "." in parsed.domain and len(address) <= ADDRESS_MAX
    except (HeaderParseError, ValueError, IndexError):
        is_good = False
    if not is_good or any(sign.isspace() for sign in address):
        raise Invalid(N_("“%(text)s”不是邮箱地址，例如 liming@example.gov.cn；没有请留空。"), field="email", text=address[:60])
    return address
