"""A period's bulletin out of the store: the one function behind screen, workbook and test."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from tracker.clock import LOCAL
from tracker.domain import bulletin as b
from tracker.domain.bulletin import Bulletin, Month, Overview, Table
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import figure
from tracker.domain.periods import Period, before, months_back, months_between, year_before
from tracker.domain.settings import Settings
from tracker.domain.tabulating import tallies_of
from tracker.domain.tally import Counts, Dimension, total
from tracker.domain.words import OrderClass
from tracker.store import closings, tables
from tracker.store.db import db
from tracker.store.models import WorkOrder
from tracker.store.populations import Frame
from tracker.store.tabulated import Counting, tables_of
from tracker.store.tallies import count


def settings_of(period: Period, now: datetime) -> Settings:
    """The settings that a period is counted under: those of its last day, or of today while it runs."""
    return tables.settings_on(min(period.last_day, now.astimezone(LOCAL).date()))


def first_day() -> date | None:
    """The local day on which the oldest order was received."""
    first = db.session.scalar(select(func.min(WorkOrder.received_at)))
    return first.astimezone(LOCAL).date() if first else None


def overview_of(frame: Frame) -> Overview:
    """总览's figures of one period."""
    by_class = count(tallies_of(b.OVERVIEW), frame, (Dimension.CLASS,))
    counts: dict[OrderClass | None, Counts] = {None: total(by_class.values())}
    counts |= {one: by_class.get((one,), {}) for one in OrderClass}
    return {one.key: figure(one, counts[one.order_class], frame.basis) for one in b.OVERVIEW}


def trend_of(
    period: Period, basis: Basis, own: Overview | None = None, months: int = b.TREND_MONTHS
) -> tuple[Month, ...]:
    """总览's figures month by month, the oldest first; months before the first order are left out.

    `own` are the period's own figures, taken for its month where it is one; a closed month's are those that were
    published.
    """
    first = first_day()
    asked = [month for month in months_back(period, months) if first is not None and month.last_day >= first]
    known = closings.overviews([month.month for month in asked if month.is_over])
    if own is not None and period in asked:
        known[period.month] = own
    return tuple(Month(month.month, known.get(month.month) or overview_of(Frame(month, basis))) for month in asked)


def _earlier(period: Period, basis: Basis, trend: Sequence[Month]) -> Overview | None:
    """总览 of an earlier period, from the trend where it stands there; None before the first order."""
    first = first_day()
    if first is None or period.last_day < first:
        return None
    known = {month.month: month.figures for month in trend}
    if period.months == 1 and period.is_over and period.month in known:
        return known[period.month]
    return overview_of(Frame(period, basis))


def bulletin_of(period: Period, now: datetime) -> Bulletin:
    """The period in figures: a closed month as it was when it was closed, everything else counted now."""
    closing = closings.standing_for(period)
    return closings.frozen_bulletin(closing) if closing else counted_bulletin(period, now)


def units_table_of(period: Period, now: datetime) -> Table:
    """单位 of the period's bulletin alone, without counting the rest of it."""
    closing = closings.standing_for(period)
    if closing:
        return closings.frozen_bulletin(closing).tables["units"]
    return Counting(period, Basis.of(settings_of(period, now)), first_day()).units()


def counted_bulletin(period: Period, now: datetime) -> Bulletin:
    """Count the period and put it into its tables, under the settings of its last day."""
    settings = settings_of(period, now)
    basis = Basis.of(settings)
    figures = overview_of(Frame(period, basis))
    trend = trend_of(period, basis, figures)
    return Bulletin(
        period, settings.office_name, now, basis,
        overview=tuple((b.heading(one, basis), figures[one.key]) for one in b.OVERVIEW),
        before=_earlier(before(period), basis, trend), year_ago=_earlier(year_before(period), basis, trend),
        trend=trend, tables=tables_of(period, basis, first_day()),
    )


def months_with_orders(now: datetime) -> list[str]:
    """Every month from the first order's to the present one as YYYY-MM, the newest first."""
    today = now.astimezone(LOCAL).date()
    return months_between(min(first_day() or today, today), today)
