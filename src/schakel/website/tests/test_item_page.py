"""The page of one item: what it says first, to whom, and in which language."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.library.public import Kind, Provenance, State, Visibility
from tests.items import item_of

TODAY = timezone.localdate()
_JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def in_days(number):
    return (TODAY + timedelta(days=number)).isoformat()


def page_of(browser, item, language="nl"):
    return browser.get(f"/item/{item.slug}/", headers={"accept-language": language})


def answers(page):
    return {answer.question: (*answer.lines, *answer.points) for answer in page.context["page"].answers}


@pytest.fixture
def case(rotterdam):
    return item_of(
        rotterdam,
        texts={
            "nl": {
                "title": "Warmte uit het kanaal",
                "summary": "Huizen warm met water.",
                "result": "Het gas ging voor een kwart omlaag.",
                "failed": "Bewoners hoorden het te laat.",
                "lessons": "Begin klein.\nVraag bewoners eerst.",
                "conditions": "Er is water in de buurt.",
            }
        },
        facts={
            "status": "stopped",
            "cost_band": "50k-250k",
            "figures": [{"value": "25-30", "unit_nl": "% bespaard", "unit_en": "% saved"}],
        },
        provenance=Provenance(
            source_url="https://bron.example/a", source_name="De Bron", licence="CC-BY-4.0"
        ),
    )


def test_a_case_answers_first_what_everybody_wants_to_know(client, case):
    page = page_of(client, case)
    told = answers(page)
    assert told["Werkte het?"] == ("Het is gestopt.", "Het gas ging voor een kwart omlaag.")
    assert told["Wat kostte het?"] == ("€ 50.000 tot € 250.000.",)
    assert told["Wat zouden zij anders doen?"] == ("Bewoners hoorden het te laat.",)
    assert "Aan wie kunt u het vragen?" in told
    assert 'href="/organisations/gm0599/">Rotterdam</a>' in page.text


def test_what_a_case_does_not_say_is_not_made_up(client, rotterdam):
    told = answers(page_of(client, item_of(rotterdam)))
    assert told["Wat kostte het?"] == ("Dat weten wij niet. Vraag het aan Rotterdam.",)


def test_a_case_shows_figures_lessons_and_source(client, case):
    page = page_of(client, case).text
    assert re.search(r"25–30%", page)
    assert page.count("sk-lessons__text") == 2
    assert 'href="https://bron.example/a">De Bron</a>' in page
    assert "Vrij te gebruiken als u de bron noemt (CC BY 4.0)" in page


def test_a_long_text_is_opened_above_and_told_below(client, rotterdam):
    long = "Het ging goed. " + "Er gebeurde nog veel meer, maar dat is een lang verhaal. " * 12
    page = page_of(client, item_of(rotterdam, texts={"nl": {"title": "Lang", "result": long}}))
    assert page.text.count("Het ging goed.") == 2
    assert 'href="#result"' in page.text
    assert 'id="result"' in page.text


def test_a_short_text_is_told_once(client, case):
    assert page_of(client, case).text.count("Het gas ging voor een kwart omlaag.") == 1


def test_a_scheme_that_is_open_says_until_when_and_asks_what_matters(client, rotterdam):
    scheme = item_of(
        rotterdam,
        kind=Kind.FUNDING,
        facts={
            "windows": [{"opens_on": in_days(-5), "closes_on": in_days(5)}],
            "minimum_cents": 1_000_000,
            "maximum_cents": 7_500_000,
            "own_share_percent": 30,
            "for_types": ["municipality", "province"],
            "inhabitants_min": 20_000,
            "partners_min": 2,
            "duration_months_max": 18,
        },
    )
    page = page_of(client, scheme)
    told = answers(page)
    assert told["Kunt u nu aanvragen?"][0].startswith("Ja, tot en met ")
    assert told["Hoeveel is het?"] == ("Van € 10.000 tot € 75.000.",)
    assert page.context["page"].checks == (
        "De regeling is voor gemeenten en provincies. Hoort u daarbij?",
        "Hebt u minstens 20.000 inwoners?",
        "Vraagt u aan met minstens 2 partners?",
        "Kunt u 30% van de kosten zelf betalen?",
        "Kunt u binnen 18 maanden klaar zijn?",
    )
    assert f"/item/{scheme.slug}/calendar.ics" in page.text


def test_a_facility_says_what_can_be_tested_and_which_rules_are_relaxed(client, rotterdam):
    facility = item_of(
        rotterdam,
        kind=Kind.FACILITY,
        texts={"nl": {"title": "Plein", "can_test": "Schaduw\nWater", "rules_relaxed": "Minder bouwregels."}},
        facts={"price_from_cents": 12_550, "price_per": "day"},
    )
    told = answers(page_of(client, facility))
    assert told["Wat kunt u hier testen?"] == ("Schaduw", "Water")
    assert told["Welke regels zijn hier soepeler?"] == ("Minder bouwregels.",)
    assert told["Wat kost het?"] == ("Vanaf € 125,50 per dag.",)


def test_a_training_shows_its_next_dates(client, rotterdam):
    training = item_of(
        rotterdam,
        kind=Kind.TRAINING,
        facts={"starts_on": [in_days(-9), in_days(9), in_days(30)], "price_cents": 0},
    )
    page = page_of(client, training)
    assert len(page.context["page"].days) == 2
    assert page.context["page"].past_days == 1
    assert answers(page)["Wat kost het?"] == ("Niets.",)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_kind_has_a_page_with_json_ld(client, rotterdam, kind, language):
    page = page_of(client, item_of(rotterdam, kind=kind), language)
    [json_ld] = _JSON_LD.findall(page.text)
    assert page.status_code == 200
    assert json.loads(json_ld)["name"] == "Warmte uit het kanaal"


def test_a_sly_title_stays_a_text(client, rotterdam):
    sly = item_of(rotterdam, "</script><img src=x onerror=alert(1)>")
    page = page_of(client, sly).text
    [json_ld] = _JSON_LD.findall(page)
    assert "<img src=x" not in page
    assert json.loads(json_ld)["name"] == "</script><img src=x onerror=alert(1)>"


def test_a_text_in_another_language_is_marked_and_said(client, case):
    page = page_of(client, case, "en").text
    assert '<h1 class="utrecht-heading-1" lang="nl">Warmte uit het kanaal</h1>' in page
    assert "This text is in Dutch only." in page


def test_a_text_that_a_machine_made_is_said(client, case):
    case.texts.filter(name="summary").update(is_machine_made=True)
    assert "Een computer heeft deze tekst vertaald." in page_of(client, case).text


def test_an_example_is_marked(client, rotterdam):
    example = item_of(rotterdam, provenance=Provenance(is_illustrative=True))
    assert "Het is bedacht om te laten zien hoe de hub werkt." in page_of(client, example).text


def test_a_draft_is_there_for_its_owner_only(client, anna, bas, chaima, dirk, signed_in, rotterdam):
    draft = item_of(rotterdam, state=State.DRAFT)
    assert page_of(client, draft).status_code == 404
    for stranger in (bas, dirk):
        assert page_of(signed_in(stranger), draft).status_code == 404
    for insider in (anna, chaima):
        assert "Dit is een concept." in page_of(signed_in(insider), draft).text


def test_what_is_for_the_network_says_so_to_those_who_see_it(client, bas, signed_in, rotterdam):
    shared = item_of(rotterdam, visibility=Visibility.NETWORK)
    assert page_of(client, shared).status_code == 404
    assert "Alleen wie meedoet aan de hub, ziet dit." in page_of(signed_in(bas), shared).text


def test_who_may_edit_gets_a_link_to_do_so(client, anna, bas, signed_in, rotterdam):
    item = item_of(rotterdam)
    edit = f"/item/{item.slug}/edit/"
    assert edit in page_of(signed_in(anna), item).text
    assert edit not in page_of(signed_in(bas), item).text
    assert edit not in page_of(client, item).text


def test_what_looks_like_it_stands_under_it_and_hidden_items_do_not(client, rotterdam):
    item = item_of(rotterdam, "Warmte uit het kanaal")
    item_of(rotterdam, "Warmte uit het riool")
    item_of(rotterdam, "Warmte uit het geheim", state=State.DRAFT)
    similar = [card["title"] for card in page_of(client, item).context["similar"]]
    assert similar == ["Warmte uit het riool"]


def test_an_address_without_its_last_slash_leads_to_the_page(client, case):
    answer = client.get(f"/item/{case.slug}")
    assert answer.status_code == 301
    assert answer["Location"] == f"/item/{case.slug}/"
