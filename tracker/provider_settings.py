"""The settings that speak of single sign-on: the office's own provider of identities (OpenID Connect)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from tracker.setting import BadSetting, Setting

PROVIDER: dict[str, Setting] = {
    "oidc_issuer": Setting(
        "TRACKER_OIDC_ISSUER", "",
        "统一身份认证（OpenID Connect）的签发者网址，与其 .well-known/openid-configuration 中的 issuer 一字不差；不填则不用"),
    "oidc_client_id": Setting("TRACKER_OIDC_CLIENT_ID", "", "在统一身份认证登记本系统时得到的客户端编号"),
    "oidc_client_secret": Setting("TRACKER_OIDC_CLIENT_SECRET", "", "在统一身份认证登记本系统时得到的客户端密钥"),
    "oidc_label": Setting("TRACKER_OIDC_LABEL", "统一身份认证", "登录页按钮上的名称，例如 粤政易、市统一身份认证"),
    "oidc_claim": Setting(
        "TRACKER_OIDC_CLAIM", "preferred_username", "首次登录时按哪一项认人，例如 preferred_username、email、employee_no"),
}


@dataclass(frozen=True)
class Provider:
    """The office's provider, and as whom the tracker asks it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    label: str = "统一身份认证"
    claim: str = "preferred_username"

    @property
    def metadata_url(self) -> str:
        """Where it tells of itself (OpenID Connect Discovery 1.0, 4)."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


def is_safe(url: str) -> bool:
    """Is it https? Plain http leads no further than this machine, for trying things out."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host)))


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def provider(text: Callable[[str], str]) -> Provider | None:
    """The provider that the settings name, read by `text(name)`; None when there is none. Raises BadSetting."""
    issuer = text("oidc_issuer")
    if not issuer:
        return None
    if not is_safe(issuer) or urlsplit(issuer).query or urlsplit(issuer).fragment or len(issuer) > 254:
        raise PROVIDER["oidc_issuer"].refusal(issuer, "https:// 开头的网址")
    for name in ("oidc_client_id", "oidc_client_secret"):
        if not text(name):
            raise BadSetting(f"设置了 TRACKER_OIDC_ISSUER，还须设置 {PROVIDER[name].env}（{PROVIDER[name].meaning}）。")
    return Provider(issuer, text("oidc_client_id"), text("oidc_client_secret"), text("oidc_label"), text("oidc_claim"))
