"""Signing in at a provider of OpenID Connect: what it may say, and what is not believed (abuse catalogue A 18)."""

import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from schakel.accounts.models import Person
from schakel.accounts.web.oidc import HubAdapter
from schakel.config.environment import SignInElsewhere
from tests.openid import CLIENT, CODE, SECRET, Provider, running_provider

pytestmark = pytest.mark.django_db
START = "/account/with/organisation/"
BACK = "/account/with/organisation/back/"


@pytest.fixture(scope="module")
def one_provider():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(settings, one_provider):
    fresh = Provider.__new__(Provider)
    vars(fresh).update(vars(one_provider))
    vars(one_provider).update(
        claims={}, left_out=set(), userinfo={}, said_issuer="", sign=one_provider.signed, asked=[]
    )
    settings.LANGUAGE_CODE = "en"
    elsewhere = SignInElsewhere("City login", one_provider.url, CLIENT, SECRET)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, oidc=elsewhere)
    app = {
        "provider_id": "organisation",
        "name": elsewhere.name,
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": one_provider.url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return one_provider


def went_there(client, provider, **along):
    """Go to the provider; what the hub asked there."""
    response = client.post(START, along)
    assert response.status_code == 302, response.content
    asked = {name: value[0] for name, value in parse_qs(urlsplit(response["Location"]).query).items()}
    provider.nonce, provider.challenge = asked["nonce"], asked["code_challenge"]
    return asked


def came_back(client, asked, **changes):
    return client.get(BACK, {"code": CODE, "state": asked["state"]} | changes)


def is_signed_in(client) -> bool:
    return client.get("/me/").status_code == 200


def test_somebody_new_has_an_account_with_a_confirmed_address(client, provider):
    assert "Sign in with City login" in client.get("/account/login/").content.decode()
    asked = went_there(client, provider)
    assert asked["redirect_uri"] == f"http://127.0.0.1:8000{BACK}"
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    assert came_back(client, asked)["Location"] == "/me/"
    assert is_signed_in(client)
    person = Person.objects.get()
    assert (person.email, person.name, person.is_hub_staff) == ("zoe@city.example", "Zoë de Wit", False)
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified
    assert "secret-of-the-provider" not in str(SocialAccount.objects.values())


def test_going_there_is_asked_where_somebody_came_by_a_link(client, provider):
    assert "You go to another website now" in client.get(START).content.decode()


def test_an_account_that_is_there_is_found_by_its_address(client, provider, dirk):
    provider.claims = {"email": dirk.email}
    EmailAddress.objects.create(user=dirk, email=dirk.email, verified=True, primary=True)
    came_back(client, went_there(client, provider))
    assert is_signed_in(client)
    assert SocialAccount.objects.get().user == dirk
    client.post("/account/logout/")
    provider.claims = {"email": "other@city.example"}  # known by what the provider calls them
    came_back(client, went_there(client, provider))
    assert is_signed_in(client)
    assert Person.objects.count() == 1


def test_whoever_has_a_second_factor_is_asked_for_it_all_the_same(client, provider, dirk):
    provider.claims = {"email": dirk.email}
    EmailAddress.objects.create(user=dirk, email=dirk.email, verified=True, primary=True)
    Authenticator.objects.create(user=dirk, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert came_back(client, went_there(client, provider))["Location"].startswith(
        "/account/second-step/authenticate/"
    )
    assert not is_signed_in(client)


def test_a_closed_account_stays_closed(client, provider, dirk):
    provider.claims = {"email": dirk.email}
    EmailAddress.objects.create(user=dirk, email=dirk.email, verified=True, primary=True)
    Person.objects.update(is_active=False)
    came_back(client, went_there(client, provider))
    assert not is_signed_in(client)


def test_what_the_id_token_leaves_out_is_asked_of_the_provider(client, provider):
    provider.left_out = {"email", "email_verified"}
    provider.userinfo = {"sub": "person-1", "email": "zoe@city.example", "email_verified": True}
    came_back(client, went_there(client, provider))
    assert is_signed_in(client)


NOW = int(time.time())
LIES = {
    "for another hub": {"claims": {"aud": "another-hub"}},
    "for several, and this one did not ask": {"claims": {"aud": [CLIENT, "another"], "azp": "another"}},
    "for several, without saying who asked": {"claims": {"aud": [CLIENT, "another"]}},
    "from somebody else": {"claims": {"iss": "https://elsewhere.example"}},
    "an answer to another question": {"claims": {"nonce": "another"}},
    "no nonce": {"left_out": {"nonce"}},
    "no audience": {"left_out": {"aud"}},
    "no issuer": {"left_out": {"iss"}},
    "no end": {"left_out": {"exp"}},
    "no person": {"left_out": {"sub"}},
    "too old": {"claims": {"exp": NOW - 3600, "iat": NOW - 7200}},
    "an address that is not confirmed": {"claims": {"email_verified": False}},
    "an address that is confirmed in a word": {"claims": {"email_verified": "true"}},
    "nothing about the address": {"left_out": {"email_verified"}},
    "no address": {"left_out": {"email"}},
    "about somebody else": {
        "left_out": {"email"},
        "userinfo": {"sub": "person-2", "email": "a@b.example", "email_verified": True},
    },
    "another issuer in what it publishes": {"said_issuer": "https://elsewhere.example"},
}


@pytest.mark.parametrize("lie", LIES)
def test_what_cannot_be_trusted_signs_nobody_in(client, provider, lie):
    if "said_issuer" in LIES[lie]:
        provider.said_issuer = str(LIES[lie]["said_issuer"])
        response = client.post(START)
    else:
        asked = went_there(client, provider)
        vars(provider).update(LIES[lie])
        response = came_back(client, asked)
    assert response.status_code == 401
    assert "Signing in did not work" in response.content.decode()
    assert not is_signed_in(client)
    assert not Person.objects.exists()


SIGNATURES = {
    "none": lambda provider: (
        lambda claims: jwt.encode(claims, "", algorithm="none", headers={"kid": "first"})
    ),
    "another key": lambda provider: (
        lambda claims: jwt.encode(claims, provider.other_key, algorithm="RS256", headers={"kid": "first"})
    ),
    "a key that nobody knows": lambda provider: (
        lambda claims: jwt.encode(claims, provider.key, algorithm="RS256", headers={"kid": "second"})
    ),
    "the secret that both share": lambda provider: (
        lambda claims: jwt.encode(claims, SECRET * 2, algorithm="HS256", headers={"kid": "first"})
    ),
    "nothing that can be read": lambda provider: lambda claims: "x.y.z",
}


@pytest.mark.parametrize("signature", SIGNATURES)
def test_what_is_not_signed_by_the_provider_signs_nobody_in(client, provider, signature):
    asked = went_there(client, provider)
    provider.sign = SIGNATURES[signature](provider)
    assert came_back(client, asked).status_code == 401
    assert not is_signed_in(client)


def test_coming_back_without_having_gone_there_is_refused(client, provider):
    asked = went_there(client, provider)
    for changes in ({"state": ""}, {"state": "another"}):
        assert came_back(client, asked, **changes).status_code == 401
    assert not is_signed_in(client)


def test_a_state_is_of_one_browser_and_works_once(client, provider, signed_in, dirk):
    asked = went_there(client, provider)
    other = signed_in(dirk)
    other.post("/account/logout/")
    assert came_back(other, asked).status_code == 401
    came_back(client, asked)
    client.post("/account/logout/")
    assert came_back(client, asked).status_code == 401
    assert not is_signed_in(client)


def test_a_code_of_somebody_else_is_refused_by_the_verifier(client, provider):
    asked = went_there(client, provider)
    provider.challenge = "of-another-browser"
    assert came_back(client, asked).status_code == 401


def test_what_stands_in_the_address_does_not_change_what_is_asked(client, provider):
    response = client.post(f"{START}?auth_params=nonce%3Dknown%26prompt%3Dnone&scope=everything")
    asked = parse_qs(urlsplit(response["Location"]).query)
    assert asked["nonce"] != ["known"]
    assert "prompt" not in asked
    assert "everything" not in asked["scope"][0]


def test_somebody_who_stops_there_is_told_so(client, provider):
    asked = went_there(client, provider)
    response = client.get(BACK, {"error": "access_denied", "state": asked["state"]})
    assert response["Location"] == "/account/elsewhere/login/cancelled/"


def test_without_a_provider_there_is_no_such_page(client):
    assert client.post(START).status_code == 404
    assert "City login" not in client.get("/account/login/").content.decode()


def test_control_without_the_nonce_an_answer_to_another_question_is_believed(client, provider, monkeypatch):
    def believe(adapter, written, app):
        return jwt.decode(written, options={"verify_signature": False})

    monkeypatch.setattr(HubAdapter, "_checked", believe)
    provider.claims = {"nonce": "another", "aud": "another-hub"}
    came_back(client, went_there(client, provider))
    assert is_signed_in(client)
