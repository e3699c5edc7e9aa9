"""The pages that a security officer reads say what the program does: settings, bounds, files, lines, keys, logs."""

import importlib.util
import re
from pathlib import Path

import pytest

from tracker.domain import hooks, intake, notices
from tracker.domain.account_settings import ACCOUNT_SETTINGS
from tracker.domain.attachments import ENDINGS, MB
from tracker.domain.factor_settings import FACTOR_SETTINGS
from tracker.domain.rates import RATE_SETTINGS
from tracker.domain.settings import SETTINGS
from tracker.media import packages
from tracker.sheets import apart, knowledge, package, reader
from tracker.web import inbound

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "tracker").rglob("*.py"))
SIGN_IN, INPUTS, KEYS, OPERATIONS = (
    (ROOT / f"docs/{name}.md").read_text("utf-8") for name in ("sign-in", "inputs", "cryptography", "operations"))

LINES = re.compile(
    r"^\s*(?:from|import) (?:http\.client|smtplib|ftplib|telnetlib|urllib\.request|requests|httpx|aiohttp|authlib)\b",
    re.MULTILINE)
CRYPTOGRAPHY = re.compile(
    r"^\s*(?:from|import) (?:cryptography|pyrage|argon2|pyotp|hashlib|hmac|joserfc|authlib|ssl)\b", re.MULTILINE)
ROOM = re.compile(r"`(tracker/[\w/]+\.py)`")


def part(text: str, heading: str) -> str:
    """What stands below a heading."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def rooms_with(pattern: re.Pattern[str]) -> set[str]:
    return {str(path.relative_to(ROOT)) for path in SOURCES if pattern.search(path.read_text("utf-8"))}


@pytest.mark.parametrize("key", [*ACCOUNT_SETTINGS, *FACTOR_SETTINGS, *RATE_SETTINGS])
def test_every_rule_of_signing_in_stands_there_with_its_default(key):
    assert f"| `{key}` | {SETTINGS[key].label} | {SETTINGS[key].default} |" in part(SIGN_IN, "Settings")


def test_how_long_a_session_lasts_stands_there():
    from tracker.config import SETTINGS as INSTALLATION

    idle, whole = (INSTALLATION[name].default for name in ("session_idle_minutes", "session_hours"))
    assert f"{idle} minutes (`TRACKER_SESSION_IDLE_MINUTES`)" in SIGN_IN
    assert f"{whole} hours (`TRACKER_SESSION_HOURS`)" in SIGN_IN


def test_every_ending_that_is_taken_stands_there_and_no_other():
    told = set(re.findall(r"(?<=[ |])\.([a-z0-9]+)\b", part(INPUTS, "Files")))
    assert told == set(ENDINGS) | {"xlsx"}


def test_the_sizes_of_files_stand_there():
    told = part(INPUTS, "Files")
    for key in ("attachment_image_mb", "attachment_document_mb", "attachment_audio_mb", "attachment_total_mb"):
        assert f"{SETTINGS[key].default} MB (`{key}`)" in told
    assert f"{SETTINGS['attachments_most'].default} files (`attachments_most`)" in told
    assert f"{packages.MOST_UNPACKED // MB} MB unpacked and {packages.MOST_PARTS} parts" in told
    assert f"{package.MOST_UNPACKED // MB} MB unpacked, {package.MOST_PARTS} parts" in told
    assert f"{reader.MOST_ROWS} rows and {knowledge.MOST_ROWS};" in told
    assert f"above {apart.HARMLESS // MB} MB" in told and f"{apart.MEMORY_MB // 1024} GB" in told
    assert f"{apart.CPU_SECONDS} seconds" in told


def test_the_bounds_of_entries_stand_there():
    told = part(INPUTS, "Entries")
    assert f"at most {intake.TITLE_MAX} and {intake.CONTENT_MAX} characters" in told
    assert f"at most {intake.NAME_MAX}, {intake.ADDRESS_MAX}, {intake.ENTERPRISE_MAX} characters" in told
    assert f"up to {intake.PHONE_MAX} characters" in told and f"0 to {inbound.LARGEST}" in told
    assert f"at most {notices.ADDRESS_MAX}" in told and f"printable ASCII, at most {hooks.URL_MAX}" in told
    assert f"from {intake.EARLIEST_YEAR} on" in told and intake.CLOCK_TOLERANCE.total_seconds() == 5 * 60


def test_every_setting_that_is_named_exists():
    for text in (SIGN_IN, INPUTS):
        named = {name for name in re.findall(r"`([a-z]+(?:_[a-z]+)+)`", text)} - {"oldest_ends"}
        assert named <= set(SETTINGS), named - set(SETTINGS)


def test_every_room_that_opens_a_connection_stands_in_the_inventory():
    told = set(ROOM.findall(part(OPERATIONS, "What the tracker speaks with")))
    assert told == rooms_with(LINES), "say in docs/operations.md with whom and why"


def test_every_room_that_works_with_keys_or_hashes_stands_in_the_inventory():
    assert set(ROOM.findall(part(KEYS, "Algorithms"))) == rooms_with(CRYPTOGRAPHY), "say in docs/cryptography.md why"


def test_what_takes_long_stands_there_with_what_bounds_it():
    told = part(OPERATIONS, "What takes long")
    bounds = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", told)) - {"proxy_read_timeout"}
    assert {"export_direct_rows", "rate_search", "rate_upload", "rate_sign_in", "dashboard_seconds"} <= bounds
    assert bounds <= set(SETTINGS), bounds - set(SETTINGS)
    assert f"{reader.MOST_ROWS:,} rows" in told and f"{apart.CPU_SECONDS} seconds" in told


def test_every_log_and_every_time_frame_stands_there():
    logs = part(OPERATIONS, "Logs")
    for name in ("timeline_entry", "journal_entry", "audit_redaction", "TRACKER_ANCHORS", "outbox", "journald"):
        assert name in logs
    mended = re.findall(r"\| (\d+ (?:working )?days) \|", part(OPERATIONS, "Dependencies"))
    assert len(mended) == 3 and "every 6 months" in part(OPERATIONS, "Dependencies")


def test_a_password_costs_in_production_what_the_inventory_says():
    """The suite hashes cheaply, so the room is opened once more as an installation opens it."""
    spec = importlib.util.find_spec("tracker.store.passwords")
    assert spec is not None and spec.loader is not None
    room = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(room)
    hasher = room._hasher
    assert hasher.type.name == "ID" and hasher.memory_cost >= 47_104 and hasher.salt_len >= 16
    assert f"{hasher.memory_cost // 1024} MB, {hasher.time_cost} rounds, {hasher.parallelism} lanes" in KEYS
