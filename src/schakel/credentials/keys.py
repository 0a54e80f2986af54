"""The keys with which the hub signs badges.

RSA with 3072 bits and RS256: the one algorithm that Open Badges 3.0 (8.2.3) asks of everybody who checks a badge. The
secret half is a file of its owner alone in the data folder; the public halves stand in the database.
"""

import base64
import json
import os
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import IntegrityError, transaction
from jwt.algorithms import RSAAlgorithm

from schakel.credentials.models import SigningKey
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal

ALGORITHM = "RS256"
BITS = 3072
_PUBLIC_EXPONENT = 65_537


def folder() -> Path:
    """Where the secret halves are kept."""
    return Path(settings.ENVIRONMENT.data) / "badge-keys"


def file_of(key: SigningKey) -> Path:
    return folder() / f"{key.thumbprint}.pem"


def new_private_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=_PUBLIC_EXPONENT, key_size=BITS)


def current_key() -> SigningKey | None:
    """The key that signs now; None when none was made."""
    return SigningKey.objects.filter(retired_at=None).first()


def published_keys() -> list[SigningKey]:
    """The keys by which badges can be checked, the one that signs first."""
    return list(SigningKey.objects.filter(has_leaked=False).order_by("-made_at", "-pk"))


def make_first_key(*, now: datetime) -> SigningKey:
    """The key that signs; made when there is none. Of two who start at once, one makes it."""
    found = current_key()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _made("signing-key.made", now, by="")
    except IntegrityError:
        return SigningKey.objects.get(retired_at=None)


@transaction.atomic
def replace_key(*, has_leaked: bool, by: str, now: datetime) -> SigningKey:
    """Sign with a new key from now on.

    What the old one signed stays good, unless it leaked: then it is published no more, and holders fetch their badge
    again. The secret half of the old key is destroyed.
    """
    old = SigningKey.objects.select_for_update().filter(retired_at=None).first()
    if old is not None:
        old.retired_at, old.has_leaked = now, has_leaked
        old.save(update_fields=["retired_at", "has_leaked"])
        said = {"thumbprint": old.thumbprint, "has_leaked": has_leaked}
        journal.record("signing-key.retired", on=old.reference, by=by, at=now, details=said)
        transaction.on_commit(lambda: file_of(old).unlink(missing_ok=True))
    return _made("signing-key.made", now, by=by)


def _made(name: str, now: datetime, *, by: str) -> SigningKey:
    secret = new_private_key()
    public = public_jwk(secret)
    key = SigningKey(thumbprint=thumbprint_of(public), public_key=public, made_at=now)
    _write(file_of(key), secret)  # before the row: a row without its file could sign nothing
    try:
        key.save(force_insert=True)
    except IntegrityError:
        file_of(key).unlink(missing_ok=True)  # somebody else made one at the same moment
        raise
    journal.record(name, on=key.reference, by=by, at=now, details={"thumbprint": key.thumbprint})
    return key


def _write(file: Path, secret: RSAPrivateKey) -> None:
    """For the owner's eyes alone from the first byte on, and on the disk before anything is signed with it."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as written:
        written.write(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        written.flush()
        os.fsync(written.fileno())


def public_jwk(secret: RSAPrivateKey) -> dict[str, str]:
    """Modulus and exponent as RFC 7517 writes them, and nothing of what is secret."""
    every = json.loads(RSAAlgorithm.to_jwk(secret.public_key()))
    return {name: every[name] for name in ("e", "kty", "n")}


def thumbprint_of(public: dict[str, str]) -> str:
    """RFC 7638: SHA-256 over the members that a key must have, by name."""
    said = json.dumps(
        {name: public[name] for name in ("e", "kty", "n")}, separators=(",", ":"), sort_keys=True
    )
    return base64.urlsafe_b64encode(sha256(said.encode()).digest()).decode().rstrip("=")


def secret_of(key: SigningKey) -> RSAPrivateKey:
    """The secret half. Raises a Refusal when its file is gone: the data folder was not put back with the database."""
    file = file_of(key)
    try:
        return _loaded(str(file), file.stat().st_mtime_ns)
    except FileNotFoundError:
        raise Refusal("signing-key-missing") from None


@lru_cache(maxsize=4)
def _loaded(file: str, _changed: int) -> RSAPrivateKey:
    # It was made here, and only its owner can write it: proving its primes again would take 0.3 seconds.
    secret = load_pem_private_key(Path(file).read_bytes(), password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(secret, RSAPrivateKey):
        raise Refusal("signing-key-missing")
    return secret
