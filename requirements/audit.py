"""make audit: are there known weaknesses in what the lock files pin? Says so when the advisory service cannot be asked.

Ends with 1 only for a weakness that is known; an office and a build without the internet go on.
"""

import json
import subprocess
import sys
from pathlib import Path

LOCKS = ("run.txt", "test.txt")
SECONDS = 90
UNREACHED = "The advisory service could not be reached: nothing was audited. Try again where pypi.org can be reached."


def asked(lock: Path) -> dict | None:
    """pip-audit's report, or None when it got none."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip", "--format",
        "json", "--timeout", "10", "--progress-spinner", "off",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
        return dict(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None


def verdict(report: dict | None) -> tuple[int, list[str]]:
    """The exit code and the lines to print."""
    found = (report or {}).get("dependencies", [])
    audited = [one for one in found if "vulns" in one and "skip_reason" not in one]
    if not audited:
        return 0, [UNREACHED]
    weak = [
        f"{one['name']} {one['version']}: {weakness['id']}, mended in {', '.join(weakness['fix_versions']) or 'none yet'}"
        for one in audited for weakness in one["vulns"]
    ]
    skipped = [f"not audited: {one['name']}" for one in found if one not in audited]
    return (1 if weak else 0), [*weak, *skipped, f"{len(audited)} packages audited, {len(weak)} weaknesses known."]


def main() -> int:
    """Both lock files; what tests need may be weak, too."""
    worst = 0
    for name in LOCKS:
        code, lines = verdict(asked(Path(__file__).with_name(name)))
        print(f"requirements/{name}:", *lines, sep="\n  ")
        worst = max(worst, code)
    return worst


if __name__ == "__main__":
    sys.exit(main())
