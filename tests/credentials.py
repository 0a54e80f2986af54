"""Credentials in tests: one key for all of them, somebody who attended, and second opinions on what was given."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from schakel.accounts.models import Person
from schakel.credentials import actions, keys
from schakel.credentials.actions import Holder
from schakel.credentials.models import Credential, SigningKey
from schakel.credentials.rules import Achievement, Evidence
from schakel.organisations.models import Organisation
from tests.clock import NOW

ACHIEVEMENT = Achievement(
    title="Werken met sensoren",
    criteria="Beide dagen aanwezig en de opdracht gemaakt.",
    minutes=720,
    language="nl",
    source="item:12",
    level="basis",
    dimensions=("Data", "Technologie"),
)
EVIDENCE = Evidence(date(2026, 11, 3), date(2026, 11, 4), 690)
make_key = keys.new_private_key


@cache
def one_key() -> RSAPrivateKey:
    """Making one takes as long as twenty tests, so they share it."""
    return make_key()


@pytest.fixture
def signing_key(db: None, tmp_path, monkeypatch) -> SigningKey:
    """The hub's key in a folder of this test alone."""
    monkeypatch.setattr(keys, "folder", lambda: tmp_path / "badge-keys")
    monkeypatch.setattr(keys, "new_private_key", one_key)
    return keys.make_first_key(now=NOW)


def credential_of(
    holder: Person | Holder,
    issuer: Organisation,
    *,
    key: str = "enrolment:7",
    by: Person | None = None,
    changes: Mapping[str, object] | None = None,
    tells: bool = True,
) -> Credential:
    """Somebody attended."""
    return actions.issue_credential(
        key=key,
        holder=holder if isinstance(holder, Holder) else Holder.of(holder),
        issuer=issuer,
        achievement=Achievement(**{**_FIELDS, **(changes or {})}),
        evidence=EVIDENCE,
        by=by,
        now=NOW,
        tells=tells,
    )


_FIELDS = {name: getattr(ACHIEVEMENT, name) for name in Achievement.__slots__}
GUEST = Holder(name="Gerda Gast", email="gerda@gast.example")
