"""What of challenges waits for somebody."""

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
from schakel.challenges.queries import alike_for, bundle_answers_waiting_for, heaps_for, own_co_ownerships
from schakel.challenges.rules import Heap
from schakel.library import public as library
from schakel.organisations import public as organisations


def _waiting(person: Person, now: datetime) -> Iterator[Waiting]:
    if may("challenge.triage", standing_of(person)):
        heaps = heaps_for(person, now=now)
        desk = reverse("staff_challenges")
        yield Waiting(gettext("New challenges"), len(heaps[Heap.NEW]), f"{desk}?heap={Heap.NEW.value}")
        yield Waiting(
            gettext("Challenges that are late"),
            len(heaps[Heap.LATE]),
            f"{desk}?heap={Heap.LATE.value}",
            Urgency.LATE,
        )
        yield Waiting(
            gettext("Challenges you look after"),
            len(heaps[Heap.MINE]),
            f"{desk}?heap={Heap.MINE.value}",
            Urgency.SOMETIME,
        )
        yield Waiting(
            gettext("Challenges that may be one"),
            len(alike_for(person)),
            reverse("staff_challenges_alike"),
            Urgency.SOMETIME,
        )
    yield Waiting(
        gettext("Challenges you are asked to own too"),
        len(own_co_ownerships(person)),
        reverse("my_challenges"),
    )
    yield Waiting(
        gettext("Bundles that you are asked for"),
        bundle_answers_waiting_for(person),
        reverse("my_challenges"),
    )


def _doing(person: Person) -> Iterator[Doing]:
    if organisations.member_organisations(person):
        yield Doing(gettext("My challenges"), reverse("my_challenges"), "challenge")
    if library.allows(person, "challenge.save"):
        yield Doing(gettext("Ask something new"), reverse("home"), "search")
    if may("challenge.triage", standing_of(person)):
        yield Doing(gettext("Desk of the advisers"), reverse("staff_challenges"), "people")


register_waiting("challenges", _waiting)
register_doing("challenges", _doing)
