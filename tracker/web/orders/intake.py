"""Logging an order: the form, and what helps while typing."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.intake import clean_phone, clean_text
from tracker.domain.limits import NoLimitApplies
from tracker.domain.permissions import Permission
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, OrderClass, RequestType, Urgency
from tracker.reads.attachments import bounds_now
from tracker.reads.intake_aids import earlier_orders, prospect
from tracker.usecases.answering import DirectAnswer
from tracker.usecases.register_order import register_order
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.language import said
from tracker.web.orders.attachment_forms import file_attrs, limits_text, uploads
from tracker.web.orders.before_forms import AnsweringIntakeForm
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.telling import counted_steps


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.REGISTER_ORDER)
def new():
    """Log an order."""
    form = AnsweringIntakeForm()
    answers = request.form.get("then") == "answer"
    if form.validate_on_submit():
        now = clock.now()
        with refusals_on(form):
            order_id = register_order(
                form.intake(now), submission_key=form.submission_key.data, uploads=uploads(form.files),
                answer=_answer(form, answers), by=current_actor(), now=now,
            )
            flash(_("已登记并直接答复，工单办结。") if answers else _("已登记，等待派单。"), "good")
            return redirect(url_for("orders.show", order_id=order_id))
    if form.errors and form.files.data and not form.files.errors:
        form.files.errors = [_("文件还没有保存。请更正其他内容后，重新选择文件再登记。")]
    bounds = bounds_now(clock.now())
    page = render_template(
        "orders/new.html", form=form, files_help=limits_text(bounds), files_attrs=file_attrs(bounds),
        may_answer=current_actor().may(Permission.ANSWER_DIRECTLY),
    )
    return page, status_of(form)


def _answer(form: AnsweringIntakeForm, answers: bool) -> DirectAnswer | None:
    """The answer to close with; one that was typed is not lost by pressing the other button."""
    if not answers and (form.public_answer.data or "").strip():
        raise Invalid(
            N_("已填写直接答复：请点“登记并直接答复”；需要派单的，请清空公开答复后再登记。"), field="public_answer")
    return form.answer() if answers else None


@blueprint.get("/new/earlier")
@requires(Permission.REGISTER_ORDER)
def earlier():
    """Earlier orders of the same phone or enterprise, as a fragment."""
    given = request.args
    found = earlier_orders(
        clean_phone(given.get("caller_phone", "")) or None,
        clean_text(given.get("enterprise_uscc", "")).upper() or None,
        clean_text(given.get("enterprise_name", "")) or None,
        by=current_actor(), now=clock.now(),
    )
    return render_template("orders/_earlier.html", rows=found)


@blueprint.get("/new/deadline")
@requires(Permission.REGISTER_ORDER, Permission.DISPATCH_ORDER)
def coming_deadline():
    """The deadlines that would apply, as a fragment."""
    given, now = request.args, clock.now()
    try:
        found = prospect(
            RequestType(given.get("request_type", "")), OrderClass(given.get("order_class", "")),
            Urgency(given.get("urgency", "")), now,
        )
    except ValueError:
        return render_template("orders/_deadline.html", steps=None, refusal=None)
    except NoLimitApplies as refusal:
        return render_template("orders/_deadline.html", steps=None, refusal=said(refusal))
    return render_template("orders/_deadline.html", steps=counted_steps(found), refusal=None)
