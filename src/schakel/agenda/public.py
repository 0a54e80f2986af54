"""The door of the agenda."""

from schakel.agenda.calendars import appointment_of
from schakel.agenda.demonstration import load_demo_meetings
from schakel.agenda.meeting_rules import ORGANISE
from schakel.agenda.messages import refusal_text
from schakel.agenda.queries import can_open_round, coming_days, has_round, may_take_part
from schakel.agenda.rules import KEPT_AFTER_CANCELLING, Day
from schakel.agenda.showing import agenda_line
from schakel.agenda.sources import Look, Source, register_days, register_own_days

__all__ = [
    "KEPT_AFTER_CANCELLING",
    "ORGANISE",
    "Day",
    "Look",
    "Source",
    "agenda_line",
    "appointment_of",
    "can_open_round",
    "coming_days",
    "has_round",
    "load_demo_meetings",
    "may_take_part",
    "refusal_text",
    "register_days",
    "register_own_days",
]
