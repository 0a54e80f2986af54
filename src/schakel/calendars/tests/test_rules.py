"""The words that calendar programs read, and what is not said of an appointment."""

from datetime import date

from schakel.calendars.rules import Appointment, Method, Status
from tests.clock import NOW

ABOUT = Appointment(key="event:1", title="Warmteavond", starts=NOW, changed_at=NOW)


def test_what_a_calendar_program_reads_are_the_words_of_its_standard():
    assert [one.value for one in Status] == ["CONFIRMED", "TENTATIVE", "CANCELLED"]
    assert [one.value for one in Method] == ["PUBLISH", "REQUEST", "CANCEL"]


def test_what_is_not_said_of_an_appointment():
    assert (ABOUT.ends, ABOUT.sequence, ABOUT.text, ABOUT.path, ABOUT.place) == (None, 0, "", "", "")
    assert (ABOUT.subjects, ABOUT.status, ABOUT.keeps_free, ABOUT.remind_before) == (
        (),
        Status.CONFIRMED,
        False,
        None,
    )


def test_a_day_is_taken_whole_and_a_moment_is_not():
    assert not ABOUT.takes_whole_days
    assert Appointment(key="event:1", title="", starts=date(2026, 12, 1), changed_at=NOW).takes_whole_days
