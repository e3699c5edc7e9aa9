"""What earlier returns mean: when a unit is overruled, when an order is hard, whether the clock goes on."""

from dataclasses import replace

import pytest

from tracker.domain.returning import PastReturn, goes_on, hard_causes, has_protested, is_denied
from tracker.domain.road_words import ClockRule, HardCause, PetitionState
from tracker.domain.settings import in_force
from tracker.domain.words import Part

SETTINGS = in_force({})
GRANTED, DENIED = PetitionState.GRANTED, PetitionState.DENIED
MARKET, HOUSING, TOWN = 1, 2, 3


def lead(*units, state=GRANTED):
    return [PastReturn(unit, Part.LEAD, state) for unit in units]


@pytest.mark.parametrize(("returns", "causes"), [
    ([], ()),
    (lead(MARKET, HOUSING), ()),
    (lead(MARKET, HOUSING, MARKET), (HardCause.RETURNS,)),                   # three returns by two units
    (lead(MARKET, HOUSING, TOWN), (HardCause.RETURNS, HardCause.UNITS)),
    (lead(MARKET, HOUSING) + lead(TOWN, state=DENIED), ()),                  # the third must keep it
    (lead(MARKET, HOUSING) + lead(TOWN, state=PetitionState.WITHDRAWN), ()),
    (lead(MARKET, HOUSING) + [PastReturn(TOWN, Part.CO, GRANTED)], ()),      # a co-handler leaves the lead in place
])
def test_when_an_order_is_hard(returns, causes):
    assert hard_causes(returns, SETTINGS) == causes


def test_the_counts_are_settings():
    stricter = replace(SETTINGS, returns_hard=5, units_hard=2)
    assert hard_causes(lead(MARKET, HOUSING, MARKET), stricter) == (HardCause.UNITS,)


@pytest.mark.parametrize(("state", "protested", "denied"), [
    (GRANTED, True, False), (DENIED, True, True), (PetitionState.WITHDRAWN, False, False),
    (PetitionState.WAITING, False, False),
])
def test_who_was_answered_has_protested(state, protested, denied):
    returns = lead(MARKET, state=state)
    assert has_protested(returns, MARKET) is protested
    assert is_denied(returns, MARKET, Part.LEAD) is denied
    assert not has_protested(returns, HOUSING) and not is_denied(returns, MARKET, Part.CO)


@pytest.mark.parametrize(("is_statutory", "rule", "on"), [
    (False, ClockRule.RESTART, False), (False, ClockRule.GO_ON, True),
    (True, ClockRule.RESTART, True), (True, ClockRule.GO_ON, True),
])
def test_a_laws_own_limit_runs_on_whatever_the_setting(is_statutory, rule, on):
    assert goes_on(is_statutory, replace(SETTINGS, redispatch_clock=rule)) is on
