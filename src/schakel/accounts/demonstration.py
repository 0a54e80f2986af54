"""Whether this hub is a demonstration, in which everybody may step into a role; and who is in it."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings

from schakel.accounts.models import Person


def demonstration_is_open() -> bool:
    """Only in demonstration mode, and never at an https address: that is where a hub is in real use.

    Somebody who forgets to switch demonstration mode off must not give every visitor the administrator's role.
    """
    return settings.ENVIRONMENT.demo and not settings.ENVIRONMENT.base_url.lower().startswith("https:")


def add_demonstration_person(email: str, *, hashed_password: str, **fields: Any) -> Person:
    """Somebody of the demonstration, who can sign in at once: their address counts as confirmed."""
    person = Person.objects.create(email=email, password=hashed_password, is_illustrative=True, **fields)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person
