"""Making an account, signing in and out, and a new password, as a visitor meets them."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as hub_settings
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from schakel.accounts.demonstration import add_demonstration_person
from schakel.accounts.models import Person
from schakel.messages.public import Mail
from tests.mails import send_due
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def confirmed(anna) -> Person:
    EmailAddress.objects.create(user=anna, email=anna.email, verified=True, primary=True)
    return anna


def sign_in(browser, email: str, password: str = PASSWORD, **headers: str):
    return browser.post("/account/login/", {"login": email, "password": password}, **headers)


def letters():
    """The mails that go out now."""
    send_due(timezone.now())
    return mail.outbox


def link_in(message) -> str:
    return str(re.findall(r"https?://[^/\s]+(/\S+)", message.body)[0])


def is_signed_in(browser) -> bool:
    return browser.get("/me/").status_code == 200


def test_signing_in_leads_to_ones_own_page(client, confirmed):
    assert sign_in(client, confirmed.email).headers["Location"] == "/me/"
    assert is_signed_in(client)


def test_somebody_of_the_demonstration_can_sign_in_at_once(client):
    add_demonstration_person("zoe@hub.example", hashed_password=make_password(PASSWORD), name="Zoë")
    assert sign_in(client, "zoe@hub.example").headers["Location"] == "/me/"
    assert is_signed_in(client)


def test_signing_in_leads_back_to_where_one_was_going(client, confirmed):
    sent = {"login": confirmed.email, "password": PASSWORD, "next": "/items/new/"}
    assert client.post("/account/login/", sent).headers["Location"] == "/items/new/"


def test_signing_in_never_leads_to_another_site(client, confirmed):
    sent = {"login": confirmed.email, "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post("/account/login/", sent).headers["Location"] == "/me/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, confirmed):
    answers = [
        sign_in(client, email, password).content.decode()
        for email, password in ((confirmed.email, "not the password"), ("nobody@else.example", PASSWORD))
    ]
    sentences = [
        re.search(r"This e-mail address and this password[^<]+", answer).group() for answer in answers
    ]
    assert sentences[0] == sentences[1]
    assert not is_signed_in(client)


def test_signing_out_is_asked_and_then_done(client, confirmed):
    sign_in(client, confirmed.email)
    assert "Do you want to sign out?" in client.get("/account/logout/").content.decode()
    assert is_signed_in(client)
    client.post("/account/logout/")
    assert not is_signed_in(client)


def test_an_account_works_once_its_address_is_confirmed(client):
    said = {"email": "New.Person@somewhere.example", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/account/signup/", said).headers["Location"] == "/account/confirm-email/"
    assert not is_signed_in(client)
    address = link_in(letters()[0])
    assert (
        "Is <strong>new.person@somewhere.example</strong> your e-mail address?"
        in client.get(address).content.decode()
    )
    client.post(address)
    sign_in(client, "new.person@somewhere.example")
    assert is_signed_in(client)
    person = Person.objects.get()
    assert (person.email, person.is_hub_staff, person.is_administrator) == (
        "new.person@somewhere.example",
        False,
        False,
    )


def test_nobody_makes_themselves_staff_with_a_longer_form(client):
    said = {"email": "new@somewhere.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/account/signup/", said | {"is_hub_staff": "on", "is_administrator": "on"})
    person = Person.objects.get()
    assert (person.is_hub_staff, person.is_administrator) == (False, False)


def test_whether_an_address_has_an_account_is_told_to_that_address_alone(client, confirmed):
    answers = [
        client.post("/account/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD})
        for email in (confirmed.email, "nobody@else.example")
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"] == "/account/confirm-email/"
    assert [message.subject for message in letters()] == [
        "You already have an account (Schakel)",
        "Confirm your e-mail address (Schakel)",
    ]


@pytest.mark.parametrize("password", ["short", "password1234", "1234567890123"])
def test_a_password_that_is_easily_guessed_is_refused(client, password):
    said = {"email": "new@somewhere.example", "password1": password, "password2": password}
    assert client.post("/account/signup/", said).context["form"].errors
    assert not Person.objects.exists()


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(client, confirmed):
    client.post("/account/password/reset/", {"email": confirmed.email})
    address = link_in(letters()[0])
    form = client.get(address, follow=True)
    new = "a much longer sentence of words"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    sign_in(client, confirmed.email, new)
    assert is_signed_in(client)
    client.post("/account/logout/")
    assert "This link no longer works" in client.get(address, follow=True).content.decode()
    assert "Your password was changed." in letters()[1].body


def test_asking_for_a_new_password_gives_the_same_answer_for_every_address(client, confirmed):
    answers = {
        client.post("/account/password/reset/", {"email": email}).headers["Location"]
        for email in (confirmed.email, "nobody@else.example")
    }
    assert answers == {"/account/password/reset/done/"}


def test_a_password_is_changed_by_who_knows_the_old_one(client, confirmed):
    sign_in(client, confirmed.email)
    new = "a much longer sentence of words"
    wrong = client.post("/account/password/change/", {"oldpassword": "x", "password1": new, "password2": new})
    assert wrong.context["form"].errors["oldpassword"] == ["Type the password you have now."]
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    client.post("/account/logout/")
    sign_in(client, confirmed.email, new)
    assert is_signed_in(client)


def test_a_closed_account_cannot_be_used(client, confirmed):
    Person.objects.update(is_active=False)
    assert sign_in(client, confirmed.email).headers["Location"] == "/account/inactive/"
    assert not is_signed_in(client)


def test_closing_an_account_ends_its_session(client, confirmed):
    sign_in(client, confirmed.email)
    Person.objects.update(is_active=False)
    assert not is_signed_in(client)


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client, confirmed):
    cache.clear()
    for _ in range(5):
        sign_in(client, confirmed.email, "not the password")
    assert "This was tried too often." in sign_in(client, confirmed.email).content.decode()
    assert not is_signed_in(client)


def test_tries_are_counted_for_all_processes_together():
    """Each process has a memory of its own; the database they share."""
    assert hub_settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


def test_who_tries_one_address_after_another_has_to_wait_too(client, confirmed):
    cache.clear()
    answers = [
        sign_in(client, f"person{number}@else.example", "x" * 12, REMOTE_ADDR="192.0.2.7")
        for number in range(12)
    ]
    assert "tried too often" in answers[-1].content.decode()
    assert sign_in(client, confirmed.email, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_one_address_is_not_buried_in_mails_about_a_password(client, confirmed):
    """Whoever asks, from wherever: five mails an hour go to one address. It is the setting of every hub."""
    cache.clear()
    answers = [
        client.post("/account/password/reset/", {"email": confirmed.email}, REMOTE_ADDR=f"192.0.2.{number}")
        for number in range(8)
    ]
    assert 0 < len(letters()) <= 5
    assert answers[-1].status_code == 429


def test_too_many_accounts_from_one_address_are_answered_with_wait_a_moment(client, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/h/ip"}
    said = {"email": "new@somewhere.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/account/signup/", said)
    response = client.post("/account/signup/", said)
    assert response.status_code == 429
    assert "Wait a moment" in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "login/",
        "logout/",
        "signup/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/1-abc/",
        "password/reset/key/done/",
        "confirm-email/",
        "confirm-email/unknown/",
        "inactive/",
    ],
)
def test_every_page_has_the_shell_of_the_hub_and_none_has_a_script_of_its_own(client, address):
    page = client.get(f"/account/{address}", follow=True).content.decode()
    assert 'class="sk-header"' in page
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", page) == []
    assert " style=" not in page


@pytest.mark.parametrize("address", ["email/", "password/change/", "reauthenticate/"])
def test_every_page_about_ones_account_has_the_shell_of_the_hub(client, confirmed, address):
    sign_in(client, confirmed.email)
    page = client.get(f"/account/{address}").content.decode()
    assert 'class="sk-header"' in page
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", page) == []
    assert " placeholder=" not in page


def test_mail_comes_from_the_hub_by_name(client, confirmed):
    client.post("/account/password/reset/", {"email": confirmed.email})
    message = letters()[0]
    assert message.subject == "Choose a new password (Schakel)"
    assert message.body.startswith("Hello,")
    assert "Kind regards,\nSchakel\nhttp://127.0.0.1:8000" in message.body


def test_mail_leads_to_the_hub_whatever_host_somebody_says_they_asked(client, confirmed, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/account/password/reset/", {"email": confirmed.email}, HTTP_HOST="evil.example")
    written = letters()[0].message().as_string()
    assert "evil.example" not in written
    assert "http://127.0.0.1:8000/account/password/reset/key/" in written


def test_an_address_to_which_no_mail_can_go_is_refused_before_anything_is_stored(client):
    said = {"email": '"a b"@somewhere.example', "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/account/signup/", said).context["form"].errors["email"]
    assert not Person.objects.exists()


@pytest.mark.parametrize("address", ["/account/password/reset/", "/account/signup/"])
def test_an_address_with_an_account_costs_the_same_work_as_one_without(client, confirmed, address):
    counts = []
    for email in (confirmed.email, "nobody@else.example"):
        client.post(address, {"email": email, "password1": PASSWORD, "password2": PASSWORD})
        counts.append(Mail.objects.filter(addressee=email, state="waiting").count())
    assert counts == [1, 1]


def test_a_dutch_visitor_is_spoken_to_in_dutch(client):
    page = client.get("/account/login/", HTTP_ACCEPT_LANGUAGE="nl").content.decode()
    assert "<h1>Inloggen</h1>" in page
    assert "E-mailadres" in page
