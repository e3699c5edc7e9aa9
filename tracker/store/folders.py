"""Files that the program keeps: all below the data folder, none outside it, and on the disk before a row names them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from tracker.domain.refusals import Refusal
from tracker.domain.words import N_


class Occupied(Refusal):
    """Somebody else is at it."""


def folder(name: str) -> Path:
    """<data>/`name`, made when it is missing."""
    place: Path = current_app.extensions["tracker_config"].data / name
    if not place.is_dir():
        place.mkdir(parents=True, exist_ok=True)
        fsync_folder(place.parent)
    return place


def fsync_file(path: Path) -> None:
    """The file's contents survive power loss from here on."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def fsync_folder(place: Path) -> None:
    """The names in it survive power loss as well as the contents (where a folder can be opened at all)."""
    if os.name == "posix":
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def put(unfinished: Path, path: Path) -> None:
    """Give a finished file its name: whole or not at all, and on the disk, name and contents, when this returns."""
    fsync_file(unfinished)
    os.replace(unfinished, path)
    fsync_folder(path.parent)


@contextmanager
def hold(name: str) -> Iterator[None]:
    """One process at a time, by a lock on <data>/`name` that ends with the process; raises Occupied."""
    import fcntl  # only where there are such locks

    place: Path = current_app.extensions["tracker_config"].data / name
    with place.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Occupied(N_("正在备份，请稍后再试。")) from None
        yield
