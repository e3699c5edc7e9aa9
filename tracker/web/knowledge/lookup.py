"""Looking things up beside a form, and counting what was used."""

from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.knowledge_text import UsePlace
from tracker.domain.permissions import Permission
from tracker.reads.knowledge_lookup import knowledge_lookup
from tracker.usecases.use_article import use_article
from tracker.web.doors import current_actor, requires
from tracker.web.knowledge.blueprint import blueprint
from tracker.web.knowledge.forms import UseForm


def _place(text: str | None) -> UsePlace:
    try:
        return UsePlace(text or "")
    except ValueError:
        abort(400)


@blueprint.get("/lookup")
@requires(Permission.SEE_KNOWLEDGE)
def lookup() -> str:
    """Texts for what is typed, as a fragment."""
    given, place = request.args, _place(request.args.get("place", UsePlace.REPLY.value))
    order_id = given.get("order_id", type=int)
    found = knowledge_lookup(
        given.get("knowledge_q", "")[:100], order_id=order_id, matter_code=given.get("matter_code") or None,
        by=current_actor(), now=clock.now(),
    )
    typed = bool(given.get("knowledge_q", "").strip())
    return render_template("knowledge/_found.html", found=found, place=place, order_id=order_id, typed=typed)


@blueprint.post("/<int:article_id>/use")
@requires(Permission.SEE_KNOWLEDGE)
def use(article_id: int) -> Any:
    """引用: count it, and say how often it was used by now."""
    form = UseForm()
    if not form.validate_on_submit():
        abort(400)
    count = use_article(
        article_id, _place(form.place.data), order_id=form.order_id.data, by=current_actor(), now=clock.now()
    )
    return _("引用 %(count)d 次", count=count)
