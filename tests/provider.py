"""The office's provider of identities, run in the test's own process: a real one, and what an attacker makes of it."""

import base64
import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from flask import g
from joserfc import jws, jwt
from joserfc.jwk import OctKey, RSAKey
from waitress.server import create_server

from tests.serving import in_thread

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it still uses what its own library calls old
    import oidc_provider_mock

CLIENT, SECRET = "tracker", "not-so-secret"


@dataclass
class Provider:
    """Where it is, and what it does wrong: `forge` rewrites the claims or the whole ID token that is handed out."""

    app: Any
    url: str = ""
    forge: Callable[["Provider", dict[str, Any]], dict[str, Any] | str] | None = None
    told: dict[str, Any] = field(default_factory=dict)
    "What it tells of itself otherwise than it is."
    paths: list[str] = field(default_factory=list)
    "What it was asked for."
    redeemed: list[dict[str, str]] = field(default_factory=list)
    "What its token endpoint was sent."

    @property
    def environ(self) -> dict[str, str]:
        """The installation's settings that name it."""
        return {
            "TRACKER_OIDC_ISSUER": self.url, "TRACKER_OIDC_CLIENT_ID": CLIENT, "TRACKER_OIDC_CLIENT_SECRET": SECRET,
        }

    def key(self) -> RSAKey:
        """The key that it signs with."""
        with self.app.test_request_context():
            self.app.preprocess_request()
            return RSAKey.import_key(g.oidc_provider_mock_storage.jwk.as_dict(is_private=True))

    def change_key(self) -> None:
        """From now on it signs with another one, of another name."""
        with self.app.test_request_context():
            self.app.preprocess_request()
            storage = g.oidc_provider_mock_storage
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                storage.jwk = type(storage.jwk).generate_key(is_private=True)

    def signed(self, claims: dict[str, Any], key: RSAKey | None = None) -> str:
        """An ID token of these claims, by its own key or another one."""
        own = self.key()
        own.ensure_kid()
        return jwt.encode({"alg": "RS256", "kid": own.kid}, claims, key or own)

    def person(self, subject: str, **claims: Any) -> None:
        """Somebody whom it knows."""
        requests.put(f"{self.url}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def consent(self, question: str, subject: str) -> str:
        """Somebody signs in there, being led to the address `question`; returns where the browser is sent back."""
        answer = requests.post(question, data={"sub": subject}, allow_redirects=False, timeout=5)
        return answer.headers["Location"]

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        """One request, with its answer rewritten where that is wanted."""
        path = environ["PATH_INFO"]
        self.paths.append(path)
        if path == "/oauth2/token":
            sent = environ["wsgi.input"].read()
            environ["wsgi.input"] = BytesIO(sent)
            self.redeemed.append(dict(parse_qsl(sent.decode())))
        held: list[Any] = []

        def keep(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            held[:] = [status, [pair for pair in headers if pair[0].lower() != "content-length"]]

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = b"".join(self.app(environ, keep))
        if path == "/.well-known/openid-configuration":
            body = json.dumps(json.loads(body) | self.told).encode()
        if path == "/oauth2/token" and held[0].startswith("200") and self.forge:
            body = self._forged(json.loads(body))
        start(held[0], [*held[1], ("Content-Length", str(len(body)))])
        return [body]

    def _forged(self, token: dict[str, Any]) -> bytes:
        assert self.forge is not None
        claims = json.loads(jws.extract_compact(token["id_token"].encode()).payload)
        made = self.forge(self, claims)
        return json.dumps(token | {"id_token": made if isinstance(made, str) else self.signed(made)}).encode()


def by_hash(claims: dict[str, Any]) -> str:
    """Signed with the client's secret, which proves nothing of the provider."""
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 4))


def unsigned(claims: dict[str, Any]) -> str:
    """Signed by nobody."""
    return ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in ({"alg": "none"}, claims)
    ) + "."


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider on a port of its own while the block lasts."""
    provider = Provider(oidc_provider_mock.app(require_nonce=True))
    provider.app.debug = False
    server = create_server(provider, host="127.0.0.1", port=0, threads=4)
    provider.url = f"http://127.0.0.1:{server.effective_port}"
    with in_thread(server):
        yield provider


def question(location: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(location).query))
