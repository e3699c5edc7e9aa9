"""The filters as a form and as an address: what cannot be read is named on the form and narrows nothing."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, ValidationError

from tracker import clock
from tracker.domain.figure_refs import read_ref
from tracker.domain.filters import Filters, Flag, flags_for, read_ids
from tracker.domain.permissions import Permission
from tracker.domain.refusals import Invalid
from tracker.domain.tally import Dimension
from tracker.domain.tokens import query
from tracker.domain.words import CodeTable, Light, OrderClass, RequestType, Satisfaction, Solved, Stage, Urgency
from tracker.reads import choices
from tracker.usecases.save_filter import NAME_MAX
from tracker.web.doors import current_actor
from tracker.web.forms import DayField, Form, at_most, codes, words

WORDS = {
    "stage": Stage, "order_class": OrderClass, "request_type": RequestType, "urgency": Urgency,
    "satisfaction": Satisfaction, "solved": Solved, "flag": Flag,
}
CODES = {"place_code": CodeTable.PLACE, "channel_code": CodeTable.CHANNEL, "matter_code": CodeTable.MATTER}
UNITS = ("lead_id", "unit_id")
ALWAYS = (
    "q", "stage", "light", "lead_id", "request_type", "received_from", "received_to", "is_open", "figure", "ids",
)
"The filters in sight; the others are folded away."


MADE: dict[str, Callable[[Any], Any]] = {"light": Light, "figure": read_ref, "issue_id": int, "ids": read_ids}


class FilterForm(Form):
    """工单查询: sent by GET, so that a search can be kept as an address."""

    class Meta:
        csrf = False

    q = SearchField(_l("关键词"), [Optional(), at_most(100)])
    stage = SelectMultipleField(_l("状态"))
    light = SelectField(_l("时限"), [Optional()])
    lead_id = SelectMultipleField(_l("主办单位"))
    request_type = SelectMultipleField(_l("诉求类型"))
    received_from = DayField(_l("受理自"), [Optional()])
    received_to = DayField(_l("受理至"), [Optional()])
    is_open = BooleanField(_l("未办结"))
    order_class = SelectMultipleField(_l("工单类别"))
    urgency = SelectMultipleField(_l("紧急程度"))
    place_code = SelectMultipleField(_l("发生地"))
    channel_code = SelectMultipleField(_l("来源渠道"))
    matter_code = SelectMultipleField(_l("事项分类"))
    unit_id = SelectMultipleField(_l("参与单位"))
    satisfaction = SelectMultipleField(_l("满意度"))
    solved = SelectMultipleField(_l("解决情况"))
    flag = SelectMultipleField(_l("标记"))
    dispatched_from = DayField(_l("派单自"), [Optional()])
    dispatched_to = DayField(_l("派单至"), [Optional()])
    due_from = DayField(_l("到期自"), [Optional()])
    due_to = DayField(_l("到期至"), [Optional()])
    closed_from = DayField(_l("办结自"), [Optional()])
    closed_to = DayField(_l("办结至"), [Optional()])
    return_least = IntegerField(_l("退单次数至少"), [Optional(), NumberRange(1, 99)])
    redo_least = IntegerField(_l("重办次数至少"), [Optional(), NumberRange(1, 99)])
    urge_least = IntegerField(_l("催办次数至少"), [Optional(), NumberRange(1, 99)])
    figure = HiddenField(_l("指标"))
    issue_id = SelectField(_l("突出问题"), [Optional()])
    ids = HiddenField(_l("指定工单"))
    "Just these orders: nothing to enter, an address brings it."

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.light.choices = [SelectChoice("", _("全部")), *words(Light)]
        for name, kind in WORDS.items():
            self[name].choices = words(kind, flags_for(current_actor()) if kind is Flag else None)
        for name, table in CODES.items():
            self[name].choices = codes(choices.codes(table, active_only=False))
        for name in UNITS:
            self[name].choices = codes(choices.units(active_only=False))
        if current_actor().may(Permission.MARK_ISSUE):
            self.issue_id.choices = codes(choices.issues(), _("全部"))
        else:
            del self.issue_id

    def validate_q(self, field: SearchField) -> None:
        """Words are made of letters and digits."""
        if field.data and field.data.strip() and not query(field.data).runs:
            raise ValidationError(_("关键词里没有可以查找的字，请输入汉字、字母或数字。"))

    def validate_figure(self, field: HiddenField) -> None:
        """A figure that there is, over days that have begun."""
        if field.data:
            try:
                ref = read_ref(field.data)
                ref.period(clock.now())
            except (ValueError, Invalid) as error:
                raise ValidationError(_("没有这个指标，请从报表重新点开。")) from error
            # By an enterprise's name a unit could ask who stands behind a confidential order.
            if Dimension.ENTERPRISE in ref.scope() and not current_actor().may(Permission.SEE_ALL_ORDERS):
                raise ValidationError(_("没有这个指标，请从报表重新点开。"))

    def validate_ids(self, field: HiddenField) -> None:
        """Numbers parted by commas."""
        if field.data:
            try:
                read_ids(field.data)
            except ValueError:
                raise ValidationError(_("网址中的工单编号不完整或太多，请从原来的页面重新进入。")) from None

    def given(self) -> dict[str, Any]:
        """name → data of what was entered and can be read."""
        return {
            name: field.data for name, field in self._fields.items()
            if not field.errors and field.data not in (None, "", [], False)
        }

    def filters(self) -> Filters:
        """The same as the domain takes it."""
        found: dict[str, Any] = {}
        for name, data in self.given().items():
            if isinstance(data, list):
                made = int if name in UNITS else WORDS.get(name, str)
                found[name] = tuple(made(one) for one in data)
            else:
                found[name] = MADE.get(name, lambda plain: plain)(data)
        return Filters(**found)

    def pairs(self, but: str | None = None) -> list[tuple[str, str]]:
        """The address's parameters in their one order, `but` left out."""
        return [
            (name, "1" if one is True else str(one))
            for name, data in self.given().items() if name != but
            for one in (data if isinstance(data, list) else [data])
        ]

    def address(self, but: str | None = None) -> str:
        """What stands behind the question mark: the same filters always give the same text."""
        return urlencode(self.pairs(but))


