"""台账: what one row says of an order, how far it has come, and whether its moments run forwards. Cells: cells.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tracker.domain import cells
from tracker.domain.intake import Intake, check, cleaned
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, CallerKind, OrderClass, RequestType, Satisfaction, Solved, Stage, Urgency

TITLE_FROM_CONTENT = 30

ROAD = (
    ("received_at", N_("受理时间")), ("dispatched_at", N_("派单时间")), ("signed_at", N_("签收时间")),
    ("replied_at", N_("答复时间")), ("closed_at", N_("办结时间")),
)
"Moments that never run backwards, in this order."


@dataclass(frozen=True)
class Tables:
    """What names a row may use: label → code, and the units by name."""

    channels: Mapping[str, str]
    places: Mapping[str, str]
    units: Mapping[str, int]


@dataclass
class LedgerRow:
    """One order as the row tells it."""

    source_number: str
    intake: Intake
    lead: str | None
    co: list[str]
    dispatched_at: datetime | None
    signed_at: datetime | None
    contacted_at: datetime | None
    due_at: datetime | None
    replied_at: datetime | None
    public_answer: str
    closed_at: datetime | None
    solved: Solved | None
    satisfaction: Satisfaction | None
    unknown_units: list[str] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        """How far the order has come, by the last thing that was done to it."""
        if self.closed_at:
            return Stage.CLOSED
        if self.replied_at:
            return Stage.TO_CALL_BACK
        if self.signed_at:
            return Stage.HANDLING
        return Stage.TO_SIGN if self.lead else Stage.TO_DISPATCH


class Reading:
    """Reads the cells of one row and gathers every problem with the field it lies in."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.problems: list[Invalid] = []

    def take(self, name: str, read: Callable[[Any], Any], otherwise: Any = None) -> Any:
        """The cell read, or `otherwise` with the problem noted."""
        try:
            return read(self.raw.get(name))
        except Invalid as problem:
            problem.field = name
            self.problems.append(problem)
            return otherwise

    def refuse(self, field_name: str, message: str, **params: Any) -> None:
        """Note a problem."""
        self.problems.append(Invalid(message, field=field_name, **params))


def _place(text: str, places: Mapping[str, str]) -> tuple[str | None, str]:
    """(code, address): a cell that begins with a town's name has that town; the rest is the address."""
    for name, code in places.items():
        if text.startswith(name):
            return code, text[len(name):].strip()
    return None, text


def _intake(cell: Reading, tables: Tables, now: datetime) -> Intake | None:
    text, lines = cells.text_of, lambda value: cells.text_of(value, keeps_lines=True)
    content = cell.take("content", lines, "")
    enterprise = cell.take("enterprise_name", text, "")
    request_type = cell.take("request_type", lambda value: cells.word_of(RequestType, value))
    if request_type is None and not cell.problems:
        cell.refuse("request_type", N_("请填写诉求类型。"))
    received_at = cell.take("received_at", lambda value: cells.moment_of(value, now))
    if received_at is None and not any(problem.field == "received_at" for problem in cell.problems):
        cell.refuse("received_at", N_("请填写受理时间。"))
    channel = cell.take("channel", text, "")
    if channel not in tables.channels:
        cell.refuse("channel", N_("来源渠道“%(name)s”不在代码表中，可填：%(allowed)s。"), name=channel[:30],
                    allowed="、".join(tables.channels))
    otherwise = OrderClass.ENTERPRISE if enterprise else OrderClass.CITIZEN
    order_class = cell.take("order_class", lambda value: cells.word_of(OrderClass, value, otherwise))
    urgency = cell.take("urgency", lambda value: cells.word_of(Urgency, value, Urgency.NORMAL))
    place_code, address = _place(cell.take("place", text, ""), tables.places)
    if request_type is None or received_at is None or order_class is None or urgency is None:
        return None
    return cleaned(Intake(
        channel_code=tables.channels.get(channel, ""), request_type=request_type, order_class=order_class,
        urgency=urgency, matter_code=None, place_code=place_code, address=address,
        title=cell.take("title", text, "") or content[:TITLE_FROM_CONTENT], content=content,
        caller_name=cell.take("caller_name", text, ""), caller_phone=cell.take("caller_phone", text) or None,
        caller_kind=CallerKind.ENTERPRISE if enterprise else CallerKind.PERSON, wants_reply=True,
        enterprise_name=enterprise or None, enterprise_uscc=cell.take("enterprise_uscc", text) or None,
        enterprise_contact=None, received_at=received_at,
    ))


