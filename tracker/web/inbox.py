"""通知: the inbox, on everybody's desk."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.saying import said
from tracker.reads.account_notices import account_notices
from tracker.reads.inbox import NoticeRow, inbox
from tracker.usecases.choose_mail import choose_mail
from tracker.usecases.open_notice import open_notice
from tracker.usecases.read_account_notices import read_account_notices
from tracker.usecases.read_notices import read_notices
from tracker.web.doors import current_actor, signed_in
from tracker.web.formats import moment

blueprint = Blueprint("inbox", __name__, url_prefix="/inbox")


def sentence(row: NoticeRow) -> str:
    """What the notice says, in the reader's language."""
    return said(row.kind, row.data, _, moment)


@blueprint.get("/")
@signed_in
def index():
    """What the person was told: the unread, or all of it."""
    unread_only = request.args.get("all") != "1"
    found = inbox(request.args.get("page", 1, type=int), unread_only=unread_only, by=current_actor())

    def page_url(number: int) -> str:
        return url_for("inbox.index", page=number, all=None if unread_only else 1)

    return render_template(
        "inbox/index.html", found=found, unread_only=unread_only, sentence=sentence, page_url=page_url,
        account=account_notices(unread_only=unread_only, by=current_actor()),
        mails=current_app.extensions["tracker_config"].mail is not None,
    )


@blueprint.get("/<int:notice_id>")
@signed_in
def show(notice_id: int):
    """To the order of a notice, which is read thereby; an order that went to another unit is not shown any more."""
    order_id = open_notice(notice_id, by=current_actor(), now=clock.now())
    if order_id is None:
        flash(_("这张工单已不在您的办理范围，不能再查看；通知已标为已读。"), "info")
        return redirect(url_for("inbox.index"))
    return redirect(url_for("orders.show", order_id=order_id))


@blueprint.post("/read-all")
@signed_in
def read_all():
    """Everything that the page knew of is read."""
    count = read_notices(request.form.get("up_to", 0, type=int), by=current_actor(), now=clock.now())
    flash(_("已将 %(count)d 条通知标为已读。", count=count), "success")
    return redirect(url_for("inbox.index"), 303)


@blueprint.post("/read-account")
@signed_in
def read_account():
    """What happened to the own account is known now, as far as the page showed it."""
    read_account_notices(request.form.get("up_to", 0, type=int), by=current_actor(), now=clock.now())
    return redirect(url_for("inbox.index"), 303)


@blueprint.post("/mail")
@signed_in
def mail():
    """Mail on or off."""
    wanted = request.form.get("wants_mail") == "1"
    choose_mail(wanted, by=current_actor(), now=clock.now())
    flash(_("以后的通知会同时发到您的邮箱。") if wanted else _("以后的通知不再发到您的邮箱，仍可在本页查看。"), "success")
    return redirect(url_for("inbox.index"), 303)
