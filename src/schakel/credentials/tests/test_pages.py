"""Certificates over HTTP: what holders, guests, issuers and strangers get."""

import csv
import io
import json
from datetime import timedelta

import jwt
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schakel.credentials import actions
from schakel.credentials.links import holder_path
from schakel.credentials.models import Credential
from schakel.credentials.rules import LARGEST_BADGE, Sharing, State
from schakel.credentials.web import checking, holding
from schakel.credentials.web.showing import FORMS, token_of
from schakel.organisations.public import Membership
from tests.clock import NOW
from tests.credentials import GUEST, credential_of
from tests.strictness import StrictClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def credential(signing_key, anna, heat_pumps):
    return credential_of(anna, heat_pumps)


@pytest.fixture
def of_guest(signing_key, heat_pumps):
    return credential_of(GUEST, heat_pumps, key="enrolment:8")


def words_of(response):
    return response.content.decode()


def at(credential, name="own_credential", *arguments):
    return reverse(name, args=[credential.code, *arguments])


def checked(**sent):
    return words_of(StrictClient().post(reverse("credential_check"), sent))


def test_somebody_sees_their_own_and_no_other(credential, anna, dirk, signed_in):
    mine = words_of(signed_in(anna).get(reverse("my_credentials")))
    assert "Werken met sensoren" in mine
    assert "Werken met sensoren" not in words_of(signed_in(dirk).get(reverse("my_credentials")))
    for name in ("own_credential", "own_credential_delete"):
        assert signed_in(anna).get(at(credential, name)).status_code == 200
        assert signed_in(dirk).get(at(credential, name)).status_code == 404


@pytest.mark.parametrize("form", sorted(FORMS))
def test_each_form_is_for_its_holder_alone(credential, anna, dirk, signed_in, form):
    address = at(credential, "own_credential_file", form)
    response = signed_in(anna).get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == FORMS[form][1]
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert response.headers["Content-Security-Policy"].endswith("sandbox")
    assert signed_in(dirk).get(address).status_code == 404
    assert StrictClient().get(address).status_code == 302


def test_another_form_does_not_exist(credential, anna, signed_in):
    assert signed_in(anna).get(at(credential, "own_credential_file", "badge.exe")).status_code == 404


def test_the_json_holds_the_signed_statement(credential, anna, signed_in):
    said = json.loads(signed_in(anna).get(at(credential, "own_credential_file", "badge.json")).content)
    assert said["type"] == "EnvelopedVerifiableCredential"
    assert said["id"] == f"data:application/vc+jwt,{token_of(credential)}"
    assert "echt en geldig" in checked(pasted=json.dumps(said))


def test_a_guest_does_everything_by_the_link_in_their_mail(of_guest):
    browser, path = StrictClient(), holder_path(of_guest)
    page = browser.get(path)
    assert "Gerda Gast" in words_of(page)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert browser.get(f"{path}certificate.pdf").content.startswith(b"%PDF-1.7")
    assert browser.post(path, {"sharing": "private"}).status_code == 302
    assert StrictClient().get(of_guest.get_absolute_url()).status_code == 404
    assert browser.get(f"{path}delete/").status_code == 200
    assert "verwijderd" in words_of(browser.post(f"{path}delete/"))
    assert browser.get(path).status_code == 404
    assert Credential.objects.get().state is State.ERASED


def test_a_link_of_a_guest_fetches_so_much_and_no_more(of_guest, monkeypatch):
    monkeypatch.setattr(holding, "MOST_AN_HOUR", 1)
    path = f"{holder_path(of_guest)}certificate.pdf"
    assert [StrictClient().get(path).status_code for _ in range(2)] == [200, 429]
    assert StrictClient().post(holder_path(of_guest), {"sharing": "private"}).status_code == 429


def test_whoever_has_the_link_sees_that_it_is_genuine_and_search_engines_stay_out(credential):
    response = StrictClient().get(credential.get_absolute_url())
    page = words_of(response)
    for words in ("Anna", "Werken met sensoren", "Heat Pumps BV", "echt en geldig", "11 uur en 30 minuten"):
        assert words in page
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page
    assert "rotterdam.example" not in page
    assert StrictClient().get(at(credential, "credential_image")).content.startswith(b"\x89PNG")


