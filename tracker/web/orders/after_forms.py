"""The forms of 并单 and of 研判. Shape only."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from tracker import clock
from tracker.reads import choices
from tracker.reads.merge_candidates import Candidate, merge_candidates
from tracker.usecases import judge_redo, merge_orders, unmerge_order
from tracker.web.doors import current_actor
from tracker.web.forms import OrderForm, at_most, chosen, codes, needed


def _said(candidate: Candidate) -> str:
    row, why = candidate.row, "、".join(_(one) for one in candidate.why)
    return f"{row.number} {row.title}（{_(row.stage.label)}，{why}）"


class MergeForm(OrderForm):
    """并单: the master is one of those suggested, or named by its number."""

    PREFIX = "merge-"
    picked = RadioField(_l("可能的主单"), [Optional()], validate_choice=False)
    number = StringField(_l("主单编号"), [Optional(), at_most(30)])
    reason = TextAreaField(_l("并单说明"), [Optional(), at_most(merge_orders.REASON_MAX)], render_kw={"rows": 2})

    found: tuple[Candidate, ...] = ()

    def suit(self, page: Any) -> None:
        """Suggest what may be the master of this order."""
        self.found = merge_candidates(page.order.id, by=current_actor(), now=clock.now())
        self.picked.choices = [SelectChoice(one.row.number, _said(one)) for one in self.found]

    @property
    def master_number(self) -> str:
        """What was typed goes before what was picked."""
        return (self.number.data or "").strip() or self.picked.data or ""


class UnmergeForm(OrderForm):
    """取消并单."""

    PREFIX = "unmerge-"
    reason = TextAreaField(_l("原因"), [needed(), at_most(unmerge_order.REASON_MAX)], render_kw={"rows": 2})


class RedoForm(OrderForm):
    """重办."""

    PREFIX = "redo-"
    lead_id = SelectField(_l("主办单位"), [chosen()])
    co_ids = SelectMultipleField(_l("协办单位"), coerce=int)
    reason = TextAreaField(_l("研判意见"), [needed(), at_most(judge_redo.REASON_MAX)], render_kw={"rows": 3})

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        units = choices.units()
        self.lead_id.choices = codes(units, _("请选择"))
        self.co_ids.choices = codes(units)

    def begin(self, page: Any) -> None:
        """Whoever had the order is offered first."""
        self.lead_id.data = str(page.order.lead_id or "")


class LetStandForm(OrderForm):
    """维持办结."""

    PREFIX = "stand-"
    reason = TextAreaField(_l("研判意见"), [needed(), at_most(judge_redo.REASON_MAX)], render_kw={"rows": 3})
