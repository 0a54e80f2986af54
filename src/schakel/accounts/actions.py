"""What people do with their own account, beside what django-allauth does."""

import secrets
import string
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from schakel.accounts import rules
from schakel.accounts.access import standing_of
from schakel.accounts.models import AccessToken, HubRole, Person
from schakel.accounts.rules import Role
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
def give_hub_role(
    *, person: Person, role: str, given_by: Person | None, now: datetime, ends_on: date | None = None
) -> Person:
    """Let somebody do this in the hub from now on, or until another day than was said before.

    Somebody who has it without a change is left as they are. Raises a Refusal for what cannot be given.
    """
    given = rules.check_hub_role(role, ends_on=ends_on, today=timezone.localdate(now))
    stored = _locked(person)
    if given is Role.ADMINISTRATOR:
        if stored.is_administrator:
            return stored
        stored.is_administrator = True
        stored.save(update_fields=["is_administrator"])
    else:
        _name_roles(stored, now)
        found, is_new = HubRole.objects.get_or_create(
            person=stored,
            role=given.value,
            defaults={"given_at": now, "given_by": given_by, "ends_on": ends_on},
        )
        if not is_new and found.ends_on == ends_on:
            return stored
        if not is_new:
            found.given_at, found.given_by, found.ends_on = now, given_by, ends_on
            found.save(update_fields=["given_at", "given_by", "ends_on"])
        _mark_staff(stored)
        vars(person).pop("known_roles", None)
    details = {"role": given.value, "ends_on": ends_on.isoformat() if ends_on else ""}
    by = given_by.reference if given_by else ""
    journal.record("hub-role.given", on=stored.reference, by=by, at=now, details=details)
    return stored


@transaction.atomic
def withdraw_hub_role(*, person: Person, role: str, withdrawn_by: Person | None, now: datetime) -> Person:
    """Somebody does this in the hub no more. Raises a Refusal for who does not, and for the last administrator."""
    taken = rules.check_hub_role(role, ends_on=None, today=timezone.localdate(now))
    if taken is Role.ADMINISTRATOR:
        # All of them are locked, in one order: of two who demote each other at once the second is the last.
        left = list(
            Person.objects.select_for_update().filter(is_administrator=True, is_active=True).order_by("pk")
        )
        if person.pk not in {one.pk for one in left}:
            raise Refusal("hub-role-not-there")
        if len(left) == 1:
            raise Refusal("last-administrator")
        stored = _locked(person)
        stored.is_administrator = False
        stored.save(update_fields=["is_administrator"])
    else:
        stored = _locked(person)
        _name_roles(stored, now)
        number, _ = HubRole.objects.filter(person=stored, role=taken.value).delete()
        if not number:
            raise Refusal("hub-role-not-there")
        _mark_staff(stored)
        vars(person).pop("known_roles", None)
    by = withdrawn_by.reference if withdrawn_by else ""
    journal.record(
        "hub-role.withdrawn", on=stored.reference, by=by, at=now, details={"role": taken.value, "ends_on": ""}
    )
    return stored


@transaction.atomic
def close_account(*, person: Person, closed_by: Person | None, now: datetime) -> Person:
    """From now on nobody uses this account: sessions and access tokens work no more. Closing it twice is once.

    Raises a Refusal for the last administrator.
    """
    others = list(
        Person.objects.select_for_update().filter(is_administrator=True, is_active=True).order_by("pk")
    )
    stored = _locked(person)
    if not stored.is_active:
        return stored
    if stored.is_administrator and len(others) == 1:
        raise Refusal("last-administrator")
    stored.is_active = False
    stored.save(update_fields=["is_active"])
    by = closed_by.reference if closed_by else ""
    journal.record("person.closed", on=stored.reference, by=by, at=now)
    return stored


@transaction.atomic
def reopen_account(*, person: Person, reopened_by: Person | None, now: datetime) -> Person:
    """The account can be used again, with what it could before."""
    stored = _locked(person)
    if stored.is_active:
        return stored
    stored.is_active = True
    stored.save(update_fields=["is_active"])
    by = reopened_by.reference if reopened_by else ""
    journal.record("person.reopened", on=stored.reference, by=by, at=now)
    return stored


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)


def _name_roles(person: Person, now: datetime) -> None:
    """Who is all-round has the roles of that by name from now on, so that one of them can be taken."""
    if person.is_hub_staff and not HubRole.objects.filter(person=person).exists():
        HubRole.objects.bulk_create(
            HubRole(person=person, role=role.value, given_at=now) for role in sorted(rules.ALL_ROUND)
        )


def _mark_staff(person: Person) -> None:
    vars(person).pop("known_roles", None)
    working = HubRole.objects.filter(person=person, role__in=[role.value for role in rules.STAFF_ROLES])
    person.is_hub_staff = working.exists()
    person.save(update_fields=["is_hub_staff"])


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
