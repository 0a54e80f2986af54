"""A credential, as pages show it; and the files it is taken along in."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext

from schakel.credentials.baking import into_png, into_svg
from schakel.credentials.certificate import certificate_of
from schakel.credentials.drawing import badge_png, badge_svg
from schakel.credentials.models import Credential
from schakel.credentials.open_badge import badge_of
from schakel.credentials.queries import full_address, hub, statement_of
from schakel.credentials.rules import Reason, State
from schakel.credentials.tokens import signed
from schakel.credentials.wording import STATE_TONES, days, duration, reason_text, state_name

_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""What is downloaded runs nothing and fetches nothing, also where a browser shows it."""


def now() -> datetime:
    return timezone.now().astimezone(UTC)


def shown(one: Credential) -> dict[str, object]:
    """What stands on each page about one credential."""
    return {
        "credential": one,
        "state": state_name(one.state),
        "tone": STATE_TONES[one.state],
        "is_valid": one.state is State.VALID,
        "reason": reason_text(Reason(one.reason)) if one.reason else "",
        "facts": facts_of(one),
    }


def facts_of(one: Credential) -> list[dict[str, str]]:
    facts = [
        (gettext("Given by"), one.issuer_name, reverse("organisation", args=[one.issuer.slug])),
        (gettext("Given on"), date_format(timezone.localdate(one.issued_at), "j F Y"), ""),
        (gettext("When"), days(one.evidence), ""),
        (gettext("Was there for"), duration(one.attended_minutes), ""),
        (gettext("Takes in all"), duration(one.minutes) if one.minutes else "", ""),
        (gettext("Level"), one.level, ""),
        (gettext("Raises"), ", ".join(one.dimensions), ""),
        (gettext("Remark"), one.note, ""),
        (gettext("What it took"), one.criteria, ""),
    ]
    return [{"label": label, "text": text, "url": url} for label, text, url in facts if text]


def token_of(one: Credential) -> str:
    """Its signed statement. Raises a Refusal when the key of the hub is gone."""
    return signed(badge_of(statement_of(one), hub=hub()), now=now())


def picture_of(one: Credential) -> str:
    """The badge without a statement in it, as SVG."""
    with translation.override(one.language):
        said = {"title": one.title, "issuer": one.issuer_name}
        alt = gettext("Badge: %(title)s, given by %(issuer)s") % said
    year = timezone.localdate(one.issued_at).year
    return badge_svg(title=one.title, issuer=one.issuer_name, year=year, language=one.language, alt=alt)


def _pdf(one: Credential) -> bytes:
    return certificate_of(one)


def _svg(one: Credential) -> bytes:
    return into_svg(picture_of(one), token_of(one))


def _png(one: Credential) -> bytes:
    return into_png(badge_png(picture_of(one)), token_of(one))


def _jwt(one: Credential) -> bytes:
    return token_of(one).encode()


def _json(one: Credential) -> bytes:
    """In the envelope of Verifiable Credentials Data Model 2.0 (4.13), for programs that read JSON alone."""
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/vc+jwt,{token_of(one)}",
        "type": "EnvelopedVerifiableCredential",
    }
    return json.dumps(envelope, indent=2).encode()


FORMS: dict[str, tuple[Callable[[Credential], bytes], str]] = {
    "certificate.pdf": (_pdf, "application/pdf"),
    "badge.png": (_png, "image/png"),
    "badge.svg": (_svg, "image/svg+xml"),
    "badge.json": (_json, "application/json"),
    "badge.jwt": (_jwt, "application/vc+jwt"),
}
"""How a credential can be taken along."""


def file_of(one: Credential, form: str) -> HttpResponse:
    """One of these files, for its holder. Raises Http404 for another."""
    if form not in FORMS:
        raise Http404
    make, media_type = FORMS[form]
    name, _, ending = form.rpartition(".")
    title = slugify(one.title)[:60]
    return download(make(one), f"{'-'.join(filter(None, (name, title)))}.{ending}", media_type)


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def address_of(one: Credential) -> str:
    return full_address(one.get_absolute_url())