@pytest.mark.parametrize(("sharing", "status", "is_listed"), [("private", 404, False), ("public", 200, True)])
def test_its_holder_says_who_opens_the_page(credential, anna, signed_in, sharing, status, is_listed):
    browser = signed_in(anna)
    assert browser.post(at(credential), {"sharing": sharing}).status_code == 302
    response = StrictClient().get(credential.get_absolute_url())
    assert response.status_code == status
    assert ("X-Robots-Tag" not in response.headers and status == 200) is is_listed
    assert StrictClient().get(at(credential, "credential_image")).status_code == status
    assert "Dit is van u" in words_of(browser.get(credential.get_absolute_url()))
    assert browser.post(at(credential), {"sharing": "friends"}).status_code == 404


def test_what_was_withdrawn_says_so_on_its_page(credential, ada):
    actions.revoke_credential(credential=credential, reason="mistake", by=ada, now=NOW)
    page = words_of(StrictClient().get(credential.get_absolute_url()))
    assert "ingetrokken" in page
    assert "per ongeluk" in page
    assert "echt en geldig" not in page


def test_what_was_replaced_does_not_lead_to_the_new_one(credential, ada):
    """The link of the old one may be anywhere; whom its holder gives the new one is theirs to say."""
    new = actions.correct_credential(credential=credential, holder_name="Anna de Wit", by=ada, now=NOW)
    page = words_of(StrictClient().get(credential.get_absolute_url()))
    assert "in de plaats gekomen" in page
    assert new.code not in page
    assert "de Wit" not in page


def test_a_deleted_one_is_gone(credential, anna, signed_in):
    browser = signed_in(anna)
    assert browser.post(at(credential, "own_credential_delete")).status_code == 302
    for address in (credential.get_absolute_url(), at(credential), at(credential, "credential_image")):
        assert browser.get(address).status_code == 404


@pytest.mark.parametrize("code", ["check2", "0" * 32, "A" * 32, "x"])
def test_a_page_that_there_is_not(signing_key, code):
    assert StrictClient().get(f"/credentials/{code}/").status_code == 404


# ---------------------------------------------------------------------- checking


@pytest.mark.parametrize("form", ["badge.png", "badge.svg", "badge.json", "badge.jwt"])
def test_a_badge_in_any_form_is_found_genuine(credential, form):
    content = FORMS[form][0](credential)
    page = checked(badge=SimpleUploadedFile(form, content))
    assert "echt en geldig" in page
    assert "Anna" in page


def test_who_brings_the_badge_of_a_page_that_is_private_sees_what_is_in_it(credential, anna):
    actions.share_credential(credential=credential, sharing=Sharing.PRIVATE, by=anna.reference, now=NOW)
    assert "echt en geldig" in checked(pasted=token_of(credential))


def test_a_changed_badge_is_called_one(credential):
    head, said, signature = token_of(credential).split(".")
    page = checked(pasted=f"{head}.{said}.{signature[:-5]}AAAAA")
    assert "Vertrouw deze badge niet" in page
    assert "Anna" not in page


def test_a_badge_that_was_withdrawn_or_is_of_others_is_told_apart(credential, ada):
    token = token_of(credential)
    actions.revoke_credential(credential=credential, reason="not-attended", by=ada, now=NOW)
    assert "De houder was er niet" in checked(pasted=token)
    foreign = jwt.encode({"iss": "https://x.example"}, "x" * 32, algorithm="HS256")
    assert "door een ander ondertekend" in checked(pasted=foreign)
    assert "geen badge" in checked(pasted="hallo")


def test_nothing_brought_is_asked_for_and_too_much_is_refused(signing_key):
    browser, page = StrictClient(), reverse("credential_check")
    assert browser.get(page).status_code == 200
    assert browser.post(page, {}).status_code == 400
    large = SimpleUploadedFile("badge.png", b"x" * (LARGEST_BADGE + 1))
    assert browser.post(page, {"badge": large}).status_code == 413
    assert browser.post(page, {"pasted": "x" * 200_000}).status_code == 413


def test_somebody_checks_so_many_and_no_more(signing_key, monkeypatch):
    monkeypatch.setattr(checking, "MOST", 1)
    page = reverse("credential_check")
    assert [StrictClient().post(page, {"pasted": "x"}).status_code for _ in range(2)] == [200, 429]


