"""常用筛选 renamed, shared or not, moved forward."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.words import N_
from tracker.store.db import db, transaction
from tracker.store.models import SavedFilter
from tracker.store.story import journal
from tracker.usecases.save_filter import cleaned_name


def own_filter(filter_id: int, by: Actor) -> SavedFilter:
    """The person's own filter for changing it; another's is not found."""
    found = db.session.scalar(
        select(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.person_id == by.id).with_for_update()
    )
    if found is None:
        raise NotFound(N_("没有找到这个常用筛选，可能已经删除。"))
    return found


def change_filter(filter_id: int, *, name: str, is_shared: bool, by: Actor, now: datetime) -> None:
    """Give it a name that is the person's only once, and share it with the office or take it back."""
    name = cleaned_name(name)
    with transaction() as session:
        kept = own_filter(filter_id, by)
        if is_shared and not kept.is_shared:
            require(by, Permission.SHARE_FILTER)
        same = select(SavedFilter.id).where(
            SavedFilter.person_id == by.id, SavedFilter.name == name, SavedFilter.id != kept.id)
        if session.scalar(same) is not None:
            raise Invalid(N_("您已有名为“%(name)s”的常用筛选，请换一个名称。"), field="name", name=name)
        before, kept.name, kept.is_shared = kept.name, name, is_shared
        journal("filter.changed", name, by, now, filter=kept.id, before=before, shared=is_shared)


def move_filter(filter_id: int, *, by: Actor, now: datetime) -> None:
    """Change places with the filter before it; the first stays where it is."""
    with transaction() as session:
        kept = own_filter(filter_id, by)
        before = session.scalar(
            select(SavedFilter)
            .where(SavedFilter.person_id == by.id, SavedFilter.position < kept.position)
            .order_by(SavedFilter.position.desc()).limit(1)
        )
        if before is not None:
            kept.position, before.position = before.position, kept.position
            journal("filter.moved", kept.name, by, now, filter=kept.id)
