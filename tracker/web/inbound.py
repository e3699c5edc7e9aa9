"""What no page of ours sends is turned away before any view: numbers that are nobody's, and signs that are no text."""

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter

LARGEST = 2 ** 31 - 1
"No row has a larger number; a database would rather fail than look for it."


class IdConverter(IntegerConverter):
    """`<int:…>` in an address: a number that a row can have; with any other there is no such page."""

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **{"max": LARGEST} | kwargs)


def _refuse_nul() -> None:
    """U+0000 stands in no text that a person enters, and PostgreSQL keeps none. A part of a form may lack a name."""
    for values in (request.args, request.form):
        if any("\0" in (text or "") for name, given in values.lists() for text in (name, *given)):
            abort(400)


def init_inbound(app: Flask) -> None:
    """Call before the blueprints are registered, and after what bounds a request's size."""
    app.url_map.converters["int"] = IdConverter
    app.before_request(_refuse_nul)
