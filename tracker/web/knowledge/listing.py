"""The list of the knowledge base, and what waits for a reviewer."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.knowledge import ArticleKind
from tracker.domain.permissions import Permission
from tracker.reads.knowledge_list import TABS, Filters, article_list
from tracker.reads.knowledge_waiting import to_renew
from tracker.web.doors import current_actor, requires
from tracker.web.knowledge.blueprint import blueprint
from tracker.web.knowledge.forms import FilterForm

NARROWING = ("q", "kind", "unit", "matter_code")


def filters_of(form: FilterForm) -> Filters:
    """What was entered; what cannot be read narrows nothing and is named on the form."""
    given = {name: form[name].data for name in NARROWING if form[name].data and not form[name].errors}
    if "kind" in given:
        given["kind"] = ArticleKind(given["kind"])
    return Filters(**given, tab=form.tab.data or "in_force")


def _chips(form: FilterForm) -> list[dict[str, str]]:
    """The filters in force as words, each with the address that drops it."""
    chips = []
    for name in NARROWING:
        field = form[name]
        if field.errors or not field.data:
            continue
        labels = {choice.value: choice.label for choice in getattr(field, "choices", None) or []}
        rest = {key: value for key, value in request.args.items() if key not in (name, "page")}
        chips.append({
            "label": str(field.label.text), "value": labels.get(str(field.data), str(field.data)),
            "remove_url": url_for("knowledge.index", **rest),
        })
    return chips


@blueprint.get("/")
@requires(Permission.SEE_KNOWLEDGE)
def index() -> str:
    """The list."""
    form, actor, now = FilterForm(request.args), current_actor(), clock.now()
    form.validate()
    filters = filters_of(form)
    found = article_list(filters, request.args.get("page", 1, type=int), by=actor, now=now)
    kept = {key: value for key, value in request.args.items() if key != "page" and value}

    def page_url(number: int) -> str:
        return url_for("knowledge.index", **kept, page=number)

    def tab_url(name: str) -> str:
        narrowed = {key: value for key, value in kept.items() if key != "tab"}
        return url_for("knowledge.index", **narrowed, **({} if name == "in_force" else {"tab": name}))

    current = filters.tab if filters.tab in found.tabs else "in_force"
    tabs: list[dict[str, Any]] = [
        {"label": _(TABS[name]), "url": tab_url(name), "is_current": name == current, "count": count}
        for name, count in found.tabs.items()
    ]
    return render_template(
        "knowledge/index.html", form=form, chips=_chips(form), found=found, page_url=page_url, tabs_of_list=tabs,
        current=current, filters_in_force=kept, may_write=actor.may(Permission.WRITE_KNOWLEDGE),
        to_renew=to_renew(by=actor),
    )


@blueprint.get("/to-review")
@requires(Permission.REVIEW_KNOWLEDGE)
def to_review() -> Any:
    """What waits for a reviewer."""
    return redirect(url_for("knowledge.index", tab="to_review"))
