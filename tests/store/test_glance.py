"""The dashboard's narrow counting: each of its figures is the bulletin's, on both databases."""

import random
from datetime import datetime, timedelta

from tests.factories.stored import stored_order
from tests.office import HOUSING, MARKET, TOWN, Office
from tracker.clock import LOCAL
from tracker.domain.tally import Dimension
from tracker.domain.words import RequestType, Satisfaction, Solved
from tracker.store.db import db
from tracker.store.glance import glance_at
from tracker.store.months import bulletin_of, overview_of
from tracker.store.populations import Frame

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=LOCAL)


def some_history(office: Office, orders: int = 60) -> None:
    """Orders of fourteen months with and without a lead, a town, a matter, a reply, a rating."""
    rng = random.Random(12345)

    def later(moment: datetime, days: int) -> datetime | None:
        then = moment + timedelta(hours=rng.uniform(1, 24 * days))
        return then if then <= NOW else None

    for _one in range(orders):
        received = NOW - timedelta(hours=rng.choice((rng.uniform(0, 24 * 30), rng.uniform(0, 24 * 420))))
        lead = rng.choice((MARKET, HOUSING, TOWN, None))
        replied = later(received, 9) if lead else None
        closed = later(replied, 3) if replied else None
        stored_order(
            received, lead_id=office.units[lead] if lead else None, dispatched_at=received if lead else None,
            contacted_at=replied if rng.random() < 0.7 else None, replied_at=replied, closed_at=closed,
            due_at=received + timedelta(days=5) if lead else None, working_days_taken=3 if closed else None,
            request_type=rng.choice(list(RequestType)), place_code=rng.choice(("jinshan", "xiyang", None)),
            matter_code=rng.choice(("wages", "road", None)), redo_count=rng.choice((0, 0, 1)),
            satisfaction=rng.choice((*Satisfaction, None)) if closed else None,
            solved=rng.choice((*Solved, None)) if closed else None)
    db.session.flush()


def test_every_figure_of_the_glance_is_the_bulletins(store_office: Office) -> None:
    some_history(store_office)
    glance = glance_at(NOW)
    bulletin = bulletin_of(glance.period, NOW)

    assert bulletin.before is not None and bulletin.year_ago is not None
    for one in glance.of_month:
        assert one.figure == bulletin.figures[one.heading.key], one.heading.label
        assert one.before == bulletin.before[one.heading.key], one.heading.label
        assert one.year_ago == bulletin.year_ago[one.heading.key], one.heading.label
    for heading, figure in glance.of_today:
        assert figure == overview_of(Frame(glance.today, glance.basis))[heading.key], heading.label
    assert [month.month for month, _figures in glance.trend] == [month.month for month in bulletin.trend]
    for (_month, figures), month in zip(glance.trend, bulletin.trend, strict=True):
        assert {key: month.figures[key] for key in figures} == figures, month.month
    for key in ("types", "matters", "places"):
        lines = {line.label: line.figures for line in bulletin.tables[key].rows}
        for line in glance.tables[key].rows:
            wanted = lines.get(line.label)
            shown = {column.key: line.figures[column.key] for column in glance.tables[key].columns}
            if wanted is None:  # a town that is always shown, with nothing to count
                assert all(not figure.part for figure in shown.values())
            else:
                assert {name: wanted[name] for name in shown} == shown, (key, line.label)


def test_the_units_have_the_bulletins_rates(store_office: Office) -> None:
    some_history(store_office)
    glance = glance_at(NOW)
    lines = {line.unit_id: line.figures for line in bulletin_of(glance.period, NOW).units if line.unit_id}

    found = {line.group[Dimension.LEAD.value]: line.figures for line in glance.tables["leads"].rows}
    assert set(found) - {None} <= set(lines)
    for unit_id, figures in found.items():
        if unit_id is not None:
            for key in ("on_time", "satisfaction", "solved"):
                assert figures[key] == lines[unit_id][key]
    assert sum(figures["received"].part for figures in found.values()) == glance.of_month[0].figure.part


def test_nothing_is_compared_before_the_first_order(store_office: Office) -> None:
    stored_order(NOW - timedelta(hours=2))
    db.session.flush()
    glance = glance_at(NOW)
    received = glance.of_month[0]

    assert (received.figure.value, received.before, received.year_ago) == (1, None, None)
    assert received.on_before.value is None and received.on_year.value is None
    assert [month.month for month, _figures in glance.trend] == ["2026-11"]
