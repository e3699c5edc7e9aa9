"""The machine that the power is cut of: web server, clockwork and database as processes, each killed with SIGKILL."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

from tests.postgres import Cluster

QUICK = """
import dataclasses, faulthandler, signal
from datetime import timedelta
faulthandler.register(signal.SIGUSR1)
from tracker.jobs import schedule
from tracker.store import exports, outbox
outbox.LEASE = exports.LEASE = timedelta(seconds=4)
often = {"flag-due": "*/2", "send-outbox": "*", "make-exports": "*"}
schedule.JOBS = tuple(
    dataclasses.replace(job, when={"second": often[job.name]}, period=lambda now: now.strftime("%F %T"))
    if job.name in often else job for job in schedule.JOBS
)
from tracker.cli import main
main()
"""
"The commands as they are, but jobs of every minute come every second, and what a dead process held is soon free."

READY = 180.0
"Seconds in which a process must be up, on a machine that is busy elsewhere, too."


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Machine:
    """`tracker serve` without jobs, `tracker run-jobs`, and the cluster where the database is PostgreSQL."""

    def __init__(self, environ: dict[str, str], log: Path, cluster: Cluster | None) -> None:
        self.environ = environ | {"TRACKER_JOBS": "off"}
        self.log, self.cluster, self.port = log, cluster, free_port()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.kills: dict[str, int] = {}
        self.outages: list[tuple[float, float]] = []
        "From when to when the database was away."

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str) -> None:
        """Bring `web` or `jobs` up."""
        words = ["serve", "--port", str(self.port)] if name == "web" else ["run-jobs"]
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-c", QUICK, *words], env=self.environ, stdout=log, stderr=log)

    def await_web(self) -> None:
        """Till the pages are there."""
        until = time.monotonic() + READY
        while time.monotonic() < until:
            try:
                if requests.get(f"{self.url}/sign-in", timeout=20).status_code < 500:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.05)
        self.running["web"].send_signal(signal.SIGUSR1)  # where its threads stand goes to the log
        time.sleep(1)
        raise AssertionError(f"the server did not come up:\n{self.log.read_text()[-8000:]}")

    def kill(self, *names: str) -> None:
        """SIGKILL, in no particular order."""
        if "database" in names:
            self.outages.append((time.monotonic(), float("inf")))
        for name in names:
            self.kills[name] = self.kills.get(name, 0) + 1
            if name == "database":
                assert self.cluster is not None
                self.cluster.kill(gently=random.random() < 0.3)
            else:
                self.running[name].send_signal(signal.SIGKILL)
        for name in names:
            if name != "database":
                self.running[name].wait()

    def revive(self, *names: str) -> None:
        """Up again; the database first."""
        if "database" in names:
            assert self.cluster is not None
            self.cluster.revive()
            self.outages[-1] = self.outages[-1][0], time.monotonic()
        for name in names:
            if name != "database":
                self.start(name)
        self.await_web()

    def switch_off(self) -> None:
        """All that still runs, for good."""
        for process in self.running.values():
            process.kill()
            process.wait()


def environ_of(data: Path, database_url: str, **more: str) -> dict[str, str]:
    """What leads a process to the house."""
    place = {"TRACKER_DATA": str(data), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": database_url}
    return os.environ | place | more
