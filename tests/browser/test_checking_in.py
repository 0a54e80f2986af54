"""On a phone at the door: twenty people are let in by code and by name, for a while without a network."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Looking, RunningHub
from tests.browser.phones import look, phone_of, press, run
from tests.browser.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = "/editions/walk-door/desk/"
ENROLLED, COME, BY_CODE = 21, 20, 8
EDITION = """
import json
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from schakel.accounts.models import Person
from schakel.library.public import Item
from schakel.messages.models import Mail
from schakel.training.actions import Guest, confirm_enrolment, enrol_guest, enrol_person
from schakel.training.attending import mark_attendance
from schakel.training.models import Edition
from schakel.training.organising import Plan, SessionDraft, change_sessions, create_edition, move_edition
from schakel.training.queries import sessions_of, ticket_of
from schakel.training.rules import Step

now = timezone.now()
before = now - timedelta(days=9)
item = Item.objects.get(slug="training-natuur-meten-met-data")


def edition(form, seats, starts):
    made = create_edition(
        item=item, plan=Plan(name="Aan de deur", place="Natuurhuis"), seats=seats, form=form, by=None, now=before
    )
    drafts = [SessionDraft(one, one + timedelta(hours=2)) for one in starts]
    made = change_sessions(edition=made, sessions=drafts, seen_version=made.version, by=None, now=before)
    return move_edition(edition=made, step=Step.OPEN, by=None, now=before)


def guest(made, name):
    who = Guest(name, name.lower().replace(" ", ".") + "@elders.example", "nl")
    asked = enrol_guest(edition=made, guest=who, now=before).enrolment
    return confirm_enrolment(enrolment=asked, now=before)


with transaction.atomic():
    here = edition("door", 30, [now - timedelta(days=7), now - timedelta(hours=1)])
    people = Person.objects.filter(is_illustrative=True).exclude(name="Chaima El Amrani").order_by("pk")
    come = [enrol_person(edition=here, person=one, now=before).enrolment for one in people]
    come += [guest(here, name) for name in ("Kim de Boer", "Lars van der Meulen-Oosterhuis")]
    first, today = sessions_of(here)
    for one in come[1:]:  # the first comes to one session of two
        mark_attendance(session=first, enrolment=one, by=None, now=first.starts_at)
    stranger = guest(edition("other", 3, [now + timedelta(days=7)]), "Noor Elders")
    # Nobody reads these mails.
    Mail.objects.filter(kind__startswith="training.", told_at=before, state="waiting").delete()
    Edition.objects.filter(pk=here.pk).update(code="walk-door")

known = {
    "tickets": [ticket_of(one) for one in come],
    "names": [one.person.name if one.person else one.name for one in come],
    "stranger": ticket_of(stranger),
}
open(PATH, "w").write(json.dumps(known))
"""
THERE = """
from schakel.training.models import Attendance, Edition
from schakel.training.queries import sessions_of

today = sessions_of(Edition.objects.get(code="walk-door"))[1]
rows = Attendance.objects.filter(session=today).select_related("enrolment__person")
answer = sorted(one.enrolment.person.name if one.enrolment.person else one.enrolment.name for one in rows)
"""
OVER = """
from django.utils import timezone
from schakel.training.models import Edition
from schakel.training.queries import sessions_of

today = sessions_of(Edition.objects.get(code="walk-door"))[1]
today.ends_at = timezone.now()
today.save()
"""
CERTIFICATES = """
from schakel.accounts.models import Person
from schakel.credentials.public import credentials_of

