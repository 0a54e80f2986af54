"""Cursors, chosen fields and retirement of operations; plain Python."""

import base64
import binascii
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any

from schakel.kernel.refusal import Refusal

ROOT = "/api/v1"
"""Where this version of the API stands; a change that breaks callers gets another number."""
LONGEST_CURSOR = 400
LONGEST_PART = 200
ALWAYS = "id"
"""The field that an answer always has."""


def cursor_at(*place: str) -> str:
    """A place in a list as callers hand it back: what it is made of is nobody's business and may change."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def place_at(cursor: str, *, parts: int) -> Sequence[str]:
    """The place that a cursor stands for. Raises a Refusal for what was never a cursor of such a list."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place = json.loads(raw.decode())
    except (binascii.Error, ValueError, RecursionError) as error:
        raise Refusal("cursor-unusable") from error
    is_a_place = isinstance(place, list) and len(place) == parts and all(_is_part(part) for part in place)
    if len(cursor) > LONGEST_CURSOR or not is_a_place:
        raise Refusal("cursor-unusable")
    return tuple(place)


def _is_part(part: object) -> bool:
    return isinstance(part, str) and len(part) <= LONGEST_PART and part.isprintable()


def only(fields: Collection[str], answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer with the wanted fields alone, of each of its items when it is a list. None wanted: all of it."""
    if not fields:
        return dict(answer)
    items = answer.get("items")
    if isinstance(items, list):
        return {**answer, "items": [only(fields, item) for item in items]}
    return {name: value for name, value in answer.items() if name in fields or name == ALWAYS}


@dataclass(frozen=True, slots=True)
class Retirement:
    """An operation that will go: since when it is deprecated, when it ends, and where it says what to use instead."""

    since: date
    ends: date
    instead: str

    def __post_init__(self) -> None:
        if (self.ends - self.since).days < SHORTEST_NOTICE:
            raise ValueError(f"callers get at least {SHORTEST_NOTICE} days")


SHORTEST_NOTICE = 180
"""Days between saying that an operation will go and its end."""


def retirement_headers(retirement: Retirement) -> dict[str, str]:
    """Deprecation (RFC 9745), Sunset (RFC 8594), and a link to what to use instead."""
    return {
        "Deprecation": f"@{int(_begin_of(retirement.since).timestamp())}",
        "Sunset": format_datetime(_begin_of(retirement.ends), usegmt=True),
        "Link": f'<{retirement.instead}>; rel="deprecation"; type="text/html"',
    }


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def preferred_language(accepted: Sequence[tuple[str, float]], *, known: Sequence[str], otherwise: str) -> str:
    """The first of the accepted languages, by preference, that is known: en-GB asks for English."""
    for code, quality in sorted(accepted, key=lambda entry: -entry[1]):
        short = code.partition("-")[0].lower()
        if quality > 0 and (short in known or code == "*"):
            return short if short in known else otherwise
    return otherwise


def matches_etag(header: str, etag: str) -> bool:
    """Whether a caller has this answer already: If-None-Match, compared weakly (RFC 9110)."""
    given = [entry.strip().removeprefix("W/") for entry in header.split(",")]
    return "*" in given or etag in given
