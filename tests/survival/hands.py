"""People at their browsers, without a browser: real HTTP, the forms as the pages show them, and pressing again."""

import re
import time
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Any, NamedTuple

import requests

LATEST = 60.0
"Seconds after which a server that does not come back is a failure."

Fields = list[tuple[str, str]]


class _Forms(HTMLParser):
    """Every form of a page: its action, and what a browser would send of it untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, Fields]] = []
        self._select: list[Any] | None = None
        self._text: list[str] | None = None
        self._text_name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("action", ""), []))
        elif self.found and tag == "input" and "name" in given:
            kind = given.get("type", "text")
            if kind in ("checkbox", "radio") and "checked" not in given or kind in ("file", "submit"):
                return
            self.found[-1][1].append((given["name"], given.get("value", "on" if kind == "checkbox" else "")))
        elif self.found and tag == "select":
            self._select = [given.get("name", ""), None, "multiple" in given]
        elif tag == "option" and self._select is not None:
            is_first = self._select[1] is None and not self._select[2]
            if "selected" in given or is_first:
                self._select[1] = given.get("value", "")
        elif self.found and tag == "textarea":
            self._text, self._text_name = [], given.get("name", "")

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select is not None:
            if self._select[1] is not None:
                self.found[-1][1].append((self._select[0], self._select[1]))
            self._select = None
        elif tag == "textarea" and self._text is not None:
            self.found[-1][1].append((self._text_name, re.sub(r"^\r?\n", "", "".join(self._text))))
            self._text = None


def forms_of(page: str) -> dict[str, Fields]:
    """Action → fields of every form on the page."""
    parser = _Forms()
    parser.feed(page)
    return dict(parser.found)


class Answer(NamedTuple):
    """What came of a form: `is_again` after the line had broken once, so that it may have been done already."""

    status: int
    place: str
    text: str
    is_again: bool

    @property
    def is_done(self) -> bool:
        """Was it acknowledged?"""
        return self.status in (302, 303)

    @property
    def said(self) -> str:
        """The status and what the page complains of."""
        found = re.search(r'class="error-summary".*?</ul>', self.text, re.DOTALL)
        return f"{self.status} {re.sub('<[^>]*>', ' ', found[0] if found else '')}"

    @property
    def order_id(self) -> int | None:
        """The order that the answer leads to."""
        found = re.search(r"/orders/(\d+)", self.place)
        return int(found[1]) if found else None


class Gone(Exception):
    """The day is over while the server was away."""


class Hand:
    """One signed-in person. A line that breaks is tried again with the very same form, as people do."""

    def __init__(self, url: str, name: str, password: str, is_over: Callable[[], bool] = lambda: False) -> None:
        self.url, self.name, self.password, self.is_over = url, name, password, is_over
        self.session = requests.Session()
        self.faults: list[tuple[float, float, str]] = []
        "From when to when, and where, a page was asked for that said that something went wrong."

    def _send(self, method: str, path: str, **more: Any) -> tuple[requests.Response, bool]:
        began, is_again = time.monotonic(), False
        while True:
            asked = time.monotonic()
            try:
                answer = self.session.request(
                    method, self.url + path, timeout=LATEST, allow_redirects=False, **more)
                if answer.status_code < 500:
                    return answer, is_again
                self.on_fault(answer, path, asked)
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError):
                pass
            is_again = True
            if self.is_over() and time.monotonic() - began > 5 or time.monotonic() - began > LATEST:
                raise Gone
            time.sleep(0.1)

    def on_fault(self, answer: requests.Response, path: str, asked: float) -> None:
        """Kept for the judgement."""
        self.faults.append((asked, time.monotonic(), f"{answer.status_code} {path} {self.name}"))

    def get(self, path: str) -> str:
        """The page, signing in where that is needed."""
        answer, _again = self._send("GET", path)
        if answer.status_code == 302 and "/sign-in" in answer.headers["Location"]:
            self.sign_in()
            answer, _again = self._send("GET", path)
        return answer.text

    def sign_in(self) -> None:
        """With name and password."""
        fields = dict(forms_of(self._send("GET", "/sign-in")[0].text)["/sign-in"])
        answer, _again = self._send("POST", "/sign-in", data=fields | {"name": self.name, "password": self.password})
        assert answer.status_code == 302, answer.text

    def form(self, page: str, action: str, **entries: Any) -> Fields | None:
        """The page's form with that action, filled in; None where the page does not offer it."""
        found = forms_of(self.get(page)).get(action)
        if found is None:
            return None
        names = {name.rpartition("-")[2]: name for name, _value in found if not name.startswith("group_")}
        sent = {names.get(name, name): value for name, value in entries.items()}
        kept = [(name, value) for name, value in found if name not in sent]
        return kept + [(name, str(value)) for name, value in sent.items()]

    def send(self, action: str, fields: Iterable[tuple[str, str]], files: Any = None) -> Answer:
        """Press the button; pressed again with the same form till an answer comes."""
        answer, is_again = self._send("POST", action, data=list(fields), files=files)
        return Answer(answer.status_code, answer.headers.get("Location", ""), answer.text, is_again)
