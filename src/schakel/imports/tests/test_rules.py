"""Which fields win, and what becomes of a record."""

import pytest

from schakel.imports.rules import Merged, Outcome, changes, merged, outcome

TITLE = "text.en.title"


@pytest.mark.parametrize(
    ("before", "here", "now", "after", "conflicts"),
    [
        ({TITLE: "a"}, {TITLE: "a"}, {TITLE: "b"}, {TITLE: "b"}, ()),
        ({TITLE: "a"}, {TITLE: "mine"}, {TITLE: "a"}, {TITLE: "mine"}, ()),
        ({TITLE: "a"}, {TITLE: "mine"}, {TITLE: "b"}, {TITLE: "mine"}, (TITLE,)),
        ({TITLE: "a"}, {TITLE: "b"}, {TITLE: "b"}, {TITLE: "b"}, ()),
        ({TITLE: "a"}, {TITLE: "a"}, {}, {}, ()),
        ({TITLE: "a"}, {TITLE: "mine"}, {}, {TITLE: "mine"}, (TITLE,)),
        ({}, {}, {TITLE: "new"}, {TITLE: "new"}, ()),
        ({}, {TITLE: "mine"}, {TITLE: "new"}, {TITLE: "mine"}, (TITLE,)),
        ({TITLE: "a"}, {}, {TITLE: "b"}, {}, (TITLE,)),
        ({}, {"fact.status": "pilot"}, {}, {"fact.status": "pilot"}, ()),
    ],
    ids=[
        "the source changed it",
        "somebody changed it here",
        "both changed it",
        "both changed it to the same",
        "the source says it no more",
        "the source says no more what was changed here",
        "the source says something new",
        "the source says what was written here before",
        "it was taken away here and changed by the source",
        "it was only ever written here",
    ],
)
def test_what_was_written_here_stays_and_the_rest_follows_the_source(before, here, now, after, conflicts):
    assert merged(before=before, here=here, now=now) == Merged(after, conflicts)


def test_what_stays_the_same_does_not_keep_what_comes_after_it():
    before, now = {"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 2, "c": 1, "d": 3}
    assert merged(before=before, here=before, now=now).fields == {"a": 1, "b": 2, "c": 1, "d": 3}


def test_a_change_says_what_stood_there_before_and_after():
    before, after = {"b": 1, "gone": "x", "same": 0}, {"same": 0, "b": 2, "a": None, "new": "y"}
    assert changes(before, after) == [["b", 1, 2], ["gone", "x", None], ["new", None, "y"]]
    assert changes(before, before) == []


def test_conflicts_stand_in_the_order_of_their_names():
    mine = {"b": 0, "a": 0}
    assert merged(before={}, here=mine, now={"b": 1, "a": 1}).conflicts == ("a", "b")


@pytest.mark.parametrize(
    ("is_known", "here", "after", "expected"),
    [
        (False, {}, {TITLE: "a"}, Outcome.CREATE),
        (False, {TITLE: "a"}, {TITLE: "a"}, Outcome.CREATE),
        (True, {TITLE: "a"}, {TITLE: "a"}, Outcome.UNCHANGED),
        (True, {TITLE: "a"}, {TITLE: "b"}, Outcome.UPDATE),
    ],
)
def test_a_record_is_created_updated_or_left_alone(is_known, here, after, expected):
    assert outcome(is_known=is_known, here=here, after=after) is expected


def test_the_outcomes_are_called_as_the_report_says():
    assert [entry.value for entry in Outcome] == ["create", "update", "unchanged", "refuse"]
