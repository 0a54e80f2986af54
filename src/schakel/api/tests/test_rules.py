from datetime import date

import pytest

from schakel.api.rules import (
    ROOT,
    Retirement,
    cursor_at,
    matches_etag,
    only,
    place_at,
    preferred_language,
    retirement_headers,
)
from schakel.kernel.refusal import Refusal


def test_a_cursor_leads_back_to_its_place():
    assert place_at(cursor_at("2026-11-23T12:00:00+00:00", "warmte"), parts=2) == (
        "2026-11-23T12:00:00+00:00",
        "warmte",
    )
    assert "=" not in cursor_at("ab")


def test_a_cursor_can_stand_in_an_address_and_is_short():
    cursor = cursor_at("~~~~~", "?????")
    assert cursor == "WyJ-fn5-fiIsIj8_Pz8_Il0"
    assert place_at(cursor, parts=2) == ("~~~~~", "?????")
    assert ROOT == "/api/v1"


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "!",
        "abc",
        "W10",  # []
        "WyJhIl0=!",
        "WzFd",  # [1]
        "eyJhIjoxfQ",  # an object
        cursor_at("a", "b"),
        cursor_at("a" * 201),
        cursor_at("a\x00"),
        "Ww" * 150_000,
    ],
)
def test_what_was_never_a_cursor_is_refused(cursor):
    with pytest.raises(Refusal) as refusal:
        place_at(cursor, parts=1)
    assert refusal.value.code == "cursor-unusable"


def test_the_longest_cursor_that_is_taken():
    assert place_at(cursor_at("a" * 200), parts=1) == ("a" * 200,)
    longest = ("a" * 150, "b" * 143)
    assert len(cursor_at(*longest)) == 400
    assert place_at(cursor_at(*longest), parts=2) == longest
    with pytest.raises(Refusal):
        place_at(cursor_at("a" * 199, "b" * 199), parts=2)


def test_only_some_fields_and_always_the_id():
    item = {"id": 1, "title": "a", "summary": "b"}
    assert only({"title"}, item) == {"id": 1, "title": "a"}
    assert only(set(), item) == item
    assert only({"title"}, {"items": [item], "next": None}) == {
        "items": [{"id": 1, "title": "a"}],
        "next": None,
    }


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ([], "nl"),
        ([("en-gb", 1.0)], "en"),
        ([("nl", 0.5), ("en", 0.9)], "en"),
        ([("fr", 1.0), ("en", 0.1)], "en"),
        ([("fr", 1.0)], "nl"),
        ([("en", 0.0)], "nl"),
        ([("*", 1.0)], "nl"),
        ([("*", 1.0), ("en", 0.5)], "nl"),
        ([("fr", 0.1), ("en", 0.9), ("de", 0.2)], "en"),
        ([("en", 0.8), ("nl", 0.9)], "nl"),
    ],
)
def test_the_language_that_is_preferred(accepted, language):
    assert preferred_language(accepted, known=("nl", "en"), otherwise="nl") == language


@pytest.mark.parametrize(
    ("header", "is_same"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('"b","a"', True),
        ("*", True),
        ('"b"', False),
        ("", False),
    ],
)
def test_whether_a_caller_has_an_answer_already(header, is_same):
    assert matches_etag(header, '"a"') is is_same


def test_what_goes_says_so_half_a_year_before():
    retirement = Retirement(date(2027, 1, 1), date(2027, 6, 30), "/api/v1/docs#listItems")
    assert retirement_headers(retirement) == {
        "Deprecation": "@1798761600",
        "Sunset": "Wed, 30 Jun 2027 00:00:00 GMT",
        "Link": '</api/v1/docs#listItems>; rel="deprecation"; type="text/html"',
    }
    with pytest.raises(ValueError, match="180 days"):
        Retirement(date(2027, 1, 1), date(2027, 6, 29), "/")
