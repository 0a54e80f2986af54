"""Signing in at a provider of OpenID Connect that was set for this hub.

django-allauth does what goes through the browser, with PKCE (RFC 7636). What the provider says is looked at here, by
OpenID Connect Core 1.0, 3.1.3.7: signed with a key of the provider by an algorithm with two keys, from this issuer, for
this hub, answering this very question (nonce), not too old. Only a confirmed e-mail address counts. Everything that is
asked of the provider goes through the hub's one door to the outside.
"""

import hmac
import json
import secrets
from base64 import b64encode
from hashlib import sha256
from typing import Any, Self
from urllib.parse import quote, urlencode, urlsplit

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode as django_urlencode
from django.utils.translation import gettext_lazy as _

from schakel.accounts.letters import at_this_hub
from schakel.accounts.rules import LONGEST_NAME
from schakel.kernel.refusal import Refusal
from schakel.outbound.public import Limits, exchange

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Each has a key to sign and another to check. With "none" or one shared key everybody could sign."""
CLOCKS_DIFFER = 60
"""Seconds."""
LIMITS = Limits(size=1_000_000, unpacked_size=1_000_000, seconds=15.0, idle_seconds=10.0)
_ERROR = 400


def _provider_url() -> str:
    """The address of the provider that was set; empty where there is none."""
    provider = settings.ENVIRONMENT.oidc
    return provider.url if provider else ""


class _Answer:
    """As much of an answer of ``requests`` as django-allauth looks at."""

    def __init__(self, status: int, content_type: str, content: bytes) -> None:
        self.status_code, self.content = status, content
        self.headers = {"content-type": content_type}

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        try:
            return json.loads(self.content)
        except ValueError as error:
            raise OAuth2Error("no JSON") from error

    def raise_for_status(self) -> None:
        if self.status_code >= _ERROR:
            raise OAuth2Error(f"status {self.status_code}")


class _Session:
    """As much of a session of ``requests`` as django-allauth uses, through the hub's own door."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_about: object) -> None: ...

    def get(self, url: str, headers: dict[str, str] | None = None) -> _Answer:
        return self.request("GET", url, headers=headers)

    def request(
        self,
        method: str,
        url: str,
        params: dict[str, str] | None = None,
        data: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        auth: Any = None,
    ) -> _Answer:
        said = {"Accept": "application/json", **(headers or {})}
        body = b""
        if data:
            body = urlencode(data).encode()
            said["Content-Type"] = "application/x-www-form-urlencoded"
        if auth is not None:
            both = f"{quote(auth.username, safe='')}:{quote(auth.password, safe='')}"  # RFC 6749, 2.3.1
            said["Authorization"] = f"Basic {b64encode(both.encode()).decode()}"
        asked = f"{url}?{urlencode(params)}" if params else url
        host = urlsplit(_provider_url()).netloc.lower()
        try:
            found = exchange(method, asked, headers=said, body=body, also_allowed=host, limits=LIMITS)
        except Refusal as refusal:
            raise OAuth2Error(refusal.code) from refusal
        return _Answer(found.status, found.content_type, found.content)


class HubAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    nonce = ""
    """What was sent along with the question."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config = super().openid_config
        if not isinstance(config, dict) or config.get("issuer") != self._issuer():
            raise OAuth2Error("another issuer")  # OpenID Connect Discovery 1.0, 4.3
        return config

    def _issuer(self) -> str:
        issuer = _provider_url()
        said = str(self.__dict__.get("_openid_config", {}).get("issuer", ""))
        return said if said.rstrip("/") == issuer else issuer

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002 - as allauth calls it
        """At the address that was set for this hub, whatever host somebody said they asked."""
        return at_this_hub(reverse("openid_connect_callback", args=[self.provider_id]))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **said: Any) -> Any:
        written = said["response"].get("id_token")
        if not isinstance(written, str):
            raise OAuth2Error("no id_token")
        claims = self._checked(written, app)
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            more = self._fetch_user_info(token.token)
            if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
                raise OAuth2Error("somebody else")  # OpenID Connect Core 1.0, 5.3.2
            claims = more | claims
        if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
            raise OAuth2Error("address not confirmed")
        kept = {name: claims.get(name) for name in ("iss", "sub", "email", "email_verified", "name")}
        return self.get_provider().sociallogin_from_response(request, kept)

    def _checked(self, written: str, app: SocialApp) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(written)
            if header.get("alg") not in ALGORITHMS:
                raise OAuth2Error("algorithm not trusted")
            claims: dict[str, Any] = jwt.decode(
                written,
                self._key(header),
                algorithms=list(ALGORITHMS),
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS_DIFFER,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("id_token not trusted") from error
        audience = claims["aud"]
        is_of_many = isinstance(audience, list) and len(audience) > 1
        if (is_of_many or "azp" in claims) and claims.get("azp") != app.client_id:
            raise OAuth2Error("meant for another")
        if not self.nonce or not hmac.compare_digest(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("answers another question")
        return claims

    def _key(self, header: dict[str, Any]) -> Any:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            found = answer.json()
        keys = jwt.PyJWKSet.from_dict(found).keys
        of_that_name = [key for key in keys if key.key_id == header.get("kid")]
        fitting = of_that_name or (keys if "kid" not in header and len(keys) == 1 else [])
        if not fitting:
            raise OAuth2Error("key not known")
        return fitting[0]


class HubProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    oauth2_adapter_class = HubAdapter

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **named: Any,
    ) -> HttpResponse:
        """To the provider, with a nonce that the answer has to repeat; nothing of this address goes along."""
        nonce = secrets.token_urlsafe(24)
        named |= {"auth_params": {**self.get_auth_params(), "nonce": nonce}, "scope": self.get_scope()}
        response: HttpResponse = super().redirect(request, process, next_url, data, nonce=nonce, **named)
        return response

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Of this issuer: another provider can call somebody else the same."""
        return sha256(f"{data['iss']}\n{data['sub']}".encode()).hexdigest()


class _Callback(OAuth2CallbackView):  # type: ignore[misc]  # allauth has no types
    def _get_state(self, request: HttpRequest, provider: HubProvider) -> tuple[Any, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "disconnect_last": _("This is the only way in which you can sign in. Choose a password first."),
        "no_password": _("Choose a password first."),
        "connected_other": _("This account signs in somebody else here already."),
    }

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> HubProvider:
        return HubProvider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def get_requests_session(self) -> _Session:
        return _Session()

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        person = super().populate_user(request, sociallogin, data)
        person.email = person.email.lower()
        person.name = " ".join(str(data.get("name") or "").split())[:LONGEST_NAME]
        return person


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider; a page that asks whether that is meant, where somebody came by a link."""
    return _at_provider(OAuth2LoginView, request, provider_id)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    return _at_provider(_Callback, request, provider_id)


def _at_provider(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        provider = get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    try:
        response: HttpResponse = view.adapter_view(HubAdapter(request, provider_id))(request)
    except OAuth2Error as error:
        try:
            response = render_authentication_error(request, provider, exception=error)
        except ImmediateHttpResponse as immediate:
            response = immediate.response
    return response


def providers_of(request: HttpRequest, *, process: str = "login", after: str = "") -> list[dict[str, str]]:
    """Where else one can sign in: what it is called, and the address to go there."""
    along = {"process": process} | ({"next": after} if after else {})
    return [
        {
            "name": app.name,
            "url": f"{reverse('openid_connect_login', args=[app.provider_id])}?{django_urlencode(along)}",
        }
        for app in get_adapter().list_apps(request)
    ]
