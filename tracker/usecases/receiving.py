"""What the verbs of a receiver share: taking it for a change, its name, and how the journal keeps it."""

from typing import Any

from flask import current_app
from sqlalchemy import select

from tracker.domain.hooks import shown_url
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.words import N_
from tracker.store.db import db
from tracker.store.models import Department, Hook


def allowed_hosts() -> tuple[str, ...]:
    """To which hosts this installation lets messages be pushed; empty: to any."""
    hosts: tuple[str, ...] = current_app.extensions["tracker_config"].hook_hosts
    return hosts


def locked_hook(hook_id: int) -> Hook:
    """The receiver for changing it; refuses one that does not exist."""
    hook = db.session.scalar(select(Hook).where(Hook.id == hook_id).with_for_update())
    if hook is None:
        raise NotFound(N_("没有找到这个推送通道。"))
    return hook


def require_free_name(name: str, own_id: int | None = None) -> None:
    """Refuse a name that another receiver has."""
    taken = db.session.scalar(select(Hook.id).where(Hook.name == name))
    if taken is not None and taken != own_id:
        raise Invalid(N_("已有叫“%(taken)s”的推送通道，请换一个名称。"), field="name", taken=name)


def told(hook: Hook) -> dict[str, Any]:
    """The receiver as the journal keeps it; never its key or secret."""
    unit = db.session.get(Department, hook.department_id) if hook.department_id else None
    return {
        "name": hook.name, "shape": hook.shape.value, "url": shown_url(hook.url), "is_signed": bool(hook.secret),
        "unit": unit.name if unit else None, "active": hook.is_active,
    }
