"""tracker serve and tracker run-jobs as real processes: they work at once, and stop in order when told to."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import request
from sqlalchemy import select
from werkzeug.middleware.proxy_fix import ProxyFix

from tests.factories.stored import stored_order
from tests.serving import in_thread
from tracker import clock
from tracker.cli import serve
from tracker.config import load
from tracker.store.db import db, transaction
from tracker.store.models import JobRun

MAIN = "from tracker.cli import main; main()"


@contextmanager
def running(data, *words, **settings):
    """The command in a process of its own; it is gone at the end whatever happens."""
    environ = os.environ | {"TRACKER_DATA": str(data), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": ""}
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, *words], env=environ | settings, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # a shell's background job ignores it
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def read_until(stream, words):
    """Lines up to the one that has the words; the process is expected to write it."""
    for line in stream:
        if words in line:
            return line
    raise AssertionError(f"the process ended without saying {words!r}")


def runs(app):
    with app.app_context():
        found = [(run.job, run.period, run.state) for run in db.session.scalars(select(JobRun).order_by(JobRun.id))]
        db.session.remove()
    return found


@pytest.mark.parametrize(("command", "told"), [
    (("serve", "--port", "0"), signal.SIGTERM), (("run-jobs",), signal.SIGINT),
])
def test_it_catches_up_at_once_and_stops_in_order(fresh_app, tmp_path, command, told):
    with fresh_app.app_context():
        last_month = datetime(2026, 2, 5, 9, 0, tzinfo=clock.LOCAL)
        with transaction():
            stored_order(last_month)
        db.session.remove()
    with running(tmp_path, *command) as process:
        read_until(process.stderr, "job backup for")  # the last of what is caught up
        process.send_signal(told)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0 and "已停止。" in said
    done = runs(fresh_app)
    assert ("monthly-workbook", "2026-02", "done") in done
    assert {state for _, _, state in done} == {"done"}  # nothing was torn off


def test_the_server_without_jobs_runs_none(fresh_app, tmp_path):
    with running(tmp_path, "serve", "--port", "0", TRACKER_JOBS="off") as process:
        address = re.search(r"http://\S+/", read_until(process.stdout, "http://"))[0]
        assert "tracker run-jobs" in read_until(process.stdout, "定时任务")
        assert urllib.request.urlopen(address + "sign-in", timeout=30).status == 200
        process.terminate()
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert runs(fresh_app) == []


def test_the_log_can_be_json_with_where_it_came_from(fresh_app, tmp_path):
    with running(tmp_path, "serve", "--port", "0", TRACKER_JOBS="off", TRACKER_LOG="json") as process:
        address = re.search(r"http://\S+/", read_until(process.stdout, "http://"))[0]
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(address + "sign-in", data=b"csrf_token=%0a%22made-up", timeout=30)
        told = json.loads(read_until(process.stderr, "auth.sign_in"))
        process.terminate()
        process.communicate(timeout=60)
    assert told["level"] == "WARNING" and told["room"] == "tracker.web.errors"
    assert re.fullmatch(r"127\.0\.0\.1 -\.[0-9a-f]{6}", told["origin"])
    assert datetime.fromisoformat(told["at"]).utcoffset() is not None and "made-up" not in told["message"]


@pytest.mark.parametrize("proxies, seen", [("0", "127.0.0.1 http"), ("1", "203.0.113.9 https")])
def test_forwarded_headers_are_believed_only_behind_a_proxy(fresh_app, tmp_path, proxies, seen):
    """The WSGI server must hand them through for app.py to judge; it would drop them by itself."""
    config = load({"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development", "TRACKER_PROXIES": proxies})
    fresh_app.before_request_funcs[None].insert(0, lambda: f"{request.remote_addr} {request.scheme}")
    if config.proxies:
        fresh_app.wsgi_app = ProxyFix(fresh_app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)
    server = serve.listening(fresh_app, config, "127.0.0.1", 0)
    with in_thread(server):
        asked = urllib.request.Request(
            f"http://127.0.0.1:{server.effective_port}/",
            headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"})
        assert urllib.request.urlopen(asked, timeout=30).read().decode() == seen


def test_a_port_that_is_taken_is_said(fresh_app, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        with running(tmp_path, "serve", "--host", "127.0.0.1", "--port", port) as process:
            _, complaint = process.communicate(timeout=60)
    assert process.returncode == 1 and f"127.0.0.1:{port}" in complaint and "--port" in complaint
    assert "Traceback" not in complaint and runs(fresh_app) == []
