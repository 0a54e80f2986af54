"""Days as people write them."""

from datetime import date

import pytest

from schakel.kernel.days import day_in

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
