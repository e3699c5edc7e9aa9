"""The English catalogue keeps up with the Chinese sentences, and no page shows Chinese to a reader of English."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask_babel import get_domain
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from tests.office import Office
from tracker.domain.disclosure import masked_name
from tracker.domain.settings import SETTINGS
from tracker.store.db import db

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "tracker/translations/en/LC_MESSAGES/messages.po"
KEYWORDS = DEFAULT_KEYWORDS | {"N_": None, "_l": None, "lazy_gettext": None}
CHINESE = re.compile(r"[\u3400-\u9fff]+")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
OWN_NAME = "中文"
"The switch names each language in its own words."


@pytest.fixture(scope="module")
def english() -> Catalog:
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="en")


def marked() -> set[str]:
    """Every sentence that the code and the templates mark for translation."""
    with (ROOT / "babel.cfg").open() as source:
        methods, options = parse_mapping_cfg(source)
    found: set[str] = set()
    for folder in ("tracker", "templates"):
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, methods, options, KEYWORDS):
            found.update([message] if isinstance(message, str) else message)
    return found


def test_every_marked_sentence_is_in_the_catalogue(english):
    sentences = marked()
    assert len(sentences) > 500
    assert not sorted(sentences - {message.id for message in english}), "run `make messages` and translate these"


def test_the_catalogue_holds_nothing_that_the_product_no_longer_says(english):
    assert not sorted({message.id for message in english if message.id} - marked()), "run `make messages`"


def test_every_sentence_has_an_english_one(english):
    for message in english:
        if message.id:
            assert message.string, f"not translated: {message.id}"
            assert not message.fuzzy, f"not confirmed: {message.id}"
            assert not CHINESE.search(message.string), f"still Chinese: {message.string}"


def test_both_sentences_have_the_same_placeholders(english):
    for message in english:
        if message.id:
            assert sorted(PLACEHOLDER.findall(message.id)) == sorted(PLACEHOLDER.findall(message.string)), message.id


def outside_the_marks(template: str) -> str:
    """What the template itself says: without its comments, statements and expressions."""
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template, flags=re.DOTALL)


def test_templates_say_nothing_outside_the_marks():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        left = outside_the_marks(path.read_text("utf-8")).replace(OWN_NAME, "")
        assert not CHINESE.findall(left), f"{path.name}: mark these with _()"


def test_sentences_inside_expressions_are_marked():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        template = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL).replace(OWN_NAME, "")
        unmarked = re.sub(r"""_\(\s*("[^"]*"|'[^']*')""", "", template)
        assert not CHINESE.findall(unmarked), f"{path.name}: mark these with _()"


@pytest.fixture(scope="session")
def compiled() -> None:
    """The catalogue as the program reads it; `make` does the same."""
    with CATALOGUE.open("rb") as source, CATALOGUE.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source, locale="en"))


@pytest.fixture
def visit(compiled: None, app, office: Office) -> Iterator:
    """A browser whose reader has chosen English, signed in as `name`."""
    get_domain().cache.clear()

    def signed_in(name: str):
        client = app.test_client()
        client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        assert client.post("/language", data={"language": "en"}).status_code == 302
        return client

    return signed_in


def kept_words() -> list[str]:
    """Whatever the office itself has written into the database, also as lists mask it, longest first."""
    words: set[str] = set()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            words.update(str(value) for value in row if isinstance(value, str) and CHINESE.search(value))
    words.update(masked_name(word) for word in list(words) if len(word) < 5)
    words.update(SETTINGS[key].default for key in ("office_name", "supervision_prefix"))
    return sorted(words, key=len, reverse=True)


def chinese_on(page: str) -> list[str]:
    """The Chinese that a page shows, except the office's own data."""
    page = unescape(page).replace(OWN_NAME, "")
    for word in kept_words():
        page = page.replace(word, "")
    return CHINESE.findall(page)


def test_the_sign_in_page_is_english(compiled, app, office):
    client = app.test_client()
    client.post("/language", data={"language": "en"})
    page = client.get("/sign-in").text
    assert "Sign in" in page and '<html lang="en">' in page
    assert not chinese_on(page)


@pytest.mark.parametrize(("name", "address"), [
    ("operator", "/"), ("operator", "/orders/"), ("operator", "/orders/new"), ("operator", "/imports/"),
    ("dispatcher", "/"), ("handler0", "/"), ("reviewer", "/"), ("callback", "/"),
    ("supervisor", "/"), ("supervisor", "/orders/"), ("supervisor", "/overview"),
    ("supervisor", "/reports/monthly?month=2026-03"),
    ("administrator", "/people"), ("administrator", "/departments/"), ("administrator", "/limits/"),
    ("administrator", "/calendar/"), ("administrator", "/codes/"), ("administrator", "/settings/"),
    ("administrator", "/jobs"),
])
def test_the_main_pages_are_english(visit, office, name, address):
    office.travelled("contacted")
    office.travelled("closed")
    answer = visit(name).get(address, follow_redirects=True)
    assert answer.status_code == 200
    assert not chinese_on(answer.text)


@pytest.mark.parametrize("stage", ["dispatched", "replied", "closed"])
def test_an_order_is_english_but_for_what_people_wrote(visit, office, stage):
    order_id = office.travelled(stage)
    answer = visit("supervisor").get(f"/orders/{order_id}")
    assert answer.status_code == 200
    assert not chinese_on(answer.text)


def test_a_refusal_is_english(visit):
    entry = {
        "caller_phone": "12ab", "caller_kind": "person", "wants_reply": "yes", "order_class": "citizen",
        "request_type": "complaint", "urgency": "normal", "channel_code": "phone", "title": "Noise",
        "content": "Noise at night.", "submission_key": "key-1",
    }
    answer = visit("operator").post("/orders/new", data=entry)
    assert answer.status_code == 422 and "is not a phone number" in answer.text
    assert not chinese_on(answer.text)


@pytest.mark.parametrize(("language", "words"), [("zh", "不是有效的选择。"), ("en", "Not a valid choice.")])
def test_the_form_librarys_own_words_follow_the_language(app, language, words):
    class Choice(FlaskForm):
        one = SelectField(choices=[SelectChoice("a", "a")])

    with app.test_client() as client:
        client.post("/language", data={"language": language})
        client.post("/sign-in", data={"one": "b"})
        form = Choice()
        assert not form.validate() and form.one.errors == [words]
