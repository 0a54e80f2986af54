"""The cast: everybody knows them, so that a test about who may what reads like a story.

* Anna works at the municipality of Rotterdam, which brings challenges.
* Bas works at Heat Pumps BV, a company that offers something.
* Chaima is hub staff.
* Dirk has signed in and belongs nowhere: an outsider.
* Ada runs the installation.
"""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress

from schakel.accounts.models import Person
from schakel.organisations.models import Membership, Organisation
from schakel.organisations.rules import OrganisationType
from tests.strictness import StrictClient

PASSWORD = "correct horse battery staple"

SignedIn = Callable[[Person], StrictClient]


@pytest.fixture
def rotterdam(db: None) -> Organisation:
    """A municipality; Anna works there."""
    return body_called("gm0599", name="Rotterdam", type=OrganisationType.MUNICIPALITY, code="gm0599")


@pytest.fixture
def heat_pumps(db: None) -> Organisation:
    """A company; Bas works there."""
    return body_called("heat-pumps-bv", name="Heat Pumps BV", type=OrganisationType.COMPANY)


@pytest.fixture
def anna(rotterdam: Organisation) -> Person:
    return member_called("anna@rotterdam.example", "Anna", of=rotterdam)


@pytest.fixture
def bas(heat_pumps: Organisation) -> Person:
    return member_called("bas@heat-pumps.example", "Bas", of=heat_pumps)


@pytest.fixture
def chaima(db: None) -> Person:
    return person_called("chaima@hub.example", "Chaima", is_hub_staff=True)


@pytest.fixture
def dirk(db: None) -> Person:
    return person_called("dirk@elsewhere.example", "Dirk")


@pytest.fixture
def ada(db: None) -> Person:
    return person_called("ada@hub.example", "Ada", is_administrator=True)


@pytest.fixture
def signed_in() -> SignedIn:
    """Gives somebody of the cast a browser: ``signed_in(anna).get("/")``."""

    def browser_of(person: Person) -> StrictClient:
        browser = StrictClient()
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return browser_of


def body_called(slug: str, **fields: object) -> Organisation:
    organisation, _ = Organisation.objects.get_or_create(slug=slug, defaults=fields)
    return organisation


def person_called(
    email: str, name: str, *, is_hub_staff: bool = False, is_administrator: bool = False
) -> Person:
    return Person.objects.create_user(
        email, PASSWORD, name=name, is_hub_staff=is_hub_staff, is_administrator=is_administrator
    )


def member_called(email: str, name: str, *, of: Organisation) -> Person:
    person = person_called(email, name)
    Membership.objects.create(person=person, organisation=of)
    return person


def verified(person: Person) -> Person:
    """Somebody who has shown to read their address."""
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person
