"""House rules that a reader would otherwise have to remember."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tracker

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "tracker").rglob("*.py"))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def places(pattern: str) -> set[str]:
    return {str(path.relative_to(ROOT)) for path in SOURCES if re.search(pattern, path.read_text("utf-8"))}


def test_only_the_database_module_commits():
    assert places(r"\.commit\(") == {"tracker/store/db.py"}, "use store.db.transaction()"


def test_only_the_clock_asks_for_the_time():
    asking = places(r"datetime\.now\(|utcnow\(|date\.today\(|time\.time\(")
    assert asking == {"tracker/clock.py"}, "take now as a parameter"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_stays_small_and_says_what_it_is_for(path):
    text = path.read_text("utf-8")
    assert text.count("\n") <= 250, "part the file by noun"
    assert not text.strip() or text.startswith('"""'), "open with a docstring that says what is decided here"


def test_the_map_is_the_house():
    """Every name that opens an entry of the map is a room or a module beside them, and none is left out."""
    named = set(re.findall(r"(?:^|(?<=  ))(\w+)(?=  )", tracker.__doc__ or "", re.MULTILINE))
    named |= {module for module in re.findall(r"\b(\w+)\.py\b", tracker.__doc__ or "")}
    rooms = {path.name for path in (ROOT / "tracker").iterdir() if (path / "__init__.py").exists()}
    modules = {path.stem for path in (ROOT / "tracker").glob("*.py")} - {"__init__"}
    assert named == rooms | modules


def test_the_map_holds_no_code():
    """Reading a rule must not import Flask."""
    body = ast.parse((ROOT / "tracker/__init__.py").read_text("utf-8")).body
    assert len(body) == 1 and isinstance(body[0], ast.Expr)


def test_the_floors_look_down_only():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


# The two libraries carry proofs of their own (check characters, numbering plans): see ADR 0001.
PURE = {"tracker", "stdnum", "phonenumbers"} | set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", sorted((ROOT / "tracker/domain").rglob("*.py")), ids=lambda path: path.name)
def test_a_rule_needs_the_standard_library_only(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.split(".")[0] in PURE and (not name.startswith("tracker") or "domain" in name), name


def test_every_package_is_shipped():
    """The package list is explicit: a folder that is not named would be missing from the wheel."""
    config = (ROOT / "setup.cfg").read_text()
    for path in (ROOT / "tracker").rglob("__init__.py"):
        package = ".".join(path.parent.relative_to(ROOT).parts)
        assert re.search(rf"^    {re.escape(package)}$", config, re.MULTILINE), f"name {package} in setup.cfg"


def test_nothing_tracked_names_this_machine():
    for path in tracked():
        if path.suffix in {".css", ".js", ".svg"} or "vendor" in path.parts or path.name == Path(__file__).name:
            continue
        text = path.read_text("utf-8", errors="replace")
        assert not re.search(r"(?<![\w.~])/(root|home|work|tmp)/", text), f"a machine's path stands in {path}"


def test_lock_files_hold_no_addresses():
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text(), path


def test_every_template_is_used():
    texts = [path.read_text("utf-8") for path in [*SOURCES, *(ROOT / "templates").rglob("*.html")]]
    texts.append((ROOT / "docs/ui.md").read_text("utf-8").replace("`", '"'))  # components and layouts it offers
    for template in (ROOT / "templates").rglob("*.html"):
        name = str(template.relative_to(ROOT / "templates"))
        names = (f'"{name}"', f'"{template.name}"', f" {template.name} |")
        assert any(name in text for text in texts for name in names), f"{name} is used nowhere"


def test_templates_have_no_inline_script_or_style():
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\bsrc=)", text), template
