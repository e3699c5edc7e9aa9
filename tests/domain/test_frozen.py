"""A closed month as it is kept: the same bulletin comes back and is the same bytes, and no float is let in."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.bulletins import MADE_AT, sample_bulletin
from tracker.domain.bulletin import Bulletin, Line, Rank
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import Figure
from tracker.domain.frozen import Counted, canonical, freeze, from_json, sha256_of, to_json
from tracker.domain.tally import EVALUATED, Tally
from tracker.domain.words import DepartmentKind


def some_figure(rng: random.Random) -> Figure:
    """Any figure: whole, with decimals, negative, without a base, without a value."""
    value = rng.choice([None, Decimal(rng.randrange(-10**6, 10**6)).scaleb(-rng.randrange(5))])
    part, base = Decimal(rng.randrange(10**6)).scaleb(-rng.randrange(3)), rng.choice([None, 0, rng.randrange(9999)])
    return Figure(part, base, value)


def some_bulletin(rng: random.Random) -> Bulletin:
    """The sample with other figures, lines, choices and comparisons."""
    plain = sample_bulletin()
    lines = [
        Line(
            rng.choice(["区市场监督管理局", "“引号”与 & <", "Café \u2028"]), {"received": some_figure(rng)},
            rng.choice([{}, {"lead": None}, {"unit": rng.randrange(99)}, {"unit": 1, "channel": "phone"}]),
            rng.choice(list(Rank)), rng.choice([None, *DepartmentKind]), rng.choice(["", "网站"]),
            rng.choice([{}, {"class": "大件量", "rank": "1/3"}]))
        for _one in range(rng.randrange(1, 5))
    ]
    units = plain.tables["units"]
    return replace(
        plain, basis=Basis(rng.random() < 0.5, rng.random() < 0.5, tuple(rng.randrange(101) for _one in range(5))),
        made_at=MADE_AT + timedelta(microseconds=rng.randrange(10**12)),
        overview=tuple((heading, some_figure(rng)) for heading, _figure in plain.overview),
        before=rng.choice([None, plain.before]), tables={**plain.tables, "units": replace(units, lines=tuple(lines))})


@pytest.mark.parametrize("seed", range(20))
def test_what_is_frozen_comes_back_and_is_the_same_bytes(seed: int) -> None:
    bulletin = some_bulletin(random.Random(seed))

    text = to_json(freeze(bulletin))
    thawed = from_json(text)

    assert thawed.bulletin == bulletin
    assert to_json(thawed) == text and sha256_of(to_json(thawed)) == sha256_of(text)
    assert thawed.bulletin.period.is_over and thawed.bulletin.period.name == "2026-10"


def test_figures_are_decimal_words_and_keys_stand_in_order() -> None:
    kept = json.loads(to_json(freeze(sample_bulletin())), object_pairs_hook=list)

    def keys_in_order(pairs: Any) -> None:
        if isinstance(pairs, list) and pairs and isinstance(pairs[0], tuple):
            names = [name for name, _value in pairs]
            assert names == sorted(names)
            for _name, value in pairs:
                assert not isinstance(value, float)
                keys_in_order(value)

    keys_in_order(kept)


def test_the_definitions_are_frozen_under_the_settings_of_the_month() -> None:
    with_silence = freeze(sample_bulletin(basis=Basis(silence_counts=True))).counted["satisfaction"]
    plain = freeze(sample_bulletin(basis=Basis(basically_counts=False))).counted["satisfaction"]

    assert plain == Counted((Tally.VERY_SATISFIED, Tally.SATISFIED), EVALUATED)
    assert Tally.SILENT in with_silence.part and Tally.SILENT in with_silence.base


def test_what_would_not_come_back_the_same_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        canonical({"share": 0.1})


def test_an_older_document_reads_what_it_does_not_know_as_the_default() -> None:
    kept = json.loads(to_json(freeze(sample_bulletin())))
    for heading, _figure in kept["bulletin"]["overview"]:
        del heading["order_class"]
    kept["bulletin"]["from a release to come"] = 1

    thawed = from_json(json.dumps(kept)).bulletin

    assert {heading.order_class for heading, _figure in thawed.overview} == {None}
