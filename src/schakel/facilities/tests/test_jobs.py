"""What happens by itself: asking again, releasing, offering, reading calendars elsewhere; and the mails about it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from schakel.facilities import jobs
from schakel.facilities.actions import add_wait, move_booking
from schakel.facilities.models import Booking, Resource, Wait
from schakel.facilities.operating import ResourceDraft, change_resource
from schakel.facilities.rules import FURTHEST_DAYS, LONGEST_DAYS, Step
from schakel.jobs.public import HUB, Registry, Worker
from schakel.kernel.refusal import Refusal
from schakel.messages.public import Mail
from schakel.outbound.public import Fetched
from tests.clock import NOW
from tests.facilities import DAY, HOUR, MAY, TERMS, at, booked, facility_of, operator_in, resource_of
from tests.mails import letter_of

pytestmark = pytest.mark.django_db
BUSY = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//x//EN\r
BEGIN:VEVENT\r
UID:1@x\r
DTSTAMP:20261101T000000Z\r
DTSTART:20270503T080000Z\r
DTEND:20270503T100000Z\r
SUMMARY:Geheim overleg met de buren\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def facility(heat_pumps):
    return facility_of(heat_pumps)


@pytest.fixture
def olga(heat_pumps):
    return operator_in(heat_pumps)


def work(name, now):
    """Look for what is due, and do whatever was queued by that, as a worker would."""
    own = Registry()
    own.handlers = {one: HUB.handlers[one] for one in (jobs.SETTLE, jobs.OFFER, jobs.READ)}
    worker = Worker(own, clock=lambda: now, renews=False)
    HUB.handlers[name].do(_Work(now))
    while worker.work_once():
        pass


class _Work:
    def __init__(self, now):
        self._now = now
        self.payload = {}

    def now(self):
        return self._now


def test_who_booked_is_asked_once_and_without_an_answer_it_goes_to_who_waits(
    anna, rotterdam, facility, bas, heat_pumps
):
    hall = resource_of(facility, terms=replace(TERMS, ask_again_days=7, release_days=3))
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    add_wait(resource=hall, period=at(MAY, 9, 10), organisation=heat_pumps, person=bas, now=NOW)
    work("booking.look", booking.starts_at - 7 * DAY)
    work("booking.look", booking.starts_at - 6 * DAY)
    asked = Mail.objects.filter(kind="booking.asked-again")
    assert [mail.addressee for mail in asked] == [anna.reference]
    assert "/bookings/again/" in letter_of(asked[0])
    assert Booking.objects.get(pk=booking.pk).state == "confirmed"
    work("booking.look", booking.starts_at - 3 * DAY)
    assert Booking.objects.get(pk=booking.pk).state == "released"
    assert Wait.objects.get().state == "offered"


def test_the_link_of_a_mail_is_nowhere_in_the_database(anna, rotterdam, facility):
    hall = resource_of(facility, terms=replace(TERMS, ask_again_days=7, release_days=3))
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    work("booking.look", booking.starts_at - 7 * DAY)
    token = (
        letter_of(Mail.objects.get(kind="booking.asked-again")).partition("/bookings/again/")[2].split("/")[0]
    )
    stored = Booking.objects.get(pk=booking.pk)
    assert len(token) == 43
    assert token not in str([getattr(stored, field.attname) for field in Booking._meta.fields])
    assert token not in str(list(Mail.objects.values_list("payload", "event")))


def test_what_came_free_by_itself_is_offered_too(anna, rotterdam, facility, bas, heat_pumps):
    hall = resource_of(facility)
    booked(bas, heat_pumps, hall, at(MAY, 9, 10))
    add_wait(resource=hall, period=at(MAY, 9, 10), organisation=rotterdam, person=anna, now=NOW)
    work("booking.look", NOW + HOUR)
    assert Wait.objects.get().state == "waiting"
    Resource.objects.update(capacity=2)
    work("booking.look", NOW + 2 * HOUR)
    assert Wait.objects.get().state == "offered"


def test_when_a_calendar_elsewhere_is_busy_nobody_can_book(facility, monkeypatch, anna, rotterdam):
    hall = resource_of(facility)
    Resource.objects.update(calendar_url="https://elders.example/zaal.ics")
    asked = []

    def fetch(url, **_limits):
        asked.append(url)
        return Fetched(url, False, "text/calendar", "", "", len(BUSY), BUSY)

    monkeypatch.setattr(jobs, "fetch", fetch)
    work("facility.look-at-calendars", NOW)
    assert asked == ["https://elders.example/zaal.ics"]
    stored = Resource.objects.get(pk=hall.pk)
    assert (stored.calendar_read_at, stored.calendar_problem) == (NOW, "")
    assert [one.period for one in stored.busy_times.all()] == [at(MAY, 10, 12)]
    with pytest.raises(Refusal) as refused:
        booked(anna, rotterdam, hall, at(MAY, 11, 13))
    assert refused.value.details["lines"][0][1] == "blocked"


def test_a_calendar_that_cannot_be_read_is_said_and_what_was_read_goes_on_to_count(facility, monkeypatch):
    hall = resource_of(facility)
    Resource.objects.update(calendar_url="https://elders.example/zaal.ics", calendar_read_at=NOW)
    hall.busy_times.create(starts_at=at(MAY, 9, 10).starts_at, ends_at=at(MAY, 9, 10).ends_at)

    def fetch(_url, **_limits):
        raise Refusal("answer-too-late")

    monkeypatch.setattr(jobs, "fetch", fetch)
    work("facility.look-at-calendars", NOW + HOUR)
    stored = Resource.objects.get(pk=hall.pk)
    assert (stored.calendar_read_at, stored.calendar_problem) == (NOW, "answer-too-late")
    assert stored.busy_times.count() == 1


def test_what_is_busy_elsewhere_is_kept_without_with_what(facility, monkeypatch):
    hall = resource_of(facility)
    Resource.objects.update(calendar_url="https://elders.example/zaal.ics")
    monkeypatch.setattr(
        jobs, "fetch", lambda url, **_: Fetched(url, False, "text/calendar", "", "", len(BUSY), BUSY)
    )
    work("facility.look-at-calendars", NOW)
    busy = hall.busy_times.get()
    assert {field.name for field in busy._meta.fields} == {"id", "resource", "starts_at", "ends_at"}


# ---------------------------------------------------------------------- mails


def letters(kind):
    return [letter_of(mail) for mail in Mail.objects.filter(kind=kind).order_by("pk")]


def test_both_sides_get_an_appointment_that_is_struck_by_a_higher_one(anna, rotterdam, facility, olga):
    booking = booked(anna, rotterdam, resource_of(facility), at(MAY, 9, 10))
    taken_up = letters("booking.news")
    assert len(taken_up) == 2
    for letter in taken_up:
        assert "METHOD:REQUEST" in letter
        assert f"UID:booking-{booking.code}@" in letter
        assert "SEQUENCE:0" in letter
        assert "DTSTART:20270503T070000Z" in letter
    move_booking(booking=booking, step=Step.CANCEL, by=anna, now=NOW + HOUR)
    struck = letters("booking.struck")
    assert len(struck) == 2
    for letter in struck:
        assert "METHOD:CANCEL" in letter
        assert "SEQUENCE:1" in letter


def test_what_was_said_no_to_is_worded_and_nobody_is_named(anna, rotterdam, facility, olga):
    street = resource_of(facility, terms=replace(TERMS, asks_approval=True))
    booked(anna, rotterdam, street, at(MAY, 9, 10), goal="Wij meten de gevel.")
    (asked,) = letters("booking.asked")
    assert "Wij meten de gevel." in asked
    assert "Anna" not in asked.replace("anna@", "")


def test_a_mail_about_what_is_no_longer_so_is_not_sent(anna, rotterdam, facility, olga):
    street = resource_of(facility, terms=replace(TERMS, asks_approval=True))
    booking = booked(anna, rotterdam, street, at(MAY, 9, 10))
    move_booking(booking=booking, step=Step.CANCEL, by=anna, now=NOW + timedelta(minutes=1))
    assert letters("booking.asked") == [""]


def test_a_new_address_is_read_at_once_and_until_then_nothing_is_booked_at_once(
    facility, monkeypatch, anna, rotterdam, bas, heat_pumps
):
    hall = resource_of(facility)
    booked(bas, heat_pumps, hall, at(MAY, 13, 14))
    add_wait(resource=hall, period=at(MAY, 13, 14), organisation=rotterdam, person=anna, now=NOW)
    jobs.look_for_due(_Work(NOW))  # offering its times waits, and does not stand for reading its calendar
    draft = ResourceDraft(hall.name, terms=TERMS, calendar_url="https://elders.example/zaal.ics")
    change_resource(
        resource=hall, seen_version=hall.version, draft=draft, is_withdrawn=False, changed_by=None, now=NOW
    )
    assert booked(anna, rotterdam, hall, at(MAY, 9, 10)).state == "requested"
    monkeypatch.setattr(
        jobs, "fetch", lambda url, **_: Fetched(url, False, "text/calendar", "", "", len(BUSY), BUSY)
    )
    work("booking.look", NOW)
    assert Resource.objects.get(pk=hall.pk).calendar_read_at == NOW
    assert booked(anna, rotterdam, hall, at(MAY, 14, 15)).state == "confirmed"


def test_a_calendar_is_read_as_far_as_anybody_can_book(monkeypatch):
    far = NOW.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=FURTHEST_DAYS)
    later = BUSY.replace(b"20270503T08", f"{far:%Y%m%d}T08".encode())
    later = later.replace(b"20270503T10", f"{far + timedelta(days=LONGEST_DAYS):%Y%m%d}T10".encode())
    monkeypatch.setattr(
        jobs, "fetch", lambda url, **_: Fetched(url, False, "text/calendar", "", "", len(later), later)
    )
    (busy,) = jobs.busy_in("https://elders.example/zaal.ics", NOW)
    assert busy.lasts == timedelta(days=LONGEST_DAYS, hours=2)
