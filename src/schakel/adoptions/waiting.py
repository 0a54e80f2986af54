"""What of adoptions waits for somebody: to say that it is so."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from schakel.accounts.public import Doing, Person, Waiting, register_doing, register_waiting
from schakel.adoptions.queries import to_confirm
from schakel.organisations import public as organisations


def _waiting(person: Person, _now: datetime) -> Iterator[Waiting]:
    yield Waiting(
        gettext("To confirm: your organisation uses it"), to_confirm(person).count(), reverse("my_adoptions")
    )


def _doing(person: Person) -> Iterator[Doing]:
    if organisations.member_organisations(person):
        yield Doing(gettext("What we use"), reverse("my_adoptions"), "solution")


register_waiting("adoptions", _waiting)
register_doing("adoptions", _doing)
