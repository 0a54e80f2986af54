"""When a calendar is busy, from files as calendar programs write them, and from nonsense."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schakel.calendars.public import Appointment, busy_periods, calendar_file
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEK = Period(datetime(2026, 5, 4, tzinfo=AMSTERDAM), datetime(2026, 5, 11, tzinfo=AMSTERDAM))


def calendar(*events, kind="VEVENT"):
    parts = [
        f"BEGIN:{kind}\r\nUID:{number}\r\nDTSTAMP:20260101T000000Z\r\n{event}\r\nEND:{kind}"
        for number, event in enumerate(events)
    ]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *parts, "END:VCALENDAR", ""]).encode()


def busy(*events, within=WEEK, kind="VEVENT"):
    return busy_periods(calendar(*events, kind=kind), within=within, zone=AMSTERDAM)


def utc(day, hour, minute=0, month=5):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_an_appointment_makes_busy():
    assert busy("DTSTART:20260505T070000Z\r\nDTEND:20260505T083000Z") == [Period(utc(5, 7), utc(5, 8, 30))]


def test_hours_without_a_zone_are_those_here():
    assert busy("DTSTART:20260505T090000\r\nDURATION:PT1H") == [Period(utc(5, 7), utc(5, 8))]


def test_a_whole_day_is_a_day_here():
    assert busy("DTSTART;VALUE=DATE:20260505") == [Period(utc(4, 22), utc(5, 22))]


def test_what_overlaps_is_one():
    assert busy(
        "DTSTART:20260505T070000Z\r\nDTEND:20260505T090000Z",
        "DTSTART:20260505T080000Z\r\nDTEND:20260505T100000Z",
    ) == [Period(utc(5, 7), utc(5, 10))]


def test_only_what_is_looked_at_comes_back():
    assert busy("DTSTART:20260503T200000Z\r\nDTEND:20260504T100000Z") == [Period(WEEK.starts_at, utc(4, 10))]
    assert busy("DTSTART:20260601T070000Z\r\nDTEND:20260601T083000Z") == []


@pytest.mark.parametrize("line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED"])
def test_what_keeps_free_or_was_cancelled_does_not_count(line):
    assert busy(f"DTSTART:20260505T070000Z\r\nDTEND:20260505T083000Z\r\n{line}") == []


def test_what_comes_back_is_written_out_without_its_exceptions():
    weekly = (
        "DTSTART;TZID=Europe/Amsterdam:20260105T090000\r\nDTEND;TZID=Europe/Amsterdam:20260105T100000\r\n"
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE\r\nEXDATE;TZID=Europe/Amsterdam:20260506T090000"
    )
    assert busy(weekly) == [Period(utc(4, 7), utc(4, 8))]


def test_it_keeps_its_hour_when_the_clock_changes():
    daily = (
        "DTSTART;TZID=Europe/Amsterdam:20260320T090000\r\nDTEND;TZID=Europe/Amsterdam:20260320T100000\r\n"
        "RRULE:FREQ=DAILY"
    )
    days = Period(datetime(2026, 3, 28, tzinfo=AMSTERDAM), datetime(2026, 3, 30, tzinfo=AMSTERDAM))
    assert busy(daily, within=days) == [
        Period(utc(28, 8, month=3), utc(28, 9, month=3)),
        Period(utc(29, 7, month=3), utc(29, 8, month=3)),
    ]


def test_free_and_busy_as_servers_publish_it():
    lines = (
        "FREEBUSY:20260505T070000Z/PT1H,20260506T070000Z/20260506T080000Z\r\n"
        "FREEBUSY;FBTYPE=FREE:20260507T070000Z/PT1H"
    )
    assert busy(lines, kind="VFREEBUSY") == [Period(utc(5, 7), utc(5, 8)), Period(utc(6, 7), utc(6, 8))]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"BEGIN:VCALENDAR",
        b"<html>",
        calendar("DTSTART:nonsense"),
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
    ],
)
def test_nonsense_is_refused(content):
    with pytest.raises(Refusal) as refused:
        busy_periods(content, within=WEEK, zone=AMSTERDAM)
    assert refused.value.code == "calendar-unreadable"


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", f"FREQ=DAILY;BYMINUTE={','.join(map(str, range(60)))}"],
)
def test_a_rule_that_never_ends_is_not_begun(rule):
    began = time.monotonic()
    with pytest.raises(Refusal) as refused:
        busy(f"DTSTART:19000101T000000Z\r\nDURATION:PT1S\r\nRRULE:{rule}")
    assert refused.value.code == "calendar-repeats-too-often"
    assert time.monotonic() - began < 5


def test_what_is_too_large_is_not_read():
    with pytest.raises(Refusal) as refused:
        busy_periods(b" " * 2_000_001, within=WEEK, zone=AMSTERDAM)
    assert refused.value.code == "calendar-too-large"


def test_nobody_looks_ahead_for_ever():
    with pytest.raises(Refusal) as refused:
        busy(within=Period(WEEK.starts_at, WEEK.starts_at + timedelta(days=1000)))
    assert refused.value.code == "calendar-look-too-long"


def test_what_this_hub_wrote_itself_is_left_out_where_that_is_asked():
    mine = Appointment(
        key="booking-1", title="De hal", starts=utc(5, 7), ends=utc(5, 8), changed_at=utc(1, 1), path="/"
    )
    theirs = b"".join(calendar("DTSTART:20260506T070000Z\r\nDURATION:PT1H").partition(b"BEGIN:VEVENT")[1:])
    both = calendar_file([mine]).replace(b"END:VCALENDAR\r\n", theirs)
    read = {"within": WEEK, "zone": AMSTERDAM}
    assert busy_periods(both, **read) == [Period(utc(5, 7), utc(5, 8)), Period(utc(6, 7), utc(6, 8))]
    assert busy_periods(both, **read, but_for="booking-") == [Period(utc(6, 7), utc(6, 8))]
    assert len(busy_periods(both, **read, but_for="event-")) == 2
    elsewhere = both.replace(b"UID:booking-1@", b"UID:booking-1@elders.")
    assert len(busy_periods(elsewhere, **read, but_for="booking-")) == 2
