"""The door of training."""

from schakel.training.appointments import appointment_of, appointments_of
from schakel.training.credit import Credit
from schakel.training.demonstration import load_demo_editions
from schakel.training.lines import lines_of, lines_on_item
from schakel.training.messages import refusal_text
from schakel.training.models import Edition, Enrolment, Session
from schakel.training.organising import KINDS, move_edition
from schakel.training.queries import (
    Room,
    Search,
    SessionDay,
    all_session_days,
    allows,
    coming_editions,
    edition_for,
    editions_of_item,
    editions_visible_to,
    enrolments_visible_to,
    items_with_editions,
    items_with_seats,
    open_editions_to_come,
    organised_by,
    own_sessions,
    rooms_of,
    session_days,
    sessions_between,
    sessions_by_edition,
    sessions_of,
    who_cancelled,
)
from schakel.training.rules import Standing, State, Step
from schakel.training.wording import edition_title, standing_name, state_name, times_text, where_text

__all__ = [
    "KINDS",
    "Credit",
    "Edition",
    "Enrolment",
    "Room",
    "Search",
    "Session",
    "SessionDay",
    "Standing",
    "State",
    "Step",
    "all_session_days",
    "allows",
    "appointment_of",
    "appointments_of",
    "coming_editions",
    "edition_for",
    "edition_title",
    "editions_of_item",
    "editions_visible_to",
    "enrolments_visible_to",
    "items_with_editions",
    "items_with_seats",
    "lines_of",
    "lines_on_item",
    "load_demo_editions",
    "move_edition",
    "open_editions_to_come",
    "organised_by",
    "own_sessions",
    "refusal_text",
    "rooms_of",
    "session_days",
    "sessions_between",
    "sessions_by_edition",
    "sessions_of",
    "standing_name",
    "state_name",
    "times_text",
    "where_text",
    "who_cancelled",
]
