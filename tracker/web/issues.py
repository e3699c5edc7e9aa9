"""突出问题: found among the last days' orders, named, followed, ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.hot_topics import BEFORE
from tracker.domain.issues import IssueAct
from tracker.domain.permissions import Permission
from tracker.domain.refusals import Refusal
from tracker.domain.words import N_
from tracker.reads.bulk_pages import selection
from tracker.reads.hot_topics import hot_topics
from tracker.reads.issue_list import issue_counts, issue_rows
from tracker.reads.issue_page import IssuePage, issue_page
from tracker.usecases import follow_issue as following
from tracker.usecases import gather_issue_orders as gathering
from tracker.usecases.mark_issue import change_issue, mark_issue
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.issue_forms import (
    ChangeForm,
    CloseForm,
    DropForm,
    IssueForm,
    NewIssueForm,
    NoteForm,
    PlanForm,
    ReopenForm,
)
from tracker.web.language import said, say

blueprint = Blueprint("issues", __name__, url_prefix="/issues")

NOTE_LOOKS: dict[IssueAct, tuple[str, str, str]] = {
    IssueAct.NAMED: ("fire", "plain", N_("说明")),
    IssueAct.CHANGED: ("pencil", "quiet", ""),
    IssueAct.ADDED: ("plus-circle", "plain", ""),
    IssueAct.REMOVED: ("dash-circle", "quiet", ""),
    IssueAct.DISMISSED: ("x-circle", "quiet", ""),
    IssueAct.PLANNED: ("flag", "plain", N_("攻坚措施")),
    IssueAct.NOTED: ("journal-text", "plain", N_("进展")),
    IssueAct.CLOSED: ("check-circle", "good", N_("办结成效")),
    IssueAct.DROPPED: ("slash-circle", "warn", N_("原因")),
    IssueAct.REOPENED: ("arrow-repeat", "warn", N_("原因")),
}
"act → (icon, tone, what its text is)"


def _tabs(current: str) -> list[dict[str, Any]]:
    is_open, ended = issue_counts(by=current_actor())
    places = (
        ("issues.index", _("发现"), None), ("issues.tracked", _("跟踪"), is_open), ("issues.ended", _("已结"), ended))
    return [
        {"label": label, "url": url_for(endpoint), "count": count, "is_current": endpoint == current}
        for endpoint, label, count in places
    ]


@blueprint.get("/")
@requires(Permission.MARK_ISSUE)
def index():
    """发现: groups of similar orders."""
    found = hot_topics(by=current_actor(), now=clock.now())
    return render_template("issues/index.html", found=found, tabs=_tabs("issues.index"), windows=BEFORE)


@blueprint.get("/tracked")
@requires(Permission.MARK_ISSUE)
def tracked():
    """跟踪: the open ones."""
    rows = issue_rows(by=current_actor(), now=clock.now())
    return render_template("issues/list.html", rows=rows, is_open=True, tabs=_tabs("issues.tracked"))


@blueprint.get("/ended")
@requires(Permission.MARK_ISSUE)
def ended():
    """已结: closed and dropped."""
    rows = issue_rows(False, by=current_actor(), now=clock.now())
    return render_template("issues/list.html", rows=rows, is_open=False, tabs=_tabs("issues.ended"))


def _new(form: NewIssueForm) -> Any:
    ids = form.order_ids()
    if not ids:
        flash(_("没有选中工单，请从“发现”或工单列表重新选择。"), "error")
        return redirect(url_for("issues.index"))
    rows = selection(ids, by=current_actor(), now=clock.now())
    return render_template("issues/new.html", form=form, rows=rows), status_of(form)


@blueprint.get("/new")
@requires(Permission.MARK_ISSUE)
def new():
    """A name for the orders of the address; nothing is made yet."""
    given = {name: request.args.get(name, "") for name in ("ids", "shared", "key", "name")}
    return _new(NewIssueForm(formdata=None, **given))


@blueprint.post("/new")
@requires(Permission.MARK_ISSUE)
def mark():
    """立为突出问题."""
    form = NewIssueForm()
    if form.validate_on_submit():
        with refusals_on(form):
            issue_id = mark_issue(
                form.naming(), form.order_ids(), basis=form.basis(), submission_key=form.submission_key.data,
                by=current_actor(), now=clock.now())
            flash(_("已立为突出问题。下一步：安排牵头单位、措施和日期。"), "success")
            return redirect(url_for("issues.show", issue_id=issue_id), 303)
    return _new(form)


def _told(page: IssuePage) -> list[dict[str, Any]]:
    """The story for the timeline macro."""
    found = []
    for note in page.notes:
        icon, tone, label = NOTE_LOOKS[note.act]
        who = _("%(who)s（代%(whom)s）", who=note.who, whom=note.on_behalf) if note.on_behalf else note.who
        quotes = [(_(label), note.text)] if label and note.text else []
        if note.act is IssueAct.PLANNED and note.data.get("month"):
            quotes.insert(0, (_("每月一题"), note.data["month"]))
        found.append({
            "at": note.at, "who": who, "sentence": say(note.act.label, note.data), "icon": icon, "tone": tone,
            "quotes": quotes,
        })
    return found


OPEN_FORMS: tuple[type[IssueForm], ...] = (NoteForm, PlanForm, ChangeForm, CloseForm, DropForm)
ENDED_FORMS: tuple[type[IssueForm], ...] = (ReopenForm,)


def _shown(issue_id: int, sent: IssueForm | None = None) -> Any:
    """The page; `sent` is a form that was refused, shown with what was typed."""
    page = issue_page(issue_id, by=current_actor(), now=clock.now())
    forms: dict[str, IssueForm] = {}
    for kind in OPEN_FORMS if page.is_open else ENDED_FORMS:
        form = sent if isinstance(sent, kind) else kind(formdata=None, version=page.version)
        if form is sent:
            form.version.data = page.version  # the page now shows the newest
        else:
            form.begin(page)
        forms[kind.PREFIX.rstrip("-")] = form
    html = render_template(
        "issues/show.html", page=page, forms=forms, sent=sent, story=_told(page), week=timedelta(days=6))
    return html, status_of(sent) if sent is not None else 200


@blueprint.get("/<int:issue_id>")
@requires(Permission.MARK_ISSUE)
def show(issue_id: int):
    """One issue."""
    return _shown(issue_id)


def _made(issue_id: int, form: IssueForm, call: Callable[[], Any], done: str) -> Any:
    if form.validate_on_submit():
        with refusals_on(form):
            call()
            flash(done, "success")
            return redirect(url_for("issues.show", issue_id=issue_id), 303)
    return _shown(issue_id, form)


@blueprint.post("/<int:issue_id>/change")
@requires(Permission.MARK_ISSUE)
def change(issue_id: int):
    """修改名称和标签."""
    form = ChangeForm()
    return _made(issue_id, form, lambda: change_issue(
        issue_id, form.naming(), version=form.version.data, by=current_actor(), now=clock.now()), _("已修改。"))


@blueprint.post("/<int:issue_id>/plan")
@requires(Permission.MARK_ISSUE)
def plan(issue_id: int):
    """攻坚安排."""
    form = PlanForm()
    return _made(issue_id, form, lambda: following.plan_issue(
        issue_id, form.assault(), version=form.version.data, by=current_actor(), now=clock.now()), _("已安排攻坚。"))


@blueprint.post("/<int:issue_id>/note")
@requires(Permission.MARK_ISSUE)
def note(issue_id: int):
    """记录进展."""
    form = NoteForm()
    return _made(issue_id, form, lambda: following.note_issue(
        issue_id, form.text.data or "", version=form.version.data, by=current_actor(), now=clock.now()), _("已记录进展。"))


@blueprint.post("/<int:issue_id>/close")
@requires(Permission.MARK_ISSUE)
def close(issue_id: int):
    """办结."""
    form = CloseForm()
    return _made(issue_id, form, lambda: following.close_issue(
        issue_id, form.result.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已办结，列入“已结”。"))


@blueprint.post("/<int:issue_id>/drop")
@requires(Permission.MARK_ISSUE)
def drop(issue_id: int):
    """撤销."""
    form = DropForm()
    return _made(issue_id, form, lambda: following.drop_issue(
        issue_id, form.reason.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已撤销。"))


@blueprint.post("/<int:issue_id>/reopen")
@requires(Permission.MARK_ISSUE)
def reopen(issue_id: int):
    """重新关注."""
    form = ReopenForm()
    return _made(issue_id, form, lambda: following.reopen_issue(
        issue_id, form.reason.data or "", version=form.version.data, by=current_actor(), now=clock.now(),
    ), _("已重新关注。"))


GATHERING: dict[str, tuple[Callable[..., int], str]] = {
    "add": (gathering.add_issue_orders, N_("已纳入 %(num)d 件。")),
    "dismiss": (gathering.dismiss_issue_orders, N_("%(num)d 件不属于本问题，不再推荐。")),
    "remove": (gathering.remove_issue_orders, N_("已移出 %(num)d 件。")),
}


@blueprint.post("/<int:issue_id>/orders")
@requires(Permission.MARK_ISSUE)
def orders(issue_id: int):
    """Put ticked orders in, take them out, or say that they do not belong."""
    verb, done = GATHERING.get(request.form.get("action", "")) or abort(400)
    picked = [int(one) for one in request.form.getlist("pick") if one.isdecimal() and len(one) < 10]
    try:
        count = verb(issue_id, picked, by=current_actor(), now=clock.now())
        flash(_(done, num=count), "success")
    except Refusal as refusal:
        flash(said(refusal), "error")
    return redirect(url_for("issues.show", issue_id=issue_id), 303)
