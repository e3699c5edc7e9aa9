"""The forms of an order's road: shape only; what is right is decided in domain and use cases."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import Optional

from tracker import clock
from tracker.domain import intake
from tracker.domain.words import (
    CallbackOutcome,
    CallerKind,
    CodeTable,
    ContactMethod,
    OrderClass,
    RequestType,
    Satisfaction,
    SolutionKind,
    Solved,
    Urgency,
)
from tracker.reads import choices
from tracker.usecases.submit_reply import ANSWER_MAX
from tracker.web.forms import MomentField, OnceForm, OrderForm, at_most, chosen, codes, needed, words, yes_no


class IntakeForm(OnceForm):
    """登记: in the order in which a caller tells it."""

    caller_name = StringField(_l("诉求人姓名"), [Optional(), at_most(intake.NAME_MAX)])
    caller_phone = TelField(_l("联系电话"), [Optional(), at_most(intake.PHONE_MAX)])
    is_confidential = BooleanField(_l("诉求人要求保密"))
    caller_kind = RadioField(_l("诉求人类型"), [chosen()], default=CallerKind.PERSON.value)
    wants_reply = RadioField(_l("是否需要回复"), [chosen()], default="yes")
    order_class = RadioField(_l("工单类别"), [chosen()], default=OrderClass.CITIZEN.value)
    enterprise_name = StringField(_l("企业名称"), [Optional(), at_most(intake.ENTERPRISE_MAX)])
    enterprise_uscc = StringField(_l("统一社会信用代码"), [Optional(), at_most(40)])
    enterprise_contact = StringField(_l("企业联系人"), [Optional(), at_most(intake.NAME_MAX)])
    request_type = RadioField(_l("诉求类型"), [chosen()])
    urgency = RadioField(_l("紧急程度"), [chosen()], default=Urgency.NORMAL.value)
    channel_code = SelectField(_l("来源渠道"), [chosen()])
    matter_code = SelectField(_l("事项分类"), [Optional()])
    place_code = SelectField(_l("发生地"), [Optional()])
    address = StringField(_l("详细地址"), [Optional(), at_most(intake.ADDRESS_MAX)])
    title = StringField(_l("标题"), [needed(), at_most(intake.TITLE_MAX)])
    content = TextAreaField(_l("诉求内容"), [needed(), at_most(intake.CONTENT_MAX)], render_kw={"rows": 8})
    files = MultipleFileField(_l("诉求人提供的材料"))

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.caller_kind.choices = words(CallerKind)
        self.wants_reply.choices = yes_no()
        self.order_class.choices = words(OrderClass)
        self.request_type.choices = words(RequestType)
        self.urgency.choices = words(Urgency)
        self.channel_code.choices = codes(choices.codes(CodeTable.CHANNEL))
        self.matter_code.choices = codes(choices.codes(CodeTable.MATTER), _("（未分类）"))
        self.place_code.choices = codes(choices.codes(CodeTable.PLACE), _("（不详）"))

    def intake(self, now: datetime) -> intake.Intake:
        """What was entered, cleaned, as the domain takes it."""
        names_enterprise = OrderClass(self.order_class.data).concerns_enterprise
        return intake.cleaned(intake.Intake(
            channel_code=self.channel_code.data,
            request_type=RequestType(self.request_type.data),
            order_class=OrderClass(self.order_class.data),
            urgency=Urgency(self.urgency.data),
            matter_code=self.matter_code.data or None,
            place_code=self.place_code.data or None,
            address=self.address.data or "",
            title=self.title.data or "",
            content=self.content.data or "",
            caller_name=self.caller_name.data or "",
            caller_phone=self.caller_phone.data or None,
            caller_kind=CallerKind(self.caller_kind.data),
            wants_reply=self.wants_reply.data == "yes",
            enterprise_name=(self.enterprise_name.data or None) if names_enterprise else None,
            enterprise_uscc=(self.enterprise_uscc.data or None) if names_enterprise else None,
            enterprise_contact=(self.enterprise_contact.data or None) if names_enterprise else None,
            received_at=now,
            is_confidential=self.is_confidential.data,
        ))


class DispatchForm(OrderForm):
    """派单."""

    lead_id = SelectField(_l("主办单位"), [chosen()])
    co_ids = SelectMultipleField(_l("协办单位"), coerce=int)
    note = TextAreaField(_l("派单意见"), [Optional(), at_most(500)], render_kw={"rows": 2})
    is_final = BooleanField(_l("裁定由该单位主办，不得再次退回"))

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        units = choices.units()
        self.lead_id.choices = codes(units, _("请选择"))
        self.co_ids.choices = codes(units)

    def begin(self, page: Any) -> None:
        """After a return: the suggested unit and the old co-handlers stand chosen, who returned it cannot be."""
        before = page.handover
        if before is None:
            return
        self.lead_id.choices = [one for one in self.lead_id.choices if one.value != str(before.barred_id)]
        self.lead_id.data = str(before.suggested_id or "")
        self.co_ids.data = [unit_id for unit_id in before.co_ids if unit_id != before.suggested_id]


class SignForm(OrderForm):
    """签收: nothing to fill in."""


class ContactForm(OrderForm):
    """登记联系."""

    at = MomentField(_l("联系时间"), [needed()], format="%Y-%m-%dT%H:%M")
    method = RadioField(_l("联系方式"), [chosen()], default=ContactMethod.PHONE.value)
    whom = StringField(_l("联系到的人"), [needed(), at_most(80)])
    note = TextAreaField(_l("联系情况"), [Optional(), at_most(1000)], render_kw={"rows": 2})

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.method.choices = words(ContactMethod)
        if self.at.data is None and not self.at.raw_data:  # nor when another form of the page was sent
            self.at.data = clock.now().astimezone(clock.LOCAL).replace(second=0, microsecond=0, tzinfo=None)


class ReplyForm(OrderForm):
    """答复."""

    internal_account = TextAreaField(_l("办理情况"), [needed(), at_most(ANSWER_MAX)], render_kw={"rows": 6})
    public_answer = TextAreaField(_l("公开答复"), [needed(), at_most(ANSWER_MAX)], render_kw={"rows": 6})
    is_true = RadioField(_l("诉求是否属实"), [chosen()], default="yes")
    within_duty = RadioField(_l("是否职责范围内"), [chosen()], default="yes")
    is_solved = RadioField(_l("是否解决"), [chosen()], default="yes")
    solution_kind = RadioField(_l("解决类型"), [Optional()], default=SolutionKind.SOLVED.value)
    unsolved_reason_code = SelectField(_l("未解决原因"), [Optional()])
    unsolved_note = TextAreaField(_l("原因说明"), [Optional(), at_most(1000)], render_kw={"rows": 2})

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.solution_kind.choices = words(SolutionKind)
        for field in (self.is_true, self.within_duty, self.is_solved):
            field.choices = yes_no()
        self.unsolved_reason_code.choices = codes(choices.codes(CodeTable.UNSOLVED_REASON), _("请选择"))


class PassForm(OrderForm):
    """审核通过."""

    note = TextAreaField(_l("审核意见"), [Optional(), at_most(500)], render_kw={"rows": 2})


class SendBackForm(OrderForm):
    """退回修改."""

    reason = TextAreaField(_l("退回原因"), [needed(), at_most(500)], render_kw={"rows": 2})


class CallbackForm(OrderForm):
    """回访."""

    outcome = RadioField(_l("回访结果"), [chosen()], default=CallbackOutcome.REACHED.value)
    solved = RadioField(_l("诉求人认为是否解决"), [Optional()])
    satisfaction = RadioField(_l("满意度"), [Optional()])
    reason = TextAreaField(_l("不满意或未解决的原因"), [Optional(), at_most(1000)], render_kw={"rows": 2})
    note = TextAreaField(_l("备注"), [Optional(), at_most(500)], render_kw={"rows": 2})
    close_unreached = BooleanField(_l("按无法联系办结"))

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.outcome.choices = words(CallbackOutcome)
        self.solved.choices = words(Solved)
        self.satisfaction.choices = words(Satisfaction)
