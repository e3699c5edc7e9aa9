"""The forms before a unit has an order: 待补充, 直接答复, 不予受理, 作废. Shape only."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from tracker.domain.intake import CONTENT_MAX
from tracker.domain.road_words import VoidKind
from tracker.domain.words import CodeTable, Satisfaction, Solved
from tracker.reads import choices
from tracker.usecases.answering import DirectAnswer
from tracker.usecases.ask_caller import QUESTION_MAX
from tracker.usecases.refuse_order import HANDLED_BEFORE, NOTE_MAX, TOLD_MAX
from tracker.usecases.submit_reply import ANSWER_MAX
from tracker.usecases.void_order import REASON_MAX
from tracker.web.forms import OrderForm, at_most, chosen, needed, words
from tracker.web.orders.forms import IntakeForm

PLEASED = (Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED, Satisfaction.BASICALLY)


class AskCallerForm(OrderForm):
    """请诉求人补充."""

    PREFIX = "ask-"
    question = TextAreaField(_l("需要补充什么"), [needed(), at_most(QUESTION_MAX)], render_kw={"rows": 2})


class SupplementForm(OrderForm):
    """登记补充."""

    PREFIX = "supplement-"
    supplement = TextAreaField(_l("诉求人补充的情况"), [needed(), at_most(CONTENT_MAX)], render_kw={"rows": 4})


class AnswerFields:
    """What was told on the line, and what the caller said to it. Nobody need be asked."""

    public_answer = TextAreaField(_l("公开答复"), [Optional(), at_most(ANSWER_MAX)], render_kw={"rows": 5})
    solved = RadioField(_l("诉求人认为是否解决"), [Optional()], default="")
    satisfaction = RadioField(_l("满意度"), [Optional()], default="")

    def offer_answers(self) -> None:
        """Only what lets an order be closed directly is offered: domain refuses the rest alike."""
        unasked = [SelectChoice("", _("未询问"))]
        self.solved.choices = unasked + words(Solved, (Solved.YES, Solved.PARTLY))  # type: ignore[attr-defined]
        self.satisfaction.choices = unasked + words(Satisfaction, PLEASED)  # type: ignore[attr-defined]

    def answer(self) -> DirectAnswer:
        """What was entered, as the use case takes it."""
        solved, satisfaction = self.solved.data, self.satisfaction.data  # type: ignore[attr-defined]
        return DirectAnswer(
            self.public_answer.data or "",  # type: ignore[attr-defined]
            Solved(solved) if solved else None, Satisfaction(satisfaction) if satisfaction else None,
        )


class AnswerDirectlyForm(AnswerFields, OrderForm):
    """直接答复: from the queue."""

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.offer_answers()


class AnsweringIntakeForm(AnswerFields, IntakeForm):
    """登记, with an answer given on the line where there is one."""

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.offer_answers()


class RefuseForm(OrderForm):
    """不予受理."""

    PREFIX = "refuse-"
    reason_code = SelectField(_l("不予受理情形"), [chosen()])
    told = TextAreaField(_l("告知诉求人"), [Optional(), at_most(TOLD_MAX)], render_kw={"rows": 3})
    related_number = StringField(_l("正在办理或已办结的工单编号"), [Optional(), at_most(30)])
    note = TextAreaField(_l("备注"), [Optional(), at_most(NOTE_MAX)], render_kw={"rows": 2})
    needs_number = HANDLED_BEFORE

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        guidance = choices.guidance(CodeTable.REFUSAL_REASON)
        self.reason_code.choices = [SelectChoice("", _("请选择"))] + [
            SelectChoice(code, f"{code} {name}", {"data-words": guidance.get(code, "")})
            for code, name in choices.codes(CodeTable.REFUSAL_REASON).items()
        ]


class VoidForm(OrderForm):
    """作废 or 撤单."""

    PREFIX = "void-"
    kind = RadioField(_l("类别"), [chosen()], default=VoidKind.MISTAKE.value)
    reason = TextAreaField(_l("原因"), [needed(), at_most(REASON_MAX)], render_kw={"rows": 2})

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.kind.choices = words(VoidKind)
