"""Opening hours, what is free and why not: plain values, with the changes of the clock."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.facilities.rules import Terms
from schakel.facilities.times import (
    Hours,
    Known,
    Season,
    Special,
    Taken,
    Why,
    at_hours,
    free_periods,
    free_unit,
    open_in,
    open_on,
    season_on,
    season_to_show,
    weekly,
    why_not,
    with_season,
)
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from tests.clock import NOW
from tests.facilities import AMSTERDAM, MAY, at

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
"""The Sundays on which the clock is changed."""
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
ALWAYS = tuple(Hours(day, time(8), time(18)) for day in range(7))
TERMS = Terms(shortest_minutes=60, longest_minutes=600)
FINE = Known(terms=TERMS, hours=ALWAYS)


def why(known, period, now=NOW):
    return why_not(known, period, now=now, zone=AMSTERDAM)


def test_what_is_fine_can_be_booked():
    assert why(FINE, at(MAY, 9, 17)) is None


@pytest.mark.parametrize(
    ("known", "period", "reason"),
    [
        (replace(FINE, is_paused=True), at(MAY, 9, 17), Why.PAUSED),
        (FINE, at(date(2026, 11, 20), 9, 17), Why.PAST),
        (FINE, at(MAY, 7, 9), Why.CLOSED),
        (FINE, at(MAY, 17, 19), Why.CLOSED),
        (replace(FINE, specials=(Special(MAY),)), at(MAY, 9, 17), Why.CLOSED),
        (replace(FINE, terms=replace(TERMS, shortest_minutes=600)), at(MAY, 9, 17), Why.TOO_SHORT),
        (replace(FINE, terms=replace(TERMS, longest_minutes=120)), at(MAY, 9, 17), Why.TOO_LONG),
        (replace(FINE, terms=replace(TERMS, furthest_days=30)), at(MAY, 9, 17), Why.TOO_FAR),
        (replace(FINE, terms=replace(TERMS, notice_hours=24 * 300)), at(MAY, 9, 17), Why.TOO_SOON),
        (replace(FINE, blocked=(at(MAY, 16, 18),)), at(MAY, 9, 17), Why.BLOCKED),
        (replace(FINE, taken=(Taken(1, at(MAY, 16, 18)),)), at(MAY, 9, 17), Why.TAKEN),
    ],
)
def test_one_thing_that_is_otherwise_is_the_reason(known, period, reason):
    assert why(known, period) is reason


def test_what_touches_does_not_stand_in_the_way_unless_there_is_time_between():
    beside = replace(FINE, taken=(Taken(1, at(MAY, 12, 14)),))
    assert why(beside, at(MAY, 10, 12)) is None
    assert why(beside, at(MAY, 14, 16)) is None
    with_time = replace(beside, terms=replace(TERMS, minutes_after=15))
    assert why(with_time, at(MAY, 10, 12)) is Why.TAKEN
    assert why(with_time, at(MAY, 14, 16)) is None


def test_a_special_day_counts_instead_of_the_week():
    longer = replace(FINE, specials=(Special(MAY, time(6), time(22)),))
    assert why(longer, at(MAY, 6, 8)) is None
    assert why(longer, at(MAY + DAY, 6, 8)) is Why.CLOSED


def test_hours_count_from_their_first_day_and_up_to_and_with_their_last():
    summer = replace(FINE, hours=(Hours(0, time(8), time(18), MAY, MAY),))
    assert why(summer, at(MAY, 9, 10)) is None
    assert why(summer, at(MAY - 7 * DAY, 9, 10)) is Why.CLOSED
    assert why(summer, at(MAY + 7 * DAY, 9, 10)) is Why.CLOSED


def test_open_until_midnight_and_from_midnight_on_is_open_all_night():
    night = tuple(Hours(day, time(0), time(0)) for day in range(7))
    open_all_night = replace(FINE, hours=night, terms=replace(TERMS, longest_minutes=3000))
    period = Period(at(MAY, 9, 10).starts_at, at(MAY + DAY, 9, 10).ends_at)
    assert why(open_all_night, period) is None
    assert why(replace(FINE, terms=open_all_night.terms), period) is Why.CLOSED


def test_with_two_units_the_third_is_too_many_and_long_stretches_stay_free():
    two = replace(FINE, terms=replace(TERMS, capacity=2), taken=(Taken(1, at(MAY, 9, 11)),))
    assert free_unit(two, at(MAY, 11, 12)) == 1  # it was in use before: the other stays free all day
    assert free_unit(two, at(MAY, 10, 12)) == 2
    full = replace(two, taken=(*two.taken, Taken(2, at(MAY, 10, 12))))
    assert why(full, at(MAY, 10, 11)) is Why.TAKEN


def test_an_hour_that_the_clock_skips_is_never_open():
    skipped = (Hours(6, time(2), time(3)),)
    assert open_on(SPRING, skipped, (), zone=AMSTERDAM) == []
    (whole,) = open_on(SPRING, (Hours(6, time(1), time(4)),), (), zone=AMSTERDAM)
    assert whole.lasts == timedelta(hours=2)


def test_the_night_in_autumn_has_an_hour_more():
    (whole,) = open_on(AUTUMN, (Hours(6, time(1), time(4)),), (), zone=AMSTERDAM)
    assert whole.lasts == timedelta(hours=4)


def test_each_week_at_the_same_hour_of_the_clock():
    found = weekly(at(date(2027, 3, 22), 9, 12), date(2027, 4, 5), zone=AMSTERDAM, most=10)
    assert [one.starts_at.astimezone(AMSTERDAM).hour for one in found] == [9, 9, 9]
    assert [one.starts_at.hour for one in found] == [8, 7, 7]
    assert len(weekly(at(MAY, 9, 12), date(2029, 1, 1), zone=AMSTERDAM, most=10)) == 10


def test_hours_that_end_before_they_begin_give_no_time():
    assert at_hours([MAY], time(17), time(9), zone=AMSTERDAM) == []
    assert at_hours([MAY], time(22), time(0), zone=AMSTERDAM)[0].lasts == timedelta(hours=2)
    assert at_hours([SPRING], time(2), time(3), zone=AMSTERDAM) == []


days = st.dates(date(2027, 1, 1), date(2027, 12, 31)) | st.sampled_from(
    [SPRING, AUTUMN, SPRING - DAY, AUTUMN - DAY]
)
clocks = st.times().map(
    lambda moment: moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
)


@st.composite
def hours_of_a_week(draw):
    found = []
    for weekday in draw(st.lists(st.integers(0, 6), max_size=8)):
        opens, closes = draw(clocks), draw(clocks)
        if closes == time(0) or opens < closes:
            found.append(Hours(weekday, opens, closes))
    return tuple(found)


@given(days, hours_of_a_week())
def test_a_moment_is_open_when_the_clock_on_the_wall_says_so(day, hours):
    """Minute by minute over the whole day, also on the days with 23 and 25 hours."""
    opened = open_on(day, hours, (), zone=AMSTERDAM)
    moment = datetime.combine(day, time(0), tzinfo=AMSTERDAM).astimezone(NOW.tzinfo)
    while (wall := moment.astimezone(AMSTERDAM)).date() == day:
        clock = wall.time().replace(tzinfo=None)
        says = any(
            one.weekday == day.weekday()
            and one.opens <= clock
            and (one.closes == time(0) or clock < one.closes)
            for one in hours
        )
        is_open = any(one.starts_at <= moment < one.ends_at for one in opened)
        # Of an hour that comes twice the first one counts for a begin and for an end.
        if wall.fold == 0 and not _is_doubtful(wall):
            assert is_open == says, wall
        moment += timedelta(minutes=15)


def _is_doubtful(wall):
    """Whether the clock shows this hour a second time later on that day."""
    return wall.replace(fold=1).utcoffset() != wall.replace(fold=0).utcoffset()


def quarters_from(day, start, length):
    """Counted from midnight in time that passes, so that also where the clock is changed it ends after it begins."""
    midnight = datetime.combine(day, time(0), tzinfo=AMSTERDAM).astimezone(NOW.tzinfo)
    return Period(midnight + start * QUARTER, midnight + (start + length) * QUARTER)


periods = st.builds(
    quarters_from, st.sampled_from([SPRING, AUTUMN, MAY]), st.integers(0, 95), st.integers(1, 40)
)


@given(
    st.lists(periods, max_size=6),
    st.lists(periods, max_size=2),
    periods,
    st.integers(1, 3),
    st.sampled_from([0, 15, 30]),
)
def test_what_is_called_free_can_be_booked_and_the_other_way_round(taken, blocked, wanted, capacity, buffer):
    terms = Terms(
        capacity=capacity, minutes_before=buffer, minutes_after=15, shortest_minutes=15, longest_minutes=1500
    )
    known = Known(terms=terms, hours=ALWAYS, blocked=blocked)
    for one in taken:
        if (unit := free_unit(known, one)) is not None:
            known = replace(known, taken=[*known.taken, Taken(unit, terms.held(one))])
    days_around = Period(wanted.starts_at - DAY, wanted.ends_at + DAY)
    free = free_periods(known, days_around, now=NOW, zone=AMSTERDAM)
    assert (why(known, wanted) is None) == any(one.covers(wanted) for one in free)


@given(periods)
def test_what_is_open_around_a_period_has_no_overlaps(period):
    opened = open_in(FINE, period, zone=AMSTERDAM)
    assert all(one.ends_at < other.starts_at for one, other in pairwise(opened))


# ---------------------------------------------------------------------- seasons

YEAR = Season()
SUMMER = Season(date(2027, 6, 1), date(2027, 8, 31))


def in_season(season, opens, days=range(7)):
    return [Hours(day, opens, time(18), season.first, season.last) for day in days]


BOTH = [*in_season(YEAR, time(8)), *in_season(SUMMER, time(7), days=[0])]


def opens_on(hours, day):
    return [one.starts_at.astimezone(AMSTERDAM).time() for one in open_on(day, hours, (), zone=AMSTERDAM)]


def test_hours_of_a_season_take_the_place_of_those_of_the_year_which_count_again_after_it():
    assert opens_on(BOTH, date(2027, 5, 31)) == [time(8)]
    assert opens_on(BOTH, date(2027, 6, 7)) == [time(7)]
    assert opens_on(BOTH, date(2027, 6, 8)) == [], "in summer it opens on Mondays alone"
    assert opens_on(BOTH, date(2027, 9, 1)) == [time(8)]


def test_of_several_seasons_the_one_that_began_last_counts_and_then_the_one_that_ends_first():
    later, shorter = Season(date(2027, 7, 1)), Season(SUMMER.first, date(2027, 6, 7))
    hours = [*BOTH, *in_season(later, time(9)), *in_season(shorter, time(10))]
    assert season_on(hours, date(2027, 5, 1)) == YEAR
    assert season_on(hours, date(2027, 6, 7)) == shorter
    assert season_on(hours, date(2027, 6, 8)) == SUMMER
    assert season_on(hours, date(2027, 7, 1)) == later
    assert season_on([], date(2027, 7, 1)) is None


def test_the_season_that_counts_or_comes_next_is_shown():
    summer = in_season(SUMMER, time(7))
    assert season_to_show(BOTH, today=date(2027, 5, 1)) == YEAR
    assert season_to_show(BOTH, today=date(2027, 7, 1)) == SUMMER
    assert season_to_show(summer, today=date(2027, 5, 1)) == SUMMER
    assert season_to_show(summer, today=date(2027, 9, 1)) == YEAR


def test_a_season_is_stored_beside_the_year_or_in_the_place_of_the_one_that_was_shown():
    year, summer = in_season(YEAR, time(8)), in_season(SUMMER, time(7))
    assert with_season(year, summer, season=SUMMER, shown=YEAR) == [*year, *summer]
    moved = Season(SUMMER.first, date(2027, 7, 31))
    shorter = in_season(moved, time(7))
    assert with_season([*year, *summer], shorter, season=moved, shown=SUMMER) == [*year, *shorter]
    other = in_season(YEAR, time(9))
    assert with_season([*year, *summer], other, season=YEAR, shown=YEAR) == [*summer, *other]
    assert with_season(year, [], season=YEAR, shown=YEAR) == []
    with pytest.raises(Refusal) as refused:
        with_season(year, [], season=SUMMER, shown=YEAR)
    assert refused.value.code == "season-without-hours"
