"""What others may use of calendars."""

from schakel.calendars.reading import busy_periods
from schakel.calendars.rules import Appointment, Method, Party, Status
from schakel.calendars.writing import calendar_answer, calendar_file

__all__ = [
    "Appointment",
    "Method",
    "Party",
    "Status",
    "busy_periods",
    "calendar_answer",
    "calendar_file",
]
