"""存为常用筛选: the conditions of a list under a name of one's own."""

from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_
from tracker.store.db import transaction
from tracker.store.models import SavedFilter
from tracker.store.story import journal

NAME_MAX = 40
QUERY_MAX = 4000
MOST = 40
"Filters a person keeps: more are not found again by their names."


def cleaned_name(name: str) -> str:
    """The name on one line; refuses none and one too long."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(N_("请给这组条件起一个名称。"), field="name")
    if len(name) > NAME_MAX:
        raise Invalid(N_("名称最多 %(most)d 个字。"), field="name", most=NAME_MAX)
    return name


def save_filter(
    name: str, query: str, *, is_shared: bool = False, replace: bool = False, by: Actor, now: datetime
) -> int:
    """Keep the list's address (canonical, behind the question mark) and return the filter's id.

    A name that the person already uses is refused, or gets the new conditions with `replace`.
    """
    name = cleaned_name(name)
    if not query:
        raise Invalid(N_("还没有选条件。请先筛选，再存为常用筛选。"), field="name")
    if len(query) > QUERY_MAX:
        raise Invalid(N_("条件太多，存不下。请减少几个条件。"), field="name")
    if is_shared:
        require(by, Permission.SHARE_FILTER)
    with transaction() as session:
        kept = session.scalar(
            select(SavedFilter).where(SavedFilter.person_id == by.id, SavedFilter.name == name).with_for_update()
        )
        if kept is not None and not replace:
            raise Invalid(N_("您已有名为“%(name)s”的常用筛选。请换一个名称，或勾选“替换同名的”。"), field="name", name=name)
        if kept is None:
            own = select(func.count(), func.max(SavedFilter.position)).where(SavedFilter.person_id == by.id)
            count, last = session.execute(own).one()
            if count >= MOST:
                raise Invalid(N_("常用筛选最多 %(most)d 个，请先删除不用的。"), field="name", most=MOST)
            kept = SavedFilter(person_id=by.id, name=name, position=(last or 0) + 1)
            session.add(kept)
        kept.query, kept.is_shared, kept.saved_at = query, is_shared, now
        session.flush()
        journal("filter.saved", name, by, now, filter=kept.id, shared=is_shared)
        return kept.id
