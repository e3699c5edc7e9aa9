"""A new handling unit."""

from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, DepartmentKind
from tracker.store.db import db, transaction
from tracker.store.models import Department
from tracker.store.story import journal

NAME_MAX, PHONE_MAX = 80, 40


def clean_unit(name: str, phone: str, own_id: int | None = None) -> tuple[str, str | None]:
    """Name and phone trimmed; refuses a name that another unit has. Call inside a transaction."""
    name, phone = " ".join(name.split()), phone.strip()
    if not name or len(name) > NAME_MAX:
        raise Invalid(N_("请填写单位名称，最多 %(most)d 个字。"), field="name", most=NAME_MAX)
    if len(phone) > PHONE_MAX:
        raise Invalid(N_("联系电话最多 %(most)d 个字。"), field="phone", most=PHONE_MAX)
    taken = db.session.scalar(select(Department.id).where(Department.name == name))
    if taken is not None and taken != own_id:
        raise Invalid(N_("已有单位叫“%(taken)s”，不能重名。"), field="name", taken=name)
    return name, phone or None


def add_department(name: str, kind: DepartmentKind, *, phone: str = "", by: Actor, now: datetime) -> int:
    """Add the unit behind the others of its kind and return its id."""
    require(by, Permission.EDIT_DEPARTMENTS)
    with transaction() as session:
        name, contact = clean_unit(name, phone)
        last = session.scalar(select(func.max(Department.position))) or 0
        unit = Department(name=name, kind=kind, phone=contact, position=last + 1)
        session.add(unit)
        session.flush()
        journal("department.added", name, by, now, after={"name": name, "kind": kind.value, "phone": contact})
        return unit.id
