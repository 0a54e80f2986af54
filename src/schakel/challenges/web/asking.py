"""Who asks for which challenge, and when."""

from datetime import UTC, datetime

from django.http import Http404
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.challenges import queries
from schakel.challenges.models import Challenge


def asked_for(person: Person, slug: str, act: str = "") -> Challenge:
    """The challenge at this address. Raises Http404 where there is none to see, or this act may not be done with it."""
    challenge = queries.challenge_for(person, slug)
    if challenge is None or (act and not queries.allows(person, act, challenge, today=now().date())):
        raise Http404
    return challenge


def now() -> datetime:
    return timezone.now().astimezone(UTC)
