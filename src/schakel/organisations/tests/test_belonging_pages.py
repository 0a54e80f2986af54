"""Organisations and their members as people meet them on the screen."""

import re

import pytest
from allauth.account.models import EmailAddress

from schakel.accounts.public import Person
from schakel.organisations.members import ask_to_join, invite_member
from schakel.organisations.models import Invitation, JoinRequest, Membership, Organisation
from schakel.organisations.queries import roles_in
from tests.clock import NOW

pytestmark = pytest.mark.django_db
SAID = {"name": "Windvang", "type": "company", "website": "https://windvang.example", "kvk": "12345678"}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def keeper(anna, rotterdam) -> Person:
    Membership.objects.filter(person=anna).update(is_administrator=True)
    return anna


def page(response, status=200) -> str:
    assert response.status_code == status
    return re.sub(r"\s+", " ", response.content.decode())


def test_from_registering_to_inviting(signed_in, dirk, chaima):
    browser, desk = signed_in(dirk), signed_in(chaima)
    wrong = page(browser.post("/organisations/new/", SAID | {"kvk": "1", "vat": "NL1"}), 400)
    assert "A KvK number has 8 digits." in wrong
    assert "This is no VAT number" in wrong
    assert browser.post("/organisations/new/", SAID).headers["Location"] == "/me/organisations/"
    windvang = Organisation.objects.get(name="Windvang")
    assert "Waits to be checked" in page(browser.get("/me/organisations/"))
    assert "Windvang" not in page(browser.get("/organisations/?q=windvang")).replace('value="windvang"', "")
    assert "once the staff of the hub has checked" in page(
        browser.get(f"/organisations/{windvang.slug}/members/")
    )
    assert "Windvang" in page(desk.get("/staff/organisations/"))
    address = f"/staff/organisations/{windvang.pk}/"
    assert "12345678" in page(desk.get(address))
    assert "letters of two alphabets" not in page(desk.get(address))
    Organisation.objects.filter(pk=windvang.pk).update(name="Windv\u0430ng")  # with a Cyrillic letter
    assert "letters of two alphabets" in page(desk.get(address))
    Organisation.objects.filter(pk=windvang.pk).update(name="Windvang")
    assert "Write why." in page(desk.post(address, {"act": "decline", "reason": " "}), 400)
    desk.post(address, {"act": "decline", "reason": "Welke KvK?"})
    assert "Welke KvK?" in page(browser.get("/me/organisations/"))
    browser.post(f"/organisations/{windvang.slug}/edit/", SAID | {"description_nl": "Wind."})
    desk.post(address, {"act": "verify"})
    shown = page(browser.get("/organisations/windvang/"))
    assert "Checked by Chaima on" in shown
    assert "12345678" in shown
    browser.post("/organisations/windvang/members/", {"email": "zoe@windvang.example", "role": "expert"})
    assert "zoe@windvang.example" in page(browser.get("/organisations/windvang/members/"))
    invitation = Invitation.objects.get()
    browser.post(f"/organisations/windvang/invitations/{invitation.pk}/withdraw/")
    assert "zoe@windvang.example" not in page(browser.get("/organisations/windvang/members/"))


def test_who_looks_after_it_changes_what_it_does_and_not_what_was_checked(signed_in, keeper, rotterdam):
    browser = signed_in(keeper)
    form = page(browser.get("/organisations/gm0599/edit/"))
    assert 'name="name"' not in form
    sent = {
        "website": "https://rotterdam.example",
        "description_nl": "Stad.",
        "name": "Delft",
        "kvk": "12345678",
    }
    browser.post("/organisations/gm0599/edit/", sent)
    stored = Organisation.objects.get(pk=rotterdam.pk)
    assert (stored.name, stored.kvk, stored.website) == ("Rotterdam", "", "https://rotterdam.example")


