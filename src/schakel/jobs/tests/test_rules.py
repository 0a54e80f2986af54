from datetime import UTC, datetime, timedelta

import pytest

from schakel.jobs.rules import KEPT_FOR, is_due_again, is_hopeless, last_occurrence, pause_after


def test_the_pause_grows_fourfold_from_five_seconds():
    assert [pause_after(attempt).total_seconds() for attempt in (1, 2, 3, 4, 5)] == [5, 20, 80, 320, 1280]


def test_the_pause_is_never_longer_than_an_hour():
    assert pause_after(6) == pause_after(1000) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("attempt", "forgiven", "hopeless"), [(7, 0, False), (8, 0, True), (8, 1, False), (9, 1, True)]
)
def test_work_is_hopeless_at_the_eighth_attempt_that_counts(attempt, forgiven, hopeless):
    assert is_hopeless(attempt=attempt, forgiven=forgiven) is hopeless


def test_work_that_is_repeated_every_day_was_last_due_at_midnight():
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    assert last_occurrence(midnight + timedelta(hours=13), every=timedelta(days=1)) == midnight
    assert last_occurrence(midnight, every=timedelta(days=1)) == midnight
    assert last_occurrence(
        midnight - timedelta(microseconds=1), every=timedelta(days=1)
    ) == midnight - timedelta(days=1)


def test_repeated_work_is_due_again_after_what_was_queued():
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    assert is_due_again(midnight, queued_until=midnight - timedelta(microseconds=1))
    assert not is_due_again(midnight, queued_until=midnight)


def test_repeated_work_is_due_again_when_a_clock_that_was_wrong_put_it_off_for_more_than_an_hour():
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    assert not is_due_again(midnight, queued_until=midnight + timedelta(hours=1))
    assert is_due_again(midnight, queued_until=midnight + timedelta(hours=1, microseconds=1))


def test_work_that_is_repeated_every_week_is_due_on_thursdays_as_1970_began_on_one():
    thursday = datetime(2026, 11, 19, tzinfo=UTC)
    assert last_occurrence(thursday + timedelta(days=5), every=timedelta(days=7)) == thursday


def test_work_that_is_done_can_be_looked_at_for_a_month():
    assert timedelta(days=30) == KEPT_FOR
