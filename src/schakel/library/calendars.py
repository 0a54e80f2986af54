"""Days as iCalendar (RFC 5545), for somebody's own calendar."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from icalendar import Calendar, Event, vText

from schakel.library.agenda import Entry, entry_title, where_of
from schakel.library.labels import kind_name
from schakel.library.occasions import Occasion

PRODUCT = "-//Schakel//Agenda//EN"
ASK_AGAIN_AFTER = timedelta(hours=12)


def calendar_of(entries: Iterable[Entry], *, name: str, language: str, base_url: str) -> bytes:
    """A calendar of these days; ``name`` is what a calendar program calls it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(name))  # of itself it would not escape a line break
    calendar.add("refresh-interval", ASK_AGAIN_AFTER, parameters={"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, language, base_url))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: Entry, language: str, base_url: str) -> Event:
    item, occasion = entry.item, entry.occasion
    summary = item.text("summary", language)
    event = Event()
    host = base_url.partition("://")[2]
    event.add("uid", f"{item.slug}-{occasion.happening.value}-{occasion.on.isoformat()}@{host}")
    event.add("dtstamp", item.changed_at)
    event.add("last-modified", item.changed_at)
    event.add("sequence", item.version - 1)
    event.add("summary", entry_title(entry, language=language))
    if summary:
        event.add("description", summary.text)
    event.add("url", f"{base_url}{item.url}")
    event.add("categories", [kind_name(item.kind)])
    if place := where_of(item):
        event.add("location", place)
    _add_days(event, occasion)
    return event


def _add_days(event: Event, occasion: Occasion) -> None:
    """With a time when it is known, else the whole day; a deadline keeps nobody from making appointments."""
    if occasion.starts_at is None:
        event.add("dtstart", occasion.on)
        event.add("dtend", occasion.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", _moment(occasion.on, occasion.starts_at))
    if occasion.ends_at is not None:
        event.add("dtend", _moment(occasion.on, occasion.ends_at))


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=timezone.get_default_timezone())
