"""Who asks for which organisation, and when."""

from datetime import UTC, datetime

from django.http import Http404
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.organisations.models import Organisation
from schakel.organisations.queries import organisation_known_to

LARGEST_KEY = 2**31


def asked_for(person: Person, slug: str, act: str) -> Organisation:
    """The organisation at this address. Raises Http404 where there is none, or this act may not be done with it."""
    found = organisation_known_to(person, slug, act)
    if found is None:
        raise Http404
    return found


def now() -> datetime:
    return timezone.now().astimezone(UTC)
