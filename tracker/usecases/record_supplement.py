"""登记补充: what the caller added is written down beside the request, and the order waits for dispatch again."""

from datetime import datetime

from tracker.domain.intake import CONTENT_MAX, clean_lines
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Step
from tracker.store import orders, promises
from tracker.store.db import transaction


def record_supplement(
    order_id: int, *, supplement: str, version: int | None = None, by: Actor, now: datetime
) -> None:
    """Record what the caller said. The request keeps its words; where the reply's clock starts is a setting.

    That setting (supplement_clock) matters where the clock starts at receipt: store.promiser.reply_start.
    """
    supplement = written(clean_lines(supplement), "supplement", CONTENT_MAX, N_("请写明诉求人补充了什么。"))
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.SUPPLEMENT, by, now, version)
        order.supplemented_at = now
        promises.keep(order.id, Step.SUPPLEMENT, now)
        orders.move(order, Move.SUPPLEMENT, Entry.SUPPLEMENTED, by, now, supplement=supplement)