def _check_moments(row: LedgerRow, cell: Reading, now: datetime) -> None:
    at = {"received_at": row.intake.received_at} | {name: getattr(row, name) for name, _label in ROAD[1:]}
    known = [(name, label, moment) for name, label in ROAD if (moment := at[name]) is not None]
    for (_earlier, before, first), (name, after, second) in zip(known, known[1:], strict=False):
        if second < first:
            cell.refuse(name, N_("%(after)s早于%(before)s，请核对这两个时间。"), after=after, before=before)
    if row.contacted_at and row.contacted_at < row.intake.received_at:
        cell.refuse("contacted_at", N_("%(after)s早于%(before)s，请核对这两个时间。"), after=N_("首次联系时间"),
                    before=N_("受理时间"))
    for name, label, moment in known[1:]:
        if moment > now:
            cell.refuse(name, N_("%(label)s不能晚于现在。"), label=label)


def _check_units(row: LedgerRow, cell: Reading, tables: Tables) -> None:
    if row.lead is None and (row.dispatched_at or row.signed_at) and not row.closed_at:
        cell.refuse("lead", N_("已派单的工单请填写主办单位。"))
    if row.lead is None and row.co:
        cell.refuse("co", N_("有协办单位的，请填写主办单位。"))
    if row.lead and row.lead in row.co:
        cell.refuse("co", N_("“%(unit)s”已经是主办单位，请从协办单位中去掉。"), unit=row.lead)
    row.unknown_units = [name for name in [row.lead, *row.co] if name and name not in tables.units]


def read_row(raw: Mapping[str, Any], tables: Tables, now: datetime) -> tuple[LedgerRow | None, list[Invalid]]:
    """The row's order and every problem in it, each by its field; unknown units are listed on the row, not refused."""
    cell = Reading(raw)

    def moment(name: str) -> datetime | None:
        taken: datetime | None = cell.take(name, lambda value: cells.moment_of(value, now))
        return taken

    source_number = cell.take("source_number", cells.text_of, "")
    if not source_number:
        cell.refuse("source_number", N_("请填写来源编号，否则无法识别重复导入。"))
    elif len(source_number) > 60:
        cell.refuse("source_number", N_("来源编号最多 60 个字符。"))
    intake = _intake(cell, tables, now)
    if intake is None:
        return None, cell.problems
    cell.problems += check(intake, now)
    row = LedgerRow(
        source_number=source_number, intake=intake, lead=cell.take("lead", cells.text_of) or None,
        co=cell.take("co", cells.units_of, []), dispatched_at=moment("dispatched_at"), signed_at=moment("signed_at"),
        contacted_at=moment("contacted_at"), due_at=moment("due_at"), replied_at=moment("replied_at"),
        public_answer=cell.take("public_answer", lambda value: cells.text_of(value, keeps_lines=True), ""),
        closed_at=moment("closed_at"), solved=cell.take("solved", lambda value: cells.word_of(Solved, value)),
        satisfaction=cell.take("satisfaction", lambda value: cells.word_of(Satisfaction, value)),
    )
    _check_moments(row, cell, now)
    _check_units(row, cell, tables)
    if (row.solved or row.satisfaction) and not row.closed_at:
        cell.refuse("closed_at", N_("已有是否解决或满意度的，请填写办结时间。"))
    return row, cell.problems
