"""The forms of the knowledge base: shape only; what is right is decided in domain and use cases."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from tracker.domain.knowledge import ArticleKind
from tracker.domain.knowledge_text import (
    BASIS_MAX,
    BODY_MAX,
    KEYWORDS_MAX,
    PLACEHOLDERS,
    QUESTION_MAX,
    REASON_MAX,
    TITLE_MAX,
    Writing,
)
from tracker.domain.words import CodeTable
from tracker.reads import choices
from tracker.reads.knowledge_list import OFFICE
from tracker.web.admin.today import day_field
from tracker.web.forms import DayField, Form, OnceForm, at_most, chosen, codes, needed, words


class RevisionForm(Form):
    """A form that changes an article: it knows the revision that the page showed."""

    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class WritingForm(Form):
    """What a writer enters."""

    kind = RadioField(_l("类别"), [chosen()], default=ArticleKind.ARTICLE.value)
    title = StringField(_l("标题"), [needed(), at_most(TITLE_MAX)])
    question = StringField(_l("常见问法"), [Optional(), at_most(QUESTION_MAX)], description=_l("诉求人会怎样问，可写几种问法"))
    keywords = StringField(_l("关键词"), [Optional(), at_most(KEYWORDS_MAX)], description=_l("用空格分开，例如：油烟 夜市 烧烤"))
    body = TextAreaField(_l("正文"), [needed(), at_most(BODY_MAX)], render_kw={"rows": 14})
    matter_code = SelectField(_l("事项分类"), [Optional()])
    legal_basis = StringField(_l("依据"), [Optional(), at_most(BASIS_MAX)], description=_l("文件名称、文号和条款"))
    valid_from = day_field(_l("生效日期"))
    valid_to = DayField(_l("失效日期"), [Optional()], description=_l("最后一日仍有效；长期有效的不填"))

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.kind.choices = words(ArticleKind)
        self.matter_code.choices = codes(choices.codes(CodeTable.MATTER), _("（未分类）"))
        self.body.description = _(
            "纯文本，空一行另起一段。标准话术中可写 %(names)s，插入时自动填入", names=" ".join(f"{{{_(name)}}}" for name in PLACEHOLDERS)
        )

    def writing(self) -> Writing:
        """What was entered, as the domain takes it."""
        return Writing(
            kind=ArticleKind(self.kind.data), title=self.title.data or "", question=self.question.data or "",
            keywords=self.keywords.data or "", body=self.body.data or "", matter_code=self.matter_code.data or None,
            legal_basis=self.legal_basis.data or "", valid_from=self.valid_from.data or date.min,
            valid_to=self.valid_to.data,
        )


class NewForm(OnceForm, WritingForm):
    """A new article."""


class ChangeForm(RevisionForm, WritingForm):
    """An article that exists."""


class PublishForm(RevisionForm):
    """审核发布."""

    note = StringField(_l("审核意见"), [Optional(), at_most(REASON_MAX)])


class ReasonForm(RevisionForm):
    """退回修改、下架."""

    reason = TextAreaField(_l("原因"), [needed(), at_most(REASON_MAX)], render_kw={"rows": 2})


class UseForm(Form):
    """引用."""

    place = HiddenField(validators=[InputRequired()])
    order_id = IntegerField(validators=[Optional()])


class FilterForm(Form):
    """知识库: sent by GET, so that a search can be kept as an address."""

    class Meta:
        csrf = False

    q = SearchField(_l("关键词"), [Optional(), at_most(100)])
    kind = SelectField(_l("类别"), [Optional()])
    unit = SelectField(_l("所属单位"), [Optional()])
    matter_code = SelectField(_l("事项分类"), [Optional()])
    tab = HiddenField()

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        every = SelectChoice("", _("全部"))
        self.kind.choices = [every, *words(ArticleKind)]
        self.unit.choices = [every, SelectChoice(OFFICE, _("热线办")), *codes(choices.units(active_only=False))]
        self.matter_code.choices = [every, *codes(choices.codes(CodeTable.MATTER))]
