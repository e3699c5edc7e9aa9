"""A built wheel carries every page, file and migration, and serves them from an empty environment."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CARRIED = ("tracker/", "templates/", "migrations/")

SERVE = """
from tracker.app import create_app
from tracker.config import load
from flask_migrate import upgrade
app = create_app(load())
with app.app_context():
    upgrade()
client = app.test_client()
assert client.get("/sign-in").status_code == 200, "sign-in page"
assert client.get("/static/css/desk.css").status_code == 200, "style sheet"
english = client.post("/language", data={"language": "en"}) and client.get("/sign-in").text
print("served", app.template_folder)
"""


def run(*command: str, cwd: Path, **environ: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": "", **environ}, timeout=300
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built from the tracked files alone, as a release would be."""
    place = tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    for name in (entry.decode() for entry in listed if entry):
        if (ROOT / name).is_file():
            (place / "src" / name).parent.mkdir(parents=True, exist_ok=True)
            (place / "src" / name).write_bytes((ROOT / name).read_bytes())
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place), cwd=place / "src")
    return next(place.glob("*.whl"))


def test_the_wheel_carries_what_is_tracked(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    wanted = [name.strip('"') for name in listed.splitlines() if name.startswith(CARRIED)]
    for name in wanted:
        if not (ROOT / name).is_file():
            continue
        installed = name if name.startswith("tracker/") else f"tracker/{name}"
        assert installed in inside, f"{name} is missing from the wheel: see package_data in setup.cfg"
    for po in (ROOT / "tracker/translations").rglob("*.po"):
        assert str(po.relative_to(ROOT).with_suffix(".mo")) in inside


def test_an_empty_environment_serves_the_same_pages(wheel, tmp_path):
    run(sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "empty"), cwd=tmp_path)
    python = tmp_path / "empty/bin/python"
    packages = run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip()
    # The dependencies are the ones already installed here; the project itself comes from the wheel alone.
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", packages, str(wheel), cwd=tmp_path)
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    environ = {"TRACKER_DATA": str(tmp_path / "data"), "TRACKER_ENV": "development"}
    served = run(str(python), "-c", SERVE, cwd=tmp_path, **environ)
    assert served.strip().startswith(f"served {packages}")
