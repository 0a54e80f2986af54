import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from schakel.journal.rules import BEGINNING, LARGEST_EXACT, Row, first_broken, hash_of, storable
from tests.clock import NOW


def row_after(previous, **fields):
    said = {
        "name": "item.published",
        "subject": "item:1",
        "actor": "person:1",
        "at": NOW,
        "details": {"version": 1},
    }
    said |= fields
    return Row(number=1, previous=previous, hash=hash_of(previous=previous, **said), **said)


def chain(length=3):
    rows = []
    for place in range(length):
        rows.append(row_after(rows[-1].hash if rows else BEGINNING, subject=f"item:{place}"))
    return rows


def test_a_whole_chain_has_no_broken_row():
    assert first_broken(chain()) is None
    assert first_broken([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": "item.archived"},
        {"subject": "item:9"},
        {"actor": "person:9"},
        {"at": NOW + timedelta(microseconds=1)},
        {"details": {"version": 2}},
        {"hash": "0" * 64},
        {"previous": "0" * 64},
    ],
)
def test_any_change_of_a_row_is_found(change):
    first, second, third = chain()
    assert first_broken([first, replace(second, **change), third]) == replace(second, **change)


def test_a_missing_row_is_found():
    first, _, third = chain()
    assert first_broken([first, third]) == third


def test_a_missing_beginning_is_found():
    _, second, third = chain()
    assert first_broken([second, third]) == second


def test_rows_that_changed_places_are_found():
    first, second, third = chain()
    assert first_broken([first, third, second]) == third


def test_a_row_that_was_put_in_between_is_found():
    first, second, _ = chain()
    assert first_broken([first, row_after(first.hash, subject="item:forged"), second]) == second


def test_the_hash_does_not_depend_on_the_order_of_details_or_on_the_time_zone():
    one = row_after(BEGINNING, details={"a": 1, "b": 2})
    other = row_after(BEGINNING, details={"b": 2, "a": 1}, at=NOW.astimezone(None))
    assert one.hash == other.hash


def test_a_row_that_was_written_years_ago_still_has_the_hash_it_was_given():
    """The form that is hashed never changes: a journal is checked by later versions of the program."""
    assert BEGINNING == "0000000000000000000000000000000000000000000000000000000000000000"
    assert (
        hash_of(
            previous=BEGINNING,
            name="item.changed",
            subject="item:1",
            actor="person:2",
            at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
            details={"text": ["Één huis", "Twee huizen"], "version": 2, "share": 0.25},
        )
        == "44bdf0ccf6dc2970208aca789b55c51d2d7af4bc8717e3c416ee4cd9fa06b35d"
    )


def test_the_hash_does_not_depend_on_where_the_machine_stands(monkeypatch):
    here = row_after(BEGINNING)
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert row_after(BEGINNING).hash == here.hash
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"x": "a\0b"}, "^the journal keeps no NUL characters$"),
        ({"x": 2**53 + 2}, r"^the journal keeps no number beyond 2\*\*53: 9007199254740994$"),
    ],
)
def test_a_refusal_says_what_cannot_be_kept(details, reason):
    with pytest.raises(ValueError, match=reason):
        storable(details)


def test_a_whole_number_is_kept_as_one():
    assert json.dumps(storable({"price": 1.0, "years": 3, "share": 0.5})) == (
        '{"price": 1, "years": 3, "share": 0.5}'
    )


@pytest.mark.parametrize(
    "details", [{"x": NOW}, {"x": float("nan")}, {"x": 2**53 + 2}, {"x": 1e300}, {"x": "a\0b"}]
)
def test_details_that_could_not_be_read_back_are_refused(details):
    with pytest.raises((ValueError, TypeError)):
        storable(details)


def test_details_are_kept_as_every_database_gives_them_back():
    assert storable(
        {"price": 1.0, "share": 0.25, "list": (1, 2), "text": r"a\u0000b", "large": LARGEST_EXACT}
    ) == {
        "price": 1,
        "share": 0.25,
        "list": [1, 2],
        "text": r"a\u0000b",
        "large": LARGEST_EXACT,
    }


_plain = (
    some.none()
    | some.booleans()
    | some.integers(-LARGEST_EXACT, LARGEST_EXACT)
    | some.floats(-1e12, 1e12)
    | some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]))
)
DETAILS = some.dictionaries(
    some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
    some.recursive(_plain, lambda inner: some.lists(inner, max_size=3), max_leaves=4),
    max_size=4,
)


@given(DETAILS)
def test_what_is_storable_stays_as_it_is_when_stored_again(details):
    assert storable(storable(details)) == storable(details)
