"""The door of facilities."""

from schakel.facilities.calendars import appointment_of
from schakel.facilities.demonstration import load_demo_bookings
from schakel.facilities.messages import refusal_text
from schakel.facilities.models import Booking, Facility, Resource
from schakel.facilities.queries import (
    FirstFree,
    allows,
    booking_for,
    bookings_of,
    bookings_visible_to,
    facilities_visible_to,
    first_free_days,
    free_between,
    is_alive,
    may_operate_item,
    next_free_days,
    own_bookings,
)
from schakel.facilities.rules import State
from schakel.facilities.wording import TONES, period_text, price_text, state_name

__all__ = [
    "TONES",
    "Booking",
    "Facility",
    "FirstFree",
    "Resource",
    "State",
    "allows",
    "appointment_of",
    "booking_for",
    "bookings_of",
    "bookings_visible_to",
    "facilities_visible_to",
    "first_free_days",
    "free_between",
    "is_alive",
    "load_demo_bookings",
    "may_operate_item",
    "next_free_days",
    "own_bookings",
    "period_text",
    "price_text",
    "refusal_text",
    "state_name",
]
