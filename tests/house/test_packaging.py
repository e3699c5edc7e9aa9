"""A built wheel carries every page, file and migration, and serves them from an empty environment."""

import configparser
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CARRIED = ("tracker/", "templates/", "migrations/")
UNSHIPPED = (".ci/", ".gitignore")

SERVE = """
from tracker.app import create_app
app = create_app()
client = app.test_client()
page = client.get("/sign-in")
assert page.status_code == 200 and "登录" in page.text, "sign-in page"
for file in ("css/desk.css", "vendor/SHA256SUMS"):
    assert client.get(f"/static/{file}").status_code == 200, file
token = page.text.split('csrf_token" value="')[-1].split('"')[0]
client.post("/language", data={"language": "en", "csrf_token": token})
assert "Sign in" in client.get("/sign-in").text, "English"
print(app.template_folder, app.static_folder)
"""


def run(*command: str | Path, cwd: Path, **environ: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "PYTHONPATH"))}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, env={**kept, **environ}, timeout=300)
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def listed(text: str) -> set[str]:
    """The requirements of a setup.cfg value or a .in file, without comments and options."""
    lines = (line.strip() for line in text.splitlines())
    return {line for line in lines if line and not line.startswith(("#", "-"))}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The folder with a source archive of the tracked files alone, and the wheel made from it, as for a release."""
    place = tmp_path_factory.mktemp("built")
    for name in tracked():
        (place / "src" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "src" / name).write_bytes((ROOT / name).read_bytes())
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(place), cwd=place / "src")
    return place


@pytest.fixture(scope="module")
def wheel(built) -> Path:
    return next(built.glob("*.whl"))


def test_the_source_archive_holds_what_the_repository_holds(built):
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        inside = {name.split("/", 1)[-1] for name in archive.getnames()}
    missing = [name for name in tracked() if not name.startswith(UNSHIPPED) and name not in inside]
    assert not missing, "see MANIFEST.in"


def test_the_wheel_carries_what_is_tracked_and_no_more(wheel):
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    carried = [name for name in tracked() if name.startswith(CARRIED)]
    wanted = {name if name.startswith("tracker/") else f"tracker/{name}" for name in carried}
    wanted |= {name.removesuffix(".po") + ".mo" for name in carried if name.endswith(".po")}
    assert inside == wanted, "see packages and package_data in setup.cfg"


def test_an_empty_environment_serves_the_same_pages(wheel, tmp_path):
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "empty", cwd=tmp_path)
    python = tmp_path / "empty/bin/python"
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip()
    # The dependencies are the ones already installed here; the project itself comes from the wheel alone.
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel,
        cwd=tmp_path)
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    environ = {"TRACKER_DATA": str(tmp_path / "data"), "TRACKER_ENV": "development"}
    tracker = tmp_path / "empty/bin/tracker"
    assert "export-monthly" in run(tracker, "--help", cwd=tmp_path)  # needs no setting
    run(tracker, "db", "upgrade", cwd=tmp_path, **environ)
    served = run(python, "-c", SERVE, cwd=tmp_path, **environ)
    assert served.split() == [f"{packages}/tracker/templates", f"{packages}/tracker/web/static"]


def test_every_dependency_is_pinned_and_declared_once():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    extras = config["options.extras_require"]
    building = listed(re.sub(r'[\[\]",]|requires =', "\n", (ROOT / "pyproject.toml").read_text().splitlines()[1]))
    pins = {name: (ROOT / f"requirements/{name}").read_text() for name in ("run.in", "run.txt", "test.in", "test.txt")}
    wanted = listed(config["options"]["install_requires"]) | listed(extras["postgres"])
    assert listed(pins["run.in"]) - {"wheel"} == wanted | building
    assert listed(pins["test.in"]) == listed(extras["test"])
    locked = {name: set(re.findall(r"^\S+==\S+", pins[name], re.MULTILINE)) for name in ("run.txt", "test.txt")}
    assert locked["run.txt"] <= locked["test.txt"], "tests would run on other versions than users do"
    for name in ("run.txt", "test.txt"):
        assert pins[name].count("--hash=sha256:") >= len(locked[name]) > 0
