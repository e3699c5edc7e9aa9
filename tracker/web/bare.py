"""A page that needs nothing: no session, no database, no template. For when these went wrong, or are not there yet.

In Chinese: without them nobody can say which language the reader chose.
"""

from html import escape

from tracker.web.assets import ASSETS
from tracker.web.error_words import words_of

_SHEETS = "".join(
    f'<link rel="stylesheet" href="/static/{ASSETS[name]}">' for name in ("bootstrap.css", "desk.css", "parts.css"))


def bare_page(status: int, advice: str = "", incident: str = "") -> str:
    """The whole page: what the status is called, what to do, and the number to tell the administrator."""
    words = words_of(status)
    title, said = escape(words.title), escape(advice or words.advice)
    number = f'<p class="error-incident">事件编号 <code>{escape(incident)}</code></p>' if incident else ""
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{_SHEETS}</head>'
        f'<body class="plain"><div class="plain-page"><main class="plain-card"><h1>{title}</h1>'
        f'<p class="error-words">{said}</p>{number}'
        f'<div class="form-do"><a class="btn btn-primary" href="/">回到工作台</a></div>'
        f'<p class="error-status">HTTP {status}</p></main></div></body></html>'
    )
