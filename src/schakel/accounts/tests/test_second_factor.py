"""The second step when signing in, passkeys, and who has to have one (abuse catalogue A 17)."""

import time
from dataclasses import replace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import InvalidToken
from django.core.cache import cache
from django.urls import reverse

from schakel.accounts.actions import give_hub_role
from schakel.accounts.models import Person
from schakel.accounts.rules import Role, must_use_second_factor
from schakel.accounts.web.second_factor import Adapter
from tests.clock import NOW
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
CODE_PAGE = "/account/second-step/authenticate/"


@pytest.fixture(autouse=True)
def english(settings):
    cache.clear()
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def confirmed(dirk) -> Person:
    EmailAddress.objects.create(user=dirk, email=dirk.email, verified=True, primary=True)
    return dirk


def sign_in(browser, person):
    return browser.post("/account/login/", {"login": person.email, "password": PASSWORD})


def code_now(secret: str, *, steps: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def with_app(client, confirmed) -> str:
    """Dirk has an app; the secret that it shares with the hub. He is not signed in."""
    sign_in(client, confirmed)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/second-step/totp/activate/")
    assert page.status_code == 200, page.headers
    secret = page.context["form"].secret
    assert f'<code class="sk-code">{secret}</code>' in page.content.decode()
    answer = client.post("/account/second-step/totp/activate/", {"code": code_now(secret, steps=-1)})
    assert answer.status_code == 302, answer.context["form"].errors
    client.post("/account/logout/")
    cache.clear()
    return secret


def is_signed_in(browser) -> bool:
    return browser.get("/me/").status_code == 200


def test_the_password_alone_opens_nothing_any_more(client, confirmed, with_app):
    assert sign_in(client, confirmed).headers["Location"].startswith(CODE_PAGE)
    assert not is_signed_in(client)
    assert client.get("/account/").headers["Location"].startswith("/account/login/")
    client.post(CODE_PAGE, {"code": code_now(with_app)})
    assert is_signed_in(client)


def test_a_wrong_code_is_said_and_opens_nothing(client, confirmed, with_app):
    sign_in(client, confirmed)
    assert "This code is not right" in client.post(CODE_PAGE, {"code": "000000"}).content.decode()
    assert not is_signed_in(client)


def test_a_code_works_once(client, confirmed, with_app):
    code = code_now(with_app)
    sign_in(client, confirmed)
    client.post(CODE_PAGE, {"code": code})
    client.post("/account/logout/")
    sign_in(client, confirmed)
    client.post(CODE_PAGE, {"code": code})
    assert not is_signed_in(client)


def test_codes_cannot_be_tried_for_ever(client, confirmed, with_app):
    sign_in(client, confirmed)
    for _ in range(8):
        answer = client.post(CODE_PAGE, {"code": "000000"})
    assert "This code is not right" not in answer.content.decode()
    client.post(CODE_PAGE, {"code": code_now(with_app)})
    assert not is_signed_in(client)


def test_a_recovery_code_works_once(client, confirmed, with_app):
    rows = Authenticator.objects.get(user=confirmed, type=Authenticator.Type.RECOVERY_CODES)
    code = rows.wrap().get_unused_codes()[0]
    for works in (True, False):
        sign_in(client, confirmed)
        client.post(CODE_PAGE, {"code": code})
        assert is_signed_in(client) is works
        client.post("/account/logout/")
        cache.clear()


def test_what_an_app_shares_with_the_hub_is_locked_in_the_database(confirmed, with_app, settings):
    kept = str(Authenticator.objects.values_list("data", flat=True))
    assert with_app not in kept
    locked = Adapter().encrypt("x")
    assert Adapter().decrypt(locked) == "x"
    settings.SECRET_KEY = "another"
    with pytest.raises(InvalidToken):
        Adapter().decrypt(locked)


def test_an_app_is_stopped_after_the_password_was_asked_again(client, confirmed, with_app):
    sign_in(client, confirmed)
    client.post(CODE_PAGE, {"code": code_now(with_app)})
    asked = client.get("/account/second-step/totp/deactivate/")
    assert "reauthenticate" in asked.headers["Location"]
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert "Stop using the app?" in client.get("/account/second-step/totp/deactivate/").content.decode()
    client.post("/account/second-step/totp/deactivate/")
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_changing_a_factor_asks_for_the_password_again(signed_in, confirmed):
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        answer = signed_in(confirmed).get(reverse(name))
        assert answer.headers["Location"].startswith("/account/reauthenticate/")


# ---------------------------------------------------------------------- who has to have one


@pytest.mark.parametrize(
    ("setting", "role", "must"),
    [
        ("nobody", Role.ADMINISTRATOR, False),
        ("administrators", Role.ADMINISTRATOR, True),
        ("administrators", Role.STAFF, False),
        ("staff", Role.ADMINISTRATOR, True),
        ("staff", Role.STAFF, True),
        ("staff", Role.AUDITOR, True),
        ("staff", Role.MEMBER, False),
    ],
)
def test_who_has_to_have_a_second_factor(setting, role, must):
    assert must_use_second_factor(frozenset({Role.VISITOR, role}), setting=setting) is must


@pytest.fixture
def for_staff(settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, second_factor="staff")


@pytest.mark.usefixtures("for_staff")
def test_staff_without_one_can_set_one_up_and_nothing_else(signed_in, chaima, dirk):
    browser = signed_in(chaima)
    for address in ("/me/", "/staff/", "/", "/item/x/", "/account/tokens/"):
        assert browser.get(address).headers["Location"] == "/account/second-step/", address
    assert browser.post("/account/tokens/", {}).status_code == 403
    assert browser.get("/account/").status_code == 200
    assert browser.get("/account/second-step/").status_code == 200
    Authenticator.objects.create(user=chaima, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert browser.get("/staff/").status_code == 200
    assert signed_in(dirk).get("/me/").status_code == 200


@pytest.mark.usefixtures("for_staff")
def test_an_auditor_has_to_have_one_too(signed_in, dirk):
    give_hub_role(person=dirk, role="auditor", given_by=None, now=NOW)
    assert signed_in(Person.objects.get(pk=dirk.pk)).get("/me/").status_code == 302


@pytest.mark.usefixtures("for_staff")
def test_the_last_factor_cannot_be_stopped_by_who_has_to_have_one(chaima, dirk):
    def factor(person):
        return Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})

    assert not Adapter().can_delete_authenticator(factor(chaima))
    assert Adapter().can_delete_authenticator(factor(dirk))
    Authenticator.objects.create(user=chaima, type=Authenticator.Type.WEBAUTHN, data={})
    assert Adapter().can_delete_authenticator(Authenticator.objects.get(user=chaima, type="totp"))


# ---------------------------------------------------------------------- passkeys


def test_the_page_to_sign_in_offers_a_passkey_and_gives_a_new_challenge_each_time(client):
    page = client.get("/account/login/").content.decode()
    assert 'data-passkey="loginForm"' in page
    challenges = {
        client.get("/account/second-step/webauthn/login/", headers={"accept": "application/json"}).json()[
            "request_options"
        ]["publicKey"]["challenge"]
        for _ in range(2)
    }
    assert len(challenges) == 2


@pytest.mark.parametrize("credential", ["", "{}", "[]", '{"id": "x"}', "x" * 1000])
def test_what_is_no_passkey_signs_nobody_in(client, credential):
    client.get("/account/second-step/webauthn/login/", headers={"accept": "application/json"})
    answer = client.post("/account/second-step/webauthn/login/", {"credential": credential}, follow=True)
    assert "This is no passkey that we know." in answer.content.decode()
    assert not is_signed_in(client)
