"""The forms of 保密与回避, and how a unit that must keep away looks in any form that chooses units."""

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Optional

from tracker.reads.secrecy import SecrecyPanel
from tracker.usecases.mark_confidential import REASON_MAX
from tracker.web.forms import Form, at_most, chosen, codes, needed


class ReasonForm(Form):
    """Marking and lifting: why. Its fields carry a prefix, for the page holds several forms."""

    reason = StringField(_l("理由"), [needed(), at_most(REASON_MAX)])


class MarkForm(ReasonForm):
    """标为保密."""


class LiftForm(ReasonForm):
    """解除保密."""


class UnitForm(ReasonForm):
    """A unit and why."""

    unit_id = SelectField(_l("单位"), [chosen()])


class GrantForm(UnitForm):
    """准许知悉."""


class ExcludeForm(UnitForm):
    """回避."""


def secrecy_forms(panel: SecrecyPanel | None, sent: Form | None = None) -> dict[str, Form]:
    """The panel's forms by name; the one that was sent keeps what was typed."""
    if panel is None:
        return {}
    kinds: tuple[tuple[str, type[Form], bool, dict[int, str] | None], ...] = (
        ("mark", MarkForm, panel.may_mark, None), ("lift", LiftForm, panel.may_lift, None),
        ("grant", GrantForm, bool(panel.grantable), panel.grantable),
        ("exclude", ExcludeForm, panel.may_exclude, panel.excludable),
    )
    forms = {}
    for name, kind, is_offered, units in kinds:
        if is_offered:
            forms[name] = sent if type(sent) is kind else kind(prefix=f"{name}_", formdata=None)
            if units is not None:
                forms[name].unit_id.choices = codes(units, _("请选择"))
    return forms


class RevealForm(Form):
    """Why the mask is lifted: chosen, the reader's job being chosen already; of a confidential order said in words."""

    ground = StringField(_l("查看理由"), [Optional()])
    reason = StringField(_l("查看理由"), [Optional()])


def keep_away(form: Form, away: Mapping[int, str]) -> None:
    """In every field that chooses units, show the excluded ones as not to be chosen, and why."""
    for name in ("lead_id", "co_ids", "unit_id", "unit_ids"):
        field = form._fields.get(name)
        if field is None or not away:
            continue
        field.choices = [_kept_away(choice, away) for choice in field.choices]


def _kept_away(choice, away):  # type: ignore[no-untyped-def]
    if not str(choice.value).isdigit() or int(choice.value) not in away:
        return choice
    label = _("%(unit)s（回避：%(reason)s）", unit=choice.label, reason=away[int(choice.value)])
    return replace(choice, label=label, render_kw={**choice.render_kw, "disabled": True})
