"""Who asks for which space, and when."""

from datetime import UTC, date, datetime

from django.http import Http404, HttpRequest
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.spaces import queries
from schakel.spaces.models import Contribution
from schakel.spaces.rules import Channel
from schakel.spaces.seats import Seat


def seat_asked(person: Person, code: str) -> Seat:
    """The seat of this person at this address. Raises Http404 where there is none for them."""
    seat = queries.seat_of(person, code)
    if seat is None:
        raise Http404
    return seat


def part_asked(seat: Seat, part: str) -> Contribution:
    """What has this code. Raises Http404 where there is none, or it cannot be seen from this seat."""
    found = queries.contribution_from(seat, part)
    if found is None:
        raise Http404
    return found


def channel_asked(request: HttpRequest, seat: Seat) -> Channel:
    """The channel in the form or address. Raises Http404 for one that this seat does not read."""
    sent = request.POST if request.method == "POST" else request.GET
    asked = sent.get("channel", Channel.EVERYONE.value)
    if asked not in seat.channels:
        raise Http404
    return Channel(asked)


def now() -> datetime:
    return timezone.now().astimezone(UTC)


def today() -> date:
    return timezone.localdate()
