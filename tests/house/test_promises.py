"""What the security and reliability tables promise is held by tests that exist, or named as the office's own duty.

No item of the standards is missing: ASVS by its numbers, which have no gaps, GB/T 22239-2019 by its clauses' letters.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLES = ("docs/security.md", "docs/reliability.md")
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
DUTY = re.compile(r"operator's duty", re.IGNORECASE)
NO_TEST = re.compile(r"falls short|not applicable", re.IGNORECASE)
ASVS, BEYOND = "OWASP ASVS 5.0.0, levels 1 and 2", "OWASP ASVS 5.0.0, what is met of level 3"
APART = "OWASP ASVS 5.0.0, what does not apply"
NUMBER = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}\.\d{1,2}(?![\d.])")
CLAUSE = re.compile(r"^(8\.1\.[45]\.\d+)((?:,? [a-g]\))*)")
CLAUSES = {
    "8.1.4.1": "abcd", "8.1.4.2": "abcdefg", "8.1.4.3": "abcd", "8.1.4.4": "abcdef", "8.1.4.5": "", "8.1.4.6": "",
    "8.1.4.7": "ab", "8.1.4.8": "ab", "8.1.4.9": "abc", "8.1.4.10": "ab", "8.1.4.11": "ab",
    "8.1.5.1": "ab", "8.1.5.2": "ab", "8.1.5.3": "ab", "8.1.5.4": "abcdef",
}
"GB/T 22239-2019, level 3, 8.1.4 安全计算环境 and 8.1.5 安全管理中心: each clause's lettered items."
COMMAND = re.compile(r"`[^`]*(?:make |bench/|TRACKER_|tracker )[^`]*`")


def rows(name: str) -> list[tuple[str, list[str]]]:
    """Each table row with the heading of its section; headers and rules are left out."""
    section, found = "", []
    lines = (ROOT / name).read_text("utf-8").splitlines()
    for line, below in zip(lines, [*lines[1:], ""]):
        if line.startswith("#"):
            section = line.strip("# ")
        elif line.startswith("|") and not line.startswith("|---") and not below.startswith("|---"):
            found.append((section, [cell.strip() for cell in line.strip().strip("|").split(" | ")]))
    return found


@cache
def defined_in(path: str) -> set[str]:
    """The functions of a test file, those of its classes too."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("name", TABLES)
def test_every_named_test_exists(name):
    missing = [
        f"{path}::{test}" for path, test in TEST.findall((ROOT / name).read_text("utf-8"))
        if not (ROOT / path).is_file() or test and test not in defined_in(path)
    ]
    assert not missing, missing


@pytest.mark.parametrize("name", TABLES)
def test_every_promise_names_its_test_or_whose_duty_it_is(name):
    found = rows(name)
    bare = [
        " | ".join(cells) for section, cells in found
        if not (TEST.search(cells[-1]) or DUTY.search(cells[-1]) or NO_TEST.search(cells[-1])
                or section == "Figures" and COMMAND.search(cells[-1]))
    ]
    assert found and not bare, "\n".join(bare)


@pytest.mark.parametrize("name", TABLES)
def test_no_item_is_told_twice(name):
    told = [(section, cells[0]) for section, cells in rows(name)]
    assert sorted(told) == sorted(set(told))


def numbers(section: str) -> list[str]:
    """The numbers that begin the rows of a section, in the order of the rows."""
    return [number for of, cells in rows("docs/security.md") if of == section for number in NUMBER.findall(cells[0])]


def place(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def not_aimed_at() -> list[str]:
    """The requirements of level 3 that are named below their table, and no more than named."""
    text = (ROOT / "docs/security.md").read_text("utf-8")
    return NUMBER.findall(re.search(r"^Not aimed at:.*?(?=\n\n)", text, re.MULTILINE | re.DOTALL)[0])


def test_no_requirement_of_the_standard_is_left_out_or_answered_in_two_places():
    """The standard counts the requirements of each section from 1 on: a gap is one that nobody has answered."""
    places = [numbers(ASVS), numbers(APART), numbers(BEYOND), not_aimed_at()]
    everywhere = [number for found in places for number in set(found)]
    assert sorted(everywhere) == sorted(set(everywhere)), "in two places"
    sections: dict[tuple[int, int], set[int]] = {}
    for chapter, section, number in map(place, everywhere):
        sections.setdefault((chapter, section), set()).add(number)
    gaps = {of: sorted(set(range(1, max(found) + 1)) - found) for of, found in sections.items()}
    assert {of: missing for of, missing in gaps.items() if missing} == {}
    assert {chapter for chapter, _ in sections} == set(range(1, 18)) and len(everywhere) == 345


def test_the_rows_stand_in_the_order_of_the_standard():
    for section in (ASVS, APART, BEYOND):
        first = [place(NUMBER.findall(cells[0])[0]) for of, cells in rows("docs/security.md") if of == section]
        assert first == sorted(first), section


def test_every_lettered_item_of_the_national_standard_is_answered():
    found = [cells[0] for of, cells in rows("docs/security.md") if of.startswith("GB/T 22239-2019")]
    answered: dict[str, str] = {}
    for text in found:
        named = CLAUSE.match(text)
        assert named, f"begin with the clause and its letters: {text}"
        answered[named[1]] = answered.get(named[1], "") + "".join(re.findall("[a-g]", named[2]))
    assert {clause: "".join(sorted(set(letters))) for clause, letters in answered.items()} == CLAUSES
