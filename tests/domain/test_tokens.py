"""Which words are found: examples, and that every part of every text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tracker.domain.tokens import BODY_MAX, fold, hits, pairs, query, runs, searchable, tokens

texts = some.text(max_size=60) | some.text("梅江区电梯故障，ＡＢc12３。\n·㎡½ﬁİß", max_size=40)


@pytest.mark.parametrize(("text", "folded"), [
    ("３号楼ＡＢ座", ["3号楼ab座"]),
    ("电梯故障，无人维修", ["电梯故障", "无人维修"]),
    ("80㎡/WiFi", ["80m2", "wifi"]),
    ("……！？", []),
])
def test_a_text_is_folded_to_its_runs(text, folded):
    assert runs(text) == folded


def test_a_run_is_found_by_its_pairs_and_its_last_character():
    assert tokens(["电梯故障"]) == {"电梯", "梯故", "故障", "障"}
    assert tokens(["水"]) == {"水"}


@given(texts, some.data())
def test_what_is_folded_of_a_part_is_that_part_of_what_is_folded_of_the_whole(text, data):
    start = data.draw(some.integers(0, len(text)))
    part = text[start:data.draw(some.integers(start, len(text)))]
    assert fold(part) in fold(text)


@given(texts, some.data())
def test_every_part_of_a_text_is_found_by_its_tokens(text, data):
    start = data.draw(some.integers(0, len(text)))
    wanted = query(text[start:data.draw(some.integers(start, len(text)))])
    kept = searchable("", [text])
    have = set(kept.tokens)
    assert set(wanted.whole) <= have
    assert all(any(token.startswith(one) for token in have) for one in wanted.beginnings)
    assert all(run in kept.text for run in wanted.checked)


@given(texts)
def test_a_hit_is_marked_where_it_stands(text):
    for run in query(text).runs:
        places = hits(text, [run])
        assert places
        for start, end in places:
            assert run in fold(text[start:end])


def test_hits_that_touch_are_one():
    assert hits("电梯故障电梯", ["电梯", "梯故"]) == [(0, 3), (4, 6)]
    assert hits("Ｗｉｆｉ与wifi", ["wifi"]) == [(0, 4), (5, 9)]


def test_a_title_counts_among_the_text_and_bears_its_own_mark():
    kept = searchable("电梯", ["困人", None, ""])
    assert kept.title == "电梯" and kept.text == "电梯 困人"
    assert kept.tokens == sorted({"电梯", "梯", "困人", "人", "·电梯", "·梯"})


def test_an_endless_text_is_cut_where_the_index_ends():
    kept = searchable("题", ["长" * 100_000])
    assert len(kept.text) == BODY_MAX


def test_a_search_is_bounded():
    wanted = query(" ".join(f"词{number}" for number in range(50)) + "很" * 500)
    assert len(wanted.runs) == 8
    assert len(query("很" * 500).runs[0]) == 40


def test_pairs_overlap():
    assert pairs("公租房") == ["公租", "租房"]
    assert pairs("房") == []
