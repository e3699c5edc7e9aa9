"""Only the lead handles and answers (Beijing art. 14, Jinan art. 29): the check that its verbs share."""

from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotPermitted
from tracker.domain.words import N_
from tracker.store.models import WorkOrder


def require_lead(order: WorkOrder, by: Actor) -> None:
    """Refuse a unit that is not the order's lead."""
    if order.lead_id is None or order.lead_id != by.department_id:
        raise NotPermitted(N_("只有主办单位可以联系诉求人和提交答复，贵单位是协办单位，请把情况告知主办单位。"))
