"""Signed statements: VC-JWT, as Open Badges 3.0 (8.2) and Securing Verifiable Credentials with JOSE have it."""

from collections.abc import Mapping
from typing import Any

import jwt
from django.conf import settings

from schakel.credentials.keys import ALGORITHM, make_first_key, published_keys, secret_of
from schakel.credentials.open_badge import did_of

_CLAIMS = ("iss", "jti", "nbf")


class ForeignError(Exception):
    """Signed by somebody else: nothing can be said of it here."""


class AlteredError(Exception):
    """It says that it comes from here, and does not."""


class NoTokenError(Exception):
    """Not a signed statement at all."""


def issuer_id() -> str:
    """How badges and their keys name this hub: did:web, of the address people reach it at."""
    return did_of(settings.ENVIRONMENT.base_url)


def signed(statement: Mapping[str, Any], *, now: Any) -> str:
    """The statement with the signature of the hub. The same statement and key give the same words (RS256)."""
    key = make_first_key(now=now)
    headers = {"kid": f"{issuer_id()}#{key.thumbprint}", "typ": "JWT"}
    return jwt.encode(dict(statement), secret_of(key), algorithm=ALGORITHM, headers=headers)


def statement_in(token: str) -> dict[str, Any]:
    """What a token says, once the signature was found to be ours.

    The algorithm is ours to choose and never the header's: "none", a shared secret made of the public key, and a key
    that the token brings along are all refused (RFC 8725, 3.1 and 3.2). Raises NoTokenError, ForeignError or
    AlteredError.
    """
    try:
        header = jwt.get_unverified_header(token)
        said = jwt.decode(token, options={"verify_signature": False})
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        raise NoTokenError from None
    own = issuer_id()
    issuer = said.get("issuer")
    every = (said.get("iss"), issuer.get("id") if isinstance(issuer, dict) else issuer, _issuer_in(header))
    names = {name for name in every if isinstance(name, str) and name}
    if not names:
        raise NoTokenError
    if own not in names:
        raise ForeignError
    key = next((one for one in published_keys() if header.get("kid") == f"{own}#{one.thumbprint}"), None)
    if key is None:
        raise AlteredError
    try:
        checked = jwt.decode(
            token,
            jwt.PyJWK.from_dict(key.public_key, algorithm=ALGORITHM),
            algorithms=[ALGORITHM],
            options={"require": list(_CLAIMS), "verify_aud": False},
            issuer=own,
        )
    except (jwt.InvalidTokenError, jwt.InvalidKeyError):
        raise AlteredError from None
    return checked


def _issuer_in(header: Mapping[str, Any]) -> str:
    kid = header.get("kid")
    return kid.partition("#")[0] if isinstance(kid, str) else ""
