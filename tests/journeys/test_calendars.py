"""Every file of the hub that a calendar program reads: valid for two programs, whatever words stand in it.

The addresses are found from the routes themselves: a new one that gives a calendar fails here until it is looked at.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import vobject
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from schakel.agenda.actions import make_feed
from schakel.config.urls import urlpatterns
from schakel.facilities.models import Booking
from schakel.introductions.acting import Party
from schakel.introductions.actions import choose_time, propose_times, withdraw_introduction
from schakel.introductions.links import make_link, path_of
from schakel.introductions.rules import Purpose, Side
from schakel.matching import public as matching
from schakel.messages.public import Mail
from schakel.training.actions import confirm_enrolment
from schakel.training.links import token_of
from schakel.training.models import Edition, Enrolment
from tests.clock import NOW
from tests.hostile_words import LINES, MARK, say_everywhere, whole_hub
from tests.mails import appointments_in
from tests.security.world import routes

pytestmark = pytest.mark.django_db
GIVES_A_CALENDAR = re.compile(r"\.ics\b|calendar")
NO_CALENDAR = {"own_calendar_change": "a button that makes the address, and gives no file"}
"""Routes that are named so and answer with something else; and why."""


@pytest.fixture
def hub(anna, bas, chaima, ada):
    cache.clear()
    matching.CURRENT.forget()
    yield whole_hub(anna, bas, chaima, ada)
    matching.CURRENT.forget()


def addresses(hub, anna) -> dict[str, Callable[[], tuple[str, str]]]:
    """Of every route that gives a calendar: who asks, and where."""
    introduction, consultation = hub["introduction"], hub["consultation"].challenge.item.slug
    booking, edition = Booking.objects.get(), Edition.objects.get()
    own, of_guest = (Enrolment.objects.get(edition=edition, person=person) for person in (anna, None))
    confirm_enrolment(enrolment=of_guest, now=timezone.now())
    return {
        "agenda_calendar": lambda: ("visitor", reverse("agenda_calendar")),
        "item_calendar": lambda: ("visitor", reverse("item_calendar", args=[hub["event"].slug])),
        "own_calendar": lambda: (
            "visitor",
            reverse("own_calendar", args=[make_feed(person=anna, now=NOW)]),
        ),
        "meeting_round_schedule": lambda: (
            "anna",
            reverse("meeting_round_schedule", args=[hub["event"].slug]),
        ),
        "meeting_calendar": lambda: ("bas", reverse("meeting_calendar", args=[hub["meeting"].code])),
        "my_tasks_calendar": lambda: ("bas", reverse("my_tasks_calendar")),
        "space_calendar": lambda: ("anna", reverse("space_calendar", args=[hub["space"].code])),
        "consultation_calendar": lambda: ("visitor", reverse("consultation_calendar", args=[consultation])),
        "introduction_calendar": lambda: (
            "anna",
            reverse("introduction_calendar", args=[introduction.code])
            + f"?time={introduction.times.get().pk}",
        ),
        "introduction_link_calendar": lambda: ("visitor", linked(introduction)),
        "facility_calendar": lambda: ("bas", reverse("facility_calendar", args=[hall_of(booking).slug])),
        "my_bookings_calendar": lambda: ("anna", reverse("my_bookings_calendar")),
        "booking_calendar": lambda: ("anna", reverse("booking_calendar", args=[booking.code])),
        "editions_calendar": lambda: ("visitor", reverse("editions_calendar")),
        "edition_calendar": lambda: ("visitor", reverse("edition_calendar", args=[edition.code])),
        "my_trainings_calendar": lambda: ("anna", reverse("my_trainings_calendar")),
        "my_training_calendar": lambda: ("anna", reverse("my_training_calendar", args=[own.code])),
        "enrolment_calendar": lambda: ("visitor", reverse("enrolment_calendar", args=[token_of(of_guest)])),
    }


def hall_of(booking):
    return booking.resource.facility.item


def linked(introduction):
    link = make_link(introduction, Purpose.FOLLOW, "els@bureau.example", introduction.requested_at)
    type(introduction).objects.filter(pk=introduction.pk).update(outside_address="els@bureau.example")
    return f"{path_of(link)}calendar.ics?time={introduction.times.get().pk}"


def named_so():
    return {name for name, pattern in routes(urlpatterns) if GIVES_A_CALENDAR.search(f"{pattern} {name}")}


def test_every_route_that_gives_a_calendar_is_looked_at(hub, anna):
    assert named_so() - NO_CALENDAR.keys() == set(addresses(hub, anna))


def read_twice(content: bytes):
    """What icalendar and vobject make of it; both check the whole file, and agree on it."""
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))  # RFC 5545, 3.1
    calendar = Calendar.from_ical(content)
    assert not calendar.errors
    events = list(calendar.walk("VEVENT"))
    other = vobject.readOne(content.decode())
    other.validate(raiseException=True)
    others = other.contents.get("vevent", [])
    assert [one.uid.value for one in others] == [str(one["uid"]) for one in events]
    assert [one.summary.value for one in others] == [str(one["summary"]) for one in events]
    assert [one.dtstart.value for one in others] == [one.decoded("dtstart") for one in events]
    for one in events:
        assert not one.errors
        assert {"UID", "DTSTAMP", "SEQUENCE", "STATUS"} <= {name.upper() for name in one}
        assert not {"ATTACH", "ATTENDEE", "RRULE"} & {name.upper() for name in one}
        assert not one.subcomponents
    return events


def test_hostile_words_break_no_calendar_for_either_program(hub, anna, bas, signed_in, client):
    browsers = {"anna": signed_in(anna), "bas": signed_in(bas), "visitor": client}
    asked = {name: find() for name, find in addresses(hub, anna).items()}
    say_everywhere(LINES, LINES)
    for name, (who, address) in asked.items():
        answer = browsers[who].get(address)
        assert answer.status_code == 200, name
        assert answer.headers["Content-Type"].startswith("text/calendar"), name
        events = read_twice(answer.content)
        assert events, name
        assert any(MARK in str(one["summary"]) or MARK in str(one.get("description")) for one in events), name


def test_control_a_line_that_ends_early_is_found():
    bad = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        b"DTSTAMP:20261127T120000Z\r\nDTSTART:20261127T120000Z\r\nSUMMARY:Dag\r\nATTENDEE:mailto:x@y.example\r\n"
        b"SEQUENCE:0\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    with pytest.raises(AssertionError):
        read_twice(bad)


def newest(person):
    """What the newest mail about an introduction tells the calendar of this person."""
    mails = Mail.objects.filter(kind="introduction.news", addressee=person.reference).order_by("-pk")
    [(method, event)] = appointments_in(mails[0])
    return method, event


def test_the_time_of_an_introduction_is_taken_up_moved_and_struck_under_one_name(hub, anna, bas):
    one, asker, answerer = hub["introduction"], Party(Side.REQUESTER, anna), Party(Side.RECEIVER, bas)
    moment = one.requested_at
    told = []
    for days in (3, 5):
        times = [moment + timedelta(days=days)]
        propose_times(introduction=one, party=answerer, times=times, now=moment)
        if days > 3:
            told.append(newest(anna))
        choose_time(introduction=one, party=asker, time=one.times.get().pk, now=moment)
        told.append(newest(anna))
        assert newest(bas)[0] == "REQUEST"
    withdraw_introduction(introduction=one, party=asker, now=moment)
    told.append(newest(bas))
    told.append(newest(anna))
    assert [method for method, _ in told] == ["REQUEST", "CANCEL", "REQUEST", "CANCEL", "CANCEL"]
    assert len({str(event["uid"]) for _, event in told}) == 1
    sequences = [int(event["sequence"]) for _, event in told[:-1]]
    assert sequences == sorted(set(sequences))
    assert str(told[-1][1]["status"]) == "CANCELLED"