def test_asking_and_letting_in(signed_in, keeper, dirk, rotterdam):
    browser, desk = signed_in(dirk), signed_in(keeper)
    assert "I work here" in page(browser.get("/organisations/gm0599/"))
    browser.post("/organisations/gm0599/join/", {"message": "Ik werk bij sport."})
    assert "Where you asked" in page(browser.get("/me/organisations/"))
    asked = JoinRequest.objects.get()
    assert "Ik werk bij sport." in page(desk.get("/organisations/gm0599/members/"))
    answer = f"/organisations/gm0599/requests/{asked.pk}/"
    assert browser.post(answer, {"act": "accept"}).status_code == 404
    desk.post(answer, {"act": "accept", "role": "trainer"})
    assert "trainer" in roles_in(dirk, rotterdam)
    assert desk.post(answer, {"act": "accept"}).status_code == 404
    assert "I work here" not in page(browser.get("/organisations/gm0599/"))


def test_a_member_sees_names_and_who_looks_after_it_sees_addresses(signed_in, anna, keeper, dirk, rotterdam):
    Membership.objects.create(person=dirk, organisation=rotterdam)
    for person, sees in ((dirk, False), (keeper, True)):
        for address in ("/organisations/gm0599/members/", "/organisations/gm0599/members.csv"):
            assert (anna.email in page(signed_in(person).get(address))) is sees


def test_removing_is_asked_first_and_leaving_too(signed_in, keeper, dirk, rotterdam):
    membership = Membership.objects.create(person=dirk, organisation=rotterdam)
    address = f"/organisations/gm0599/members/{membership.pk}/"
    desk = signed_in(keeper)
    assert "Remove Dirk from Rotterdam?" in page(desk.post(address, {"act": "remove"}))
    assert Membership.objects.filter(pk=membership.pk).exists()
    desk.post(address, {"act": "change", "role": "expert"})
    assert "expert" in roles_in(dirk, rotterdam)
    desk.post(address, {"act": "remove", "confirmed": "yes"})
    assert roles_in(dirk, rotterdam) == frozenset()
    assert "Leave Rotterdam?" in page(desk.get("/organisations/gm0599/leave/"))
    answer = desk.post("/organisations/gm0599/leave/", follow=True)
    assert "Nobody would look after the organisation then." in page(answer)


def test_leaving_ends_what_one_saw_at_once(signed_in, keeper, dirk, rotterdam):
    Membership.objects.create(person=dirk, organisation=rotterdam)
    browser = signed_in(dirk)
    assert browser.get("/organisations/gm0599/members/").status_code == 200
    browser.post("/organisations/gm0599/leave/")
    assert browser.get("/organisations/gm0599/members/").status_code == 404
    assert browser.get("/items/new/").status_code == 404


# ---------------------------------------------------------------------- abuse catalogue A 9


@pytest.fixture
def link(keeper, rotterdam, dirk):
    EmailAddress.objects.create(user=dirk, email=dirk.email, verified=True, primary=True)
    _, code = invite_member(organisation=rotterdam, email=dirk.email, invited_by=keeper, now=NOW)
    Invitation.objects.update(expires_at="2099-01-01T00:00:00Z")
    return f"/invitations/{code}/"


def test_an_invitation_is_looked_at_without_an_account_and_used_with_one(
    client, signed_in, dirk, link, rotterdam
):
    seen = page(client.get(link))
    assert "Become a member of Rotterdam" in seen
    assert f"/account/login/?next={link.replace('/', '%2F')}" in seen
    assert dirk.email not in seen
    assert client.post(link).status_code == 200
    assert not Membership.objects.filter(person=dirk).exists()
    browser = signed_in(dirk)
    browser.get(link)
    assert not Membership.objects.filter(person=dirk).exists()
    assert "You are a member of Rotterdam now." in page(browser.post(link, follow=True))
    assert "This invitation was used before." in page(browser.get(link), 410)
    assert "This invitation was used before." in page(browser.post(link), 410)


def test_the_invitation_of_somebody_else_is_refused(signed_in, bas, link):
    for answer in (signed_in(bas).get(link), signed_in(bas).post(link)):
        assert "for another e-mail address" in page(answer, 403)
        assert "dirk@" not in answer.content.decode()


