"""The forms of 突出问题: naming, planning, noting, ending. Shape only; what is right is the domain's."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from tracker.domain.filters import read_ids
from tracker.domain.hot_topics import Shared
from tracker.domain.issues import NAME_MAX, TEXT_MAX, Assault, IssueMark, Naming
from tracker.reads import choices
from tracker.reads.issue_page import IssuePage
from tracker.usecases.mark_issue import Basis
from tracker.web.forms import DayField, Form, OnceForm, at_most, codes, needed, words


class NamingPart(Form):
    """What an issue is called, and why it is one."""

    name = StringField(_l("名称"), [needed(), at_most(NAME_MAX)])
    marks = SelectMultipleField(_l("标签"))
    description = TextAreaField(_l("说明"), [Optional(), at_most(TEXT_MAX)], render_kw={"rows": 3})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marks.choices = words(IssueMark)

    def naming(self) -> Naming:
        """As the domain takes it."""
        return Naming(
            self.name.data or "", tuple(IssueMark(mark) for mark in self.marks.data or []), self.description.data or "")


class NewIssueForm(OnceForm, NamingPart):
    """立为突出问题: the orders, and what they were found by, come along."""

    ids = HiddenField()
    shared = HiddenField()
    key = HiddenField()

    def order_ids(self) -> list[int]:
        """The orders that it begins with; none where the address was cut."""
        try:
            return list(read_ids(self.ids.data or ""))
        except ValueError:
            return []

    def basis(self) -> Basis:
        """What the orders were found by."""
        known = self.shared.data in list(Shared)
        return Basis(Shared(self.shared.data), self.key.data or "") if known else Basis()


class IssueForm(Form):
    """A form on an issue's page: it knows the version that the page showed."""

    PREFIX = ""
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": self.PREFIX} | kwargs)

    def begin(self, page: IssuePage) -> None:
        """Fill in what stands now; called for a form that was not sent."""


class ChangeForm(IssueForm, NamingPart):
    """修改名称和标签."""

    PREFIX = "change-"

    def begin(self, page: IssuePage) -> None:
        """What it is called now."""
        self.name.data, self.description.data = page.name, page.description
        self.marks.data = [mark.value for mark in page.marks]


class PlanForm(IssueForm):
    """攻坚安排."""

    PREFIX = "plan-"
    lead_id = SelectField(_l("牵头单位"), [Optional()])
    co_ids = SelectMultipleField(_l("配合单位"))
    plan = TextAreaField(_l("攻坚措施"), [needed(), at_most(TEXT_MAX)], render_kw={"rows": 4})
    start_on = DayField(_l("开始日期"), [Optional()])
    target_on = DayField(_l("目标日期"), [Optional()])
    topic_month = StringField(
        _l("每月一题"), [Optional(), at_most(7)], render_kw={"type": "month", "placeholder": "2026-10"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = choices.units()
        self.lead_id.choices = codes(units, _("请选择"))
        self.co_ids.choices = codes(units)

    def begin(self, page: IssuePage) -> None:
        """The plan in force."""
        self.lead_id.data = str(page.lead_id or "")
        self.co_ids.data = [str(unit) for unit in page.co]
        self.plan.data, self.topic_month.data = page.plan, page.topic_month
        self.start_on.data, self.target_on.data = page.start_on, page.target_on

    def assault(self) -> Assault:
        """As the domain takes it."""
        return Assault(
            int(self.lead_id.data) if self.lead_id.data else None, tuple(int(unit) for unit in self.co_ids.data or []),
            self.plan.data or "", self.start_on.data, self.target_on.data, self.topic_month.data or None,
        )


class NoteForm(IssueForm):
    """记录进展."""

    PREFIX = "note-"
    text = TextAreaField(_l("进展"), [needed(), at_most(TEXT_MAX)], render_kw={"rows": 3})


class CloseForm(IssueForm):
    """办结."""

    PREFIX = "close-"
    result = TextAreaField(_l("办结成效"), [needed(), at_most(TEXT_MAX)], render_kw={"rows": 4})


class DropForm(IssueForm):
    """撤销."""

    PREFIX = "drop-"
    reason = TextAreaField(_l("撤销理由"), [needed(), at_most(TEXT_MAX)], render_kw={"rows": 2})


class ReopenForm(IssueForm):
    """重新关注."""

    PREFIX = "reopen-"
    reason = TextAreaField(_l("重新关注的理由"), [needed(), at_most(TEXT_MAX)], render_kw={"rows": 2})
