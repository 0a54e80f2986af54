"""What the hub keeps of what somebody booked, waits for, or put in their basket."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.facilities.models import BasketLine, Blocking, Booking, Wait


def _bookings(person: Person) -> dict[str, Any]:
    booked = Booking.objects.filter(booked_by=person).order_by("pk")
    waits = Wait.objects.filter(person=person).order_by("pk")
    basket = BasketLine.objects.filter(basket__person=person).order_by("pk")
    blockings = Blocking.objects.filter(made_by=person).order_by("pk")
    return {
        "booked": list(
            booked.values(
                "code",
                "resource__name",
                "organisation__name",
                "state",
                "starts_at",
                "ends_at",
                "goal",
                "answers",
                "created_at",
            )
        ),
        "waits": list(waits.values("resource__name", "starts_at", "ends_at", "state", "asked_at")),
        "basket": list(basket.values("resource__name", "starts_at", "ends_at")),
        "blocked": list(blockings.values("resource__name", "starts_at", "ends_at", "reason")),
    }


register_own_data("bookings", _bookings)
