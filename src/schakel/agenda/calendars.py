"""Days and meetings as appointments, for somebody's own calendar. They hold no names and no addresses of people."""

from django.utils.translation import gettext

from schakel.agenda.meeting_rules import Side, State
from schakel.agenda.models import Meeting
from schakel.agenda.rules import Day
from schakel.agenda.wording import event_title, kind_of_day, table_text
from schakel.calendars.public import Appointment, Status
from schakel.library import public as library
from schakel.library.public import Kind


def appointment_of(day: Day) -> Appointment:
    """With its hours where they are known, else whole days, the last one included."""
    status = Status.CONFIRMED if day.is_certain else Status.TENTATIVE
    is_cancelled = day.cancelled_on is not None
    has_hours = day.starts_at is not None
    return Appointment(
        key=day.key,
        title=day.full_title or day.title,
        text=day.text,
        starts=day.starts_at or day.first_on,
        ends=day.ends_at if has_hours else day.last_on,
        changed_at=day.changed_at,
        sequence=day.sequence,
        path=day.path,
        place=day.place,
        subjects=(library.kind_name(Kind(day.kind)) if day.kind in set(Kind) else kind_of_day(day.kind),),
        status=Status.CANCELLED if is_cancelled else status,
        keeps_free=day.keeps_free,
    )


def meeting_appointment(meeting: Meeting, side: Side) -> Appointment:
    """As one of the two has it in their calendar: whom they meet is their organisation."""
    other = meeting.attendee_of(side.other).organisation.name
    state = State(meeting.state)
    is_over = state not in (State.ASKED, State.AGREED)
    status = Status.CANCELLED if is_over else Status.CONFIRMED if state is State.AGREED else Status.TENTATIVE
    return Appointment(
        key=f"meeting-{meeting.code}",
        title=gettext("Meeting with %(body)s") % {"body": other},
        text=event_title(meeting.round.item),
        starts=meeting.slot.starts_at,
        ends=meeting.slot.ends_at,
        changed_at=meeting.changed_at,
        sequence=meeting.sequence,
        path=meeting.get_absolute_url(),
        place=table_text(meeting),
        status=status,
    )
