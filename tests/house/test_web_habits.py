"""Habits of the pages' own code that no single page would show: where entries come from, what is logged, and how."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from wtforms import PasswordField

import tracker.web
from tracker.web.forms import Form

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "tracker").rglob("*.py"))
SCRIPTS = sorted((ROOT / "tracker/web/static/js").rglob("*.js"))
PATTERNS = {f"re.{name}" for name in ("compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer")}
HELPERS = {"current-password", "new-password"}
LOGGING = {"debug", "info", "warning", "error", "exception", "critical"}
FROM_OUTSIDE = {"args", "form", "headers", "cookies", "data", "path", "full_path", "url", "host", "referrer", "json"}


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def kinds_of(form: type) -> Iterator[type]:
    for kind in form.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def secret_fields() -> dict[str, object]:
    """form.field → what the form says of it, for every field of every form that takes a password or a secret."""
    for module in pkgutil.walk_packages(tracker.web.__path__, "tracker.web."):
        importlib.import_module(module.name)
    found = {}
    for form in kinds_of(Form):
        for name, field in vars(form).items():
            is_secret = re.search(r"password|passwd|secret|^(old|new|again)$", name) and not name.startswith("no_")
            if hasattr(field, "field_class") and (is_secret or issubclass(field.field_class, PasswordField)):
                found[f"{form.__name__}.{name}"] = field
    return found


def test_passwords_are_hidden_and_every_password_manager_finds_them():
    found = secret_fields()
    assert {"SignInForm.password", "NewPasswordForm.new", "NewPasswordForm.again", "PasswordForm.old"} <= set(found)
    for name, field in found.items():
        assert issubclass(field.field_class, PasswordField), f"{name} shows what is typed"
        assert field.kwargs["render_kw"]["autocomplete"] in HELPERS, f"{name}: say what a password manager may fill in"


def test_no_script_hinders_pasting():
    for path in SCRIPTS:
        assert not re.search(r"\bpaste\b|clipboardData|oncopy|autocomplete", path.read_text("utf-8")), place(path)


def test_an_entry_comes_from_the_address_or_the_form_and_never_from_either():
    for path in SOURCES:
        assert not re.search(r"request\.values|CombinedMultiDict", path.read_text("utf-8")), place(path)


def test_nothing_is_decoded_a_second_time():
    """Flask has decoded the address and the form; a figure's own reference alone holds parts that were quoted apart."""
    decoding = {place(path) for path in SOURCES if re.search(r"\bunquote|unescape\(", path.read_text("utf-8"))}
    assert decoding == {"tracker/domain/figure_refs.py"}


def test_no_pattern_is_made_of_what_somebody_typed():
    """A pattern stands in our code, or is put together from constants of it; names are looked for letter by letter."""
    for path in (path for path in SOURCES if place(path) != "tracker/domain/redaction.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in PATTERNS:
                names = {part.id for part in ast.walk(node.args[0]) if isinstance(part, ast.Name)}
                assert all(name.isupper() for name in names), f"{place(path)} {node.lineno}: escape it"


def test_a_script_looks_nothing_up_in_a_plain_object():
    """A name from a page could be one that every object has: a Map has none."""
    for path in SCRIPTS:
        assert not re.search(r"=\s*\{\s*\}\s*;|__proto__|\.prototype(\.\w+)?\s*=", path.read_text("utf-8")), place(path)


def _logged() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in LOGGING:
                if re.search(r"\blog(ger)?$", ast.unparse(called.value)):
                    yield f"{place(path)} {node.lineno}", node


def test_what_a_request_brings_is_logged_quoted_or_not_at_all():
    """Or a line break in it would begin a line of its own."""
    seen = 0
    for at, call in _logged():
        seen += 1
        assert isinstance(call.args[0], ast.Constant), f"{at}: the words stand alone, the values behind them"
        marks = re.findall(r"%[-\d.]*([a-z])", call.args[0].value)
        for mark, value in zip(marks, call.args[1:], strict=True):
            named = re.findall(r"request\.(\w+)", ast.unparse(value))
            assert mark == "r" or not FROM_OUTSIDE & set(named), f"{at}: %r"
    assert seen > 20


def test_the_log_goes_where_the_inventory_says_and_nowhere_else():
    """docs/operations.md, Logs: one stream, set up in one place."""
    setting_up = re.compile(r"basicConfig|dictConfig|fileConfig|addHandler|FileHandler|SysLogHandler|HTTPHandler")
    assert {place(path) for path in SOURCES if setting_up.search(path.read_text("utf-8"))} == {
        "tracker/cli/log_lines.py"}
