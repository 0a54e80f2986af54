"""What stands in the links by which somebody stops our mail: signed, so that nobody can stop that of others."""

import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from schakel.messages.rules import is_bare

_SALT = "schakel.messages.stop"


@dataclass(frozen=True, slots=True)
class Stop:
    """Whose mail is stopped (a reference, or the hash of a bare address) and of which kind; empty: of all."""

    addressee: str
    kind: str


def address_hash(address: str) -> str:
    """A keyed hash: who has the database alone cannot try which addresses are in it."""
    key = hashlib.sha256(f"{_SALT}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, address.lower().encode(), "sha256").hexdigest()


def stop_token(addressee: str, kind: str) -> str:
    """For a link in a mail; it does not expire, as the mail does not either. It holds no address."""
    who = address_hash(addressee) if is_bare(addressee) else addressee
    return signing.dumps([who, kind], salt=_SALT)


def read_stop_token(token: str) -> Stop | None:
    """What the link stands for; None for one that we did not make."""
    try:
        who, kind = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Stop(str(who), str(kind))


def stop_url(addressee: str, kind: str) -> str:
    return settings.ENVIRONMENT.base_url + reverse("mail_stop", args=[stop_token(addressee, kind)])