def read_filters(entries: MultiDict[str, str]) -> FilterForm:
    """The form as an address fills it; names that are no filter are not looked at."""
    form = FilterForm(entries)
    form.validate()
    return form


def parsed(query: str) -> MultiDict[str, str]:
    """The entries of an address that was kept."""
    return MultiDict(parse_qsl(query))


def _figure_words(text: str) -> str:
    """满意率 分母 2026-10 区住建局."""
    ref = read_ref(text)
    said = [_(ref.indicator.label), *([_(ref.side.label)] if ref.indicator.base else []), ref.period(clock.now()).name]
    return " ".join(said + [_(name) for name in choices.group_names(ref.group)])


def chips(form: FilterForm, url: str) -> list[dict[str, str]]:
    """The filters in force as words, each with the address that drops it."""
    found = []
    for name, data in form.given().items():
        field = form[name]
        labels = {choice.value: choice.label for choice in getattr(field, "choices", None) or []}
        values = data if isinstance(data, list) else [data]
        value = _("是") if data is True else _("、").join(labels.get(str(one), str(one)) for one in values)
        if name == "figure":
            value = _figure_words(data)
        elif name == "ids":
            value = _("%(count)d 件", count=len(read_ids(data)))
        found.append({"label": str(field.label.text), "value": value, "remove_url": f"{url}?{form.address(name)}"})
    return found


class NameForm(Form):
    """The name under which a filter is kept, and whether the office is offered it."""

    name = StringField(_l("名称"), [at_most(NAME_MAX)])
    is_shared = BooleanField(_l("共享给同事"))


class SaveForm(NameForm):
    """A new one: `query` is the list's address."""

    query = HiddenField()
    replace = BooleanField(_l("替换同名的"))
