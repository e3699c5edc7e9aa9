"""The page of one article, and the moves on it."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.knowledge import ArticleMove
from tracker.domain.permissions import Permission
from tracker.reads.article_page import ArticlePage, article_page
from tracker.usecases.drop_revision import drop_revision
from tracker.usecases.review_article import publish_article, reject_article
from tracker.usecases.submit_article import submit_article, take_back_article
from tracker.usecases.withdraw_article import withdraw_article
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.knowledge.blueprint import blueprint
from tracker.web.knowledge.forms import PublishForm, ReasonForm, RevisionForm

LOOKS = {
    ArticleMove.PUBLISH: ("check-circle", "good"), ArticleMove.REJECT: ("arrow-counterclockwise", "warn"),
    ArticleMove.WITHDRAW: ("archive", "bad"), ArticleMove.SUBMIT: ("send", "plain"),
}
"Icon and tone of a step of the story; the others are a pencil."

FORMS: dict[ArticleMove, type[RevisionForm]] = {
    ArticleMove.SUBMIT: RevisionForm, ArticleMove.TAKE_BACK: RevisionForm, ArticleMove.DROP: RevisionForm,
    ArticleMove.PUBLISH: PublishForm, ArticleMove.REJECT: ReasonForm, ArticleMove.WITHDRAW: ReasonForm,
}
PREFIXES = {ArticleMove.WITHDRAW: "withdraw_", ArticleMove.REJECT: "reject_"}
"Two forms of a page may ask for a reason."


def _form(move: ArticleMove, fresh: bool = False) -> RevisionForm:
    form = FORMS[move]
    return form(prefix=PREFIXES.get(move, ""), **({"formdata": None} if fresh else {}))


def _story(page: ArticlePage) -> list[dict[str, Any]]:
    """The story for the timeline macro, newest first."""
    shown = []
    for step in reversed(page.story):
        icon, tone = LOOKS.get(step.move, ("pencil-square", "plain"))
        sentence = _(step.move.label)
        if step.move is ArticleMove.PUBLISH:
            sentence = _("审核发布，第 %(version)d 版", version=step.version)
        shown.append({
            "at": step.at, "who": step.who, "department": step.unit, "sentence": sentence, "icon": icon, "tone": tone,
            "quotes": [(_("说明"), step.reason)] if step.reason else [],
        })
    return shown


def _shown(article_id: int, sent: ArticleMove | None = None, form: RevisionForm | None = None) -> Any:
    """Render the page; `form` is the form of the move that was refused, with its errors."""
    page = article_page(article_id, by=current_actor(), now=clock.now())
    forms = {}
    for move in page.moves:
        if move in FORMS:
            forms[move.value] = form if form is not None and move is sent else _form(move, fresh=True)
            forms[move.value].revision.data, forms[move.value].revision.raw_data = page.revision, None
    html = render_template(
        "knowledge/show.html", page=page, forms=forms, sent=form, story=_story(page),
        may_review=current_actor().may(Permission.REVIEW_KNOWLEDGE),
    )
    return html, status_of(form) if form is not None else 200


def _make(article_id: int, move: ArticleMove, call: Callable[[Any, int | None], None], done: str) -> Any:
    """Guard, form, call, flash, redirect, render: the six beats of every move."""
    form = _form(move)
    if form.validate_on_submit():
        with refusals_on(form):
            call(form, form.revision.data)
            flash(done, "good")
            return redirect(url_for("knowledge.show", article_id=article_id))
    return _shown(article_id, move, form)


@blueprint.get("/<int:article_id>")
@requires(Permission.SEE_KNOWLEDGE)
def show(article_id: int) -> Any:
    """The article."""
    return _shown(article_id)


@blueprint.post("/<int:article_id>/submit")
@requires(Permission.WRITE_KNOWLEDGE)
def submit(article_id: int) -> Any:
    """送审."""
    return _make(article_id, ArticleMove.SUBMIT, lambda _form, revision: submit_article(
        article_id, revision=revision, by=current_actor(), now=clock.now()), _("已送审，审核发布后才会显示给其他人员。"))


@blueprint.post("/<int:article_id>/take-back")
@requires(Permission.WRITE_KNOWLEDGE)
def take_back(article_id: int) -> Any:
    """撤回送审."""
    return _make(article_id, ArticleMove.TAKE_BACK, lambda _form, revision: take_back_article(
        article_id, revision=revision, by=current_actor(), now=clock.now()), _("已撤回，可以继续修改。"))


@blueprint.post("/<int:article_id>/drop")
@requires(Permission.WRITE_KNOWLEDGE)
def drop(article_id: int) -> Any:
    """放弃修订."""
    return _make(article_id, ArticleMove.DROP, lambda _form, revision: drop_revision(
        article_id, revision=revision, by=current_actor(), now=clock.now()), _("已放弃修订，在用的版本不变。"))


@blueprint.post("/<int:article_id>/publish")
@requires(Permission.REVIEW_KNOWLEDGE)
def publish(article_id: int) -> Any:
    """审核发布."""
    return _make(article_id, ArticleMove.PUBLISH, lambda form, revision: publish_article(
        article_id, note=form.note.data or "", revision=revision, by=current_actor(), now=clock.now()),
        _("已发布，登记和答复时可以查到。"))


@blueprint.post("/<int:article_id>/reject")
@requires(Permission.REVIEW_KNOWLEDGE)
def reject(article_id: int) -> Any:
    """退回修改."""
    return _make(article_id, ArticleMove.REJECT, lambda form, revision: reject_article(
        article_id, reason=form.reason.data or "", revision=revision, by=current_actor(), now=clock.now()),
        _("已退回起草人修改。"))


@blueprint.post("/<int:article_id>/withdraw")
@requires(Permission.WRITE_KNOWLEDGE, Permission.REVIEW_KNOWLEDGE)
def withdraw(article_id: int) -> Any:
    """下架."""
    return _make(article_id, ArticleMove.WITHDRAW, lambda form, revision: withdraw_article(
        article_id, reason=form.reason.data or "", revision=revision, by=current_actor(), now=clock.now()),
        _("已下架，不再供查询和引用。"))
