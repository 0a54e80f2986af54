"""What of bookings waits for somebody: as the operator, and for who booked."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from schakel.accounts.public import Doing, Person, Urgency, Waiting, register_doing, register_waiting
from schakel.facilities import queries
from schakel.facilities.rules import State
from schakel.organisations import public as organisations


def _waiting(person: Person, now: datetime) -> Iterator[Waiting]:
    facilities = queries.operated_facilities(person)
    numbers = queries.number_to_answer(facilities, now=now) if facilities else {}
    for facility in facilities:
        if numbers.get(facility.pk):
            yield Waiting(
                gettext("Requests to book your test facility"),
                numbers[facility.pk],
                reverse("facility_desk", args=[facility.item.slug]),
            )
    own = queries.own_bookings(person).asked_after(now, edge="starts_at")
    to_answer = own.filter(Q(state__in=[State.PROPOSED.value, State.OFFERED.value]) | queries.IS_NAMED)
    yield Waiting(gettext("Bookings that wait for your answer"), to_answer.count(), reverse("my_bookings"))
    again = own.filter(state=State.CONFIRMED.value, answered_again_at=None, asked_again_at__isnull=False)
    yield Waiting(
        gettext("Bookings: do you still come?"), again.count(), reverse("my_bookings"), Urgency.SOMEBODY_WAITS
    )
    _, lines = queries.basket_of(person)
    yield Waiting(gettext("Times in your basket"), len(lines), reverse("basket"), Urgency.SOMETIME)


def _doing(person: Person) -> Iterator[Doing]:
    if organisations.member_organisations(person):
        yield Doing(gettext("Book a test facility"), reverse("facilities_free"), "facility")
        yield Doing(gettext("My bookings"), reverse("my_bookings"), "calendar")
    if queries.operated_facilities(person) or queries.items_to_open(person):
        yield Doing(gettext("My test facilities"), reverse("my_facilities"), "facility")


register_waiting("bookings", _waiting)
register_doing("bookings", _doing)
