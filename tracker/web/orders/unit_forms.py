"""The forms by which units get and give up their parts: 退单, 改派, 加派, 协办反馈. Shape only."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import Optional

from tracker.domain.words import CodeTable
from tracker.reads import choices
from tracker.usecases.give_co_result import RESULT_MAX
from tracker.usecases.petitioning import BASIS_MAX, TEXT_MAX
from tracker.web.forms import OrderForm, at_most, chosen, codes, needed


class AskReturnForm(OrderForm):
    """申请退单."""

    PREFIX = "return-"

    reason_code = SelectField(_l("退单理由"), [chosen()])
    reason = TextAreaField(_l("情况说明"), [needed(), at_most(TEXT_MAX)], render_kw={"rows": 3})
    legal_basis = TextAreaField(_l("依据"), [needed(), at_most(BASIS_MAX)], render_kw={"rows": 2})
    suggested_id = SelectField(_l("建议承办单位"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason_code.choices = codes(choices.guided_codes(CodeTable.RETURN_REASON), _("请选择"))
        self.suggested_id.choices = codes(choices.units(), _("（由热线裁定）"))


class GrantReturnForm(OrderForm):
    """同意退单."""

    PREFIX = "grant-"

    note = TextAreaField(_l("审批意见"), [Optional(), at_most(500)], render_kw={"rows": 3})


class ReleaseCoForm(GrantReturnForm):
    """同意协办退单."""

    PREFIX = "release-"


class DenyReturnForm(OrderForm):
    """驳回退单."""

    PREFIX = "deny-"

    note = TextAreaField(_l("驳回理由"), [needed(), at_most(500)], render_kw={"rows": 3})


class RedispatchForm(OrderForm):
    """改派."""

    PREFIX = "redispatch-"

    lead_id = SelectField(_l("新的主办单位"), [chosen()])
    co_ids = SelectMultipleField(_l("改派后的协办单位"), coerce=int)
    reason = TextAreaField(_l("改派原因"), [needed(), at_most(500)], render_kw={"rows": 2})
    is_final = BooleanField(_l("裁定由该单位主办，不得再次退回"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = choices.units()
        self.lead_id.choices = codes(units, _("请选择"))
        self.co_ids.choices = codes(units)

    def begin(self, page: Any) -> None:
        """Another lead than now; the co-handlers stay unless they are taken away."""
        now_lead = page.order.lead_id
        self.lead_id.choices = [one for one in self.lead_id.choices if one.value != str(now_lead)]
        if page.handover:
            self.co_ids.data = list(page.handover.co_ids)


class AddCoForm(OrderForm):
    """加派协办."""

    PREFIX = "co-"

    co_ids = SelectMultipleField(_l("加派的协办单位"), [chosen()], coerce=int)
    note = TextAreaField(_l("加派意见"), [Optional(), at_most(500)], render_kw={"rows": 2})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.co_ids.choices = codes(choices.units())

    def begin(self, page: Any) -> None:
        """Units without a part."""
        taken = {str(unit_id) for unit_id in page.handover.part_ids} if page.handover else set()
        self.co_ids.choices = [one for one in self.co_ids.choices if one.value not in taken]


class CoResultForm(OrderForm):
    """协办反馈."""

    PREFIX = "result-"

    result = TextAreaField(_l("协办结果"), [needed(), at_most(RESULT_MAX)], render_kw={"rows": 5})
    late_reason = TextAreaField(_l("逾期原因"), [Optional(), at_most(500)], render_kw={"rows": 2})


class AskTerminationForm(OrderForm):
    """申请终止办理."""

    PREFIX = "termination-"

    reason_code = SelectField(_l("终止情形"), [chosen()])
    reason = TextAreaField(_l("情况说明"), [needed(), at_most(TEXT_MAX)], render_kw={"rows": 3})
    legal_basis = TextAreaField(_l("依据"), [needed(), at_most(BASIS_MAX)], render_kw={"rows": 2})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason_code.choices = codes(choices.guided_codes(CodeTable.TERMINATION_GROUND), _("请选择"))


class GrantTerminationForm(OrderForm):
    """同意终止办理."""

    PREFIX = "grant-termination-"

    told = TextAreaField(_l("告知诉求人"), [needed(), at_most(TEXT_MAX)], render_kw={"rows": 3})
    note = TextAreaField(_l("审批意见"), [Optional(), at_most(500)], render_kw={"rows": 2})


class DenyTerminationForm(OrderForm):
    """驳回终止办理."""

    PREFIX = "deny-termination-"

    note = TextAreaField(_l("驳回理由"), [needed(), at_most(500)], render_kw={"rows": 3})


class WithdrawForm(OrderForm):
    """撤回申请."""

    PREFIX = "withdraw-"

    note = TextAreaField(_l("撤回原因"), [Optional(), at_most(500)], render_kw={"rows": 2})
