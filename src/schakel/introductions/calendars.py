"""A meeting as iCalendar (RFC 5545), for somebody's own calendar. It holds no names and no addresses of people."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext
from icalendar import Calendar, Event

from schakel.introductions.models import Introduction
from schakel.introductions.rules import MEETING_LASTS

PRODUCT = "-//Schakel//Introductions//EN"


def calendar_of(introduction: Introduction, starts_at: datetime, *, url: str, is_certain: bool) -> bytes:
    """The meeting at this moment; one that was only proposed is marked as not certain."""
    base_url = settings.ENVIRONMENT.base_url
    event = Event()
    event.add("uid", f"{introduction.code}-{starts_at:%Y%m%dT%H%M}@{base_url.partition('://')[2]}")
    event.add("dtstamp", introduction.since)
    event.add("sequence", introduction.version)
    title = gettext("Introduction: %(requester)s and %(receiver)s") % {
        "requester": introduction.requester.name,
        "receiver": introduction.receiver.name,
    }
    event.add("summary", title)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + MEETING_LASTS)
    event.add("status", "CONFIRMED" if is_certain else "TENTATIVE")
    if url:
        event.add("url", url)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
