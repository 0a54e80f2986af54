"""Sessions: new at every sign-in, ended at the server, and seen by whose they are (abuse catalogue A 10-16)."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.module_loading import import_string

from schakel.accounts.models import Person
from schakel.config.settings import PASSWORD_HASHERS
from schakel.messages.public import Mail
from tests.mails import send_due
from tests.people import PASSWORD
from tests.strictness import StrictClient

pytestmark = pytest.mark.django_db
NEW = "a much longer sentence of words"


@pytest.fixture(autouse=True)
def english(settings):
    cache.clear()
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def confirmed(dirk) -> Person:
    EmailAddress.objects.create(user=dirk, email=dirk.email, verified=True, primary=True)
    return dirk


def sign_in(browser, email, password=PASSWORD, **headers):
    return browser.post("/account/login/", {"login": email, "password": password}, **headers)


def is_signed_in(browser) -> bool:
    return browser.get("/me/").status_code == 200


def with_cookie(value: str) -> StrictClient:
    browser = StrictClient()
    browser.cookies["sessionid"] = value
    return browser


def test_passwords_are_kept_with_argon2():
    assert PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"


def test_the_cookie_from_before_signing_in_is_worth_nothing(client, confirmed):
    client.get("/account/login/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    sign_in(client, confirmed.email)
    assert is_signed_in(client)
    assert client.cookies["sessionid"].value != planted
    assert not is_signed_in(with_cookie(planted))


def test_signing_out_ends_the_session_at_the_server(client, confirmed):
    sign_in(client, confirmed.email)
    stolen = with_cookie(client.cookies["sessionid"].value)
    assert is_signed_in(stolen)
    client.post("/account/logout/")
    assert not is_signed_in(stolen)


def test_a_changed_password_ends_every_other_session(client, confirmed):
    other = StrictClient()
    for browser in (client, other):
        sign_in(browser, confirmed.email)
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert not is_signed_in(other)
    assert is_signed_in(client)


def test_a_forgotten_password_ends_the_sessions_of_before(client, confirmed):
    other = StrictClient()
    sign_in(other, confirmed.email)
    client.post("/account/password/reset/", {"email": confirmed.email})
    from django.core import mail  # noqa: PLC0415 - the outbox of this test

    send_due(timezone.now())
    link = re.findall(r"https?://[^/\s]+(/\S+)", mail.outbox[0].body)[0]
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert not is_signed_in(other)


def test_one_sees_where_one_is_signed_in_and_ends_one_of_them(client, confirmed, signed_in, bas):
    other = StrictClient(headers={"user-agent": "Telephone of Dirk"})
    sign_in(client, confirmed.email)
    sign_in(other, confirmed.email)
    page = client.get("/account/sessions/").content.decode()
    assert "Telephone of Dirk" in page
    assert page.count("This device") == 1
    session = UserSession.objects.get(user_agent="Telephone of Dirk")
    assert signed_in(bas).post(f"/account/sessions/{session.pk}/end/").status_code == 404
    assert is_signed_in(other)
    client.post(f"/account/sessions/{session.pk}/end/")
    assert not is_signed_in(other)
    assert is_signed_in(client)


def test_one_signs_out_everywhere_else(client, confirmed):
    others = [StrictClient(), StrictClient()]
    for browser in (client, *others):
        sign_in(browser, confirmed.email)
    client.post("/account/sessions/")
    assert [is_signed_in(browser) for browser in (client, *others)] == [True, False, False]


def test_who_takes_other_addresses_does_not_try_for_ever_and_the_real_person_enters(client, confirmed):
    """A forged X-Forwarded-For is no other caller; the limit counts who fails, so Dirk enters."""
    attacker = StrictClient()
    for number in range(40):
        answer = sign_in(
            attacker,
            f"person{number}@else.example",
            "x" * 12,
            REMOTE_ADDR="192.0.2.7",
            HTTP_X_FORWARDED_FOR=f"203.0.113.{number}",
        )
    assert answer.status_code == 429 or "tried too often" in answer.content.decode()
    assert sign_in(client, confirmed.email, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_control_counted_by_the_forged_header_they_would_try_for_ever(client, monkeypatch):
    from schakel.accounts.web.adapter import Adapter  # noqa: PLC0415 - for this control

    monkeypatch.setattr(
        Adapter, "get_client_ip", lambda _self, request: request.headers.get("X-Forwarded-For", "")
    )
    answers = [
        sign_in(
            client,
            f"person{number}@else.example",
            "x" * 12,
            REMOTE_ADDR="192.0.2.7",
            HTTP_X_FORWARDED_FOR=f"203.0.113.{number}",
        )
        for number in range(15)
    ]
    assert all(answer.status_code == 200 for answer in answers)
    assert "tried too often" not in answers[-1].content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "127.0.0.1, evil.example"},
        {"HTTP_HOST": "evil.example:8000"},
    ],
)
def test_a_reset_with_a_forged_host_is_refused_and_sends_nothing(client, confirmed, settings, headers):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    assert client.post("/account/password/reset/", {"email": confirmed.email}, **headers).status_code == 400
    assert not Mail.objects.exists()


def test_a_forwarded_host_changes_nothing_of_the_mail(client, confirmed):
    client.post("/account/password/reset/", {"email": confirmed.email}, HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil.example" not in str(Mail.objects.values())


@pytest.mark.parametrize(
    "twin", ["DIRK@ELSEWHERE.example", "\uff44irk@elsewhere.example", "d\u0131rk@elsewhere.example"]
)
def test_addresses_that_look_alike_are_one_account_or_no_account(client, confirmed, twin):
    """Mail goes to the address that was stored, never to the one that was typed (A 12)."""
    client.post("/account/password/reset/", {"email": twin})
    told = {mail.addressee for mail in Mail.objects.all()}
    assert told <= {confirmed.email, confirmed.reference, twin.lower()}
    if twin.lower() != confirmed.email:
        assert confirmed.email not in told
    said = {"email": twin, "password1": NEW, "password2": NEW}
    client.post("/account/signup/", said)
    assert Person.objects.filter(email__iexact=confirmed.email).count() == 1


@pytest.fixture
def hashed(settings, monkeypatch) -> list[str]:
    """What the hasher of the hub was given to work on, which is nearly all that a sign-in takes."""
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    hasher, given = import_string(PASSWORD_HASHERS[0]), []

    def noting(original):
        def noted(self, password, *further):
            given.append(password)
            return original(self, password, *further)

        return noted

    for name in ("encode", "verify"):
        monkeypatch.setattr(hasher, name, noting(getattr(hasher, name)))
    return given


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/"])
def test_known_and_unknown_accounts_are_answered_alike_for_as_much_work(
    settings, client, confirmed, hashed, address
):
    """The same passwords hashed, and as many mails to write: what takes time (A 11). Clocks are no tests."""
    settings.ACCOUNT_RATE_LIMITS = False
    confirmed.set_password(PASSWORD)
    confirmed.save()
    answers, queries = [], []
    for email in (confirmed.email, "nobody@else.example"):
        hashed.clear()
        mails = Mail.objects.count()
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(address, {"login": email, "email": email, "password": "x" * 12})
        text = re.sub(r'value="[^"]*"', "", answer.content.decode())
        answers.append((answer.status_code, text, tuple(hashed), Mail.objects.count() - mails))
        queries.append(len(asked))
    assert answers[0] == answers[1]
    assert any(answers[0][2:]), "nothing that takes time was seen"
    assert abs(queries[0] - queries[1]) <= 1
