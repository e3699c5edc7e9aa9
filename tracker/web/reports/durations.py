"""环节时长: where the time of a month's closed orders went."""

from decimal import Decimal
from typing import Any

from flask import render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from tracker import clock
from tracker.domain.bulletin import Heading
from tracker.domain.durations import Clock, Leg, Spread
from tracker.domain.figures import Figure, Measure
from tracker.domain.permissions import Permission
from tracker.domain.words import N_
from tracker.reads.durations import Durations
from tracker.reads.durations import durations as reading
from tracker.web.doors import current_actor, requires
from tracker.web.forms import Form
from tracker.web.reports.blueprint import blueprint
from tracker.web.reports.figure_links import figure_url

COUNT = Heading("count", N_("件数"), Measure.ORDERS)
MEDIAN = Heading("median", N_("中位数"), Measure.HOURS)
MOST = Heading("most", N_("九成以内"), Measure.HOURS)


class DurationForm(Form):
    """Which month, and which hours; sent by GET."""

    class Meta:
        csrf = False

    month = SelectField(_l("月份"))
    clock = SelectField(_l("计时"))

    def __init__(self, found: Durations) -> None:
        super().__init__(request.args)
        self.month.choices = list(found.months)
        self.clock.choices = [SelectChoice(one.value, gettext(one.label)) for one in Clock]
        self.month.data, self.clock.data = found.month, found.clock.value


def _figures(spread: Spread) -> dict[str, Figure]:
    return {
        COUNT.key: Figure(Decimal(spread.orders), None, Decimal(spread.orders)),
        MEDIAN.key: Figure(Decimal(0), None, spread.median), MOST.key: Figure(Decimal(0), None, spread.most),
    }


@blueprint.get("/durations")
@requires(Permission.SEE_OVERVIEW)
def durations() -> Any:
    """The page."""
    asked = request.args.get("clock", "")
    kind = Clock(asked) if asked in set(Clock) else Clock.OFFICE
    found = reading(request.args.get("month"), kind, by=current_actor(), now=clock.now())
    legs = [{"leg": leg, "figures": _figures(found.whole.legs[leg])} for leg in Leg]
    return render_template(
        "reports/durations.html", found=found, form=DurationForm(found), legs=legs, figure_url=figure_url,
        columns=[COUNT, MEDIAN, MOST],
    )
