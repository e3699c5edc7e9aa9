"""Every figure of 总览 over random histories, counted again by plain loops that share nothing with the queries."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from sqlalchemy import select

from tests.factories.histories import random_histories
from tests.office import HOUSING, MARKET, TOWN, Office
from tracker.clock import LOCAL
from tracker.domain.figure_settings import Basis
from tracker.domain.periods import Period, month_period
from tracker.domain.road_words import PartEnd
from tracker.domain.words import CallbackOutcome, OrderClass, Part, Satisfaction, SolutionKind, Solved, Stage, Step
from tracker.store.db import db
from tracker.store.models import Assignment, Promise, WorkOrder
from tracker.store.months import overview_of
from tracker.store.populations import Frame
from tracker.store.tabulated import Counting

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=LOCAL)
GOOD = (Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED)
BAD = (Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED)
WEIGHTS = dict(zip(Satisfaction, (100, 100, 80, 0, 0), strict=True))
Number = Decimal | int | None


def rounded(part: Decimal | int, base: int, places: str = "0.0001") -> Decimal | None:
    """Halves up; nothing without a base."""
    return (Decimal(part) / base).quantize(Decimal(places), ROUND_HALF_UP) if base else None


class ByHand:
    """One period's figures of some orders."""

    def __init__(self, orders: Iterable[WorkOrder], period: Period, basis: Basis) -> None:
        self.orders = [one for one in orders if one.stage is not Stage.VOIDED]
        self.period, self.basis = period, basis
        self.received = [one for one in self.orders if self.inside(one.received_at)]
        self.closed = [one for one in self.orders if self.inside(one.closed_at)]
        self.sent = [
            one for one in self.orders
            if self.inside(one.dispatched_at or (one.received_at if one.lead_id else None))]
        self.due = [
            one for one in self.orders
            if self.inside(one.due_at) and (one.ended_at is None or one.ended_at > one.due_at)]

    def inside(self, moment: datetime | None) -> bool:
        return moment is not None and self.period.start <= moment < self.period.until

    def open_at(self, moment: datetime) -> list[WorkOrder]:
        return [
            one for one in self.orders
            if one.received_at < moment and ((left := one.closed_at or one.ended_at) is None or left >= moment)]

    @staticmethod
    def answered(one: WorkOrder) -> datetime | None:
        return one.replied_at or one.closed_at or one.ended_at

    def met(self, one: WorkOrder) -> bool:
        done = self.answered(one)
        return done is not None and one.due_at is not None and done <= one.due_at

    def late(self, one: WorkOrder) -> bool:
        done = self.answered(one)
        return done is not None and one.due_at is not None and done > one.due_at

    def flow(self) -> dict[str, Number]:
        """How many came, where they went, what is left."""
        received, until = self.received, self.period.until
        direct = sum(one.is_direct for one in received)
        sent = [one for one in received if not one.is_direct and (one.dispatched_at or one.lead_id)]
        done = [one for one in sent if one.closed_at and one.closed_at < until]
        waiting = [
            one for one in received
            if not one.is_direct and not one.dispatched_at and not one.lead_id
            and ((left := one.closed_at or one.ended_at) is None or left >= until)]
        carried, ended = len(self.open_at(self.period.start)), sum(self.inside(one.ended_at) for one in self.orders)
        return {
            "received": len(received), "received_once": sum(one.master_id is None for one in received),
            "direct": direct, "direct_rate": rounded(direct, len(received)), "transferred": len(sent),
            "in_transit": len(waiting), "carried": carried, "closed": len(self.closed), "ended": ended,
            "open": len(self.open_at(until)), "closure_rate": rounded(len(done), len(sent)),
            "closure_rate_carried": rounded(len(self.closed) + ended, carried + len(received)),
            "enterprise_received": sum(one.order_class is OrderClass.ENTERPRISE for one in received),
            "market_entity_received": sum(one.order_class is OrderClass.MARKET_ENTITY for one in received),
        }

    def time(self) -> dict[str, Number]:
        """In time or not, and how long it took."""
        until, closed = self.period.until, self.closed
        met, with_due = [one for one in self.due if self.met(one)], [one for one in closed if one.due_at]
        open_late = [
            one for one in self.open_at(until)
            if one.due_at and one.due_at < until and (one.replied_at is None or one.replied_at >= until)]
        early = [
            one for one in with_due
            if self.seconds(one.due_at) - self.seconds(self.answered(one)) >= self.basis.early_hours * 3600]
        timed = [one.working_days_taken for one in closed if one.working_days_taken is not None]
        seconds = sum(self.seconds(one.closed_at) - self.seconds(one.received_at) for one in closed)
        in_time = [one for one in self.sent if self.met(one) and one.closed_at and one.closed_at < until]
        return {
            "on_time": rounded(len(met), len(self.due)), "overdue": len(self.due) - len(met),
            "on_time_closed": rounded(sum(self.met(one) for one in with_due), len(with_due)),
            "on_time_dispatched": rounded(len(in_time), len(self.sent)),
            "overdue_rate": rounded(
                sum(self.late(one) for one in closed) + len(open_late), len(closed) + len(open_late)),
            "early": rounded(len(early), len(with_due)), "mean_days": rounded(sum(timed), len(timed), "0.01"),
            "mean_hours": rounded(Decimal(seconds) / 3600, len(closed), "0.01"),
        }

    @staticmethod
    def seconds(moment: datetime | None) -> int:
        assert moment is not None
        return int(moment.timestamp() // 1)

    def ratings(self) -> dict[str, Number]:
        """What the callers said."""
        counted = [one for one in self.closed if not one.exclusion_code]
        rated = [one.satisfaction for one in counted if one.satisfaction and not one.is_default_rating]
        unreached = (CallbackOutcome.NO_ANSWER, CallbackOutcome.WRONG_NUMBER, CallbackOutcome.REFUSED)
        silent = [
            one for one in counted
            if one.is_default_rating or (one.satisfaction is None and one.callback_outcome in unreached)]
        pleased, bad = sum(level not in BAD for level in rated), sum(level in BAD for level in rated)
        weighed = Decimal(sum(WEIGHTS[level] for level in rated)) / 100
        with_default = rounded(pleased + len(silent), len(rated) + len(silent))
        real = rounded(pleased, len(rated))
        return {
            "satisfaction": with_default if self.basis.silence_counts else real, "satisfaction_real": real,
            "satisfaction_default": with_default, "satisfaction_weighted": rounded(weighed, len(rated)),
            "satisfied_share": rounded(sum(level in GOOD for level in rated), len(rated)),
            "dissatisfaction": rounded(bad, len(rated)), "evaluated_rate": rounded(len(rated), len(self.closed)),
            "excluded": sum(bool(one.exclusion_code) for one in self.closed),
        }

    def work(self) -> dict[str, Number]:
        """How the units did."""
        closed, sent = self.closed, self.sent
        known = [one.solved for one in closed if one.solved]
        kinds = [one.solution_kind for one in closed if one.solution_kind]
        asked = [one for one in sent if one.contacted_at or not one.is_ledger]
        return {
            "solved": rounded(known.count(Solved.YES), len(known)),
            "really_solved": rounded(kinds.count(SolutionKind.SOLVED), len(kinds)),
            "response": rounded(sum(one.contacted_at is not None for one in asked), len(asked)),
            "first_right": rounded(sum(not one.is_misdirected for one in sent), len(sent)),
            "return_rate": rounded(sum(one.return_count > 0 for one in sent), len(sent)),
            "redo_rate": rounded(sum(one.redo_count > 0 for one in closed), len(closed)),
            "extension_rate": rounded(sum(one.extension_count for one in closed), len(closed)),
            "supervised": sum(one.supervision_count > 0 for one in sent),
        }

    def parts(self) -> dict[str, Number]:
        """Signing and co-handling."""
        sent, known = {one.id for one in self.sent}, {one.id for one in self.orders}
        promises = [
            one for one in db.session.scalars(select(Promise).where(Promise.step == Step.SIGN))
            if one.order_id in sent and one.superseded_at is None]
        co = [
            one for one in db.session.scalars(select(Assignment).where(Assignment.part == Part.CO))
            if one.order_id in known and self.inside(one.due_at)
            and (one.ended_at is None or one.ended_at > one.due_at)]
        return {
            "sign_on_time": rounded(
                sum(one.kept_at is not None and one.kept_at <= one.due_at for one in promises), len(promises)),
            "co_on_time": rounded(
                sum(one.result_at is not None and one.result_at <= one.due_at for one in co), len(co)),
        }

    def figures(self) -> dict[str, Number]:
        """总览 by key, but the two satisfaction rates by class."""
        return self.flow() | self.time() | self.ratings() | self.work() | self.parts()


@pytest.mark.parametrize("basis", [Basis(), Basis(silence_counts=True, early_hours=48)], ids=["plain", "silence"])
@pytest.mark.parametrize("seed", range(2))
def test_every_figure_of_the_overview_is_what_plain_loops_count(
    store_office: Office, seed: int, basis: Basis
) -> None:
    units = [store_office.units[name] for name in (MARKET, HOUSING, TOWN)]
    orders = random_histories(seed, 200, units, NOW)

    for month in ("2026-08", "2026-09", "2026-10", "2026-11"):
        period = month_period(month, NOW)
        found = {key: figure.value for key, figure in overview_of(Frame(period, basis)).items()}
        by_class = {"enterprise_satisfaction": OrderClass.ENTERPRISE, "market_entity_satisfaction":
                    OrderClass.MARKET_ENTITY}
        expected = ByHand(orders, period, basis).figures() | {
            key: ByHand([one for one in orders if one.order_class is kind], period, basis).ratings()["satisfaction"]
            for key, kind in by_class.items()
        }
        assert found == expected
        assert found["carried"] + found["received"] == found["closed"] + found["ended"] + found["open"]


def test_each_unit_s_line_is_what_plain_loops_count_over_its_own(store_office: Office) -> None:
    units = {name: store_office.units[name] for name in (MARKET, HOUSING, TOWN)}
    orders = random_histories(7, 200, list(units.values()), NOW)
    period = month_period("2026-10", NOW)
    lines = {line.label: line for line in Counting(period, Basis(), NOW.date() - timedelta(days=90)).units().rows}
    parts = list(db.session.scalars(select(Assignment).where(Assignment.end_reason == PartEnd.RETURNED)))

    for name, unit_id in units.items():
        led = ByHand([one for one in orders if one.lead_id == unit_id], period, Basis())
        expected = led.time() | led.ratings() | led.work()
        found = {key: figure.value for key, figure in lines[name].figures.items() if key in expected}
        assert found == {key: expected[key] for key in found} and len(found) >= 8
        counted = {one.id for one in ByHand(orders, period, Basis()).orders}
        given_back = [
            one for one in parts
            if one.department_id == unit_id and one.order_id in counted and led.inside(one.ended_at)]
        in_old_ledgers = sum(
            one.return_count for one in led.orders
            if one.is_ledger and led.inside(one.dispatched_at or one.received_at))
        assert lines[name].figures["returns"].value == len(given_back) + in_old_ledgers
