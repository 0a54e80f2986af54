"""Everything works without JavaScript: asking, filtering, paging, signing in, writing, publishing."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, expect

from schakel.library.demonstration import DEMO_PASSWORD
from tests.browser.conftest import Looking
from tests.browser.visits import CASE, LONG_WORD, QUESTION

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TITLE = "Zonwering op de gymzaal: een proef met stof en latten"
LONG_TITLE = f"{LONG_WORD} {'en nog een lange titel over hitte in gymzalen ' * 4}"[:200].strip()


@pytest.fixture
def page_of(looking: Looking) -> Callable[[str], Page]:
    return lambda role: looking(role, java_script_enabled=False).new_page()


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def number_of_results(page: Page) -> int:
    found = re.search(r"\d+", page.locator("[data-result-count]").inner_text())
    assert found is not None
    return int(found[0])


def test_a_question_is_asked_and_an_item_is_read(page_of):
    page = page_of("visitor")
    page.goto("/")
    page.get_by_label("Waar loopt u tegenaan?").fill(QUESTION)
    page.get_by_role("button", name="Zoek mee").click()
    assert asked(page)["q"] == [QUESTION]
    assert page.locator("article.sk-card").count() >= 5
    assert page.locator(".sk-reasons").count() >= 3
    page.locator("article.sk-card h3 a").first.click()
    assert "/item/" in page.url
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_answer_is_filtered_paged_and_widened_again(page_of):
    page = page_of("visitor")
    page.goto(f"/ask/?q={QUESTION}")
    everything = number_of_results(page)
    page.get_by_role("link", name="Eén lijst").click()
    page.get_by_role("navigation", name="Pagina").get_by_role("link", name="2").click()
    assert asked(page)["page"] == ["2"]
    assert page.locator("article.sk-card").count() > 0
    page.get_by_text("Praktijkvoorbeelden").click()
    page.get_by_role("button", name="Pas filter toe").click()
    assert asked(page)["kind"] == ["case"]
    assert "page" not in asked(page)
    assert 0 < number_of_results(page) < everything
    page.get_by_role("link", name="Verwijder Praktijkvoorbeelden").click()
    assert number_of_results(page) == everything
    page.get_by_role("link", name="Kaart").last.click()
    page.locator("svg a").first.click()
    assert len(asked(page)["region"]) == 1


def test_a_theme_is_taken_away_and_another_one_added(page_of):
    page = page_of("visitor")
    page.goto(f"/ask/?q={QUESTION}")
    before = page.locator("article.sk-card h3").all_inner_texts()
    page.locator(".sk-chip--remove").first.click()
    assert asked(page)["without"]
    assert page.locator("article.sk-card h3").all_inner_texts() != before
    page.locator(".sk-chip--add").first.click()
    added = asked(page).get("also", [])
    assert len(added) == 1
    assert page.locator(".sk-chip--remove").count() >= 1


def test_somebody_signs_in_writes_an_item_and_staff_publishes_it(page_of):
    page = page_of("visitor")
    page.goto("/account/login/")
    page.get_by_label("E-mailadres").fill("anna.verbeek@example.org")
    page.get_by_label("Wachtwoord", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.goto("/me/")
    page.get_by_role("link", name="Voeg toe wat u weet").click()
    page.locator("main").get_by_role("link", name="Praktijkvoorbeeld").click()
    page.locator("[name=nl-title]").fill(TITLE)
    page.locator("[name=nl-summary]").fill("Buitenzonwering houdt de gymzaal zes graden koeler.")
    page.get_by_role("button", name="inleveren").click()
    expect(page.get_by_text("Dit is ingeleverd")).to_be_visible()

    staff = page_of("staff")
    staff.goto("/staff/")
    staff.get_by_role("row", name=TITLE).get_by_role("link", name="Beoordelen").click()
    staff.get_by_role("button", name="publiceren").click()
    expect(staff.get_by_text("opgeslagen en gepubliceerd")).to_be_visible()

    visitor = page_of("visitor")
    visitor.goto("/ask/?q=zonwering op de gymzaal")
    expect(visitor.get_by_role("link", name=TITLE, exact=True)).to_be_visible()


def test_a_long_title_and_a_missing_translation_are_shown_whole(page_of):
    staff = page_of("staff")
    staff.goto("/items/new/method/")
    staff.locator("[name=en-title]").fill(LONG_TITLE)
    staff.locator("[name=owner]").select_option(index=1)
    staff.get_by_role("button", name="publiceren").click()
    expect(staff.get_by_text("opgeslagen en gepubliceerd")).to_be_visible()
    visitor = page_of("visitor")
    for width in (320, 1280):
        visitor.set_viewport_size({"width": width, "height": 800})
        visitor.goto(f"/ask/?q={LONG_WORD}")
        found = visitor.get_by_role("link", name=LONG_TITLE, exact=True)
        expect(found).to_be_visible()
        assert found.bounding_box()["width"] <= width
        found.click()
        heading = visitor.get_by_role("heading", level=1)
        assert heading.get_attribute("lang") == "en"
        assert heading.bounding_box()["width"] <= width
        assert visitor.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_typed_is_lost_when_the_session_ended_meanwhile(page_of):
    page = page_of("staff")
    page.goto(f"/item/{CASE}/edit/")
    typed = "Wie dit typte, was intussen uitgelogd."
    page.locator("[name=nl-failed]").fill(typed)
    cookies = [cookie for cookie in page.context.cookies() if cookie["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_label("E-mailadres").fill("chaima.elamrani@example.org")
    page.get_by_label("Wachtwoord", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    assert page.url.endswith(f"/item/{CASE}/edit/")
    expect(page.locator("[name=nl-failed]")).to_have_value(typed)


def test_a_question_that_is_as_long_as_it_may_be_is_answered(page_of):
    page = page_of("visitor")
    page.goto("/")
    page.get_by_label("Waar loopt u tegenaan?").fill(f"{QUESTION}. " * 100)
    page.get_by_role("button", name="Zoek mee").click()
    assert page.locator("article.sk-card").count() >= 5
