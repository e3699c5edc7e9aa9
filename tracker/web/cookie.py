"""How the session's cookie is signed: by HMAC with SHA-256, since Flask's own way is still SHA-1.

What it carries is decided in auth.py; which name and marks it has, in web_settings.py and config.py.
"""

import hashlib

from flask import Flask
from flask.sessions import SecureCookieSessionInterface


class SignedCookies(SecureCookieSessionInterface):
    """Flask's sessions under another hash; a cookie that was signed otherwise is none."""

    digest_method = staticmethod(hashlib.sha256)


def init_cookie(app: Flask) -> None:
    """Sign by it."""
    app.session_interface = SignedCookies()
