"""Looking people up."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from schakel.accounts import rules
from schakel.accounts.models import AccessToken, HubRole, Person
from schakel.accounts.rules import Role
from schakel.kernel.looking import asked_once


def names_by_reference(references: Iterable[str]) -> dict[str, str]:
    """What people call themselves, by the journal's "person:7"; never their e-mail address."""
    keys = [
        int(number) for kind, _, number in (entry.partition(":") for entry in references) if kind == "person"
    ]
    return {person.reference: person.name for person in Person.objects.filter(pk__in=keys).order_by("pk")}


@asked_once
def person_by_reference(reference: str) -> Person | None:
    """The person with an open account behind "person:7"; None when there is none."""
    kind, _, number = reference.partition(":")
    if kind != "person" or not (number.isascii() and number.isdigit()):
        return None
    return Person.objects.filter(pk=int(number), is_active=True).first()


def people_in(roles: Collection[Role], *, today: date | None = None) -> QuerySet[Person]:
    """The people with an open account and one of these roles in the hub, by name; administrators are one of them."""
    wanted = {*roles, *(rules.STAFF_ROLES if Role.STAFF in roles else ())}
    day = today or timezone.localdate()
    standing = Q(ends_on=None) | Q(ends_on__gt=day)
    rows = HubRole.objects.filter(standing, person=OuterRef("pk"), role__in=[role.value for role in wanted])
    found = Q(Exists(rows))
    if wanted & rules.ALL_ROUND:
        found |= Q(is_hub_staff=True, hub_roles=None)
    if Role.ADMINISTRATOR in wanted:
        found |= Q(is_administrator=True)
    return Person.objects.filter(found, is_active=True).order_by("name", "pk")


def staff_references() -> list[str]:
    """Whoever works for the hub, as references."""
    return [person.reference for person in people_in({Role.STAFF}).order_by("pk")]


def people_with_roles() -> list[tuple[Person, list[HubRole]]]:
    """Everybody who was given something to do in the hub, by name, with their roles, also those that have ended."""
    found = Person.objects.filter(
        Q(is_hub_staff=True)
        | Q(is_administrator=True)
        | Exists(HubRole.objects.filter(person=OuterRef("pk")))
    )
    people = list(found.order_by("name", "pk").prefetch_related("hub_roles"))
    return [(person, list(person.hub_roles.all())) for person in people]


@asked_once
def confirmed_addresses(person: Person) -> frozenset[str]:
    """The e-mail addresses that somebody has shown to read, in lower case."""
    rows = EmailAddress.objects.filter(user=person, verified=True).order_by("pk")
    return frozenset(email.lower() for email in rows.values_list("email", flat=True))


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
