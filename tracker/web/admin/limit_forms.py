"""The forms of the limit table: a key, a limit per step, its law, its day."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.validators import NumberRange, Optional

from tracker.domain.counting import LONGEST
from tracker.domain.deadlines import Limit
from tracker.domain.limits import LimitRow
from tracker.domain.words import LIMIT_STEPS, OrderClass, RequestType, Step, Unit, Urgency
from tracker.usecases.add_limit import BASIS_MAX
from tracker.web.admin.today import day_field
from tracker.web.forms import DayField, Form, SharedForm, at_most, needed, words


def _amount(label: Any, *more: Any) -> IntegerField:
    return IntegerField(
        label, [*more, NumberRange(1, LONGEST, _l("请填写 1 到 1000 的整数。"))],
        render_kw={"inputmode": "numeric", "min": 1, "max": LONGEST},
    )


def _unit() -> SelectField:
    return SelectField(_l("单位"), default=Unit.WORKING_DAY.value)


class StepsForm(SharedForm):
    """A limit per step and the law it stands on; only the reply must have one."""

    sign_amount, sign_unit = _amount(_l("签收时限"), Optional()), _unit()
    contact_amount, contact_unit = _amount(_l("首次联系时限"), Optional()), _unit()
    reply_amount, reply_unit = _amount(_l("答复时限"), needed()), _unit()
    callback_amount, callback_unit = _amount(_l("回访时限"), Optional()), _unit()
    legal_basis = TextAreaField(
        _l("依据"), [needed(), at_most(BASIS_MAX)], description=_l("印在工单上，例如文件名称和条款"), render_kw={"rows": 2},
    )

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        for step in LIMIT_STEPS:
            self.unit_of(step).choices = words(Unit)
            self.unit_of(step).label.text = _("%(step)s时限的单位", step=_(step.label))

    def amount_of(self, step: Step) -> Field:
        """The step's amount."""
        return self[f"{step.value}_amount"]

    def unit_of(self, step: Step) -> Field:
        """The step's unit."""
        return self[f"{step.value}_unit"]

    def steps(self) -> dict[Step, Limit | None]:
        """What was entered; a step left blank promises nothing."""
        return {
            step: Limit(self.amount_of(step).data, Unit(self.unit_of(step).data)) if self.amount_of(step).data else None
            for step in LIMIT_STEPS
        }


class LimitForm(StepsForm):
    """A new row; `shown` remembers which consequences the person has seen."""

    request_type = SelectField(_l("诉求类型"), [Optional()])
    order_class = SelectField(_l("工单类别"), [Optional()])
    urgency = SelectField(_l("紧急程度"), [Optional()])
    effective_from = day_field(_l("生效日期"), _l("今天或以后，只用于生效后派出的工单"))
    shown = HiddenField()

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        every = [("", _("全部"))]
        self.request_type.choices = every + words(RequestType)
        self.order_class.choices = every + words(OrderClass)
        self.urgency.choices = every + words(Urgency)

    def row(self) -> LimitRow:
        """The row that was entered."""
        steps, reply = self.steps(), self.steps()[Step.REPLY]
        assert reply is not None  # the field is required
        return LimitRow(
            id=None,
            request_type=RequestType(self.request_type.data) if self.request_type.data else None,
            order_class=OrderClass(self.order_class.data) if self.order_class.data else None,
            urgency=Urgency(self.urgency.data) if self.urgency.data else None,
            sign=steps[Step.SIGN], contact=steps[Step.CONTACT], reply=reply, callback=steps[Step.CALLBACK],
            legal_basis=self.legal_basis.data or "", effective_from=self.effective_from.data,
        )


class EndForm(SharedForm):
    """The last day of a row in force."""

    last_day = DayField(_l("最后一天"), [needed()], description=_l("这一天仍按本行计算，次日起不再适用"))


class PresetForm(Form):
    """From when a preset applies."""

    start = day_field(_l("启用日期"), _l("今天或以后，只用于启用后派出的工单"))


def steps_data(row: LimitRow) -> dict[str, Any]:
    """A row's limits as the form's data."""
    data: dict[str, Any] = {"legal_basis": row.legal_basis}
    for step in LIMIT_STEPS:
        limit = getattr(row, step.value)
        data[f"{step.value}_amount"] = limit.amount if limit else None
        data[f"{step.value}_unit"] = limit.unit.value if limit else Unit.WORKING_DAY.value
    return data


def fingerprint(row: LimitRow, ended: tuple[LimitRow, ...]) -> str:
    """What a preview showed: the key, the days and the rows that end."""
    key = [word.value if word else "" for word in row.key]
    last: date | None = row.effective_to
    return "|".join([*key, row.effective_from.isoformat(), last.isoformat() if last else "",
                     ",".join(str(earlier.id) for earlier in ended)])
