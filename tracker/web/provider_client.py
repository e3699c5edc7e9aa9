"""How the office's provider is asked: Authlib's client with what it leaves to us set tight.

Authorization code with PKCE, state and nonce; only signatures by public key; issuer and audience compared; every
request has an end. What the answer lets anybody do is decided in usecases/sign_in_by_provider.py.
"""

from datetime import datetime, timedelta
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Flask, current_app, request, session
from joserfc.errors import BadSignatureError, JoseError
from requests import RequestException

from tracker import clock
from tracker.domain.provider import Identity, identity_of
from tracker.domain.refusals import NotPermitted, Refusal
from tracker.domain.words import N_
from tracker.provider_settings import Provider, is_safe

SECONDS = 5
"For each answer of the provider; a person is waiting."

SKEW = 60
"So many seconds may the provider's clock and ours differ."

KEPT = timedelta(hours=1)
"What the provider tells of itself, and its keys, are asked for anew after that."

SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"By public key alone: `none` and keyed hashes prove nothing here (RFC 8725, 3.1)."

NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPTIONAL = ("end_session_endpoint",)


class ProviderAway(Refusal):
    """The provider does not answer, or not what it should."""

    status = 503


class NotProved(NotPermitted):
    """The provider's answer proves nobody: it was refused, forged, too late, or meant for another browser."""


def _checked(told: Any, issuer: str) -> dict[str, Any]:
    """What the provider tells of itself, as far as it is needed; raises ValueError for what cannot be trusted."""
    if not isinstance(told, dict) or told.get("issuer") != issuer:
        raise ValueError("another issuer")
    kept = {name: told.get(name) for name in NEEDED} | {name: told[name] for name in OPTIONAL if told.get(name)}
    if not all(isinstance(url, str) and is_safe(url) for url in kept.values()):
        raise ValueError("an address that is not https")
    offered = told.get("id_token_signing_alg_values_supported") or ["RS256"]
    kept["id_token_signing_alg_values_supported"] = [name for name in SIGNATURES if name in offered]
    if not kept["id_token_signing_alg_values_supported"]:
        raise ValueError("no signature by public key")
    ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    kept["token_endpoint_auth_method"] = (
        "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post")
    return kept | {"issuer": issuer}


class ProviderApp(FlaskOAuth2App):
    """Authlib's client, which knows no more of the provider than was checked, and forgets it in time."""

    issuer = ""
    known_since: datetime | None = None

    def load_server_metadata(self) -> dict[str, Any]:
        """What the provider tells of itself; raises RequestException and ValueError."""
        now = clock.now()
        if self.known_since is None or not timedelta() <= now - self.known_since <= KEPT:
            with self._get_session() as asking:
                answer = asking.request("GET", self._server_metadata_url, withhold_token=True)
                answer.raise_for_status()
                self.server_metadata = _checked(answer.json(), self.issuer)
            self.known_since = now
        return self.server_metadata

    def parse_id_token(self, token: Any, nonce: Any, **options: Any) -> Any:
        """The proved claims; keys that the provider replaced under the same name are asked for once more."""
        try:
            return super().parse_id_token(token, nonce, **options)
        except BadSignatureError:
            self.fetch_jwk_set(force=True)
            return super().parse_id_token(token, nonce, **options)


def settings() -> Provider | None:
    """The provider that this installation names, or None."""
    named: Provider | None = current_app.extensions["tracker_config"].oidc
    return named


def init_provider(app: Flask, named: Provider | None) -> None:
    """Make the client; nothing is asked before somebody signs in."""
    if named is None:
        return
    client = OAuth(app).register(
        "provider", client_cls=ProviderApp, client_id=named.client_id, client_secret=named.client_secret,
        server_metadata_url=named.metadata_url,
        client_kwargs={
            "scope": "openid profile email", "code_challenge_method": "S256", "default_timeout": SECONDS,
            "max_redirects": 0,
        },
    )
    client.issuer = named.issuer
    app.extensions["tracker_provider"] = client


def _client() -> ProviderApp:
    client: ProviderApp = current_app.extensions["tracker_provider"]
    return client


def _away(error: Exception) -> ProviderAway:
    current_app.logger.warning("single sign-on: %s", type(error).__name__)  # the words may hold addresses and tokens
    return ProviderAway(N_("统一身份认证暂时不可用。请用登录名和密码登录，或稍后再试。"))


def _forget_attempts() -> None:
    """One attempt a browser: a second one voids the first, and the cookie does not grow."""
    for key in [key for key in session if key.startswith("_state_provider_")]:
        del session[key]


def to_provider(back: str, **asked: str) -> Any:
    """The redirect to the provider, which answers at the address `back`; raises ProviderAway."""
    _forget_attempts()
    try:
        return _client().authorize_redirect(back, **asked)
    except (RequestException, ValueError, RuntimeError) as error:
        raise _away(error) from None


def from_provider() -> Identity:
    """Whom the provider's answer to this browser's question proves; raises ProviderAway and NotProved."""
    named = settings()
    assert named is not None
    try:
        if request.args.get("iss", named.issuer) != named.issuer:  # RFC 9207: another provider's answer
            raise ValueError("another issuer")
        token = _client().authorize_access_token(leeway=SKEW, claims_options={
            "iss": {"essential": True, "value": named.issuer}, "aud": {"essential": True, "value": named.client_id},
        })
        found = identity_of(token.get("userinfo") or {}, named.issuer, named.claim)
    except RequestException as error:
        raise _away(error) from None
    except (OAuthError, JoseError, ValueError, TypeError, KeyError, RuntimeError) as error:
        current_app.logger.warning("single sign-on refused: %s", type(error).__name__)
        found = None
    finally:
        _forget_attempts()
    if found is None:
        raise NotProved(N_("统一身份认证没有完成，请重新点击登录。多次不成功请用登录名和密码登录，并告诉系统管理员。"))
    return found


def way_out(back: str) -> str | None:
    """Where one signs out of the provider itself; None when it has no such page or is away."""
    try:
        client = _client()
        if "end_session_endpoint" not in client.load_server_metadata():
            return None
        url: str = client.create_logout_url(post_logout_redirect_uri=back, client_id=client.client_id)["url"]
    except (RequestException, ValueError, RuntimeError):
        return None
    return url
