"""Who asks, in which language, and when."""

from datetime import UTC, date, datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from schakel.accounts.public import Person
from schakel.kernel.languages import DUTCH


def visitor(request: HttpRequest) -> Person | None:
    """The person who is signed in; None for a visitor."""
    return request.user if isinstance(request.user, Person) else None


def screen_language() -> str:
    return get_language() or DUTCH


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.now().astimezone(UTC)


def full_address(path: str) -> str:
    """The address of a page of this hub as it stands in files and feeds."""
    return f"{settings.ENVIRONMENT.base_url}{path}"
