"""What a journal row is and how rows are chained; plain Python."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

BEGINNING = "0" * 64
"""What the first row names as the hash of the row before it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the journal. ``subject`` and ``actor`` are "kind:id"; ``actor`` is empty for the system."""

    number: int
    name: str
    subject: str
    actor: str
    at: datetime
    details: Mapping[str, object]
    previous: str
    hash: str


_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
LARGEST_EXACT = 2**53
"""Beyond it, databases and Python do not write the same number in the same way."""


def storable(details: Mapping[str, object]) -> dict[str, object]:
    """The details as every database gives them back, so that their hash can be computed again at any time.

    Raises ValueError or TypeError for what would not survive: an object that is not JSON, a number that is not finite
    or beyond 2**53, a character that PostgreSQL has no place for.
    """
    text = json.dumps(details, allow_nan=False, ensure_ascii=False)
    if "\\u0000" in text and _NUL.search(text):  # the first look is quick, and nearly always enough
        raise ValueError("the journal keeps no NUL characters")
    kept: dict[str, object] = json.loads(text, parse_float=_exact, parse_int=_exact)
    return kept


def _exact(written: str) -> float:
    number = float(written)
    if abs(number) > LARGEST_EXACT:
        raise ValueError(f"the journal keeps no number beyond 2**53: {written}")
    return int(number) if number.is_integer() else number


def hash_of(
    *, previous: str, name: str, subject: str, actor: str, at: datetime, details: Mapping[str, object]
) -> str:
    """SHA-256 over the row before and everything in this one, as 64 hexadecimal digits."""
    shape = [previous, name, subject, actor, at.astimezone(UTC).isoformat(timespec="microseconds"), details]
    canonical = json.dumps(shape, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()


def first_broken(rows: Iterable[Row]) -> Row | None:
    """The first row that does not follow from the one before it; None when the chain is whole."""
    expected = BEGINNING
    for row in rows:
        recomputed = hash_of(
            previous=row.previous,
            name=row.name,
            subject=row.subject,
            actor=row.actor,
            at=row.at,
            details=row.details,
        )
        if row.previous != expected or row.hash != recomputed:
            return row
        expected = row.hash
    return None
