"""Who is behind "person:7" when something is told, and how to reach them."""

from collections.abc import Collection, Mapping

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import F

from schakel.accounts.models import Person
from schakel.messages.public import Addressee


def find_addressees(references: Collection[str]) -> Mapping[str, Addressee]:
    """The people with an open account; without an address when nobody confirmed it, or when it was made up."""
    numbers = [number for kind, _, number in (one.partition(":") for one in references) if kind == "person"]
    keys = [int(number) for number in numbers if number.isascii() and number.isdigit()]
    people = list(Person.objects.filter(pk__in=keys, is_active=True).order_by("pk"))
    unconfirmed = set(
        EmailAddress.objects.filter(user__in=people, email=F("user__email"), verified=False)
        .order_by("pk")
        .values_list("user_id", flat=True)
    )
    is_leaving = settings.ENVIRONMENT.email is not None
    return {
        person.reference: Addressee(
            person.reference,
            "" if person.pk in unconfirmed or (person.is_illustrative and is_leaving) else person.email,
            person.language,
        )
        for person in people
    }
