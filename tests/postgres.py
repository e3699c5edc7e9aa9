"""A throwaway PostgreSQL cluster from the machine's own programs; no port is opened, root works too."""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

SPEED = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"
SAFE = "-c fsync=on -c full_page_writes=on -c synchronous_commit=on -c max_connections=60"
"As PostgreSQL ships: for whatever must survive a crash."


def find_programs() -> str | None:
    """The folder of initdb and postgres, the newest version first; None when not installed."""
    known = [os.environ.get("TRACKER_PG_BIN", "")]
    known += sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: -int(path.split("/")[4]))
    known += [os.path.dirname(shutil.which("initdb") or "")]
    return next((folder for folder in known if folder and os.path.exists(f"{folder}/initdb")), None)


class Cluster:
    """One server on a socket in a folder of its own."""

    def __init__(self, settings: str = SPEED) -> None:
        self.settings = settings
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
        self._start()

    def _start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self.place} {self.settings}"
        self._run(
            "pg_ctl", "-D", f"{self.place}/data", "-w", "-l", f"{self.place}/log", "-o", options, "start")

    def kill(self, gently: bool = False) -> None:
        """The whole server is gone in this moment: by `-m immediate`, or its first process by SIGKILL."""
        if gently:
            self._run("pg_ctl", "-D", f"{self.place}/data", "-m", "immediate", "-w", "stop")
        else:
            first = int(Path(f"{self.place}/data/postmaster.pid").read_text().split()[0])
            os.kill(first, signal.SIGKILL)

    def revive(self, seconds: float = 30) -> None:
        """Up again after a kill, recovered from its log; its orphans may need a moment to notice that they are."""
        until = time.monotonic() + seconds
        while True:
            try:
                return self._start()
            except subprocess.CalledProcessError:
                with suppress(subprocess.CalledProcessError):
                    self._run("pg_ctl", "-D", f"{self.place}/data", "-m", "immediate", "-w", "stop")
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def halt(self) -> None:
        """Stop the server as a reboot does: whoever is connected is cut off, what was committed stays."""
        self._run("pg_ctl", "-D", f"{self.place}/data", "-m", "fast", "-w", "stop")

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
