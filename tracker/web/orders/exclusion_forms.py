"""The forms by which a rating is counted apart: 申请, 审批 and 撤销不计满意度. Shape only."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField

from tracker.domain.words import CodeTable
from tracker.reads import choices
from tracker.usecases.petitioning import NOTE_MAX, TEXT_MAX
from tracker.web.forms import OrderForm, at_most, chosen, codes, needed


class AskExclusionForm(OrderForm):
    """申请不计满意度."""

    PREFIX = "exclusion-"

    ground = SelectField(_l("不计满意度情形"), [chosen()])
    reason = TextAreaField(_l("情况说明"), [needed(), at_most(TEXT_MAX)], render_kw={"rows": 3})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground.choices = codes(choices.guided_codes(CodeTable.EXCLUSION_GROUND), _("请选择"))


class GrantExclusionForm(OrderForm):
    """同意不计满意度."""

    PREFIX = "grant-exclusion-"

    note = TextAreaField(_l("同意理由"), [needed(), at_most(NOTE_MAX)], render_kw={"rows": 3})


class DenyExclusionForm(OrderForm):
    """驳回不计满意度."""

    PREFIX = "deny-exclusion-"

    note = TextAreaField(_l("驳回理由"), [needed(), at_most(NOTE_MAX)], render_kw={"rows": 3})


class LiftExclusionForm(OrderForm):
    """撤销不计满意度."""

    PREFIX = "lift-exclusion-"

    reason = TextAreaField(_l("撤销理由"), [needed(), at_most(NOTE_MAX)], render_kw={"rows": 3})
