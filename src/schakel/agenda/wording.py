"""Days, meetings and their states in words of the screen."""

from datetime import date, datetime

from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from schakel.agenda.meeting_rules import Standing, State
from schakel.agenda.models import Meeting, Slot
from schakel.agenda.rules import FREE, HYBRID, ON_SITE, ONLINE, PAID, Day
from schakel.agenda.sources import kinds_of_days
from schakel.kernel.languages import DUTCH
from schakel.library import public as library
from schakel.library.public import Item

_STATES = {
    State.ASKED: _("Asked"),
    State.AGREED: _("Agreed"),
    State.DECLINED: _("Said no"),
    State.WITHDRAWN: _("Taken back"),
    State.CANCELLED: _("Cancelled"),
    State.LAPSED: _("Not answered in time"),
}
TONES = {
    State.ASKED: "active",
    State.AGREED: "good",
    State.DECLINED: "ended",
    State.WITHDRAWN: "ended",
    State.CANCELLED: "ended",
    State.LAPSED: "ended",
}
_FORMATS = {ON_SITE: _("You come to it"), ONLINE: _("Online"), HYBRID: _("Both")}
_PRICES = {FREE: _("Free of charge"), PAID: _("It costs something")}


def kind_of_day(kind: str) -> str:
    """What several days of this kind are called."""
    return kinds_of_days().get(kind, kind)


def format_name(code: str) -> str:
    return str(_FORMATS[code])


def price_name(code: str) -> str:
    return str(_PRICES[code])


def state_name(standing: Standing) -> str:
    if standing.is_moving:
        return gettext("Agreed; another time was proposed")
    return str(_STATES[standing.state])


def event_title(item: Item) -> str:
    language = get_language() or DUTCH
    return library.value_of(item, today=timezone.localdate()).title(language)


def moment_text(moment: datetime) -> str:
    """The day with its name, and the time on the clock of the hub."""
    local = timezone.localtime(moment)
    return gettext("%(day)s, %(time)s") % {
        "day": dateformat.format(local, "l j F"),
        "time": clock_text(moment),
    }


def clock_text(moment: datetime) -> str:
    return library.written_times(timezone.localtime(moment).time().replace(second=0), None)


def slot_text(slot: Slot) -> str:
    """Both ends on the clock of the hub."""
    starts, ends = (timezone.localtime(one).time() for one in (slot.starts_at, slot.ends_at))
    return library.written_times(starts, ends)


def weekday_text(day: date) -> str:
    return dateformat.format(day, "l j F")


def hours_text(day: Day) -> str:
    """The hours of a day in the agenda, and its last day where it takes several."""
    starts = timezone.localtime(day.starts_at).time() if day.starts_at else None
    ends = timezone.localtime(day.ends_at).time() if day.starts_at and day.ends_at else None
    until = day.last_on if day.last_on > day.first_on else None
    return library.written_hours(starts, ends, until=until)


def table_text(meeting: Meeting) -> str:
    """Where two meet, as far as it is known."""
    if meeting.round.is_online:
        return gettext("Online")
    if meeting.table is None:
        return ""
    return meeting.table.name or gettext("Table %(number)s") % {"number": meeting.table.number}


def called_off_because(language: str) -> str:
    """Why an edition is called off whose event was cancelled, for everybody who enrolled."""
    with override(language):
        return gettext("The event was cancelled.")
