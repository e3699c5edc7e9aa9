"""People: the accounts and their one-time passwords. One's own: web/account.py."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from tracker import clock
from tracker.domain.notices import ADDRESS_MAX
from tracker.domain.permissions import Permission
from tracker.domain.staffing import NAME_MAX, Post
from tracker.domain.words import Role
from tracker.reads import choices
from tracker.reads.people import PersonRow, people_page, person_row
from tracker.usecases.add_person import add_person
from tracker.usecases.change_person import change_person
from tracker.usecases.set_password import reset_password
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import Form, at_most, codes, needed, words

blueprint = Blueprint("people", __name__)


class Ticks(SelectMultipleField):
    """Several of a list, as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Form) -> None:
        """Only what the list offers; WTForms has no Chinese for this."""
        if set(self.data or ()) - {str(choice[0]) for choice in self.iter_choices()}:
            raise ValidationError(_("请从列出的选项中选择。"))


class PostForm(Form):
    """What an administrator decides about a person."""

    name = StringField(_l("姓名"), [needed(), at_most(NAME_MAX)])
    roles = Ticks(_l("角色"), [InputRequired(_l("请至少选择一个角色。"))], description=_l("热线岗位可以兼任；承办单位经办人不兼其他角色"))
    department_id = SelectField(
        _l("所属单位"), [Optional()], description=_l("只有承办单位经办人需要选择，其他角色请留空"),
    )

    email = StringField(
        _l("邮箱"), [Optional(), at_most(ADDRESS_MAX)], description=_l("接收邮件通知，可以是几个人共用的单位邮箱；没有请留空"),
        render_kw={"type": "email", "autocomplete": "off"},
    )

    def __init__(self, *args, keep: PersonRow | None = None, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.roles.choices = words(Role)
        units = choices.units()
        if keep is not None and keep.department_id is not None:
            units.setdefault(keep.department_id, keep.department)
        self.department_id.choices = codes(units, _("（无）"))

    def post(self) -> Post:
        """The post that was entered."""
        unit = int(self.department_id.data) if self.department_id.data else None
        roles = frozenset(Role(code) for code in self.roles.data or [])
        return Post(self.name.data or "", roles, unit, self.email.data)


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
@requires(Permission.EDIT_PEOPLE)
def index():
    """The accounts."""
    active = request.args.get("off") != "1"
    return render_template("admin/people.html", page=people_page(active), active=active)


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def new():
    """Add an account; its password is on the answer and nowhere else."""
    form = AddForm()
    if form.validate_on_submit():
        with refusals_on(form):
            added = add_person(form.sign_in_name.data or "", form.post(), by=current_actor(), now=clock.now())
            return render_template(
                "admin/password_shown.html", row=person_row(added.id), password=added.password, is_new=True
            )
    return render_template("admin/person.html", form=form, row=None), status_of(form)


@blueprint.route("/people/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit(person_id: int):
    """Change an account."""
    row = person_row(person_id)
    form = ChangeForm(keep=row, data={
        "name": row.name, "roles": [role.value for role in row.roles], "is_active": row.is_active,
        "department_id": str(row.department_id or ""), "email": row.email,
    })
    if form.validate_on_submit():
        with refusals_on(form):
            change_person(
                person_id, form.post(), is_active=form.is_active.data, by=current_actor(), now=clock.now()
            )
            flash(_("已保存“%(name)s”。", name=form.name.data), "good")
            return redirect(url_for("people.index"))
    return render_template("admin/person.html", form=form, row=row), status_of(form)


@blueprint.post("/people/<int:person_id>/reset-password")
@requires(Permission.EDIT_PEOPLE)
def reset(person_id: int):
    """A new one-time password, shown on the answer and nowhere else."""
    password = reset_password(person_id, by=current_actor(), now=clock.now())
    return render_template(
        "admin/password_shown.html", row=person_row(person_id), password=password, is_new=False
    )
