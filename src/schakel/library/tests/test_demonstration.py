"""The demonstration hub looks like a hub at which people work: its dates are spread over the past year."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from schakel.library.demonstration import LONGEST_AGO, moment_of, written_demo_items
from schakel.library.kinds import Kind

NOW = datetime(2026, 12, 14, 15, 9, tzinfo=UTC)
ITEMS = list(written_demo_items())
MOMENTS = {item["id"]: moment_of(item, now=NOW) for item in ITEMS}


def test_the_moments_are_the_same_at_every_loading():
    assert {item["id"]: moment_of(item, now=NOW) for item in written_demo_items()} == MOMENTS


def test_items_were_written_on_many_days_and_none_in_the_future():
    assert len({moment.date() for moment in MOMENTS.values()}) > 150
    assert max(Counter(moment.date() for moment in MOMENTS.values()).values()) < 12
    assert max(MOMENTS.values()) <= NOW


def test_something_is_new_and_nothing_that_is_published_is_out_of_date_already():
    published = [item for item in ITEMS if item.get("status", "published") == "published"]
    ages = [NOW - MOMENTS[item["id"]] for item in published]
    assert min(ages) < timedelta(days=7)
    assert max(ages) <= timedelta(days=LONGEST_AGO + 1)
    assert len([age for age in ages if age < timedelta(days=60)]) > 40


def test_what_is_older_was_written_down_earlier():
    cases = {
        item["id"]: item["facts"]["started_year"]
        for item in ITEMS
        if item["kind"] == Kind.CASE and (item.get("facts") or {}).get("started_year")
    }
    old = [MOMENTS[name] for name, year in cases.items() if year <= NOW.year - 6]
    young = [MOMENTS[name] for name, year in cases.items() if year >= NOW.year - 2]
    assert len(old) > 10
    assert len(young) > 10
    assert max(old) < NOW - timedelta(days=LONGEST_AGO / 2 - 2)
    assert sum(moment.timestamp() for moment in old) / len(old) < sum(
        moment.timestamp() for moment in young
    ) / len(young)


@pytest.mark.parametrize("state", ["draft", "review"])
def test_what_is_not_published_yet_came_in_the_last_weeks(state):
    waiting = [MOMENTS[item["id"]] for item in ITEMS if item.get("status") == state]
    assert waiting
    assert all(timedelta(0) < NOW - moment < timedelta(days=23) for moment in waiting)
