"""What people write: missing, too long, or trimmed and taken."""

import pytest

from tracker.domain.refusals import Invalid
from tracker.domain.texts import text_problems, written


def test_a_text_that_must_be_there_is_trimmed():
    assert written(" 属住建职责。\n", "reason", 6, "请写明原因。") == "属住建职责。"


@pytest.mark.parametrize(("text", "missing", "words"), [
    (" \n", "请写明原因。", "请写明原因。"), ("属于住建职责。", "请写明原因。", "最多 6 字，请精简。"),
    ("属于住建职责。", "", "最多 6 字，请精简。"),
])
def test_what_cannot_be_taken_says_where(text, missing, words):
    with pytest.raises(Invalid, match=words) as refused:
        written(text, "reason", 6, missing)
    assert refused.value.field == "reason"


def test_a_text_that_may_be_missing_may_be_empty():
    assert written(" ", "note", 6) == ""


def test_several_texts_are_judged_at_once():
    found = text_problems(reason=("", 6, "请写明原因。"), legal_basis=("长" * 7, 6, ""), note=("", 6, ""))
    assert [problem.field for problem in found] == ["reason", "legal_basis"]
