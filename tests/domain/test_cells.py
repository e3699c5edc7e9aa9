"""How cells read: dates in the usual Chinese shapes, words, codes, units."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.cells import code_of, line_of, moment_of, raw_text, units_of, word_of
from tracker.domain.deadlines import LOCAL
from tracker.domain.refusals import Invalid
from tracker.domain.words import OrderClass, Satisfaction, Solved

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)


def at(*parts):
    return datetime(*parts, tzinfo=LOCAL)


@pytest.mark.parametrize(("cell", "moment"), [
    (datetime(2026, 1, 5, 9, 3), at(2026, 1, 5, 9, 3)),
    (date(2026, 1, 5), at(2026, 1, 5)),
    ("2026-01-05", at(2026, 1, 5)),
    ("2026/1/5 9:03", at(2026, 1, 5, 9, 3)),
    ("2026/1/5 9:03:07", at(2026, 1, 5, 9, 3, 7)),
    ("2026年1月5日 9时3分", at(2026, 1, 5, 9, 3)),
    ("2026年1月5日9时", at(2026, 1, 5, 9)),
    ("2026 年 1 月 5 日 9 时 3 分 7 秒", at(2026, 1, 5, 9, 3, 7)),
    ("2026.1.5", at(2026, 1, 5)),
    ("20260105", at(2026, 1, 5)),
    (20260105, at(2026, 1, 5)),
    (20260105.0, at(2026, 1, 5)),
    ("202601050903", at(2026, 1, 5, 9, 3)),
    ("20260105 090307", at(2026, 1, 5, 9, 3, 7)),
    ("２０２６－０１－０５　０９：０３", at(2026, 1, 5, 9, 3)),
    ("\t2026-01-05_x000D_\n09:03 ", at(2026, 1, 5, 9, 3)),
    ("2026/1/5 星期一 下午 3:05", at(2026, 1, 5, 15, 5)),
    ("2026/1/5 上午12:05", at(2026, 1, 5, 0, 5)),
    ("2026/1/5 3:05 pm", at(2026, 1, 5, 15, 5)),
    ("2026-01-05T09:03:07", at(2026, 1, 5, 9, 3, 7)),
    ("2026-01-05T01:03:07Z", datetime(2026, 1, 5, 1, 3, 7, tzinfo=UTC)),
    ("2026-01-05 09:03:07.0", at(2026, 1, 5, 9, 3, 7)),
    (datetime(2026, 1, 5, 9, 2, 59, 999_996), at(2026, 1, 5, 9, 3)),  # what a fraction of a day comes to
    (None, None), ("", None), (" ", None), ("/", None), ("无", None),
])
def test_the_usual_shapes_of_a_moment(cell, moment):
    assert moment_of(cell, NOW) == moment


@pytest.mark.parametrize("cell", [
    "下周一", "2026-13-05", "2026-02-30", "2026-1-59:03", "5/1/2026", "26-1-5", "2026-01-05 25:00", "9:30", "2026", True,
    "2026-01-05 上面", "#VALUE!", 12.5,
])
def test_what_is_no_moment_is_said_with_an_example(cell):
    with pytest.raises(Invalid, match="2026-01-05 09:30"):
        moment_of(cell, NOW)


@pytest.mark.parametrize(("cell", "year"), [(datetime(3026, 1, 5), 3026), ("1999-12-31", 1999), ("2028-01-01", 2028)])
def test_a_year_that_cannot_be_is_named(cell, year):
    with pytest.raises(Invalid, match=f"年份 {year} 不合理，应在 2000 年至 2027 年之间"):
        moment_of(cell, NOW)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2027, 12, 31)), st.sampled_from([
    "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y.%m.%d %H:%M:%S", "%Y年%m月%d日 %H时%M分%S秒", "%Y年%m月%d日%H:%M:%S",
    "%Y%m%d%H%M%S", "%Y-%m-%dT%H:%M:%S",
]))
def test_every_moment_is_read_from_every_shape(moment, shape):
    moment = moment.replace(microsecond=0, tzinfo=LOCAL)
    assert moment_of(moment.strftime(shape), NOW) == moment


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_whatever_stands_in_a_cell_is_read_or_refused(cell):
    for read in (line_of, code_of, units_of, lambda value: moment_of(value, NOW), lambda value: word_of(Solved, value)):
        try:
            read(cell)
        except Invalid as refusal:
            assert str(refusal)


@pytest.mark.parametrize(("words", "cell", "word"), [
    (Satisfaction, "满意", Satisfaction.SATISFIED),
    (Satisfaction, " 非常不满意\n", Satisfaction.VERY_DISSATISFIED),
    (OrderClass, "涉企", OrderClass.ENTERPRISE),
    (OrderClass, "群众", OrderClass.CITIZEN),
    (Solved, "是", Solved.YES), (Solved, "否", Solved.NO), (Solved, "部分", Solved.PARTLY), (Solved, "未解决", Solved.NO),
    (Solved, "—", None), (Solved, None, None),
])
def test_words_by_label_or_its_beginning(words, cell, word):
    assert word_of(words, cell) is word


def test_an_unknown_word_is_answered_with_the_list():
    with pytest.raises(Invalid, match="非常满意、满意、基本满意、不满意、非常不满意"):
        word_of(Satisfaction, "非常")


@pytest.mark.parametrize(("cell", "text"), [
    (13812345678, "13812345678"), (13812345678.0, "13812345678"), ("０７５３-２２２", "0753-222"), (" A-1\n", "A-1"),
    (None, ""), ("无", ""),
])
def test_codes_are_plain_text(cell, text):
    assert code_of(cell) == text


def test_more_than_a_cell_can_hold():
    assert len(raw_text("长" * 32_767)) == 32_767
    with pytest.raises(Invalid, match="32768 个字"):
        raw_text("长" * 32_768)


def test_units_are_parted_by_whatever_clerks_use():
    assert units_of("区水务局、区林业局，区财政局;区民政局\n区水务局") == ["区水务局", "区林业局", "区财政局", "区民政局"]
    assert units_of(None) == units_of("/") == []
