"""退单和改派: what earlier returns mean for the next lead, when an order is hard, whether the reply's clock goes on.

Whether a unit may still ask: hurdles.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.domain.road_words import ClockRule, HardCause, PetitionState
from tracker.domain.settings import Settings
from tracker.domain.words import Part

DECIDED = (PetitionState.GRANTED, PetitionState.DENIED)


@dataclass(frozen=True)
class PastReturn:
    """A return that a unit asked for, in the part that it then had."""

    unit_id: int
    part: Part
    state: PetitionState


def has_protested(returns: Iterable[PastReturn], unit_id: int, part: Part = Part.LEAD) -> bool:
    """Has the unit asked to be rid of this part, and been answered? Naming it once more is an arbitration."""
    return any(one.unit_id == unit_id and one.part is part and one.state in DECIDED for one in returns)


def is_denied(returns: Iterable[PastReturn], unit_id: int, part: Part) -> bool:
    """Was the unit told that it must keep this part?"""
    return any(
        one.unit_id == unit_id and one.part is part and one.state is PetitionState.DENIED for one in returns
    )


def goes_on(is_statutory: bool, settings: Settings) -> bool:
    """Does a reply promise that still binds outlive a change of lead? A limit set by law does, whatever the setting."""
    return is_statutory or settings.redispatch_clock is ClockRule.GO_ON


def hard_causes(returns: Iterable[PastReturn], settings: Settings) -> tuple[HardCause, ...]:
    """Why an order that was returned so often, or by so many leads, counts as 疑难 (rules, section 3: Bayannur)."""
    leads = [one.unit_id for one in returns if one.part is Part.LEAD and one.state is PetitionState.GRANTED]
    found = []
    if len(leads) >= settings.returns_hard:
        found.append(HardCause.RETURNS)
    if len(set(leads)) >= settings.units_hard:
        found.append(HardCause.UNITS)
    return tuple(found)
