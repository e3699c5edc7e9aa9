"""What the security and reliability tables promise is held by tests that exist, or named as the office's own duty."""

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
