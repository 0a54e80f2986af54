"""Stretches of time: half open, and right when the clock is changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.kernel.periods import Period, gaps, joined, period_on

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MOMENTS = st.integers(0, 1_000_000).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
PERIODS = st.builds(
    lambda begin, minutes: Period(begin, begin + timedelta(minutes=minutes)), MOMENTS, st.integers(1, 100_000)
)


def at(hour, minute=0):
    return datetime(2026, 5, 4, hour, minute, tzinfo=AMSTERDAM)


def test_what_touches_does_not_overlap():
    assert not Period(at(9), at(10)).overlaps(Period(at(10), at(11)))
    assert Period(at(9), at(10)).overlaps(Period(at(10) - timedelta(seconds=1), at(11)))


@pytest.mark.parametrize("end", [at(9), at(8)])
def test_a_period_has_a_length(end):
    with pytest.raises(ValueError, match="ends after"):
        Period(at(9), end)


def test_a_moment_without_a_zone_is_none():
    with pytest.raises(ValueError, match="time zone"):
        Period(at(9).replace(tzinfo=None), at(10))


def test_the_night_in_which_the_clock_goes_back_lasts_an_hour_longer():
    night = period_on(date(2026, 10, 25), time(0), time(0), zone=AMSTERDAM)
    assert night.lasts == timedelta(hours=25)
    assert period_on(date(2026, 3, 29), time(0), time(0), zone=AMSTERDAM).lasts == timedelta(hours=23)


def test_an_hour_that_comes_twice_is_two_hours():
    first = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM)
    second = first.replace(fold=1)
    assert Period(first, second).lasts == timedelta(hours=1)
    assert not Period(first, second).overlaps(Period(second, second.astimezone(UTC) + timedelta(minutes=10)))


def test_what_the_clock_skips_is_the_moment_of_the_change():
    change = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert period_on(date(2026, 3, 29), time(2, 30), time(3, 30), zone=AMSTERDAM) == Period(
        change, change + timedelta(minutes=30)
    )
    assert period_on(date(2026, 3, 29), time(1), time(2, 15), zone=AMSTERDAM).ends_at == change
    with pytest.raises(ValueError, match="ends after"):
        period_on(date(2026, 3, 29), time(2), time(3), zone=AMSTERDAM)


@given(PERIODS, PERIODS)
def test_overlapping_is_mutual_and_means_a_moment_in_common(one, other):
    shared = max(one.starts_at, other.starts_at) < min(one.ends_at, other.ends_at)
    assert one.overlaps(other) is other.overlaps(one) is shared


@given(PERIODS, st.lists(PERIODS, max_size=8))
def test_what_is_taken_and_what_is_left_make_the_whole(within, taken):
    left = gaps(within, taken)
    clipped = [
        Period(max(one.starts_at, within.starts_at), min(one.ends_at, within.ends_at))
        for one in joined(taken)
        if one.overlaps(within)
    ]
    assert sum((one.lasts for one in [*left, *clipped]), timedelta(0)) == within.lasts
    assert not any(free.overlaps(busy) for free in left for busy in taken)
    assert all(within.covers(free) for free in left)


def hours(begin, end):
    return Period(*(datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (begin, end)))


def test_what_touches_becomes_one_and_leaves_nothing_between():
    assert joined([hours(11, 12), hours(9, 10), hours(10, 11)]) == [hours(9, 12)]
    assert joined([hours(9, 10), hours(11, 12)]) == [hours(9, 10), hours(11, 12)]
    assert gaps(hours(9, 12), [hours(9, 10), hours(10, 12)]) == []
    assert gaps(hours(9, 12), [hours(8, 13), hours(14, 15)]) == []
    assert gaps(hours(9, 12), [hours(8, 12), hours(13, 14)]) == []


def test_one_covers_what_lies_in_it_from_begin_to_end():
    found = [
        hours(9, 12).covers(other) for other in (hours(9, 12), hours(10, 11), hours(8, 11), hours(10, 13))
    ]
    assert found == [True, True, False, False]


def test_time_to_prepare_is_in_front_and_time_to_clear_up_behind():
    hour = timedelta(hours=1)
    assert hours(10, 11).widened() == hours(10, 11)
    assert hours(10, 11).widened(before=hour, after=2 * hour) == hours(9, 13)


def test_whoever_makes_a_period_that_is_none_reads_why():
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match=r"^a period ends after it begins$"):
        Period(moment, moment)
    with pytest.raises(ValueError, match=r"^a period needs moments with a time zone$"):
        Period(moment, moment.replace(tzinfo=None, hour=13))
