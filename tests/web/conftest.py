"""Who knocks at the pages: anybody of the office, signed in."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.office import Office


@pytest.fixture
def client(app: Flask, office: Office) -> Callable[[str], FlaskClient]:
    """A browser in which the person of that name has signed in."""
    def signed_in(name: str) -> FlaskClient:
        client = app.test_client()
        client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        return client

    return signed_in
