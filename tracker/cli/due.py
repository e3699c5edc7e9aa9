"""tracker due: until when, counted by the tables of the database. The counting is decided in domain.counting."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.cli.words import WordEntry
from tracker.domain.counting import CountedDay, Due
from tracker.domain.counting_words import WEEKDAYS, day_words, explain
from tracker.domain.refusals import Refusal
from tracker.domain.words import LIMIT_STEPS, DayEnd, OrderClass, RequestType, Step, Urgency
from tracker.reads.due_answer import DueAnswer, due_answer


class LocalMoment(click.ParamType):
    """An ISO 8601 moment; without a zone it is the office's time."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The aware moment, or a usage error."""
        text = str(value).strip()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"“{text}”不是日期和时间，应形如 2026-02-13T10:00 或 2026-02-13T10:00+08:00。", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL)


def _said(sentence: tuple[str, dict[str, object]]) -> str:
    message, params = sentence
    return message % params if params else message


def _day_line(line: CountedDay) -> str:
    number = f"第 {line.number} 日" if line.number is not None and line.minutes is None else "　"
    return f"  {line.on.isoformat()} {WEEKDAYS[line.on.weekday()]}  {number:<6}  {_said(day_words(line))}"


def _lines(answer: DueAnswer, step: Step) -> list[str]:
    due: Due = answer.due
    scope = "、".join(word.label for word in answer.row.key if word) or "全部工单"
    return [
        due.at.isoformat(),
        f"{step.label}时限：{due.limit.amount} 个{due.limit.unit.label}（时限表：{scope}，"
        f"{answer.row.effective_from.isoformat()} 起）",
        f"依据：{answer.row.legal_basis}",
        *(_said(sentence) for sentence in explain(due)),
        "逐日计算：",
        *(_day_line(line) for line in due.lines),
    ]


@click.command("due")
@click.option("--at", "at", type=LocalMoment(), required=True, help="起算时间，例如 2026-02-13T10:00；不写时区即为北京时间。")
@click.option("--type", "request_type", type=WordEntry(RequestType), required=True, help="诉求类型。")
@click.option("--class", "order_class", type=WordEntry(OrderClass), default=OrderClass.CITIZEN, help="工单类别，默认群众工单。")
@click.option("--urgency", type=WordEntry(Urgency), default=Urgency.NORMAL, help="紧急程度，默认一般。")
@click.option("--step", type=WordEntry(Step, LIMIT_STEPS), default=Step.REPLY, help="哪一环节的时限，默认答复。")
@click.option("--day-end", type=WordEntry(DayEnd), default=None, help="到期当日何时截止，默认按参数设置。")
@with_appcontext
def command(
    at: datetime, request_type: RequestType, order_class: OrderClass, urgency: Urgency, step: Step,
    day_end: DayEnd | None,
) -> None:
    """按数据库中的时限表、工作日历和参数计算到期时间。

    第一行是到期时间（ISO 8601，带时区），其后逐条说明是怎样计算的。
    例如：tracker due --at 2026-02-13T10:00 --type 咨询
    """
    try:
        answer = due_answer(at, request_type, order_class, urgency, step=step, day_end=day_end)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    for line in _lines(answer, step):
        click.echo(line)
