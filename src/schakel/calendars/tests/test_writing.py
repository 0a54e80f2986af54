"""Files that calendar programs take: read back by the library that wrote them, and by another one."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from schakel.calendars.public import Appointment, Method, Party, Status, calendar_answer, calendar_file

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CHANGED = datetime(2026, 3, 1, 8, tzinfo=UTC)
MEETING = Appointment(
    key="meeting-1",
    title="Overleg; met, leestekens\nen een tweede regel",
    text="Neem mee: \\ en “aanhalingstekens”",
    starts=datetime(2026, 7, 1, 9, tzinfo=AMSTERDAM),
    ends=datetime(2026, 7, 1, 10, 30, tzinfo=AMSTERDAM),
    changed_at=CHANGED,
    path="/agenda/",
    place="Zaal 3",
    subjects=("Training",),
    remind_before=timedelta(hours=24),
)
FAIR = Appointment(
    key="fair",
    title="Beurs",
    starts=date(2026, 7, 6),
    ends=date(2026, 7, 8),
    changed_at=CHANGED,
    keeps_free=True,
)
HUB, GUEST = Party("De hub", "hub@example.org"), Party('Anna "A." de Vries\r\nX-EVIL:1', "anna@example.org")


def read_twice(file):
    """The appointments of a file according to two libraries that share no code."""
    [mine] = Calendar.from_ical(file).walk("VEVENT")
    other = vobject.readOne(file.decode())
    other.validate(raiseException=True)
    return mine, other.vevent


@pytest.mark.parametrize("method", list(Method))
def test_two_libraries_read_the_same(method):
    file = calendar_file([MEETING], name="Mijn; agenda", method=method, organiser=HUB, attendee=GUEST)
    mine, other = read_twice(file)
    assert str(mine["summary"]) == other.summary.value == MEETING.title
    assert str(mine["description"]) == other.description.value == MEETING.text
    assert mine.decoded("dtstart") == other.dtstart.value == MEETING.starts
    assert mine.decoded("dtend") == other.dtend.value == MEETING.ends
    assert str(mine["uid"]) == other.uid.value
    assert str(mine["url"]).endswith("/agenda/")
    assert len(other.attendee_list) == 1


def test_hours_are_written_so_that_no_rules_of_a_zone_are_needed():
    file = calendar_file([MEETING])
    assert b"DTSTART:20260701T070000Z" in file
    assert b"VTIMEZONE" not in file


def test_days_take_their_last_day_too():
    mine, other = read_twice(calendar_file([FAIR]))
    assert mine.decoded("dtstart") == other.dtstart.value == date(2026, 7, 6)
    assert mine.decoded("dtend") == other.dtend.value == date(2026, 7, 9)
    assert str(mine["transp"]) == "TRANSPARENT"


def test_a_cancelled_appointment_keeps_its_name_and_is_struck():
    asked, _ = read_twice(calendar_file([MEETING], method=Method.REQUEST, organiser=HUB, attendee=GUEST))
    file = calendar_file([MEETING], method=Method.CANCEL, organiser=HUB, attendee=GUEST)
    struck, _ = read_twice(file)
    assert struck["uid"] == asked["uid"]
    assert str(struck["status"]) == "CANCELLED"
    assert not struck.walk("VALARM")
    assert str(Calendar.from_ical(file)["method"]) == "CANCEL"


def test_nobody_is_asked_without_who_asks():
    with pytest.raises(ValueError, match="organiser"):
        calendar_file([MEETING], method=Method.REQUEST, attendee=GUEST)


def test_a_name_adds_nothing_to_the_file():
    lines = calendar_file([MEETING], method=Method.REQUEST, organiser=HUB, attendee=GUEST).splitlines()
    assert not [line for line in lines if line.startswith(b"X-EVIL")]


def test_one_that_is_not_certain_says_so():
    proposed = Appointment(
        key="x", title="x", starts=MEETING.starts, changed_at=CHANGED, status=Status.TENTATIVE
    )
    mine, _ = read_twice(calendar_file([proposed]))
    assert str(mine["status"]) == "TENTATIVE"


def test_what_only_one_may_see_is_kept_nowhere_else():
    assert calendar_answer(b"", "x.ics", is_private=True)["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in calendar_answer(b"", "x.ics")
