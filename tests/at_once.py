"""Several people in one moment: calls in threads that start together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from tracker.domain.refusals import Refusal
from tracker.store.db import db


def at_once(app: Flask, *calls: Callable[[], Any]) -> list[Refusal | None]:
    """Run the calls in threads that start together; the refusals among their ends, None where one went through."""
    db.session.remove()
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Refusal | None:
        with app.app_context():
            start.wait()
            try:
                call()
            except Refusal as refusal:
                return refusal
            finally:
                db.session.remove()
            return None

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls, timeout=60))
