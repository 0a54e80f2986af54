"""A wish that somebody typed in the question itself."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from schakel.library.public import Kind
from schakel.matching import public as matching
from schakel.matching.availability import Wish
from schakel.matching.typed import MOST_WORDS, typed_wish
from tests.items import item_of

TODAY = date(2026, 11, 27)


def day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "rest", "first", "last", "within"),
    [
        ("hal vrij in mei", "hal", "2027-05-01", "2027-05-31", None),
        ("workshop in December", "workshop", "2026-12-01", "2026-12-31", None),
        ("cursus in november over water", "cursus over water", "2026-11-01", "2026-11-30", None),
        ("training in February 2028", "training", "2028-02-01", "2028-02-29", None),
        ("training between May and July", "training", "2027-05-01", "2027-07-31", None),
        ("training tussen november en februari", "training", "2026-11-01", "2027-02-28", None),
        ("training van mei tot en met juni 2027", "training", "2027-05-01", "2027-06-30", None),
        ("cursus vanaf april", "cursus", "2027-04-01", None, None),
        ("course before June", "course", None, "2027-05-31", None),
        ("cursus tot en met juni", "cursus", None, "2027-06-30", None),
        ("hal binnen 50 km van Utrecht", "hal van Utrecht", None, None, 50),
        ("hall within 30 kilometres", "hall", None, None, 50),
        ("hal vrij in mei binnen 10km", "hal", "2027-05-01", "2027-05-31", 10),
    ],
)
def test_months_and_kilometres_are_understood(text, rest, first, last, within):
    found = typed_wish(text, today=TODAY)
    assert found is not None
    assert (found.rest, found.wish) == (rest, Wish(day(first), day(last), within))


@pytest.mark.parametrize(
    "text",
    [
        "mei",
        "in mei",
        "plan voor mei",
        "wat gebeurde in mei 2024",
        "we may march together",
        "tussen mei",
        "inmei hal",
        "hal binnen 500 km",
        "Ons zwembad stookt gas, ook in juli",
        "De openbare ruimte wordt te heet in augustus",
        "the flooding in May came from the river",
        "binnen 3 dagen",
        "",
        "Wij willen in mei beginnen " + "en nog veel meer " * MOST_WORDS,
    ],
)
def test_what_can_be_something_else_is_left_as_it_is(text):
    assert typed_wish(text, today=TODAY) is None


@pytest.mark.django_db
def test_a_typed_wish_becomes_a_filter_that_is_shown_and_can_be_taken_off(client, rotterdam):
    matching.CURRENT.forget()
    item_of(rotterdam, "Praktijk meten warmte", kind=Kind.CASE)
    asked = {"q": "meten warmte in mei 2099 binnen 25 km van Rotterdam", "kind": "case"}
    answer = client.get("/ask/", asked, headers={"accept-language": "nl"})
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query) == {
        "q": ["meten warmte van Rotterdam"],
        "kind": ["case"],
        "for": [rotterdam.code],
        "from": ["2099-05-01"],
        "until": ["2099-05-31"],
        "within": ["25"],
    }
    page = client.get(answer["Location"], headers={"accept-language": "nl"})
    assert page.status_code == 200
    assert "binnen 25 km" in page.text
    assert "mei 2099" in page.text
    chosen = client.get("/ask/", asked | {"until": "2098-01-01"})
    assert chosen.status_code == 200  # what somebody chose is not changed by what they typed
    matching.CURRENT.forget()
