"""受理个人信息请求: whoever asks has been verified; the orders are looked for, and that they were is on record."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.domain.identifiers import clean_phone
from tracker.domain.intake import clean_text
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.personal_requests import Right, Verified, read_phone
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.words import N_
from tracker.store import lookups, personal_requests
from tracker.store.db import one_at_a_time, transaction
from tracker.store.models import PersonalRequest
from tracker.store.story import journal


@dataclass(frozen=True)
class Asking:
    """Who asks for what: the whole phone (with a name, only that person's), or without one name and order number."""

    asked_for: Right
    verified: Verified
    phone: str = ""
    name: str = ""
    number: str = ""


def _found(asking: Asking, by: Actor) -> personal_requests.Found:
    name, number = clean_text(asking.name), clean_text(asking.number)
    if asking.phone.strip():
        return personal_requests.with_phone(read_phone(asking.phone), name, by)
    if not name or not number:
        raise Invalid(N_("请填完整的电话号码；没有电话的，请填姓名和工单编号。"), field="phone")
    return personal_requests.with_name(name, number, by)


def open_personal_request(asking: Asking, *, key: str, by: Actor, now: datetime) -> int:
    """Look for the caller's orders and write the request down, found or not; the same form (`key`) twice is one.

    The journal knows the number by its fingerprint alone.
    """
    require(by, Permission.ANSWER_PERSONAL_REQUESTS)
    with transaction() as session:
        one_at_a_time(f"form {key}")
        earlier = session.scalar(select(PersonalRequest).where(PersonalRequest.submission_key == key))
        if earlier is not None:
            if earlier.person_id != by.id:
                raise NotFound(N_("没有找到这次个人信息请求，或者不是您受理的。请重新核验身份后受理。"))
            return earlier.id
        found = _found(asking, by)
        request = PersonalRequest(
            submission_key=key, asked_at=now, person_id=by.id, asked_for=asking.asked_for, verified=asking.verified,
            found=[[order.id, standing.value] for order, standing in found],
        )
        session.add(request)
        session.flush()
        journal(
            "personal.asked", str(request.id), by, now, asked_for=asking.asked_for.label,
            verified=asking.verified.label, fingerprint=lookups.phone_key(clean_phone(clean_text(asking.phone))),
            found=[order.number for order, _standing in found],
        )
        return request.id
