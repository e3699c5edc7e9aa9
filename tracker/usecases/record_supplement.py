"""登记补充: what the caller added is written down beside the request, and the order waits for dispatch again."""

from datetime import datetime

from tracker.domain.intake import CONTENT_MAX, clean_lines
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
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
    supplement = clean_lines(supplement)
    if not supplement:
        raise Invalid(N_("请写明诉求人补充了什么。"), field="supplement")
    if len(supplement) > CONTENT_MAX:
        raise Invalid(N_("最多 %(most)d 字，请精简。"), field="supplement", most=CONTENT_MAX)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.SUPPLEMENT, by, now, version)
        order.supplemented_at = now
        promises.keep(order.id, Step.SUPPLEMENT, now)
        orders.move(order, Move.SUPPLEMENT, Entry.SUPPLEMENTED, by, now, supplement=supplement)
