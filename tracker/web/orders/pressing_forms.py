"""The forms of pressure and of hard orders: 催办, 督办, 挂账, 归档. Shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Optional

from tracker.domain.road_words import SupervisionLevel
from tracker.usecases.keep_hard_ledger import TEXT_MAX as PLAN_MAX
from tracker.usecases.supervise_order import NUMBERED, TEXT_MAX
from tracker.usecases.urge_order import MESSAGE_MAX
from tracker.web.forms import DayField, OrderForm, at_most, chosen, needed, words


class UrgeForm(OrderForm):
    """催办."""

    PREFIX = "urge-"
    message = TextAreaField(_l("催办内容"), [needed(), at_most(MESSAGE_MAX)], render_kw={"rows": 2})


class SuperviseForm(OrderForm):
    """督办."""

    PREFIX = "supervise-"
    level = RadioField(_l("督办级别"), [chosen()], default=SupervisionLevel.WRITTEN.value)
    message = TextAreaField(_l("督办事由和要求"), [needed(), at_most(TEXT_MAX)], render_kw={"rows": 4})
    instruction = TextAreaField(_l("领导批示"), [Optional(), at_most(TEXT_MAX)], render_kw={"rows": 2})
    due_on = DayField(_l("要求回复日期"), [Optional()])

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.level.choices = words(SupervisionLevel, NUMBERED)


class AnswerSupervisionForm(OrderForm):
    """回复督办."""

    PREFIX = "supervision-answer-"
    answer = TextAreaField(_l("办理进展和措施"), [needed(), at_most(TEXT_MAX)], render_kw={"rows": 4})


class CloseSupervisionForm(OrderForm):
    """办结督办."""

    PREFIX = "supervision-close-"
    note = TextAreaField(_l("办结意见"), [Optional(), at_most(TEXT_MAX)], render_kw={"rows": 2})


class AskHardForm(OrderForm):
    """申请挂账."""

    PREFIX = "hard-ask-"
    reason = TextAreaField(_l("挂账原因"), [needed(), at_most(PLAN_MAX)], render_kw={"rows": 2})
    plan = TextAreaField(_l("工作计划"), [needed(), at_most(PLAN_MAX)], render_kw={"rows": 3})
    next_on = DayField(_l("下次跟进日期"), [needed()])


class GrantHardForm(OrderForm):
    """同意挂账."""

    PREFIX = "hard-grant-"
    note = TextAreaField(_l("审批意见"), [Optional(), at_most(500)], render_kw={"rows": 2})


class DenyHardForm(OrderForm):
    """驳回挂账."""

    PREFIX = "hard-deny-"
    note = TextAreaField(_l("驳回理由"), [needed(), at_most(500)], render_kw={"rows": 2})


class PlanHardForm(OrderForm):
    """更新挂账进展."""

    PREFIX = "hard-plan-"
    plan = TextAreaField(_l("进展和下一步计划"), [needed(), at_most(PLAN_MAX)], render_kw={"rows": 3})
    next_on = DayField(_l("下次跟进日期"), [needed()])


class EndHardForm(OrderForm):
    """销账."""

    PREFIX = "hard-end-"
    note = TextAreaField(_l("销账理由"), [needed(), at_most(500)], render_kw={"rows": 2})


class ArchiveForm(OrderForm):
    """归档: nothing to fill in."""

    PREFIX = "archive-"
