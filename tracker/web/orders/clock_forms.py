"""The forms of another deadline: 延期, 法定时限, 阶段答复. Shape only; bounds that an order has of its own stand on the page."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import NumberRange, Optional

from tracker.domain.counting import LONGEST
from tracker.reads import choices
from tracker.usecases.add_limit import BASIS_MAX
from tracker.usecases.ask_extension import REASON_MAX
from tracker.usecases.decide_extension import NOTE_MAX, TOLD_MAX
from tracker.usecases.submit_reply import ANSWER_MAX
from tracker.web.admin.today import today
from tracker.web.forms import DayField, OrderForm, at_most, chosen, codes, needed


class ExtensionForm(OrderForm):
    """申请延期."""

    PREFIX = "extension-"

    amount = IntegerField(
        _l("延长多少"), [needed(), NumberRange(1, LONGEST, _l("请填写 1 到 1000 的整数。"))],
        render_kw={"inputmode": "numeric", "min": 1},
    )
    reason = TextAreaField(_l("申请理由"), [needed(), at_most(REASON_MAX)], render_kw={"rows": 3})
    legal_basis = TextAreaField(_l("依据"), [needed(), at_most(BASIS_MAX)], render_kw={"rows": 2})


class StatutoryForm(OrderForm):
    """申请适用法定时限."""

    PREFIX = "statutory-"

    limit_id = SelectField(_l("法定时限"), [chosen()])
    reason = TextAreaField(_l("申请理由"), [needed(), at_most(REASON_MAX)], render_kw={"rows": 3})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_id.choices = codes({
            law.id: _("%(law)s（%(amount)d 个%(unit)s，最长 %(longest)d 个）", law=law.name, amount=law.amount,
                      unit=_(law.unit.label), longest=law.longest)
            for law in choices.statutory_limits(today())
        }, _("请选择"))


class _GrantForm(OrderForm):
    """A decision for more time: what the caller is told belongs to it."""

    told = TextAreaField(_l("告知诉求人的话"), [Optional(), at_most(TOLD_MAX)], render_kw={"rows": 3})
    note = TextAreaField(_l("审批意见"), [Optional(), at_most(NOTE_MAX)], render_kw={"rows": 2})

    def begin(self, page: Any) -> None:
        """A first wording with the new date, in the caller's language; the supervisor mends it."""
        if page.clocks.prospect is not None and page.order.wants_reply:
            self.told.data = page.clocks.prospect.told


class _DenyForm(OrderForm):
    """A decision against it."""

    note = TextAreaField(_l("驳回理由"), [needed(), at_most(NOTE_MAX)], render_kw={"rows": 2})


class GrantExtensionForm(_GrantForm):
    """同意延期."""

    PREFIX = "grant-extension-"


class DenyExtensionForm(_DenyForm):
    """驳回延期."""

    PREFIX = "deny-extension-"


class GrantStatutoryForm(_GrantForm):
    """同意适用法定时限."""

    PREFIX = "grant-statutory-"


class DenyStatutoryForm(_DenyForm):
    """驳回法定时限申请."""

    PREFIX = "deny-statutory-"


class InterimForm(OrderForm):
    """阶段答复."""

    PREFIX = "interim-"

    public_answer = TextAreaField(_l("阶段答复"), [needed(), at_most(ANSWER_MAX)], render_kw={"rows": 4})
    next_on = DayField(_l("下次答复日期"), [needed()])
