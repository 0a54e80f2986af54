"""Appointments as a file."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from schakel.calendars.rules import Appointment, Method, Party, Status

PRODUCT = "-//Schakel//Schakel//EN"
ASK_AGAIN_AFTER = timedelta(hours=12)


def calendar_file(
    appointments: Iterable[Appointment],
    *,
    name: str = "",
    method: Method = Method.PUBLISH,
    organiser: Party | None = None,
    attendee: Party | None = None,
) -> bytes:
    """A calendar of these appointments; ``name`` is what a calendar program calls it that subscribes to it.

    A file that asks or cancels names who organises and who attends, as calendar programs want (RFC 5546, 3.2.2);
    raises ValueError where one of the two is missing.
    """
    if method is not Method.PUBLISH and (organiser is None or attendee is None):
        raise ValueError(f"{method} needs an organiser and an attendee")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    if name:
        calendar.add("x-wr-calname", vText(name))  # of itself it would not escape a line break
        calendar.add("refresh-interval", ASK_AGAIN_AFTER, parameters={"value": "DURATION"})
    for appointment in appointments:
        event = _event(appointment, method)
        if organiser is not None:
            event.add("organizer", _party(organiser))
        if attendee is not None:
            event.add("attendee", _attendee(attendee))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def calendar_answer(file: bytes, file_name: str, *, is_private: bool = False) -> HttpResponse:
    """The answer to somebody who asks for a calendar; what only they may see is kept by nobody on the way."""
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{file_name}"'
    if is_private:
        answer.headers["Cache-Control"] = "private, no-store"
    return answer


def key_in(uid: str) -> str | None:
    """The key of an appointment of this hub, out of what a calendar calls it; None for that of anybody else."""
    key, _, host = uid.partition("@")
    return key if host == _host() else None


def _host() -> str:
    return settings.ENVIRONMENT.base_url.partition("://")[2]


def _event(appointment: Appointment, method: Method) -> Event:
    base_url = settings.ENVIRONMENT.base_url
    event = Event()
    event.add("uid", f"{appointment.key}@{_host()}")
    event.add("dtstamp", appointment.changed_at)
    event.add("last-modified", appointment.changed_at)
    event.add("sequence", appointment.sequence)
    event.add("summary", appointment.title)
    if appointment.text:
        event.add("description", appointment.text)
    if appointment.path:
        event.add("url", f"{base_url}{appointment.path}")
    if appointment.place:
        event.add("location", appointment.place)
    if appointment.subjects:
        event.add("categories", list(appointment.subjects))
    status = Status.CANCELLED if method is Method.CANCEL else appointment.status
    event.add("status", status.value)
    _add_time(event, appointment)
    if appointment.remind_before is not None and method is not Method.CANCEL:
        event.add_component(_reminder(appointment))
    return event


def _add_time(event: Event, appointment: Appointment) -> None:
    """Whole days end before the day after the last one (RFC 5545, 3.6.1)."""
    starts, ends = appointment.starts, appointment.ends
    if isinstance(starts, datetime):
        event.add("dtstart", _in_utc(starts))
        if isinstance(ends, datetime):
            event.add("dtend", _in_utc(ends))
    else:
        last = ends if isinstance(ends, date) else starts
        event.add("dtstart", starts)
        if last < date.max:  # no calendar has a day after that one: it ends with its first day
            event.add("dtend", last + timedelta(days=1))
    if appointment.keeps_free or appointment.status is Status.CANCELLED:
        event.add("transp", "TRANSPARENT")


def _in_utc(moment: datetime) -> datetime:
    """In UTC, which every program reads alike.

    With the rules of a time zone written along, two libraries of our tests read hours of summer an hour apart, and a
    file of one meeting was ten times as long.
    """
    return moment.astimezone(UTC)


def _reminder(appointment: Appointment) -> Alarm:
    assert appointment.remind_before is not None
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", appointment.title)
    alarm.add("trigger", -appointment.remind_before)
    return alarm


def _party(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    address.params["CN"] = _plain(party.name)
    return address


def _attendee(party: Party) -> vCalAddress:
    """Somebody who said yes in the hub: their calendar need not ask them again."""
    address = _party(party)
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "ACCEPTED"
    address.params["RSVP"] = "FALSE"
    return address


def _plain(name: str) -> str:
    """A parameter cannot hold a quotation mark, nor anything that ends its line (RFC 5545, 3.2)."""
    return " ".join(
        "".join(" " if not letter.isprintable() else letter for letter in name).replace('"', "'").split()
    )
