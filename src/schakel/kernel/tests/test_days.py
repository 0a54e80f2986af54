"""Days as people write them."""

from datetime import date

import pytest

from schakel.kernel.days import ANY_DAY, day_in

CHRISTMAS_EVE = date(2026, 12, 24)


@pytest.mark.parametrize(
    "text",
    [
        "24-12-2026",
        " 24/12/2026 ",
        "24.12.2026",
        "24 december 2026",
        "24 Dec 2026",
        "24 dec. 2026",
        "24th December 2026",
        "December 24, 2026",
        "dec 24th 2026",
        "2026-12-24",
        "2026-12-24T17:00:00+01:00",
        "2026-12-24 17:00",
    ],
)
def test_the_same_day_in_many_ways(text):
    assert day_in(text) == CHRISTMAS_EVE


@pytest.mark.parametrize("text", ["", "soon", "24-12", "24 2026", "12-24", "24-12-26", "2026"])
def test_what_is_no_day(text):
    assert day_in(text) is None


@pytest.mark.parametrize("text", ["31-2-2026", "1 brumaire 2026", "2026-13-01", "0-1-2026"])
def test_a_day_that_the_calendar_does_not_have(text):
    with pytest.raises(ValueError, match=r"day|month|invalid"):
        day_in(text)


MONTHS = {
    1: "jan januari january",
    2: "feb februari february",
    3: "mrt mar maart march",
    4: "apr april",
    5: "mei may",
    6: "jun juni june",
    7: "jul juli july",
    8: "aug augustus august",
    9: "sep sept september",
    10: "okt oct oktober october",
    11: "nov november",
    12: "dec december",
}


@pytest.mark.parametrize(
    ("month", "name"), [(month, name) for month in MONTHS for name in MONTHS[month].split()]
)
def test_months_in_dutch_and_english(month, name):
    for written in (name, name.upper(), name.title()):
        assert day_in(f"3 {written} 2026") == date(2026, month, 3)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Utrecht, 24 December 2026", "24 December 2026"),
        ("van 2026-12-24 tot later", "2026-12-24"),
        ("op 24-12-2026 om 10 uur", "24-12-2026"),
        ("versie 2.0 van het plan", None),
    ],
)
def test_a_day_somewhere_in_a_line(line, found):
    day = ANY_DAY.search(line)
    assert (day[0] if day else None) == found
