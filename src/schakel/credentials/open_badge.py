"""The words of an Open Badge 3.0, a list of what was withdrawn, and of who signs; plain values.

1EdTech Open Badges 3.0; W3C Verifiable Credentials Data Model 2.0; W3C Bitstring Status List 1.0; did:web.
"""

import base64
import gzip
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from schakel.credentials.rules import Achievement, Evidence, bits_of

_VC = "https://www.w3.org/ns/credentials/v2"
CONTEXT = (
    _VC,
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
_SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
STATUS_LASTS = timedelta(days=1)
"""So long a copy of a list of what was withdrawn may be believed."""


@dataclass(frozen=True, slots=True)
class Hub:
    """Who signs: its name, and the address it is reached at, without a slash at the end."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What one badge says. ``about``: the achievement in words, in its language."""

    url: str
    image_url: str
    status_url: str
    status_place: int
    holder_name: str
    email_hash: str
    salt: str
    issuer_name: str
    issuer_url: str
    achievement: Achievement
    evidence: Evidence
    about: str
    issued_at: datetime


def did_of(base_url: str) -> str:
    """The hub as a did:web: its host, and its port behind %3A (did:web, 3.1). A hub stands at the root of its host."""
    return f"did:web:{quote(urlsplit(base_url).netloc, safe='.-')}"


def badge_of(said: Statement, *, hub: Hub) -> dict[str, Any]:
    """The credential as it is signed, with the claims of a JWT that repeat it (Open Badges 3.0, 8.2.4)."""
    about, evidence = said.achievement, said.evidence
    subject_id = _urn(said.url)
    issued_at = said.issued_at.astimezone(UTC).replace(microsecond=0)
    badge: dict[str, Any] = {
        "@context": list(CONTEXT),
        "id": said.url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": about.title,
        "issuer": {"id": did_of(hub.url), "type": ["Profile"], "name": hub.name, "url": hub.url},
        "validFrom": _moment(issued_at),
        "credentialSubject": {
            "id": subject_id,
            "type": ["AchievementSubject"],
            "identifier": [_hashed(said), _named(said)],
            "activityStartDate": _day(evidence.began_on),
            "activityEndDate": _day(evidence.ended_on),
            "achievement": {
                "id": _urn(f"{hub.url}\n{said.issuer_url}\n{about.source}\n{about.title}"),
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "name": about.title,
                "description": said.about,
                "criteria": {"narrative": about.criteria},
                "image": {"id": said.image_url, "type": "Image"},
                "inLanguage": about.language,
                "creator": {
                    "id": said.issuer_url,
                    "type": ["Profile"],
                    "name": said.issuer_name,
                    "url": said.issuer_url,
                },
                **({"tag": list(about.dimensions)} if about.dimensions else {}),
            },
            **({"narrative": evidence.note} if evidence.note else {}),
        },
        "credentialStatus": {
            "id": f"{said.status_url}#{said.status_place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(said.status_place),
            "statusListCredential": said.status_url,
        },
        "credentialSchema": [{"id": _SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    return {
        **badge,
        "iss": did_of(hub.url),
        "jti": said.url,
        "sub": subject_id,
        "nbf": int(issued_at.timestamp()),
    }


def status_list_of(places: Iterable[int], *, url: str, hub: Hub, now: datetime) -> dict[str, Any]:
    """Which of the credentials of one list were withdrawn (Bitstring Status List 1.0, 2.2)."""
    at = now.astimezone(UTC).replace(microsecond=0)
    packed = gzip.compress(bits_of(places), mtime=0)
    return {
        "@context": [_VC],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(hub.url),
        "validFrom": _moment(at),
        "validUntil": _moment(at + STATUS_LASTS),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "u" + base64.urlsafe_b64encode(packed).decode().rstrip("="),
        },
        "iss": did_of(hub.url),
        "jti": url,
        "nbf": int(at.timestamp()),
        "exp": int((at + STATUS_LASTS).timestamp()),
    }


def did_document_of(keys: Sequence[tuple[str, Mapping[str, str]]], *, hub: Hub) -> dict[str, Any]:
    """The keys by which badges of this hub are checked: thumbprint and public key, the one that signs first."""
    did = did_of(hub.url)
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": did,
        "alsoKnownAs": [hub.url],
        "verificationMethod": [
            {
                "id": f"{did}#{thumbprint}",
                "type": "JsonWebKey2020",
                "controller": did,
                "publicKeyJwk": {**public, "alg": "RS256", "use": "sig", "kid": thumbprint},
            }
            for thumbprint, public in keys
        ],
        "assertionMethod": [f"{did}#{thumbprint}" for thumbprint, _ in keys],
    }


def key_set_of(keys: Sequence[tuple[str, Mapping[str, str]]]) -> dict[str, Any]:
    """The same keys as a JSON Web Key Set (RFC 7517)."""
    return {
        "keys": [{**public, "alg": "RS256", "use": "sig", "kid": thumbprint} for thumbprint, public in keys]
    }


def _hashed(said: Statement) -> dict[str, Any]:
    return {
        "type": "IdentityObject",
        "identityHash": said.email_hash,
        "identityType": "emailAddress",
        "hashed": True,
        "salt": said.salt,
    }


def _named(said: Statement) -> dict[str, Any]:
    return {
        "type": "IdentityObject",
        "identityHash": said.holder_name,
        "identityType": "name",
        "hashed": False,
    }


def _urn(words: str) -> str:
    """A name that is the same each time, and is no address: there is nothing to be seen there."""
    return uuid.uuid5(uuid.NAMESPACE_URL, words).urn


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
