"""Looking people up."""

from collections.abc import Iterable
from datetime import datetime

from schakel.accounts import rules
from schakel.accounts.models import AccessToken, Person


def names_by_reference(references: Iterable[str]) -> dict[str, str]:
    """What people call themselves, by the journal's "person:7"; never their e-mail address."""
    keys = [
        int(number) for kind, _, number in (entry.partition(":") for entry in references) if kind == "person"
    ]
    return {person.reference: person.name for person in Person.objects.filter(pk__in=keys).order_by("pk")}


def person_by_reference(reference: str) -> Person | None:
    """The person with an open account behind "person:7"; None when there is none."""
    kind, _, number = reference.partition(":")
    if kind != "person" or not (number.isascii() and number.isdigit()):
        return None
    return Person.objects.filter(pk=int(number), is_active=True).first()


def staff_references() -> list[str]:
    """Whoever works for the hub, as references."""
    return [
        person.reference for person in Person.objects.filter(is_hub_staff=True, is_active=True).order_by("pk")
    ]


def demonstration_people() -> list[Person]:
    """The made-up people of the demonstration, in the order in which they were made up."""
    return list(Person.objects.filter(is_illustrative=True, is_active=True).order_by("pk"))


def access_tokens_of(person: Person) -> list[AccessToken]:
    """The tokens somebody made, the newest first."""
    return list(AccessToken.objects.filter(person=person).order_by("-made_at", "-pk"))


_NO_HASH = rules.secret_hash("")


def standing_access_token(written: str, *, now: datetime) -> AccessToken | None:
    """The token that is written so, with its person; None unless it stands and so does the account.

    Whatever is wrong, a secret is compared, so that the time it takes tells nothing.
    """
    parts = rules.split_token(written)
    if parts is None:
        return None
    prefix, secret = parts
    token = AccessToken.objects.filter(prefix=prefix).select_related("person").first()
    is_right = rules.is_the_secret(secret, kept=token.secret_hash if token else _NO_HASH)
    if token is None or not is_right or not token.person.is_active:
        return None
    stands = rules.access_token_stands(expires_at=token.expires_at, withdrawn_at=token.withdrawn_at, now=now)
    return token if stands else None
