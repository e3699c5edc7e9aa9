"""Where templates and migrations lie: inside the installed package, or beside it in a checkout."""

from pathlib import Path


def resource_dir(name: str) -> str:
    """Absolute folder of "templates" or "migrations"; importlib.resources cannot find it in every kind of install."""
    here = Path(__file__).resolve().parent
    for base in (here, here.parent):
        if (base / name).is_dir():
            return str(base / name)
    raise RuntimeError(f"the installation is incomplete: no folder {name!r}")