answer = {
    one.name: found[0].get_absolute_url()
    for one in Person.objects.filter(is_illustrative=True)
    if (found := credentials_of(one).filter(title__endswith="Aan de deur"))
}
"""


@dataclass(frozen=True, slots=True)
class Known:
    """Who is enrolled, in the order in which they come, and a ticket for another edition."""

    tickets: list[str]
    names: list[str]
    stranger: str


@pytest.fixture
def door(looking: Looking, hub: RunningHub) -> Iterator[Watched]:
    """The phone of who organises."""
    phone = phone_of(looking, hub, "Chaima El Amrani")
    yield phone
    assert not phone.wrong, "\n".join(phone.wrong)


@pytest.fixture
def known(hub: RunningHub, tmp_path: Path) -> Known:
    file = tmp_path / "known.json"
    run(hub, tmp_path, EDITION.replace("PATH", repr(str(file))))
    return Known(**json.loads(file.read_text()))


def test_twenty_people_are_let_in_and_who_came_enough_has_a_certificate(door, known, hub, looking, tmp_path):
    page = door.go(DESK).page
    look(door, "the desk")
    page.locator("main").get_by_role("link", name="Inchecken").click()
    expect(counted(page)).to_have_text(f"0 van {ENROLLED} zijn er")
    look(door, "nobody is there yet")
    come_by_code(page, known)
    what_lets_nobody_in(page, known)
    look(door, "some came by their code")
    comes_without_a_network(door, known)
    come_by_name(door, known)
    takes_one_back(page, known)
    assert answer_of(hub, tmp_path, THERE) == sorted(known.names[:COME])
    certificates = is_held(door, hub, tmp_path)
    assert sorted(certificates) == sorted(known.names[1:19])
    opens_and_downloads(looking, hub, certificates)


def counted(page: Page) -> Locator:
    return page.locator("[data-counted]")


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Code van een toegangsbewijs").fill(code)
    page.keyboard.press("Enter")


def told(page: Page) -> Locator:
    """What was told last of a code."""
    return page.get_by_role("log").locator("li").first


def come_by_code(page: Page, known: Known) -> None:
    for place, (code, name) in enumerate(zip(known.tickets[:BY_CODE], known.names, strict=False), 1):
        type_code(page, code if place % 2 else code.lower().replace("-", ""))
        expect(told(page)).to_have_text(f"✓ {name} is er.")
        expect(counted(page)).to_have_text(f"{place} van {ENROLLED} zijn er")
        expect(page.get_by_role("checkbox", name=name)).to_have_count(0)


def what_lets_nobody_in(page: Page, known: Known) -> None:
    type_code(page, known.stranger)
    expect(told(page)).to_contain_text("is geen toegangsbewijs voor deze keer")
    type_code(page, known.tickets[0])
    expect(told(page)).to_contain_text(f"{known.names[0]} was er al")
    expect(counted(page)).to_have_text(f"{BY_CODE} van {ENROLLED} zijn er")


def comes_without_a_network(door: Watched, known: Known) -> None:
    page, code, name = door.page, known.tickets[BY_CODE], known.names[BY_CODE]
    answered: list[str] = []
    page.on("response", lambda one: answered.append(one.request.post_data or ""))
    page.context.set_offline(True)
    type_code(page, code)
    kept = page.get_by_text("1 persoon wordt hier bewaard")
    expect(kept).to_be_visible()
    look(door, "without a network")
    page.context.set_offline(False)
    expect(told(page)).to_have_text(f"✓ {name} is er.")
    expect(kept).to_be_hidden()
    expect(counted(page)).to_have_text(f"{BY_CODE + 1} van {ENROLLED} zijn er")
    page.wait_for_timeout(500)
    assert len([one for one in answered if code in one]) == 1
    # That there was no network, the browser says too.
    assert [one for one in door.wrong if "ERR_INTERNET_DISCONNECTED" in one]
    door.wrong[:] = [one for one in door.wrong if "ERR_INTERNET_DISCONNECTED" not in one]


def come_by_name(door: Watched, known: Known) -> None:
    for name in known.names[BY_CODE + 1 : COME]:
        door.page.get_by_role("checkbox", name=name).check()
    look(door, "names are ticked")
    door.page.context.set_offline(True)
    press(door.page, "Deze mensen zijn er")
    kept = door.page.get_by_text(f"{COME - BY_CODE - 1} mensen worden hier bewaard")
    expect(kept).to_be_visible()
    door.page.context.set_offline(False)
    expect(counted(door.page)).to_have_text(f"{COME} van {ENROLLED} zijn er")
    expect(kept).to_be_hidden()
    door.wrong[:] = [one for one in door.wrong if "ERR_INTERNET_DISCONNECTED" not in one]
    look(door, "twenty are there")


def takes_one_back(page: Page, known: Known) -> None:
    name = known.names[2]
    press(page, name)  # "not there after all", of the one it names
    expect(page.locator("main")).to_contain_text(f"{COME - 1} van {ENROLLED} zijn er")
    expect(page.get_by_role("status").first).to_contain_text(f"Niet aanwezig: {name}")
    page.get_by_role("checkbox", name=name).check()
    press(page, "Deze mensen zijn er")
    expect(counted(page)).to_have_text(f"{COME} van {ENROLLED} zijn er")


def is_held(door: Watched, hub: RunningHub, folder: Path) -> dict[str, str]:
    """By their names the pages of the certificates."""
    run(hub, folder, OVER)
    page = door.go(DESK).page
    press(page, "Het is geweest")
    expect(page.locator(".sk-item-head")).to_contain_text("Geweest")
    look(door, "it was held")
    found: dict[str, str] = answer_of(hub, folder, CERTIFICATES)
    return found


def opens_and_downloads(looking: Looking, hub: RunningHub, certificates: dict[str, str]) -> None:
    visitor, farid = (phone_of(looking, hub, name) for name in ("visitor", "Farid Rahimi"))
    page = visitor.go(certificates["Farid Rahimi"]).page
    expect(page.locator("main")).to_contain_text("Farid Rahimi")
    expect(page.locator("main")).to_contain_text("echt en geldig")
    look(visitor, "a certificate, for everybody")
    page = farid.go("/me/certificates/").page
    look(farid, "my certificates")
    page.locator("main").get_by_role("link", name="Aan de deur").first.click()
    look(farid, "my certificate")
    choice = page.get_by_text("Wie de link heeft").bounding_box()
    assert choice is not None
    assert choice["width"] > choice["height"], "each word of a choice stands on a line of its own"
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    text = PdfReader(download.value.path()).pages[0].extract_text()
    assert "Farid Rahimi" in text
    assert not visitor.wrong + farid.wrong


def answer_of(hub: RunningHub, folder: Path, program: str) -> Any:
    file = folder / "answer.json"
    run(hub, folder, f"{program}\nimport json\nopen({str(file)!r}, 'w').write(json.dumps(answer))")
    return json.loads(file.read_text())
