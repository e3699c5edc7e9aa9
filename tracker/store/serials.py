"""Number series: unique, without gaps, in order of registration."""

from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.store.db import db, one_at_a_time
from tracker.store.models import Serial


def next_numbers(series: str, count: int = 1) -> range:
    """Take the next `count` numbers of a series, alone; call inside a transaction."""
    one_at_a_time(f"serial {series}")  # the first of a day finds no row to lock
    row = db.session.execute(select(Serial).where(Serial.series == series).with_for_update()).scalar_one_or_none()
    if row is None:
        row = Serial(series=series, last=0)
        db.session.add(row)
    first = row.last + 1
    row.last += count
    db.session.flush()  # the next number must see this one
    return range(first, first + count)


def order_numbers(day: datetime, count: int = 1) -> list[str]:
    """工单编号: MJ, the local day, four digits or more counted from 1 each day: MJ202611240001."""
    label = day.astimezone(clock.LOCAL).strftime("%Y%m%d")
    return [f"MJ{label}{number:04d}" for number in next_numbers(f"order-{label}", count)]


def supervision_number(day: datetime, prefix: str) -> str:
    """督办单编号, counted from 1 each year: 梅江热线督〔2026〕12号."""
    year = day.astimezone(clock.LOCAL).year
    return f"{prefix}〔{year}〕{next_numbers(f'supervision-{year}')[0]}号"
