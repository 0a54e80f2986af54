"""What every race of `races.py` is made of: the race itself, who takes part, and taking a guard away."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Race(ABC):
    """One thing that many do at once."""

    name = ""

    @abstractmethod
    def prepared(self, number: int) -> Any:
        """What the round with this number is about: plain values."""

    @abstractmethod
    def tried(self, thing: Any, process: int) -> str:
        """Do it; what it came to in a word."""

    @abstractmethod
    def violations(self, thing: Any, outcomes: Sequence[str]) -> Iterator[str]:
        """What is wrong with what became of it, in sentences."""

    def kind_of(self, thing: Any) -> str:
        """By what the rounds are told apart in what is printed; all of them are alike where this is empty."""
        del thing
        return ""

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        """Takes the guard away, for the control."""
        yield


@contextmanager
def replaced(module: Any, name: str, instead: Callable[..., Any]) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, instead)
    try:
        yield
    finally:
        setattr(module, name, before)


@contextmanager
def dropped_constraints(model: Any, beginning: str) -> Iterator[None]:
    """The database without the constraints of this model whose names begin so."""
    from django.db import connection

    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, model._meta.db_table)  # noqa: SLF001 - documented by Django
    wanted = [
        one
        for one in model._meta.constraints  # noqa: SLF001 - idem
        if one.name.startswith(beginning) and one.name in there
    ]
    with connection.schema_editor() as editor:
        for one in wanted:
            editor.remove_constraint(model, one)
    yield  # the hub is thrown away afterwards: nothing is put back


# ---------------------------------------------------------------------- who takes part


def organisation(slug: str, type_: str) -> Any:
    from schakel.organisations.models import Organisation

    return Organisation.objects.get_or_create(slug=slug, defaults={"name": slug, "type": type_})[0]


def member(name: str, organisation: Any) -> Any:
    from schakel.accounts.models import Person
    from schakel.organisations.models import Membership

    person, is_new = Person.objects.get_or_create(
        email=f"{name}@{organisation.slug}.example", defaults={"name": name, "password": "!"}
    )
    if is_new:
        Membership.objects.create(person=person, organisation=organisation)
    return person


def world() -> None:
    """A company that is asked, with an offer; and a municipality that edits and saves."""
    from tests.items import item_of

    company = organisation("warmte-bv", "company")
    member("bas", company)
    item_of(company, "Warmte uit het kanaal")
    member("anna", organisation("gm0599", "municipality"))


def company() -> Any:
    from schakel.organisations.models import Organisation

    return Organisation.objects.get(slug="warmte-bv")


def person(name: str) -> Any:
    from schakel.accounts.models import Person

    return Person.objects.get(email__startswith=f"{name}@")


def offer() -> Any:
    from schakel.library.models import Item

    return Item.objects.get(slug="warmte-uit-het-kanaal")


def asker(race: str, number: int) -> tuple[Any, Any]:
    """A body of this round's own, so that no limit of a day is met, and somebody of it."""
    body = organisation(f"{race}-{number}", "municipality")
    return body, member("iemand", body)
