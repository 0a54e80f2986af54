"""Somebody of the demonstration with the narrowest phone."""

from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import Looking, RunningHub
from tests.browser.watching import PHONE, Watched

NARROW: ViewportSize = {"width": PHONE[0], "height": PHONE[1]}


def phone_of(looking: Looking, hub: RunningHub, name: str) -> Watched:
    """A watched page of somebody; they sign in first, on a screen that shows that they did."""
    watched = Watched(looking(name), hub)
    watched.page.set_viewport_size(NARROW)
    return watched


def look(watched: Watched, name: str) -> None:
    """Examine the page, which takes it through other widths, and go on with the phone."""
    watched.examine(name, in_every_mode=False)
    watched.page.set_viewport_size(NARROW)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def run(hub: RunningHub, folder: Path, program: str) -> None:
    """A program of a test, beside the running hub."""
    script = folder / "program.py"
    script.write_text(f"import django\ndjango.setup()\n{program}")
    hub.run(script)
