"""What people do with baskets, bookings and the waiting list, and where it stands.

Each is one transaction with its journal row: `ordering` fills and sends a basket, `deciding` takes a booking a step
further, `rescheduling` moves it to another time, `asking_again` asks whether they still come, `waiting_list` is about
what is taken. What an operator does with a facility itself is in `operating`.
"""

from schakel.facilities.asking_again import (
    answer_booking_again,
    ask_booking_again,
    release_booking,
    remind_booking,
    remind_operator,
)
from schakel.facilities.deciding import (
    Said,
    move_booking,
    move_bookings,
    settle_bookings,
    write_lesson,
    write_outcome,
)
from schakel.facilities.ordering import Order, Sent, empty_basket, fill_basket, send_basket
from schakel.facilities.rescheduling import OtherTime, answer_booking_time, reschedule_booking
from schakel.facilities.waiting_list import add_booking_wait, add_wait, offer_waits, withdraw_wait

__all__ = [
    "Order",
    "OtherTime",
    "Said",
    "Sent",
    "add_booking_wait",
    "add_wait",
    "answer_booking_again",
    "answer_booking_time",
    "ask_booking_again",
    "empty_basket",
    "fill_basket",
    "move_booking",
    "move_bookings",
    "offer_waits",
    "release_booking",
    "remind_booking",
    "remind_operator",
    "reschedule_booking",
    "send_basket",
    "settle_bookings",
    "withdraw_wait",
    "write_lesson",
    "write_outcome",
]
