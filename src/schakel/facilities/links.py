"""The link in a mail by which somebody says that they still come. Who has the database alone cannot make one."""

import base64
import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from schakel.facilities.models import Booking
from schakel.facilities.rules import State, token_hash

_SALT = "schakel.facilities.links"
LONGEST_TOKEN = 64


def token_of(booking: Booking, asked_at: datetime) -> str:
    key = hashlib.sha256(f"{_SALT}:{settings.SECRET_KEY}".encode()).digest()
    said = f"{booking.pk}\n{booking.code}\n{asked_at.timestamp():.6f}"
    return base64.urlsafe_b64encode(hmac.new(key, said.encode(), "sha256").digest()).decode().rstrip("=")


def path_of(booking: Booking) -> str:
    """The page of the link; that of the booking where nothing is asked. Its token is made again: it is kept nowhere."""
    if booking.asked_again_at is None:
        return booking.get_absolute_url()
    return reverse("booking_link", args=[token_of(booking, booking.asked_again_at)])


def booking_with(token: str, *, now: datetime) -> Booking | None:
    """The booking of this link while it can still be answered; None for any other."""
    if len(token) > LONGEST_TOKEN:
        return None
    return (
        Booking.objects.filter(link_hash=token_hash(token), state=State.CONFIRMED.value, starts_at__gt=now)
        .select_related("resource__facility__item__owner", "organisation", "booked_by")
        .first()
    )
