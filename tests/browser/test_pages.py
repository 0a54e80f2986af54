"""In a real browser: every kind of page is accessible in every mode, and asking works without JavaScript."""

import os
import shutil
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from schakel.library.public import load_demo
from schakel.matching.public import CURRENT
from schakel.organisations.public import load_reference
from schakel.vocabulary.public import load_vocabulary

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUESTION = "Onze sporthallen gebruiken te veel energie en we weten niet waarom"
PAGES = (
    "/",
    f"/ask/?q={QUESTION}",
    f"/ask/?q={QUESTION}&view=list",
    f"/ask/?q={QUESTION}&view=map",
    "/ask/?q=xqzw",
    "/item/mind-the-energy-gap/",
    f"/ask/worked-out/mind-the-energy-gap/?q={QUESTION}",
    f"/ask/not-right/mind-the-energy-gap/?q={QUESTION}",
    "/browse/",
    "/browse/case/",
    "/themes/",
    "/themes/heat-stress/",
    "/organisations/",
    "/agenda/",
    "/map/",
    "/accessibility/",
    "/account/login/",
)
MODES = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 320, "height": 640}},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}


@pytest.fixture
def hub(live_server):
    """The demonstration hub, served."""
    now = timezone.now()
    load_reference(now=now)
    load_vocabulary(now=now)
    load_demo(now=now)
    CURRENT.forget()
    yield live_server.url
    CURRENT.forget()


@pytest.fixture
def browser(monkeypatch):
    # Playwright runs a loop of its own in this thread, in which Django would refuse to use the database.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    path = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def violations(page: Page) -> list[str]:
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{violation['id']}: {violation['nodes'][0]['html'][:160]}" for violation in found["violations"]]


def opened(browser: Browser, **mode: object) -> BrowserContext:
    # The content security policy keeps out every script but the hub's own, and so the one that examines it.
    return browser.new_context(locale="nl-NL", bypass_csp=True, **mode)  # type: ignore[arg-type]


def test_every_page_is_accessible_in_every_mode(hub, browser):
    wrong = []
    for mode, settings in MODES.items():
        context = opened(browser, **settings)
        page = context.new_page()
        for address in PAGES:
            answer = page.goto(hub + address)
            assert answer is not None
            assert answer.status == 200, address
            wrong += [f"{mode} {address}: {violation}" for violation in violations(page)]
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                wrong.append(f"{mode} {address}: {wide} px wider than the screen")
        context.close()
    assert wrong == []


def test_control_a_page_that_cannot_be_used_by_everybody_is_caught(browser):
    context = opened(browser)
    page = context.new_page()
    page.set_content('<p style="color:#bbb;background:#fff">bleek</p><img src="map.png"><button></button>')
    assert {"button-name", "color-contrast", "html-has-lang", "image-alt"} <= {
        violation.partition(":")[0] for violation in violations(page)
    }
    context.close()


def test_asking_works_without_javascript(hub, browser):
    context = browser.new_context(locale="nl-NL", java_script_enabled=False)
    page = context.new_page()
    page.goto(hub)
    page.fill("textarea[name=q]", QUESTION)
    page.click("form[role=search] button")
    assert page.locator("article.sk-card").count() >= 5
    assert page.locator(".sk-reasons").count() >= 3
    page.click("article.sk-card h3 a")
    assert page.url.startswith(f"{hub}/item/")
    page.go_back()
    page.click(".sk-chip--remove")
    assert "without=" in page.url
    context.close()
