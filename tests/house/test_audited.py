"""Nothing is written past the audit: each use case that writes tells or journals, and each kind has its sentence."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tracker.domain.account_events import AccountEvent
from tracker.domain.journal import REFUSALS, SENTENCES

ROOT = Path(__file__).resolve().parents[2]
USECASES = sorted((ROOT / "tracker/usecases").glob("*.py"))
SOURCES = sorted((ROOT / "tracker").rglob("*.py"))

TELLING = {
    "journal", "tell", "tell_all", "move", "redact", "moved", "spread",
}
"What puts a row into one of the two stories; `move` is store.orders', which tells of the move."

SILENT = {
    # The program keeping its own books: no person acted, and what came of it is told where it is shown.
    "flag_due_orders", "send_outbox", "send_digest", "remind_expiring_articles",
}


def calls(node: ast.AST) -> set[str]:
    """The bare names of everything called beneath the node."""
    found = set()
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
        if isinstance(call.func, ast.Name):
            found.add(call.func.id)
        elif isinstance(call.func, ast.Attribute):
            found.add(call.func.attr)
    return found


@cache
def functions() -> dict[str, set[str]]:
    """Every function of the use cases and the store by its name: what it calls."""
    found: dict[str, set[str]] = {}
    for path in [*USECASES, *sorted((ROOT / "tracker/store").glob("*.py"))]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, set()).update(calls(node))
            elif isinstance(node, ast.ClassDef):
                found.setdefault(node.name, set()).update(calls(node))
    return found


def tells(name: str, known: dict[str, set[str]], seen: set[str]) -> bool:
    """Does it, or anything it calls, put a row into one of the stories?"""
    if name in TELLING:
        return True
    seen.add(name)
    return any(tells(one, known, seen) for one in known.get(name, ()) if one not in seen)


def writing() -> Iterator[tuple[str, str]]:
    """(file, public function) of every use case that opens a transaction."""
    for path in USECASES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and "transaction" in calls(node):
                yield path.name, node.name


#: Writes that change nothing of anybody's work or rights: what one has seen, chosen for oneself, or is still choosing.
OWN = {
    "choose_language", "read_notices", "open_notice", "open_digest", "use_article", "drop_import", "preview_import",
    "recheck_import", "take_export_bytes",
}


def test_who_writes_also_tells():
    known, found = functions(), list(writing())
    assert len(found) > 60
    silent = [f"{file}: {name}" for file, name in found if name not in OWN | SILENT and not tells(name, known, set())]
    assert not silent, "these write, and neither tell nor journal"


@cache
def trees() -> dict[str, ast.Module]:
    return {path.name: ast.parse(path.read_text("utf-8")) for path in SOURCES}


@cache
def journal_calls() -> list[tuple[str, ast.Call]]:
    return [
        (file, call) for file, tree in trees().items() for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "journal"
    ]


def journalled() -> Iterator[tuple[str, str]]:
    """(kind, file) of every kind that is written anywhere; where it is an event's, of every event the file names."""
    for file, call in journal_calls():
        for text in ast.walk(call.args[0]):
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value, file
        if isinstance(call.args[0], ast.Attribute):
            yield from ((event.value, file) for event in events_named(trees()[file]))


def events_named(tree: ast.Module) -> Iterator[AccountEvent]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "AccountEvent":
            yield AccountEvent[node.attr]


def test_each_kind_has_its_sentence():
    kinds = dict(journalled())
    assert len(kinds) > 60 and "factor.replaced" in kinds
    missing = {kind: file for kind, file in kinds.items() if kind not in SENTENCES}
    assert not missing, f"say in domain/journal.py how they read: {missing}"


def test_a_sentence_names_nothing_but_its_subject():
    for kind, sentence in SENTENCES.items():
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", kind)
        assert set(re.findall(r"%\((\w+)\)", sentence)) <= {"subject"}, kind
    assert {"person.refused", "access.refused", "factor.refused"} <= REFUSALS


CHANGES = ("setting.changed", "code.changed", "limit.changed", "limit.ended", "person.changed", "department.changed",
           "hook.changed", "calendar.day_set", "statutory_limit.ended", "person.roles_assigned", "filter.changed")


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_of_a_rule_or_person_says_before_and_after(kind):
    """Every call that writes the kind says both."""
    found = [
        (file, {keyword.arg for keyword in call.keywords}) for file, call in journal_calls()
        if isinstance(call.args[0], ast.Constant) and call.args[0].value == kind
    ]
    assert found, f"nothing writes {kind} any more"
    for file, said in found:
        assert "before" in said and said & {"after", "shared"}, f"{file}: {kind}"
