"""Failed sign-ins: what is counted, and how long the next attempt has to wait. Counting is done in store/guards.py."""

from tracker.domain.words import N_, Word


class GuardKind(Word):
    """What failed sign-ins are counted by."""

    NAME = "name", N_("登录名")
    KNOWN_PLACE = "known_place", N_("登录名（常用地址）")
    ADDRESS = "address", N_("网络地址")
