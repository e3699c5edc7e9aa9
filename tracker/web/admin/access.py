"""Access: which roles an account holds and how its person comes in, both the security manager's affair."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.domain.words import Role
from tracker.reads.people import PersonRow, person_row
from tracker.usecases.assign_roles import assign_roles
from tracker.usecases.invite_person import invite_person
from tracker.web.admin.people import blueprint
from tracker.web.doors import current_actor, recently_proved, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.formats import moment
from tracker.web.forms import Form, words


class Ticks(SelectMultipleField):
    """Several of a list, as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Form) -> None:
        """Only what the list offers; WTForms has no Chinese for this."""
        if set(self.data or ()) - {str(choice[0]) for choice in self.iter_choices()}:
            raise ValidationError(_("请从列出的选项中选择。"))


class RolesForm(Form):
    """What the security manager decides about a person."""

    roles = Ticks(_l("角色"), description=_l("热线岗位可以兼任；系统管理员、安全管理员、审计员各由一人专任；全部不选即收回"))

    def __init__(self, row: PersonRow) -> None:
        super().__init__(data={"roles": [role.value for role in row.roles]})
        of_unit = row.department_id is not None
        self.roles.choices = words(Role, [role for role in Role if (role is Role.HANDLER) == of_unit])


@blueprint.route("/people/<int:person_id>/access", methods=["GET", "POST"])
@requires(Permission.ASSIGN_ROLES)
@recently_proved
def access(person_id: int):
    """Give and take roles; an account without any waits for its first."""
    row = person_row(person_id, clock.now())
    form = RolesForm(row)
    if form.validate_on_submit():
        with refusals_on(form):
            roles = [Role(code) for code in form.roles.data or []]
            assign_roles(person_id, roles, by=current_actor(), now=clock.now())
            flash(_("已保存“%(name)s”的角色。", name=row.name), "good")
            return redirect(url_for("people.access", person_id=person_id))
    return render_template("admin/access.html", form=form, row=row), status_of(form)


@blueprint.post("/people/<int:person_id>/invite")
@requires(Permission.MANAGE_ACCESS)
@recently_proved
def invite(person_id: int):
    """A one-time link: mailed where that is possible, else on the answer and nowhere else."""
    handed = invite_person(person_id, by=current_actor(), now=clock.now())
    if handed.token is None:
        flash(_("链接已发往 %(address)s，%(until)s 前有效。", address=handed.mailed_to,
                until=moment(handed.expires_at)), "good")
        return redirect(url_for("people.access", person_id=person_id))
    base_url = current_app.extensions["tracker_config"].base_url or request.host_url.rstrip("/")
    url = base_url + url_for("links.use", token=handed.token)
    return render_template("admin/link_shown.html", row=person_row(person_id), handed=handed, url=url)
