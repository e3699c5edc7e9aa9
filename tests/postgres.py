"""A throwaway PostgreSQL cluster from the machine's own programs; no port is opened, root works too."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from typing import Any

SPEED = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"


def find_programs() -> str | None:
    """The folder of initdb and postgres, the newest version first; None when not installed."""
    known = [os.environ.get("TRACKER_PG_BIN", "")]
    known += sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: -int(path.split("/")[4]))
    known += [os.path.dirname(shutil.which("initdb") or "")]
    return next((folder for folder in known if folder and os.path.exists(f"{folder}/initdb")), None)


class Cluster:
    """One server on a socket in a folder of its own."""

    def __init__(self) -> None:
        folder = find_programs()
        assert folder is not None
        self.programs = folder
        self.databases = 0
        self.place = tempfile.mkdtemp(prefix="tracker-pg-")
        self.user: dict[str, Any] = {}
        if os.geteuid() == 0:  # initdb refuses root
            postgres = pwd.getpwnam("postgres")
            os.chown(self.place, postgres.pw_uid, postgres.pw_gid)
            self.user = {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [f"{self.programs}/{program}", *arguments], check=True, cwd=self.place, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, **self.user,
        )

    def start(self) -> None:
        """Make the cluster and bring it up."""
        data = f"{self.place}/data"
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={self.place} {SPEED}"
        self._run("pg_ctl", "-D", data, "-w", "-l", f"{self.place}/log", "-o", options, "start")

    def create_database(self) -> str:
        """The address of a new, empty database."""
        self.databases += 1
        name = f"office{self.databases}"
        self._run("createdb", "-h", self.place, "-U", "postgres", name)
        return f"postgresql://postgres@/{name}?host={self.place}"

    def stop(self) -> None:
        """Take it down and remove it."""
        try:
            self._run("pg_ctl", "-D", f"{self.place}/data", "-m", "immediate", "-w", "stop")
        finally:
            shutil.rmtree(self.place, ignore_errors=True)
