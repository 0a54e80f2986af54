"""Who asks for which consultation, and when."""

from datetime import UTC, date, datetime

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from schakel.accounts.public import Person
from schakel.challenges.public import Challenge, challenge_for
from schakel.consultations import queries
from schakel.consultations.models import Consultation
from schakel.kernel.languages import DUTCH
from schakel.library import public as library


def asked_for(person: Person | None, slug: str) -> Consultation:
    """The consultation at this address. Raises Http404 where there is none to see."""
    found = queries.consultation_for(person, slug)
    if found is None:
        raise Http404
    return found


def decided_by(person: Person, slug: str) -> Consultation:
    """The same, for who decides about it."""
    found = asked_for(person, slug)
    if not queries.may_decide(person, found):
        raise Http404
    return found


def helped_by(person: Person, slug: str) -> Consultation:
    """The same, for who decides about it or helps with it."""
    found = asked_for(person, slug)
    if not queries.may_help(person, found.challenge, today=today()):
        raise Http404
    return found


def challenge_of_owner(person: Person, slug: str) -> Challenge:
    """The challenge at this address, for who may prepare a consultation about it."""
    challenge = challenge_for(person, slug)
    if challenge is None or not queries.may_help(person, challenge, today=today()):
        raise Http404
    return challenge


def title_of(challenge: Challenge) -> str:
    return library.value_of(challenge.item, today=today()).title(get_language() or DUTCH)


def visitor(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.now().astimezone(UTC)
