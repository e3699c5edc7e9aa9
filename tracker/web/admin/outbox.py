"""通知渠道: receivers of webhooks, how the outbox stands, and what to do with what did not arrive."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField

from tracker import clock
from tracker.domain.hooks import NAME_MAX, SECRET_MAX, URL_MAX, Receiver
from tracker.domain.notices import HookShape, OutboxState
from tracker.domain.overtaking import mark_of
from tracker.domain.permissions import Permission
from tracker.reads import choices
from tracker.reads.outbox_page import HookRow, hook_row, outbox_page
from tracker.usecases.add_hook import add_hook
from tracker.usecases.change_hook import change_hook, state_of
from tracker.usecases.drop_messages import drop_messages
from tracker.usecases.retry_messages import retry_messages
from tracker.usecases.try_hook import try_hook
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import SharedForm, at_most, chosen, codes, needed, optional, words

blueprint = Blueprint("outbox", __name__, url_prefix="/outbox")

OFF = {"autocomplete": "off", "spellcheck": "false"}


class HookForm(SharedForm):
    """A new receiver."""

    name = StringField(_l("名称"), [needed(), at_most(NAME_MAX)], description=_l("例如：热线办企业微信群"))
    shape = RadioField(_l("类型"), [chosen()])
    url = StringField(_l("推送网址"), [needed(), at_most(URL_MAX)], render_kw=OFF,
                      description=_l("机器人设置中给出的 Webhook 地址；保存后只显示问号之前的部分"))
    secret = PasswordField(_l("密钥"), [optional(), at_most(SECRET_MAX)], render_kw={"autocomplete": "new-password"},
                           description=_l("通用 JSON 用来签名；钉钉填“加签”的密钥；企业微信留空。保存后不再显示"))
    department_id = SelectField(_l("接收哪些通知"), [optional()])

    def __init__(self, *args, keep: HookRow | None = None, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.shape.choices = words(HookShape)
        units = choices.units()
        if keep is not None and keep.department_id is not None:
            units.setdefault(keep.department_id, keep.unit)
        self.department_id.choices = codes(units, _("全部通知"))

    def receiver(self) -> Receiver:
        """What was entered."""
        unit = int(self.department_id.data) if self.department_id.data else None
        return Receiver(self.name.data or "", HookShape(self.shape.data), self.url.data or None,
                        self.secret.data or None, unit)


class ChangeHookForm(HookForm):
    """A receiver that exists."""

    url = StringField(_l("推送网址"), [optional(), at_most(URL_MAX)], render_kw=OFF, description=_l("不改请留空"))
    secret = PasswordField(_l("密钥"), [optional(), at_most(SECRET_MAX)], render_kw={"autocomplete": "new-password"},
                           description=_l("不改请留空"))
    no_secret = BooleanField(_l("去掉密钥"), description=_l("以后的请求不再签名"))
    is_active = BooleanField(_l("启用"), description=_l("停用后不再推送，还没发出的也不再发"))

    def receiver(self) -> Receiver:
        """What was entered; None keeps what is there."""
        entered = super().receiver()
        secret = "" if self.no_secret.data else entered.secret
        return Receiver(entered.name, entered.shape, entered.url, secret, entered.department_id)


@blueprint.get("/")
@requires(Permission.SEE_OUTBOX)
def index():
    """The channels and what is in them."""
    page = outbox_page(by=current_actor(), now=clock.now())
    return render_template(
        "admin/outbox.html", page=page, states=OutboxState, config=current_app.extensions["tracker_config"])


@blueprint.route("/hooks/new", methods=["GET", "POST"])
@requires(Permission.SEE_OUTBOX)
def new():
    """Add a receiver."""
    form = HookForm(data={"shape": HookShape.WECOM.value})
    if form.validate_on_submit():
        with refusals_on(form):
            add_hook(form.receiver(), by=current_actor(), now=clock.now())
            flash(_("已新增“%(name)s”，可以发送一条测试消息。", name=form.name.data), "success")
            return redirect(url_for("outbox.index"))
    return render_template("admin/hook.html", form=form, row=None), status_of(form)


@blueprint.route("/hooks/<int:hook_id>", methods=["GET", "POST"])
@requires(Permission.SEE_OUTBOX)
def edit(hook_id: int):
    """Change a receiver."""
    row = hook_row(hook_id, by=current_actor())
    form = ChangeHookForm(keep=row, data={
        "name": row.name, "shape": row.shape.value, "department_id": str(row.department_id or ""),
        "is_active": row.is_active, "mark": mark_of(state_of(
            row.name, row.shape, row.url, row.is_signed, row.department_id, row.is_active)),
    })
    if form.validate_on_submit():
        with refusals_on(form):
            change_hook(
                hook_id, form.receiver(), is_active=form.is_active.data, seen=form.mark.data, by=current_actor(),
                now=clock.now())
            flash(_("已保存“%(name)s”。", name=form.name.data), "success")
            return redirect(url_for("outbox.index"))
    return render_template("admin/hook.html", form=form, row=row), status_of(form)


@blueprint.post("/hooks/<int:hook_id>/try")
@requires(Permission.SEE_OUTBOX)
def send_test(hook_id: int):
    """Queue a test message."""
    name = try_hook(hook_id, by=current_actor(), now=clock.now())
    flash(_("给“%(name)s”的测试消息已进入发件箱，一分钟内发出；稍后刷新本页看结果。", name=name), "success")
    return redirect(url_for("outbox.index"), 303)


@blueprint.post("/messages/<int:item_id>/retry")
@requires(Permission.SEE_OUTBOX)
def retry(item_id: int):
    """One dead letter waits again."""
    return _retried(item_id)


@blueprint.post("/messages/retry")
@requires(Permission.SEE_OUTBOX)
def retry_all():
    """All of them do."""
    return _retried(None)


def _retried(item_id: int | None):  # type: ignore[no-untyped-def]
    count = retry_messages(item_id, by=current_actor(), now=clock.now())
    flash(_("%(count)d 条消息将在一分钟内重新发送。", count=count), "success")
    return redirect(url_for("outbox.index"), 303)


@blueprint.post("/messages/<int:item_id>/drop")
@requires(Permission.SEE_OUTBOX)
def drop(item_id: int):
    """One dead letter is given up."""
    return _dropped(item_id)


@blueprint.post("/messages/drop")
@requires(Permission.SEE_OUTBOX)
def drop_all():
    """All of them are."""
    return _dropped(None)


def _dropped(item_id: int | None):  # type: ignore[no-untyped-def]
    count = drop_messages(item_id, by=current_actor(), now=clock.now())
    flash(_("已放弃 %(count)d 条消息。", count=count), "success")
    return redirect(url_for("outbox.index"), 303)
