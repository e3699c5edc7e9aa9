"""People: the accounts, which the system administrator keeps. One's own: web/account.py.

What an account may do and how it comes in is the security manager's affair: access.py.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional

from tracker import clock
from tracker.domain.notices import ADDRESS_MAX
from tracker.domain.overtaking import mark_of
from tracker.domain.permissions import Permission
from tracker.domain.staffing import NAME_MAX, Post
from tracker.reads import choices
from tracker.reads.people import PersonRow, people_page, person_row
from tracker.usecases.add_person import add_person
from tracker.usecases.change_person import change_person, state_of
from tracker.web.doors import asked_again, current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import SharedForm, at_most, codes, needed

blueprint = Blueprint("people", __name__)


class PostForm(SharedForm):
    """What the system administrator decides about a person."""

    name = StringField(_l("姓名"), [needed(), at_most(NAME_MAX)])
    department_id = SelectField(
        _l("所属单位"), [Optional()], description=_l("只有承办单位经办人需要选择，其他人员请留空；已授权的人员换单位后须由安全管理员重新授权"),
    )

    email = StringField(
        _l("邮箱"), [Optional(), at_most(ADDRESS_MAX)], description=_l("接收邮件通知，可以是几个人共用的单位邮箱；没有请留空"),
        render_kw={"type": "email", "autocomplete": "off"},
    )

    def __init__(self, *args, keep: PersonRow | None = None, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        units = choices.units()
        if keep is not None and keep.department_id is not None:
            units.setdefault(keep.department_id, keep.department)
        self.department_id.choices = codes(units, _("（无）"))

    def post(self) -> Post:
        """The post that was entered."""
        unit = int(self.department_id.data) if self.department_id.data else None
        return Post(self.name.data or "", unit, self.email.data)


class AddForm(PostForm):
    """A new account."""

    sign_in_name = StringField(
        _l("登录名"), [needed(), at_most(40)], description=_l("小写字母、数字、点、横线或下划线，新建后不能更改"),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class ChangeForm(PostForm):
    """An account that exists."""

    is_active = BooleanField(_l("可以登录"), description=_l("取消后立即退出登录，历史记录保留姓名"))


@blueprint.get("/people")
@requires(Permission.EDIT_PEOPLE, Permission.ASSIGN_ROLES)
def index():
    """The accounts that are on, those among them that wait for their roles, or those that are off."""
    shown = "off" if request.args.get("off") == "1" else "waiting" if request.args.get("waiting") == "1" else "on"
    may_add = current_actor().may(Permission.EDIT_PEOPLE)
    return render_template("admin/people.html", page=people_page(shown), shown=shown, may_add=may_add)


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def new():
    """Add an account; it waits for its roles and its password."""
    form = AddForm()
    if form.validate_on_submit():
        with refusals_on(form):
            add_person(form.sign_in_name.data or "", form.post(), by=current_actor(), now=clock.now())
            flash(_("已新增“%(name)s”，请安全管理员授予角色并生成邀请链接。", name=form.name.data), "good")
            return redirect(url_for("people.index"))
    return render_template("admin/person.html", form=form, row=None), status_of(form)


@blueprint.route("/people/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit(person_id: int):
    """Change an account."""
    row = person_row(person_id)
    form = ChangeForm(keep=row, data={
        "name": row.name, "is_active": row.is_active, "department_id": str(row.department_id or ""), "email": row.email,
        "mark": mark_of(state_of(row.name, row.department_id, row.email, row.is_active)),
    })
    if form.validate_on_submit():
        # Links that set a password go there: whoever left the desk must not have them sent elsewhere.
        if (form.email.data or "").strip() != (row.email or "") and (asked := asked_again()):
            return asked
        with refusals_on(form):
            falls = change_person(
                person_id, form.post(), is_active=form.is_active.data, seen=form.mark.data, by=current_actor(),
                now=clock.now(),
            )
            if falls:
                flash(_("已保存“%(name)s”。单位变了，角色已收回，请安全管理员重新授权。", name=form.name.data), "warning")
            else:
                flash(_("已保存“%(name)s”。", name=form.name.data), "good")
            return redirect(url_for("people.index"))
    return render_template("admin/person.html", form=form, row=row), status_of(form)
