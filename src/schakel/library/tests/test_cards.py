import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from schakel.library.cards import card_of, list_card_of, small_card_of
from schakel.library.kinds import Kind
from schakel.library.rules import State
from schakel.library.tests.values import COMPANY, ROTTERDAM, TODAY, UTRECHT, value


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def card(item, language="en"):
    return card_of(item, language=language, today=TODAY)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_can_be_shown_as_a_card(kind):
    item = value(kind)
    page = render_to_string(
        "components/card.html", {"card": card(item), "level": 2, "size": "", "LANGUAGE_CODE": "en"}
    )
    assert f'href="{item.url}"' in page
    assert "Heat from the canal" in page


def test_a_text_in_the_language_of_the_reader_is_not_marked():
    assert card(value())["lang"] == ""


def test_a_text_in_another_language_says_which():
    dutch_only = value(texts={"nl": {"title": "Warmte", "summary": "Huizen warm."}})
    assert (card(dutch_only)["title"], card(dutch_only)["lang"]) == ("Warmte", "nl")


def test_a_text_that_a_machine_made_is_marked():
    assert card(value(machine_made=frozenset({("en", "summary")})))["is_machine_translated"] is True
    assert card(value())["is_machine_translated"] is False


def test_the_owner_is_left_out_where_it_is_the_place():
    assert card(value(place=ROTTERDAM))["owner"] == ""
    assert (card(value(place=UTRECHT))["owner"], card(value(place=UTRECHT))["place"]) == (
        "Rotterdam",
        "Utrecht",
    )


@pytest.mark.parametrize(
    ("kind", "facts", "label"),
    [
        (Kind.CASE, {"status": "stopped"}, "Stopped"),
        (Kind.SOLUTION, {"development_status": "stable"}, "Ready for use"),
        (Kind.CHALLENGE, {"stage": "find"}, "Looking for a solution"),
        (Kind.FUNDING, {"windows": [{"opens_on": "2026-11-01", "closes_on": "2026-11-23"}]}, "Open now"),
        (
            Kind.FUNDING,
            {"windows": [{"opens_on": "2026-12-01", "closes_on": "2026-12-31"}]},
            "Opens on 1 December 2026",
        ),
        (Kind.FUNDING, {"windows": [{"opens_on": "2026-01-01", "closes_on": "2026-11-22"}]}, "Closed"),
        (Kind.EVENT, {"starts_on": "2026-11-22"}, "Past"),
    ],
)
def test_the_badge_says_how_far_it_is(kind, facts, label):
    status = card(value(kind, facts=facts))["status"]
    assert status["label"] == label


@pytest.mark.parametrize("kind", [Kind.CASE, Kind.FUNDING, Kind.PROVIDER])
def test_without_facts_there_is_no_badge(kind):
    assert card(value(kind))["status"] is None


def test_an_event_that_is_to_come_has_no_badge_but_its_day():
    shown = card(value(Kind.EVENT, facts={"starts_on": "2026-12-24"}))
    assert (shown["status"], shown["year"]) == (None, "24 December 2026")


def test_a_draft_says_so_whatever_its_status():
    assert card(value(state=State.DRAFT, facts={"status": "running"}))["status"]["label"] == "Draft"


def test_what_may_be_out_of_date_says_so():
    assert card(value(state=State.NEEDS_UPDATE))["status"]["tone"] == "warning"


@pytest.mark.parametrize(
    ("kind", "facts", "part"),
    [
        (Kind.CASE, {}, "contact"),
        (Kind.FUNDING, {}, "fit"),
        (Kind.TRAINING, {"starts_on": ["2026-12-24"]}, "dates"),
        (Kind.TRAINING, {"starts_on": ["2026-01-24"]}, "contact"),
        (Kind.METHOD, {}, "answers"),
    ],
)
def test_the_action_suits_the_kind(kind, facts, part):
    assert card(value(kind, facts=facts))["action"]["url"] == f"/item/warmte-uit-het-kanaal/#{part}"


def test_a_long_list_has_no_buttons():
    assert list_card_of(value(), language="en", today=TODAY)["action"] is None


def test_a_small_card_names_one_place():
    small = small_card_of(value(owner=COMPANY, place=UTRECHT), language="en", today=TODAY)
    assert (small["owner"], small["place"]) == ("", "Utrecht")
