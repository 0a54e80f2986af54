"""What every operation that reads needs: the day, whole addresses, and where in a list one is."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from schakel.api.problems import Mistake, Problem
from schakel.api.rules import cursor_at, place_at
from schakel.kernel.refusal import Refusal


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.now().astimezone(UTC)


def whole_address(path: str) -> str:
    """The address of something of this hub, for whoever reads it elsewhere."""
    return f"{settings.ENVIRONMENT.base_url}{path}"


def place_of(cursor: str, *, parts: int) -> Sequence[str] | None:
    """Where in a list somebody wants to go on; None at its beginning. Raises a Problem for what is no cursor."""
    if not cursor:
        return None
    try:
        return place_at(cursor, parts=parts)
    except Refusal as refusal:
        raise unusable_cursor() from refusal


def unusable_cursor() -> Problem:
    """Somebody made up a cursor, or took one of another list."""
    why = gettext("Use the address of the next part as you got it.")
    return Problem("invalid-input", mistakes=[Mistake("query", "cursor", "cursor-unusable", why)])


def page_address(request: HttpRequest, *place: str) -> str:
    """The address of the next part of the same list, which begins after this place."""
    query = request.GET.copy()
    query["cursor"] = cursor_at(*place)
    return whole_address(f"{request.path}?{query.urlencode()}")
