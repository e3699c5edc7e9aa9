"""What in a ledger's row contradicts itself, each by its field, with what to do about it."""

from collections.abc import Iterator
from datetime import datetime

from tracker.domain.intake import CLOCK_TOLERANCE
from tracker.domain.ledger import ROAD, LedgerRow
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, CallbackOutcome, Stage

SIDE = (("contacted_at", N_("首次联系时间")), ("due_at", N_("到期时间")), ("sign_due_at", N_("签收期限")))
"Moments that only have to follow the receipt."
UNSPOKEN = (CallbackOutcome.NO_ANSWER, CallbackOutcome.WRONG_NUMBER, CallbackOutcome.REFUSED)
"Outcomes after which nobody has rated. Who need not be rung may still have answered by text message."


def _check_moments(row: LedgerRow, now: datetime) -> Iterator[Invalid]:
    known = [(name, label, moment) for name, label in ROAD if (moment := getattr(row, name)) is not None]
    pairs = list(zip(known, known[1:], strict=False))
    pairs += [(known[0], (name, label, moment)) for name, label in SIDE if (moment := getattr(row, name)) is not None]
    for (_earlier, before, first), (name, after, second) in pairs:
        if second < first:
            yield Invalid(N_("%(after)s早于%(before)s，请核对这两个时间。"), field=name, after=after, before=before)
    done = [*known[1:], ("contacted_at", N_("首次联系时间"), row.contacted_at)]
    for name, label, moment in done:
        if moment is not None and moment > now + CLOCK_TOLERANCE:
            yield Invalid(N_("%(label)s不能晚于现在，请检查年份。"), field=name, label=label)


def _check_units(row: LedgerRow) -> Iterator[Invalid]:
    if row.lead is None and row.co:
        yield Invalid(N_("有协办单位的，请填写主办单位。"), field="lead")
    elif row.lead is None and (row.dispatched_at or row.signed_at) and not row.is_finished:
        yield Invalid(N_("已派单或签收的工单，请填写主办单位。"), field="lead")
    if row.lead and row.lead in row.co:
        yield Invalid(N_("“%(unit)s”已经是主办单位，请从协办单位中去掉。"), field="co", unit=row.lead)


def _check_parts(row: LedgerRow, now: datetime) -> Iterator[Invalid]:
    """What the ledger says of each co-handler, and of signing."""
    if row.sign_due_at and not (row.lead or row.dispatched_at):
        yield Invalid(N_("没有派单的工单没有签收期限，请清空签收期限，或填写主办单位。"), field="sign_due_at")
    for name, label in (("co_due", N_("协办期限")), ("co_results", N_("协办反馈时间"))):
        moments = getattr(row, name)
        if moments and len(moments) != len(row.co):
            yield Invalid(
                N_("%(label)s有 %(have)d 个，协办单位有 %(count)d 个：请按协办单位的顺序逐个填写，没有的写“—”。"), field=name,
                label=label, have=len(moments), count=len(row.co))
        elif any(moment < row.received_at for moment in moments if moment):
            yield Invalid(
                N_("%(after)s早于%(before)s，请核对这两个时间。"), field=name, after=label, before=N_("受理时间"))
    if any(moment > now + CLOCK_TOLERANCE for moment in row.co_results if moment):
        yield Invalid(N_("%(label)s不能晚于现在，请检查年份。"), field="co_results", label=N_("协办反馈时间"))


def _filled(row: LedgerRow, *names: str) -> str | None:
    """The first of the fields that says something."""
    return next((name for name in names if getattr(row, name)), None)


def _check_end(row: LedgerRow) -> Iterator[Invalid]:
    """直办 and the endings without closure."""
    sent = _filled(row, "lead", "co", "dispatched_at", "signed_at")
    if row.is_direct and sent:
        yield Invalid(N_("直办的工单没有派单：请清空主办单位、协办单位、派单时间和签收时间，或把是否直办改为“否”。"), field=sent)
    if row.ending and row.is_direct:
        yield Invalid(N_("直办的工单已经当场办结，结束方式请留空。"), field="ending")
    elif row.ending and not row.closed_at:
        yield Invalid(N_("填了结束方式的，请在办结时间填写结束的时间。"), field="closed_at")
    elif row.is_direct and not row.closed_at:
        yield Invalid(N_("直办的工单当场办结，请填写办结时间。"), field="closed_at")


def _check_callback(row: LedgerRow) -> Iterator[Invalid]:
    if row.is_default_rating and not row.satisfaction:
        yield Invalid(N_("满意度按默认计入的，请填写满意度。"), field="satisfaction")
    if row.callback_outcome in UNSPOKEN and row.satisfaction and not row.is_default_rating:
        yield Invalid(
            N_("回访结果为“%(outcome)s”的，诉求人没有评价：满意度是默认评价的，请把满意度是否默认填“是”；否则请核对回访结果。"),
            field="callback_outcome", outcome=row.callback_outcome.label,
        )


def _check_answer(row: LedgerRow) -> Iterator[Invalid]:
    """What only an order can have that was answered or closed."""
    if not row.replied_at and not row.closed_at:
        if row.public_answer:
            yield Invalid(N_("已有公开答复的，请填写答复时间。"), field="replied_at")
        elif row.solution_kind:
            yield Invalid(N_("已有承办结果的，请填写答复时间。"), field="replied_at")
        elif row.callback_outcome:
            yield Invalid(N_("已有回访结果的，请填写答复时间。"), field="replied_at")
    if (row.solved or row.satisfaction) and not row.closed_at:
        yield Invalid(N_("已有是否解决或满意度的，请填写办结时间。"), field="closed_at")


def _check_repeat(row: LedgerRow) -> Iterator[Invalid]:
    if row.master == row.source_number:
        yield Invalid(N_("工单不能并入自己，请填写主单的编号。"), field="master")
    elif row.stage is Stage.MERGED:
        own = _filled(row, "lead", "co", "dispatched_at", "signed_at", "contacted_at", "due_at", "sign_due_at")
        if own:
            yield Invalid(
                N_("已并入主单而尚未答复的工单随主单办理，请清空它自己的承办单位、派单、签收、联系和到期时间、签收期限。"), field=own)


def check_row(row: LedgerRow, now: datetime) -> list[Invalid]:
    """What in the row contradicts itself, each by its field."""
    checks = (_check_units, _check_end, _check_answer, _check_callback, _check_repeat)
    timed = (*_check_moments(row, now), *_check_parts(row, now))
    return [*timed, *(problem for check in checks for problem in check(row))]
