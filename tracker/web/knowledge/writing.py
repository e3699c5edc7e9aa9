"""Writing a new article, and changing one that exists."""

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.article_page import writable
from tracker.usecases.change_article import change_article
from tracker.usecases.write_article import write_article
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.knowledge.blueprint import blueprint
from tracker.web.knowledge.forms import ChangeForm, NewForm


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.WRITE_KNOWLEDGE)
def new() -> Any:
    """Write an article."""
    form = NewForm()
    if form.validate_on_submit():
        with refusals_on(form):
            article_id = write_article(
                form.writing(), submission_key=form.submission_key.data, by=current_actor(), now=clock.now()
            )
            flash(_("草稿已保存。检查无误后请送审。"), "good")
            return redirect(url_for("knowledge.show", article_id=article_id))
    return render_template("knowledge/write.html", form=form, open=None), status_of(form)


@blueprint.route("/<int:article_id>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE_KNOWLEDGE)
def edit(article_id: int) -> Any:
    """Change the draft, or begin the draft of the next version."""
    opened = writable(article_id, by=current_actor())
    form = ChangeForm(data=asdict(opened.writing) | {"kind": opened.writing.kind.value, "revision": opened.revision})
    if form.validate_on_submit():
        with refusals_on(form):
            change_article(
                article_id, form.writing(), revision=form.revision.data, by=current_actor(), now=clock.now()
            )
            flash(_("草稿已保存。检查无误后请送审。"), "good")
            return redirect(url_for("knowledge.show", article_id=article_id))
    form.revision.data, form.revision.raw_data = opened.revision, None
    return render_template("knowledge/write.html", form=form, open=opened), status_of(form)
