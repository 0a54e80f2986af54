"""What people do with their own account, beside what django-allauth does."""

import secrets
import string
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from schakel.accounts import rules
from schakel.accounts.access import standing_of
from schakel.accounts.models import AccessToken, Person
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal

_LETTERS = string.ascii_lowercase + string.digits


@transaction.atomic
def introduce_oneself(*, person: Person, name: str, language: str) -> Person:
    """Say what one is called and which language one reads. Raises a Refusal for what is not usable."""
    person.name = rules.check_name(name)
    person.language = rules.check_language(language)
    person.save(update_fields=["name", "language"])
    return person


@transaction.atomic
def make_access_token(
    *, person: Person, name: str, scopes: Iterable[str], days: int, now: datetime
) -> tuple[AccessToken, str]:
    """A new token, and how it is written: that is shown once and kept nowhere. Raises a Refusal."""
    wanted = sorted(set(scopes))
    tidy = rules.check_access_token(name=name, scopes=wanted, days=days, roles=standing_of(person))
    standing = AccessToken.objects.filter(person=person, withdrawn_at=None, expires_at__gt=now)
    if standing.count() >= rules.MOST_ACCESS_TOKENS:
        raise Refusal("token-too-many", most=rules.MOST_ACCESS_TOKENS)
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(rules.PREFIX_LENGTH))
    secret = secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        person=person,
        name=tidy,
        prefix=prefix,
        secret_hash=rules.secret_hash(secret),
        scopes=wanted,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    details = {"scopes": wanted, "days": days}
    journal.record("access-token.made", on=token.reference, by=person.reference, at=now, details=details)
    return token, rules.written_token(prefix, secret)


@transaction.atomic
def withdraw_access_token(*, token: AccessToken, withdrawn_by: Person | None, now: datetime) -> AccessToken:
    """From now on the token opens nothing. Raises a Refusal when it was withdrawn before."""
    stored = AccessToken.objects.select_for_update().get(pk=token.pk)
    if stored.withdrawn_at is not None:
        raise Refusal("token-withdrawn-already")
    stored.withdrawn_at = now
    stored.save(update_fields=["withdrawn_at"])
    by = withdrawn_by.reference if withdrawn_by else ""
    journal.record("access-token.withdrawn", on=stored.reference, by=by, at=now)
    return stored


def mark_access_token(*, token: AccessToken, now: datetime) -> None:
    """Remember when the token was last used, to ten minutes."""
    if rules.use_is_worth_marking(last_used_at=token.last_used_at, now=now):
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)
