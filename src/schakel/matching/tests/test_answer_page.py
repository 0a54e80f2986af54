"""What the answer page shows, and what it leaves out because it would help nobody."""

import re

import pytest

from schakel.library.public import Kind
from tests.items import item_of

pytestmark = pytest.mark.django_db
QUESTION = "/ask/?q=warmte"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def items(rotterdam, heat_pumps):
    """Warm things, of which no two are nearly the same."""
    item_of(rotterdam, "Warmte uit het kanaal", facts={"status": "running"})
    item_of(rotterdam, "Warmte van bakkers en slagers", facts={"status": "stopped"})
    item_of(rotterdam, "Zomerse warmte onder de grond bewaren", facts={"status": "stopped"})
    item_of(heat_pumps, "Pompen voor warmte", kind=Kind.SOLUTION, facts={"development_status": "beta"})
    item_of(heat_pumps, "Een cursus warmte meten", kind=Kind.TRAINING, facts={"format": "online"})
    for number in range(6):
        item_of(heat_pumps, f"Iets anders: {'abcdef'[number] * 9}")


def facets_of(response):
    return {
        facet["name"]: {option["value"]: option["count"] for option in facet["options"]}
        for facet in response.context["facets"]
    }


def test_a_filter_that_cannot_narrow_the_answer_is_not_offered(client, items):
    assert facets_of(client.get(QUESTION)) == {"kind": {"case": 3, "solution": 1, "training": 1}}


def test_how_far_it_is_can_be_chosen_once_one_kind_is(client, items):
    response = client.get(f"{QUESTION}&kind=case")
    assert facets_of(response)["status"] == {"stopped": 2, "running": 1}
    assert [facet["label"] for facet in response.context["facets"]] == ["What", "Status"]
    assert "status" not in facets_of(client.get(f"{QUESTION}&kind=case&kind=solution"))
    assert facets_of(client.get(f"{QUESTION}&status=beta"))["status"]["beta"] == 1


def test_a_filter_that_is_on_stays_even_where_nothing_is_left(client, items):
    response = client.get(f"{QUESTION}&kind=expert")
    assert facets_of(response)["kind"]["expert"] == 0
    assert [chip["label"] for chip in response.context["chosen"]] == ["Experts"]


def test_in_a_strip_the_kind_is_said_once(client, items):
    response = client.get(QUESTION)
    strips = {strip.kind: strip for strip in response.context["strips"]}
    shown = [card for strip in strips.values() for card in strip.cards]
    assert shown
    assert all(card["kind_label"] == "" and len(card["reasons"]) == 1 for card in shown)
    assert not any(card["reasons"][0]["quote"] for card in shown)


def test_a_page_behind_the_last_one_says_so_and_leads_back(client, items):
    response = client.get(f"{QUESTION}&view=list&page=7")
    assert response.status_code == 200
    assert response.context["cards"] == []
    assert "There is nothing more on this page." in response.content.decode()
    assert "5 results" in response.content.decode()


def test_an_answer_without_results_offers_no_filters_and_other_ways_on(client, items):
    response = client.get("/ask/?q=xqzw")
    page = response.content.decode()
    assert response.context["facets"] == []
    assert "Show as" not in page
    assert "Put your question among the challenges" in page


@pytest.mark.parametrize(("place", "link"), [("worked-out", "explain_url"), ("not-right", "contest_url")])
def test_a_page_about_a_result_does_not_lead_to_itself(client, items, place, link):
    response = client.get(f"/ask/{place}/warmte-uit-het-kanaal/?q=warmte")
    assert response.context["card"][link] == ""


def test_the_link_to_share_is_the_whole_address(client, items, settings):
    page = client.get(f"{QUESTION}&kind=case").content.decode()
    copied = re.search(r'data-copy="([^"]+)"', page)
    assert copied is not None
    assert copied[1] == f"{settings.ENVIRONMENT.base_url}/ask/?q=warmte&amp;kind=case"


def test_the_number_of_results_is_announced_when_it_changes(client, items):
    assert re.search(r"<p[^>]*data-result-count[^>]*>5 results</p>", client.get(QUESTION).content.decode())
