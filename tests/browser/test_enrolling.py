"""On a phone: two seats that are taken, two people in the line, and a mail for each when it is their turn."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlparse

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Looking, RunningHub
from tests.browser.keyboard import button, go_through, write
from tests.browser.phones import look, phone_of, press, run
from tests.browser.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EDITION = "/editions/walk-full/"
GUEST, ADDRESS = "Kim de Boer", "kim.deboer@elders.example"
TICKET = re.compile(r"^[0-9A-Z]+-[0-9A-Z]{4}-[0-9A-Z]{4}$")
FULL = """
from datetime import timedelta
from django.utils import timezone
from schakel.accounts.models import Person
from schakel.library.public import Item
from schakel.training.actions import enrol_person
from schakel.training.models import Edition
from schakel.training.organising import Plan, SessionDraft, change_sessions, create_edition, move_edition
from schakel.training.rules import Step

now = timezone.now()
begins = now + timedelta(days=20)
item = Item.objects.get(slug="training-lokaal-hitteplan")
plan = Plan(name="Najaarsgroep", place="Wijkcentrum De Brug")
made = create_edition(item=item, plan=plan, seats=2, form="walk", by=None, now=now)
session = SessionDraft(begins, begins + timedelta(hours=3))
made = change_sessions(edition=made, sessions=[session], seen_version=made.version, by=None, now=now)
made = move_edition(edition=made, step=Step.OPEN, by=None, now=now)
for name in ("Esther Palm", "Farid Rahimi"):
    enrol_person(edition=made, person=Person.objects.get(name=name), now=now)
Edition.objects.filter(pk=made.pk).update(code="walk-full")
"""


@pytest.fixture
def somebody(looking: Looking, hub: RunningHub) -> Iterator[Callable[[str], Watched]]:
    phones: list[Watched] = []

    def called(name: str) -> Watched:
        phones.append(phone_of(looking, hub, name))
        return phones[-1]

    yield called
    assert not (wrong := [fault for phone in phones for fault in phone.wrong]), "\n".join(wrong)


def test_who_waits_is_offered_the_seat_of_who_cancels(somebody, hub, tmp_path):
    run(hub, tmp_path, FULL)
    anna, guest = somebody("Anna Verbeek"), somebody("visitor")
    comes_on_the_waiting_list(anna)
    confirms_without_an_account(guest)
    for leaving, waiting, to in (("Esther Palm", anna, "Anna Verbeek"), ("Farid Rahimi", guest, ADDRESS)):
        cancels(somebody(leaving))
        takes_the_seat_from_the_mail(waiting, to)
    expect(guest.go(EDITION).page.locator("main")).to_contain_text("vol")


def comes_on_the_waiting_list(anna: Watched) -> None:
    page = anna.go(EDITION).page
    expect(page.locator("main")).to_contain_text("Het is vol. U komt op de wachtlijst")
    look(anna, "an edition that is full")
    go_through(button(page, "Zet mij op de wachtlijst"))
    expect(page.locator("main")).to_contain_text("U bent de eerste in de rij")
    expect(page.locator("main")).to_contain_text("kreeg plaats 1")
    expect(page.locator("main")).to_contain_text("Niemand gaat u voorbij")
    expect(page.locator("main")).not_to_contain_text("Uw toegangsbewijs")
    page.get_by_text("Ik kan niet komen").click()
    expect(page.locator("main")).to_contain_text("komt achteraan")
    look(anna, "on the waiting list")


def confirms_without_an_account(guest: Watched) -> None:
    page = guest.go(EDITION).page
    look(guest, "an edition for who has no account")
    go_through(page.locator("main").get_by_role("link", name="Inschrijven zonder account"))
    go_through(button(page, "Stuur mij de mail"))
    expect(page.locator("[aria-invalid=true]")).to_have_count(2)
    look(guest, "a guest who wrote nothing")
    write(page.get_by_label("Uw naam"), GUEST)
    write(page.get_by_label("Uw mailadres"), ADDRESS)
    go_through(button(page, "Stuur mij de mail"))
    expect(page.locator("main")).to_contain_text(ADDRESS)
    look(guest, "a mail is on its way")
    guest.go(link_in(guest, ADDRESS, "Komt u? Bevestig het"))
    expect(page.locator("main")).to_contain_text("Is het vol, dan komt u op de wachtlijst")
    look(guest, "confirming")
    press(page, "Ja, ik kom")
    expect(page.locator("main")).to_contain_text("Vóór u wacht 1 persoon")
    expect(page.locator("main")).to_contain_text("kreeg plaats 2")
    look(guest, "a guest on the waiting list")


def cancels(leaving: Watched) -> None:
    page = leaving.go(EDITION).page
    page.locator("main").get_by_role("link", name="Bekijk uw inschrijving").click()
    expect(page.get_by_role("heading", name="Uw toegangsbewijs")).to_be_visible()
    page.get_by_text("Ik kan niet komen").click()
    look(leaving, "about to cancel")
    press(page, "Zeg mijn inschrijving af")
    expect(page.locator("main")).to_contain_text("U doet niet mee")
    look(leaving, "cancelled")


def takes_the_seat_from_the_mail(waiting: Watched, to: str) -> None:
    page = waiting.go(link_in(waiting, to, "Er is een plek voor u")).page
    expect(page.locator("main")).to_contain_text("gaat")
    look(waiting, f"{to} is offered a seat")
    press(page, "Neem de plek")
    expect(page.get_by_role("heading", name="Uw toegangsbewijs")).to_be_visible()
    expect(page.locator(".sk-ticket")).to_be_visible()
    expect(page.locator("main strong")).to_have_text(TICKET)
    look(waiting, f"{to} has a ticket")


def link_in(reading: Watched, to: str, subject: str) -> str:
    """The link in the mail with this subject to somebody, once the worker of the hub has sent it."""
    for _ in range(60):
        letters = reading.go("/demo/mail/").page.locator("main li", has_text=f"Aan {to}")
        links = letters.filter(has_text=subject).filter(has_text="Najaarsgroep").locator("a")
        if links.count():
            return urlparse(links.first.get_attribute("href") or "").path
        reading.page.wait_for_timeout(250)
    raise AssertionError(f"no mail to {to}: {subject}")
