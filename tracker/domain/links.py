"""One-time links: what they are for, and how long they are good."""

from datetime import datetime, timedelta

from tracker.domain.settings import Settings
from tracker.domain.words import N_, Word


class LinkKind(Word):
    """What a link lets its holder do; either way the password is chosen by the person alone."""

    INVITATION = "invitation", N_("邀请")
    RESET = "reset", N_("重置密码")


RESET_REST = timedelta(minutes=5)
"A forgotten password mails no second link before: a stranger must not flood the person's mailbox."


def expires_at(kind: LinkKind, in_force: Settings, now: datetime) -> datetime:
    """When a link that is made now is good no more."""
    if kind is LinkKind.INVITATION:
        return now + timedelta(hours=in_force.invitation_hours)
    return now + timedelta(minutes=in_force.reset_minutes)
