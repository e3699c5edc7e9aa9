"""What can be done with a selection: one table. An action is a line here, a form, and the verb it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from tracker.domain.issues import NAME_MAX, IssueMark, Naming
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor, Permission
from tracker.domain.refusals import InvalidEntries
from tracker.domain.words import N_
from tracker.reads import choices
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.gather_issue_orders import add_issue_orders
from tracker.usecases.mark_issue import mark_issue
from tracker.usecases.merge_orders import REASON_MAX, merge_orders
from tracker.usecases.urge_order import MESSAGE_MAX, urge_order
from tracker.usecases.work_in_bulk import Pick
from tracker.web.errors import put_on
from tracker.web.forms import OnceForm, at_most, chosen, codes, words


class BulkForm(OnceForm):
    """The selection as the list showed it (order-version, parted by commas), and the key that lets it be done once."""

    picks = HiddenField()


class BulkDispatchForm(BulkForm):
    """派单: the same for every order."""

    lead_id = SelectField(_l("主办单位"), [chosen()])
    co_ids = SelectMultipleField(_l("协办单位"), coerce=int)
    note = TextAreaField(_l("派单意见"), [Optional(), at_most(500)], render_kw={"rows": 2})

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        units = choices.units()
        self.lead_id.choices = codes(units, _("请选择"))
        self.co_ids.choices = codes(units)


@dataclass(frozen=True)
class BulkAction:
    """`move` is what the transition table must allow an order (None: its verb says by itself)."""

    label: str
    icon: str
    permission: Permission
    move: Move | None
    form: type[BulkForm]
    call: Callable[[Any, Pick, Actor, datetime], None]


def _dispatch(form: BulkDispatchForm, pick: Pick, by: Actor, now: datetime) -> None:
    dispatch_order(
        pick.order_id, lead_id=int(form.lead_id.data), co_ids=form.co_ids.data or [], note=form.note.data or "",
        version=pick.version, by=by, now=now,
    )


class BulkUrgeForm(BulkForm):
    """催办: one message to every lead."""

    message = TextAreaField(_l("催办内容"), [DataRequired(_l("请填写此项。")), at_most(MESSAGE_MAX)], render_kw={"rows": 3})


def _urge(form: BulkUrgeForm, pick: Pick, by: Actor, now: datetime) -> None:
    urge_order(pick.order_id, form.message.data or "", version=pick.version, by=by, now=now)


class BulkMergeForm(BulkForm):
    """并单: every order into the same master."""

    number = StringField(_l("主单编号"), [DataRequired(_l("请填写此项。")), at_most(20)])
    reason = TextAreaField(_l("并单原因"), [Optional(), at_most(REASON_MAX)], render_kw={"rows": 2})


def _merge(form: BulkMergeForm, pick: Pick, by: Actor, now: datetime) -> None:
    merge_orders(
        [pick.order_id], master_number=form.number.data or "", reason=form.reason.data or "",
        versions={pick.order_id: pick.version}, by=by, now=now,
    )


class BulkIssueForm(BulkForm):
    """纳入突出问题: one that is open, or a new one."""

    issue_id = SelectField(_l("纳入"), [Optional()])
    name = StringField(_l("新问题的名称"), [Optional(), at_most(NAME_MAX)])
    marks = SelectMultipleField(_l("新问题的标签"))

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.issue_id.choices = codes(choices.issues(open_only=True), _("立为新的突出问题"))
        self.marks.choices = words(IssueMark)

    def naming(self) -> Naming:
        """The new issue."""
        return Naming(self.name.data or "", tuple(IssueMark(mark) for mark in self.marks.data or []))

    def validate(self, extra_validators: Any = None) -> bool:
        """A new one is named before the first order is put in."""
        is_good: bool = super().validate(extra_validators)
        if is_good and not self.issue_id.data and (problems := self.naming().problems()):
            put_on(self, InvalidEntries(problems))
            return False
        return is_good


def _into_issue(form: BulkIssueForm, pick: Pick, by: Actor, now: datetime) -> None:
    if form.issue_id.data:
        add_issue_orders(int(form.issue_id.data), [pick.order_id], by=by, now=now)
    else:
        mark_issue(form.naming(), [pick.order_id], submission_key=form.submission_key.data, by=by, now=now)


ACTIONS: dict[str, BulkAction] = {
    "dispatch": BulkAction(
        N_("派单"), "send", Permission.DISPATCH_ORDER, Move.DISPATCH, BulkDispatchForm, _dispatch),
    "urge": BulkAction(N_("催办"), "megaphone", Permission.SUPERVISE_ORDER, Move.URGE, BulkUrgeForm, _urge),
    "merge": BulkAction(N_("并单"), "union", Permission.MERGE_ORDERS, Move.MERGE, BulkMergeForm, _merge),
    "issue": BulkAction(N_("纳入突出问题"), "fire", Permission.MARK_ISSUE, None, BulkIssueForm, _into_issue),
}


def offered_actions(actor: Actor) -> dict[str, BulkAction]:
    """The actions that the person may take."""
    return {name: action for name, action in ACTIONS.items() if actor.may(action.permission)}
