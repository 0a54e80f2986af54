from datetime import date, time, timedelta

import pytest

from schakel.library.kinds import Kind
from schakel.library.occasions import (
    Happening,
    Opening,
    Window,
    coming,
    occasions_of,
    telling_window,
    windows_of,
)

TODAY = date(2026, 11, 23)
SPRING = Window(date(2026, 3, 1), date(2026, 3, 31))
NOVEMBER = Window(date(2026, 11, 1), date(2026, 11, 30))
NEXT_YEAR = Window(date(2027, 2, 1), date(2027, 2, 28))


def written(*windows):
    return {
        "windows": [
            {"opens_on": window.opens_on.isoformat(), "closes_on": window.closes_on.isoformat()}
            for window in windows
        ]
    }


def test_an_event_is_held_on_one_day_at_its_hours():
    facts = {"starts_on": "2026-12-24", "starts_at": "14:00", "ends_at": "16:30"}
    [occasion] = occasions_of(Kind.EVENT, facts)
    assert (occasion.on, occasion.happening) == (date(2026, 12, 24), Happening.HELD)
    assert (occasion.starts_at, occasion.ends_at) == (time(14), time(16, 30))


def test_a_training_starts_on_each_of_its_days_in_order():
    occasions = occasions_of(Kind.TRAINING, {"starts_on": ["2027-01-05", "2026-12-01"]})
    assert [occasion.on.isoformat() for occasion in occasions] == ["2026-12-01", "2027-01-05"]
    assert {occasion.happening for occasion in occasions} == {Happening.STARTS}


def test_a_scheme_opens_and_closes():
    occasions = occasions_of(Kind.FUNDING, written(NEXT_YEAR, NOVEMBER))
    assert [(occasion.on, occasion.happening) for occasion in occasions] == [
        (NOVEMBER.opens_on, Happening.OPENS),
        (NOVEMBER.closes_on, Happening.CLOSES),
        (NEXT_YEAR.opens_on, Happening.OPENS),
        (NEXT_YEAR.closes_on, Happening.CLOSES),
    ]


@pytest.mark.parametrize("kind", list(Kind))
def test_without_facts_nothing_happens(kind):
    assert occasions_of(kind, {}) == []


def test_today_is_still_to_come_and_yesterday_is_not():
    days = [(TODAY + timedelta(days=shift)).isoformat() for shift in (-1, 0, 1)]
    left = coming(occasions_of(Kind.TRAINING, {"starts_on": days}), today=TODAY)
    assert [occasion.on for occasion in left] == [TODAY, TODAY + timedelta(days=1)]


@pytest.mark.parametrize(
    ("today", "opening"),
    [
        (date(2026, 10, 31), Opening.LATER),
        (date(2026, 11, 1), Opening.OPEN),
        (date(2026, 11, 30), Opening.OPEN),
        (date(2026, 12, 1), Opening.CLOSED),
    ],
)
def test_both_days_of_a_window_belong_to_it(today, opening):
    assert NOVEMBER.at(today) is opening


def test_the_open_window_tells_most_then_the_next_then_the_last():
    assert telling_window([SPRING, NEXT_YEAR, NOVEMBER], today=TODAY) == NOVEMBER
    assert telling_window([NEXT_YEAR, SPRING], today=TODAY) == NEXT_YEAR
    assert telling_window([SPRING], today=TODAY) == SPRING
    assert telling_window([], today=TODAY) is None


def test_windows_stand_in_the_order_of_time():
    assert windows_of(written(NEXT_YEAR, SPRING)) == [SPRING, NEXT_YEAR]
    assert windows_of({"windows": "soon"}) == []