def test_an_old_invitation_and_one_without_its_inviter_are_gone(signed_in, dirk, keeper, link):
    Invitation.objects.update(expires_at="2026-11-24T00:00:00Z")
    assert "too old" in page(signed_in(dirk).post(link), 410)
    Invitation.objects.update(expires_at="2099-01-01T00:00:00Z")
    Membership.objects.filter(person=keeper).update(is_administrator=False)
    assert "does not count any more" in page(signed_in(dirk).post(link), 410)


def test_a_code_that_never_was_is_nothing(client, dirk, signed_in):
    for code in ("no-such-code", "x" * 500):
        assert client.get(f"/invitations/{code}/").status_code == 404
        assert signed_in(dirk).post(f"/invitations/{code}/").status_code == 404


def test_inviting_says_the_same_of_every_address(signed_in, keeper, dirk, bas, rotterdam):
    """Whether an address has an account, or belongs to a member, is nobody's to know (A 11)."""
    Membership.objects.create(person=dirk, organisation=rotterdam)
    browser = signed_in(keeper)
    answers = [
        re.sub(
            r"[a-z]+@[a-z.-]+",
            "",
            page(
                browser.post(
                    "/organisations/gm0599/members/", {"email": email, "role": "member"}, follow=True
                )
            ).partition("<h2")[0],
        )
        for email in (dirk.email, bas.email, "nobody@else.example")
    ]
    assert "The invitation is sent." in answers[0]
    strip = [re.sub(r'value="[A-Za-z0-9]{64}"', "", answer) for answer in answers]
    assert strip[0] == strip[1] == strip[2]


def test_in_a_day_somebody_invites_so_many_and_no_more(signed_in, keeper, rotterdam, monkeypatch):
    monkeypatch.setattr("schakel.organisations.web.members.MOST_MAILS", 3)
    browser = signed_in(keeper)
    for number in range(5):
        said = {"email": f"new{number}@else.example", "role": "member"}
        answer = browser.post("/organisations/gm0599/members/", said, follow=True)
    assert "You sent many invitations today" in page(answer, 400)
    assert Invitation.objects.filter(organisation=rotterdam).count() == 3


def test_staff_merges_announces_and_carries_over_on_the_page(signed_in, chaima, heat_pumps, rotterdam):
    double = Organisation.objects.create(slug="hp", name="HP", type="company")
    successor = Organisation.objects.create(slug="maasstad", name="Maasstad", type="municipality")
    desk = signed_in(chaima)
    wrong = page(desk.post(f"/staff/organisations/{double.pk}/", {"act": "merge", "other": "xqzw"}), 400)
    assert "The hub knows no organisation that is called so." in wrong
    desk.post(f"/staff/organisations/{double.pk}/", {"act": "merge", "other": "Heat Pumps BV"})
    assert Organisation.objects.get(pk=double.pk).merged_into == heat_pumps
    assert desk.get(f"/staff/organisations/{double.pk}/").status_code == 404
    address = f"/staff/organisations/{rotterdam.pk}/"
    desk.post(address, {"act": "announce", "other": "Maasstad", "ends_on": "2026-01-01"})
    assert Organisation.objects.get(pk=rotterdam.pk).successor == successor
    assert "Carry over now" in page(desk.get("/staff/organisations/?heap=ending"))
    desk.post(address, {"act": "carry"})
    assert (
        Membership.objects.filter(organisation=successor).count()
        == Membership.objects.filter(organisation=rotterdam).count()
        + Membership.objects.filter(organisation=successor).count()
    )


def test_who_asks_where_nobody_answers_waits_for_the_staff(signed_in, chaima, dirk, rotterdam):
    ask_to_join(organisation=rotterdam, person=dirk, message="", now=NOW)
    desk = signed_in(chaima)
    assert "Rotterdam" in page(desk.get("/staff/organisations/?heap=requests"))
    assert "Rotterdam" in page(desk.get("/staff/organisations/file.csv?heap=requests"))
    assert desk.get("/staff/organisations/?heap=xqzw").status_code == 404
