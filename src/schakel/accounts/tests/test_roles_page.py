"""Giving and taking roles, and closing accounts, on the screen."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.accounts.access import standing_of
from schakel.accounts.actions import give_hub_role, make_access_token
from schakel.accounts.models import HubRole, Person
from schakel.accounts.queries import standing_access_token
from schakel.accounts.rules import MAY, Role
from schakel.accounts.wording import act_text
from tests.clock import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def page(response, status=200) -> str:
    assert response.status_code == status
    return re.sub(r"\s+", " ", response.content.decode())


def test_an_administrator_gives_a_role_for_a_time_and_takes_it(signed_in, ada, dirk):
    browser = signed_in(ada)
    day = timezone.localdate() + timedelta(days=30)
    sent = {"email": "Dirk@elsewhere.example", "role": "editor", "ends_on": day.isoformat()}
    browser.post("/staff/roles/", sent)
    assert HubRole.objects.get().ends_on == day
    assert "dirk@elsewhere.example" in page(browser.get("/staff/roles/"))
    assert "Editor" in page(browser.get("/staff/roles/file.csv"))
    browser.post(f"/staff/roles/{dirk.pk}/withdraw/", {"role": "editor"})
    assert not HubRole.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"email": "nobody@else.example"}, "There is no account with this address."),
        ({"ends_on": "2020-01-01"}, "Choose a day after today"),
        ({"role": "owner"}, "Select a valid choice"),
        ({"role": "administrator", "ends_on": "2099-01-01"}, "Leave the day empty."),
    ],
)
def test_what_cannot_be_given_is_said(signed_in, ada, dirk, change, said):
    sent = {"email": dirk.email, "role": "editor", "ends_on": ""} | change
    assert said in page(signed_in(ada).post("/staff/roles/", sent), 400)


def test_an_auditor_sees_who_is_what_and_changes_nothing(signed_in, dirk, chaima):
    give_hub_role(person=dirk, role="auditor", given_by=None, now=NOW)
    browser = signed_in(dirk)
    shown = page(browser.get("/staff/roles/"))
    assert "Chaima" in shown
    assert "Give somebody a role" not in shown
    for address in ("/staff/roles/", f"/staff/roles/{chaima.pk}/withdraw/", "/staff/accounts/"):
        assert browser.post(address, {"role": "editor", "email": chaima.email}).status_code == 404
    assert standing_of(Person.objects.get(pk=chaima.pk)) >= {Role.EDITOR}


def test_every_act_of_the_table_is_said_in_words(signed_in, ada):
    shown = page(signed_in(ada).get("/staff/roles/acts/"))
    for act in MAY:
        assert act_text(act) != act, act
        assert act_text(act) in shown


def test_a_closed_account_has_no_session_and_no_token(signed_in, ada, dirk):
    token, written = make_access_token(person=dirk, name="x", scopes=["read"], days=30, now=NOW)
    browser, desk = signed_in(dirk), signed_in(ada)
    assert browser.get("/me/").status_code == 200
    assert standing_access_token(written, now=NOW) == token
    assert "Dirk" in page(desk.get(f"/staff/accounts/?email={dirk.email}"))
    desk.post("/staff/accounts/", {"email": dirk.email, "act": "close"})
    assert browser.get("/me/").headers["Location"].startswith("/account/login/")
    assert standing_access_token(written, now=NOW) is None
    desk.post("/staff/accounts/", {"email": dirk.email, "act": "reopen"})
    assert Person.objects.get(pk=dirk.pk).is_active


def test_the_last_administrator_does_not_close_their_own_account(signed_in, ada):
    answer = signed_in(ada).post("/staff/accounts/", {"email": ada.email, "act": "close"}, follow=True)
    assert "Nobody would run the installation then." in page(answer)
    assert Person.objects.get(pk=ada.pk).is_active
