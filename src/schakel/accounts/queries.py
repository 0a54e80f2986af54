"""Looking people up."""

from collections.abc import Iterable

from schakel.accounts.models import Person


def names_by_reference(references: Iterable[str]) -> dict[str, str]:
    """What people call themselves, by the journal's "person:7"; never their e-mail address."""
    keys = [
        int(number) for kind, _, number in (entry.partition(":") for entry in references) if kind == "person"
    ]
    return {person.reference: person.name for person in Person.objects.filter(pk__in=keys).order_by("pk")}


def demonstration_people() -> list[Person]:
    """The made-up people of the demonstration, in the order in which they were made up."""
    return list(Person.objects.filter(is_illustrative=True, is_active=True).order_by("pk"))