# ---------------------------------------------------------------------- what programs ask


def test_programs_find_the_keys_and_what_was_withdrawn(credential, ada):
    browser = StrictClient()
    identity = json.loads(browser.get("/.well-known/did.json").content)
    keys = json.loads(browser.get("/.well-known/jwks.json").content)["keys"]
    assert identity["verificationMethod"][0]["publicKeyJwk"] == keys[0]
    actions.revoke_credential(credential=credential, reason="mistake", by=ada, now=NOW)
    response = browser.get(reverse("credential_status", args=[1]))
    assert response.headers["Content-Type"] == "application/vc+jwt"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    said = jwt.decode(response.content, jwt.PyJWK.from_dict(keys[0]), algorithms=["RS256"])
    assert said["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert said["exp"] - said["nbf"] == timedelta(days=1).total_seconds()
    assert browser.get(reverse("credential_status", args=[2])).status_code == 404
    assert browser.get(reverse("credential_status", args=[0])).status_code == 404


def test_a_first_list_is_there_before_anything_was_given(signing_key):
    assert StrictClient().get(reverse("credential_status", args=[1])).status_code == 200


def test_a_lost_key_is_said_and_nothing_breaks(credential, anna, signed_in, tmp_path):
    for file in (tmp_path / "badge-keys").iterdir():
        file.unlink()
    browser = signed_in(anna)
    response = browser.get(at(credential, "own_credential_file", "badge.png"), follow=True)
    assert "sleutel om badges te ondertekenen is er niet" in words_of(response)
    assert browser.get(at(credential, "own_credential_file", "certificate.pdf")).status_code == 200


# ---------------------------------------------------------------------- who gave it


@pytest.fixture
def manager(bas):
    Membership.objects.filter(person=bas).update(is_administrator=True)
    return bas


def test_who_gave_it_sees_it_takes_it_along_and_withdraws_it(credential, manager, signed_in):
    browser = signed_in(manager)
    assert "Werken met sensoren" in words_of(browser.get(reverse("issued_credentials")))
    rows = list(
        csv.reader(io.StringIO(words_of(browser.get(reverse("issued_credentials_file"))), newline=""))
    )
    assert rows[1][:3] == ["Anna", "Werken met sensoren", "Heat Pumps BV"]
    page = at(credential, "issued_credential")
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"act": "withdraw", "reason": "asked"}).status_code == 302
    credential.refresh_from_db()
    assert credential.state is State.REVOKED
    assert "Intrekken" not in words_of(browser.get(page))


def test_who_gave_it_puts_the_name_right(credential, manager, signed_in):
    browser, page = signed_in(manager), at(credential, "issued_credential")
    assert browser.post(page, {"act": "correct", "holder_name": " "}).status_code == 400
    assert browser.post(page, {"act": "correct", "holder_name": "\u202e"}).status_code == 400
    response = browser.post(page, {"act": "correct", "holder_name": "Anna de Wit"})
    assert response.status_code == 302
    assert Credential.objects.get(version=2).holder_name == "Anna de Wit"


def test_unknown_acts_and_reasons_change_nothing(credential, manager, signed_in):
    browser, page = signed_in(manager), at(credential, "issued_credential")
    assert browser.post(page, {"act": "burn"}).status_code == 404
    assert browser.post(page, {"act": "withdraw", "reason": "erased"}).status_code == 302
    credential.refresh_from_db()
    assert credential.state is State.VALID


def test_members_and_strangers_manage_nothing(credential, bas, anna, dirk, signed_in):
    for person in (bas, anna, dirk):
        browser = signed_in(person)
        assert "Werken met sensoren" not in words_of(browser.get(reverse("issued_credentials")))
        assert browser.get(at(credential, "issued_credential")).status_code == 404


def test_the_start_page_leads_there(credential, manager, anna, dirk, signed_in):
    for person, page in ((anna, "my_credentials"), (manager, "issued_credentials")):
        assert reverse(page) in words_of(signed_in(person).get(reverse("my_page")))
    assert reverse("my_credentials") not in words_of(signed_in(dirk).get(reverse("my_page")))
