"""The reader's language, and how a sentence of the domain is said in it."""

from typing import Any

from flask import Flask, current_app, request, session
from flask_babel import Babel, gettext
from flask_login import current_user
from markupsafe import Markup, escape

from tracker.domain.refusals import Refusal

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
babel = Babel()


def chosen() -> str:
    """'zh' or 'en': the person's choice, the visitor's choice, else the installation's."""
    if current_user and current_user.is_authenticated:
        return str(current_user.locale)
    return str(session.get("language") or current_app.config.get("TRACKER_LOCALE", "zh"))


def select_locale() -> str:
    """For Flask-Babel: the catalogue to read. Chinese is the source and has none."""
    if not request:
        return LOCALES["zh"]
    return LOCALES.get(chosen(), LOCALES["zh"])


def in_page(text: str, **variables: Any) -> Markup:
    """`_` of the templates: the text in the reader's language, it and its variables as text and never as markup.

    Jinja's own takes whatever it is given for a trusted sentence of ours: unescaped, and always a format. But labels
    and texts of people come the same way (`_(row.who)`), and one of them may be `<b>` or `100%`.
    """
    found = escape(gettext(text) if text else "")
    return found % variables if variables else found.replace("%%", "%")


def init_language(app: Flask) -> None:
    """Have pages speak the reader's language."""
    babel.init_app(app, default_locale=LOCALES["zh"], locale_selector=select_locale)
    app.jinja_env.globals["gettext"] = in_page
    app.jinja_env.globals["say"] = say


def say(message: str, params: dict[str, Any] | None = None) -> str:
    """A domain sentence in the reader's language; its string parameters that are words are translated too."""
    text = gettext(message)
    if not params:
        return text
    return text % {key: gettext(value) if isinstance(value, str) and value else value for key, value in params.items()}


def said(refusal: Refusal) -> str:
    """A refusal in the reader's language."""
    return say(refusal.message, refusal.params)
