"""Who asks for which introduction, and when."""

from datetime import UTC, datetime

from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language

from schakel.accounts.public import Person
from schakel.introductions import queries
from schakel.introductions.desks import Seat, seat_of
from schakel.introductions.models import Introduction
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal

CONFLICT = 409
IN_CONFLICT = frozenset(
    {
        "introduction-step-not-possible",
        "introduction-changed",
        "introduction-asked-already",
        "introduction-not-together",
        "introduction-not-finished",
        "link-void",
        "time-not-open",
        "nudged-already",
    }
)
"""What somebody else did meanwhile, or time did."""


def asked_for(person: Person, code: str) -> tuple[Introduction, Seat]:
    """The introduction at this address and what this person is towards it; Http404 where there is none to see."""
    introduction = queries.introduction_for(person, code)
    if introduction is None:
        raise Http404
    return introduction, seat_of(person, introduction)


def status_of(refusal: Refusal) -> int:
    return CONFLICT if refusal.code in IN_CONFLICT else 400


def language() -> str:
    return get_language() or DUTCH


def now() -> datetime:
    return timezone.now().astimezone(UTC)
