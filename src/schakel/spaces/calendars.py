"""Tasks as iCalendar (RFC 5545), for somebody's own calendar."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event, vText

from schakel.spaces.models import Contribution

PRODUCT = "-//Schakel//Tasks//EN"


def calendar_of(tasks: Iterable[Contribution], *, name: str, base_url: str) -> bytes:
    """The tasks that have a day, each as a whole day that keeps nobody from making appointments."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(name))
    host = base_url.partition("://")[2]
    for task in tasks:
        if task.day is None:
            continue
        event = Event()
        event.add("uid", f"task-{task.code}@{host}")
        event.add("dtstamp", task.changed_at)
        event.add("sequence", task.version - 1)
        event.add("summary", task.text)
        event.add("description", task.space.title)
        event.add("url", f"{base_url}{task.space.get_absolute_url()}")
        event.add("dtstart", task.day)
        event.add("dtend", task.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
