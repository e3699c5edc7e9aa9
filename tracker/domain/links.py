"""One-time links: what they are for."""

from tracker.domain.words import N_, Word


class LinkKind(Word):
    """What a link lets its holder do; either way the password is chosen by the person alone."""

    INVITATION = "invitation", N_("邀请")
    RESET = "reset", N_("重置密码")
