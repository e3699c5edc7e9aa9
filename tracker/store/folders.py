"""Files that the program keeps: all below the data folder, none outside it."""

from pathlib import Path

from flask import current_app


def folder(name: str) -> Path:
    """<data>/`name`, made when it is missing."""
    place: Path = current_app.extensions["tracker_config"].data / name
    place.mkdir(parents=True, exist_ok=True)
    return place
