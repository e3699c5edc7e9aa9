"""计数: one more request of its kind by this person, or from this address where nobody is signed in."""

from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from tracker.clock import LOCAL
from tracker.domain.permissions import Actor
from tracker.domain.rates import Rate
from tracker.store import tables
from tracker.store.rate_counts import counter

WHOLE_LINE = 64
"Bits of an IPv6 address that name a line; the rest its owner may choose anew for every request."


def _place(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        return str(ip_network((known, WHOLE_LINE), strict=False))
    return str(known)


def count_request(kind: Rate, *, by: Actor | None, address: str, now: datetime) -> float:
    """0 when it is within what the office allows in a minute, else how many seconds to wait."""
    who = f"person-{by.id}" if by else f"from-{_place(address)}"
    most = getattr(tables.settings_on(now.astimezone(LOCAL).date()), kind.setting)
    return counter().is_within(kind.value, who, most, is_here=kind.is_reading)
