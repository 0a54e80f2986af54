"""On a phone: two things for two days, with somebody who was quicker on the way."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Looking, RunningHub
from tests.browser.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE: ViewportSize = {"width": 360, "height": 740}
FACILITY = "/facilities/meetsporthal-de-vaart/"
SET = "Meetset warmte en vocht"
QUICKER = """
from datetime import timedelta
from django.utils import timezone
from schakel.accounts.models import Person
from schakel.facilities.actions import Order, fill_basket, send_basket
from schakel.facilities.models import Basket, BasketLine, Resource
from schakel.facilities.models import Facility
from schakel.organisations.public import member_organisations

anna, farid = (Person.objects.get(name=name) for name in ("Anna Verbeek", "Farid Rahimi"))
line = BasketLine.objects.filter(basket__person=anna, resource__name="%s").order_by("starts_at")[0]
fill_basket(person=farid, resource=line.resource, periods=[line.period], number=3)
facility = Facility.objects.get(pk=line.resource.facility_id)
answers = {f"question-{one.pk}": "no" for one in facility.questions.filter(kind="yes-no")}
order = Order(
    member_organisations(farid)[0],
    Basket.objects.get(person=farid).version,
    accepted={facility.pk: facility.rules.order_by("-version")[0].version},
    answers=answers,
)
send_basket(person=farid, order=order, now=timezone.now())
"""


@pytest.fixture
def anna(looking: Looking, hub: RunningHub) -> Iterator[Watched]:
    """A page of Anna, on her phone."""
    page = Watched(looking("member"), hub)  # on a phone the link by which signing in is seen lies in the menu
    page.page.set_viewport_size(PHONE)
    yield page
    assert not page.wrong, "\n".join(page.wrong)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def two_days() -> tuple[date, date]:
    """A Tuesday and the day after, far enough from everything of the demonstration."""
    day = datetime.now(tz=UTC).date() + timedelta(days=42)
    tuesday = day + timedelta(days=(1 - day.weekday()) % 7)
    return tuesday, tuesday + timedelta(days=1)


def put_in(page: Page, what: str, days: tuple[date, date]) -> None:
    page.goto(page.url.partition("/facilities")[0].partition("/basket")[0] + FACILITY)
    page.get_by_label("Wat", exact=True).select_option(label=what)
    page.locator("form[action$='/basket/'] [name=first]").fill(days[0].isoformat())
    page.locator("form[action$='/basket/'] [name=last]").fill(days[1].isoformat())
    page.locator("form[action$='/basket/'] [name=begin]").fill("09:00")
    page.locator("form[action$='/basket/'] [name=end]").fill("13:00")
    press(page, "Leg in het mandje")


def test_two_things_for_two_days_with_somebody_who_was_quicker(anna, hub, tmp_path):
    page = anna.go("/basket/").page
    press(page, "Maak het mandje leeg")
    days = two_days()
    anna.go(f"/facilities/?first={days[0]}&last={days[1]}&begin=09:00&end=13:00")
    expect(page.locator("#results")).to_contain_text("De zaal")
    look(anna, "what is free, on a phone")
    look(anna.go(f"{FACILITY}?view=week&day={days[0]}"), "a week")
    for what in ("De zaal", SET):
        put_in(page, what, days)
    expect(page.locator("main h2.sk-card__title")).to_have_count(4)
    was_quicker(hub, tmp_path)
    send(page)
    expect(page.get_by_role("alert").first).to_contain_text("Er is niets gereserveerd")
    look(anna, "a basket in which something is taken")
    press(page, "Wacht op deze tijd")
    expect(page.locator("main h2.sk-card__title")).to_have_count(3)
    send(page)
    expect(page.locator("main")).to_contain_text("1 tijd is gereserveerd")
    expect(page.locator("main")).to_contain_text("2 tijden zijn aangevraagd")
    expect(page.locator("main")).to_contain_text("plaats 1 op de lijst")
    look(anna, "bookings and what one waits for")


def look(anna: Watched, name: str) -> None:
    """Examine the page, which takes it through other widths, and go on with the phone."""
    anna.examine(name, in_every_mode=False)
    anna.page.set_viewport_size(PHONE)


def send(page: Page) -> None:
    page.get_by_label("Verandert u iets aan de installatie?").select_option("no")
    page.get_by_label("Wij houden ons aan de huisregels").check()
    press(page, "Reserveer")


def was_quicker(hub: RunningHub, folder: Path) -> None:
    script = folder / "quicker.py"
    script.write_text("import django\ndjango.setup()\n" + QUICKER % SET)
    hub.run(script)
