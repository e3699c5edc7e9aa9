"""What forms share: one-time key, the version of the order a page knew, choices of words, local days and moments."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, HiddenField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from tracker import clock
from tracker.domain.calendar import FIRST_YEAR, LAST_YEAR
from tracker.domain.words import Word


class Form(FlaskForm):
    """A form whose refusals may come from the use case: they stand beside their field."""

    refusal_status = 422

    def validate(self, extra_validators: Any = None) -> bool:
        """As ever; a choice of blanks, which an optional field lets pass, is none."""
        is_good: bool = super().validate(extra_validators)
        for field in self:
            if isinstance(field, SelectField) and isinstance(field.data, str) and not field.data.strip():
                field.data = ""
        return is_good


class OnceForm(Form):
    """A form that makes something: its key tells a second submit from a second thing."""

    submission_key = HiddenField(default=lambda: uuid.uuid4().hex)


class SharedForm(Form):
    """A form that changes what others may change too: it carries along what its page showed (domain.overtaking)."""

    mark = HiddenField()


class OrderForm(Form):
    """A form that moves an order: it knows the version of the order that the page showed.

    Several stand on one page: `prefix` keeps the ids of a side road's fields apart ("extension-reason").
    """

    PREFIX = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": self.PREFIX} | kwargs)

    def begin(self, page: Any) -> None:
        """Fill in what the order's page itself suggests; called for a form that was not sent."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])
    "How many lines of the order's story the page showed: what came since is shown to whom it overtook."

    def suit(self, page: Any) -> None:
        """Fit the form to the order on whose page it stands, as far as the form depends on it."""


class WithinReach:
    """In the years that the calendar knows: beyond them a day, or its neighbour, is no moment either."""

    data: date | None

    def pre_validate(self, form: Any) -> None:
        """Is it? What is not has no value."""
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValidationError(gettext("请填写 %(first)d 年至 %(last)d 年的日期。", first=FIRST_YEAR, last=LAST_YEAR))


class DayField(WithinReach, DateField):
    """A local date."""


class MomentField(WithinReach, DateTimeLocalField):
    """A local date and time to the minute; `moment` is the aware value."""

    @property
    def moment(self) -> datetime | None:
        """The entered moment in the office's time zone, or None."""
        return self.data.replace(tzinfo=clock.LOCAL) if self.data else None


def needed() -> InputRequired:
    """Must be filled in."""
    return InputRequired(_l("请填写此项。"))


def chosen() -> InputRequired:
    """Must be chosen."""
    return InputRequired(_l("请选择一项。"))


def at_most(characters: int) -> Length:
    """No longer than the domain takes."""
    return Length(max=characters, message=_l("最多 %(max)d 个字。"))


def optional() -> Optional:
    """May stay empty."""
    return Optional()


def words(kind: type[Word], only: Iterable[Word] | None = None) -> list[SelectChoice]:
    """Choices of a vocabulary, in the reader's language."""
    return [SelectChoice(word.value, gettext(word.label)) for word in (only or kind)]


def codes(names: Mapping[Any, str], empty: str | None = None) -> list[SelectChoice]:
    """Choices of a code table; `empty` is the words of the blank choice."""
    blank = [SelectChoice("", empty)] if empty is not None else []
    return blank + [SelectChoice(str(code), name) for code, name in names.items()]


def yes_no() -> list[SelectChoice]:
    """是 or 否."""
    return [SelectChoice("yes", gettext("是")), SelectChoice("no", gettext("否"))]
