"""What of introductions waits for somebody."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from schakel.accounts.public import (
    Doing,
    Person,
    Urgency,
    Waiting,
    may,
    register_doing,
    register_waiting,
    standing_of,
)
from schakel.introductions.queries import number_for_brokers, waiting_for
from schakel.introductions.rules import BROKER
from schakel.organisations import public as organisations


def _waiting(person: Person, now: datetime) -> Iterator[Waiting]:
    lines = waiting_for(person, now=now)
    late = sum(line.due_at <= now for line in lines)
    page = reverse("introductions")
    yield Waiting(gettext("Introductions that wait too long for you"), late, page, Urgency.LATE)
    yield Waiting(gettext("Introductions that wait for you"), len(lines) - late, page)
    if may(BROKER, standing_of(person)):
        yield Waiting(
            gettext("Introductions to look after"), number_for_brokers(now), reverse("staff_introductions")
        )


def _doing(person: Person) -> Iterator[Doing]:
    if organisations.member_organisations(person):
        yield Doing(gettext("Introductions"), reverse("introductions"), "people")


register_waiting("introductions", _waiting)
register_doing("introductions", _doing)
