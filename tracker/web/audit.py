"""审计记录: what happened, by whom and from where; whether it is still as it was told; as a workbook."""

import tempfile
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SearchField, SelectField, StringField
from wtforms.validators import Optional

from tracker import clock
from tracker.domain.audit_search import Outcome, Place, Story, Wanted
from tracker.domain.audit_words import field_label
from tracker.domain.journal import SENTENCES
from tracker.domain.permissions import Permission
from tracker.domain.timeline import Entry
from tracker.reads.audit_page import audit_page
from tracker.reads.audit_sheet import sheet_rows
from tracker.usecases.check_audit import ON_A_PAGE, check_audit
from tracker.usecases.export_audit import export_audit
from tracker.web.doors import current_actor, requires
from tracker.web.forms import DayField, Form, SelectChoice, at_most, words

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIELDS = ("who", "about", "kind", "since", "until", "origin", "story", "outcome")


class FilterForm(Form):
    """Sent by GET, so that a search can be kept as an address."""

    class Meta:
        csrf = False

    about = SearchField(_l("工单编号或对象"), [Optional(), at_most(60)])
    who = StringField(_l("姓名或登录名"), [Optional(), at_most(40)])
    kind = SelectField(_l("类别"), [Optional()])
    since = DayField(_l("从"), [Optional()])
    until = DayField(_l("到"), [Optional()])
    origin = StringField(_l("来源地址"), [Optional(), at_most(60)], description=_l("地址的开头；命令行写 cli:，定时任务写 job:"))
    story = SelectField(_l("记录"), [Optional()])
    outcome = SelectField(_l("结果"), [Optional()])

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        every = SelectChoice("", _("全部"))
        self.story.choices = [every, *words(Story)]
        self.outcome.choices = [every, *words(Outcome)]
        kinds = {kind: _kind_words(said) for kind, said in SENTENCES.items()}
        kinds |= {entry.code: _kind_words(entry.sentence) for entry in Entry}
        self.kind.choices = [every, *(SelectChoice(kind, said) for kind, said in kinds.items())]

    def wanted(self) -> Wanted:
        """What is looked for; a field that cannot be read does not narrow."""
        self.validate()
        told = {name: None if self[name].errors else self[name].data for name in FIELDS}
        return Wanted(
            *((told[name] or "").strip() for name in ("who", "about", "origin", "kind")),
            Story(told["story"]) if told["story"] else None, Outcome(told["outcome"]) if told["outcome"] else None,
            told["since"], told["until"],
        )


def _kind_words(sentence: str) -> str:
    """A kind in a list: its sentence up to what it is about, with dots where words would stand."""
    return "…".join(part for part in _(sentence).replace("%%", "%").split("%(")[:1]).rstrip("：:（( ") or sentence


@blueprint.get("/")
@requires(Permission.SEE_AUDIT)
def index():
    """What is looked for, the newest first."""
    form = FilterForm(request.args)
    wanted = form.wanted()
    page = audit_page(wanted, Place.read(request.args.get("after", "")), by=current_actor())
    query = {name: value for name in FIELDS if (value := request.args.get(name))}
    chips = [
        {"label": form[name].label.text, "value": _chosen(form[name]),
         "remove_url": url_for("audit.index", **{key: value for key, value in query.items() if key != name})}
        for name in query if not form[name].errors
    ]
    return render_template(
        "audit/index.html", form=form, page=page, chips=chips, query=query, field_label=field_label,
        is_first="after" not in request.args, may_export=current_actor().may(Permission.EXPORT_AUDIT),
    )


def _chosen(field) -> str:  # type: ignore[no-untyped-def]
    if isinstance(field, SelectField):
        return next((str(choice.label) for choice in field.iter_choices() if choice.selected), str(field.data))
    return str(field.data)


@blueprint.get("/export")
@requires(Permission.EXPORT_AUDIT)
def export() -> Response:
    """What the list shows, all pages of it."""
    wanted, now, actor = FilterForm(request.args).wanted(), clock.now(), current_actor()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "audit.xlsx"
        export_audit(path, sheet_rows(wanted, by=actor), wanted, by=actor, now=now)
        name = f"审计记录-{now.astimezone(clock.LOCAL):%Y%m%d-%H%M}.xlsx"
        return send_file(BytesIO(path.read_bytes()), SHEET, as_attachment=True, download_name=name)


@blueprint.post("/verify")
@requires(Permission.SEE_AUDIT)
def verify():
    """Look through the newest part of it now; all of it is looked through every night."""
    found = check_audit(most=ON_A_PAGE, by=current_actor(), now=clock.now())
    if found.is_whole:
        flash(_("核验了链条最近 %(links)d 号，一致。", links=found.links), "success")
    else:
        flash(_("审计记录与留存的链条不一致，共 %(count)d 处，请看下面的说明。", count=found.fault_count), "error")
    return redirect(url_for("audit.index"), 303)
