"""The meetings of somebody, for their own calendar; what was cancelled stays a while, so that it is struck there."""

from collections.abc import Iterator
from datetime import datetime

from schakel.accounts.public import Person
from schakel.agenda.calendars import meeting_appointment
from schakel.agenda.meeting_rules import State
from schakel.agenda.queries import meetings_of, side_of
from schakel.agenda.rules import KEPT_AFTER_CANCELLING
from schakel.agenda.sources import register_own_days
from schakel.calendars.public import Appointment


def _meetings(person: Person, now: datetime) -> Iterator[Appointment]:
    for meeting in meetings_of(person):
        is_struck = meeting.state == State.CANCELLED and now <= meeting.changed_at + KEPT_AFTER_CANCELLING
        if is_struck or meeting.standing_at(now).state in (State.ASKED, State.AGREED):
            yield meeting_appointment(meeting, side_of(person, meeting))


register_own_days("meetings", _meetings)
