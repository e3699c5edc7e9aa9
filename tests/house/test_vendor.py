"""The front end comes from this repository alone: pinned, summed, licensed, and named in one table."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from tracker.web.assets import ASSETS

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "tracker/web/static"
SHELVES = (STATIC / "vendor", ROOT / "tests/vendor")
PACKAGES = [folder for shelf in SHELVES for folder in sorted(shelf.iterdir()) if folder.is_dir()]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def pins() -> dict[str, str]:
    """Package → version, as vendor/package.json asks for it."""
    asked: dict[str, str] = json.loads((ROOT / "vendor/package.json").read_text("utf-8"))["dependencies"]
    return asked


def called(text: str) -> set[str]:
    """The names that a template or module asks asset() for; a variable name is not among them."""
    return set(re.findall(r"""\basset\(\s*["']([^"']+)["']""", text))


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: str(shelf.relative_to(ROOT)))
def test_vendored_files_are_what_was_fetched(shelf):
    sums = dict(reversed(line.split("  ")) for line in (shelf / "SHA256SUMS").read_text().splitlines())
    present = {
        str(file.relative_to(shelf)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in shelf.rglob("*") if file.is_file() and file.name != "SHA256SUMS"
    }
    assert present == sums, "run make vendor and commit what it writes"


@pytest.mark.parametrize("package", PACKAGES, ids=lambda folder: folder.name)
def test_every_vendored_package_carries_its_licence_and_no_pointer_to_a_source_map(package):
    assert re.search(r"MIT License|BSD|Mozilla Public License|Apache License", (package / "LICENSE").read_text("utf-8"))
    for file in package.iterdir():
        assert "sourceMappingURL=" not in file.read_text("utf-8"), file


def test_the_vendored_versions_are_the_pinned_ones():
    assert {folder.name for folder in PACKAGES} == {f"{name}-{version}" for name, version in pins().items()}


def test_the_lock_is_of_the_pinned_versions_with_sums_and_without_addresses():
    text = (ROOT / "vendor/package-lock.json").read_text("utf-8")
    assert "://" not in text
    packages = json.loads(text)["packages"]
    for name, version in pins().items():
        assert packages[f"node_modules/{name}"]["version"] == version
    assert all(package["integrity"].startswith("sha512-") for where, package in packages.items() if where)


@pytest.mark.parametrize("name", ASSETS)
def test_every_asset_is_there_and_asked_for(name):
    assert (STATIC / ASSETS[name]).is_file()
    texts = [path.read_text("utf-8") for path in [*TEMPLATES, *(ROOT / "tracker/web").rglob("*.py")]]
    quoted = re.compile(rf"""["']{re.escape(name)}["'](?!:)""")  # the table's own line, with a colon, does not count
    assert any(quoted.search(text) for text in texts), f"nothing asks for {name}"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_name_their_files_through_the_table(template):
    text = template.read_text("utf-8")
    assert called(text) <= set(ASSETS)
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//|url_for\([\"']static|[\"']/static/", text)


def test_style_sheets_and_scripts_fetch_nothing_from_elsewhere():
    for file in [*STATIC.glob("css/*"), *STATIC.glob("js/*")]:
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|url\((?![\"']?data:)", text), file
