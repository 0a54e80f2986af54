"""Who sees what in a space, what may be written there, and how long a guest stays; plain Python."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from schakel.kernel.refusal import Refusal


class Channel(StrEnum):
    """Between whom something is said."""

    EVERYONE = "everyone"
    PRIVATE = "private"
    """Without the public body: the private parties alone."""


class Kind(StrEnum):
    """What stands in a space."""

    POST = "post"
    FILE = "file"
    TASK = "task"
    DECISION = "decision"
    LINK = "link"


class Place(StrEnum):
    """Where a working place is."""

    ALKEMIO = "alkemio"
    TEAMS = "teams"
    NEXTCLOUD = "nextcloud"
    PLEIO = "pleio"
    OTHER = "other"


GRACE = timedelta(days=30)
"""For how long something can still be added once what a space was for has ended."""
LONGEST_TITLE = 200
LONGEST_LINE = 300
"""Characters of a task, of who decided, of the name of a link or a guest."""
LONGEST_TEXT = 8_000
LONGEST_ADDRESS = 500
MOST_FILES = 200
"""Files in one space."""
MOST_GUESTS = 50
"""Guests of one space whose links stand."""
GUEST_DAYS = (7, 30, 90)
"""For how many days a guest can be let in."""


def new_code() -> str:
    """What stands in an address. Random: a number that counts on would tell how much there is that one may not see."""
    return secrets.token_hex(8)


def channels_of(public_parties: Iterable[bool]) -> frozenset[Channel]:
    """What somebody sees, from whether each party they take part for, or work for, is a public body.

    Who has anything to do with a public body that takes part never sees what is said without it.
    """
    parties = list(public_parties)
    if not parties:
        return frozenset()
    return frozenset({Channel.EVERYONE}) if any(parties) else frozenset(Channel)


def check_channel(channel: Channel, seen: Iterable[Channel]) -> None:
    """A Refusal for writing where somebody does not read."""
    if channel not in set(seen):
        raise Refusal("channel-not-yours")


def is_open(closed_at: datetime | None, *, now: datetime) -> bool:
    """Whether something can be added: until it closes, which can be a moment that is still to come."""
    return closed_at is None or now < closed_at


def check_open(*, closed_at: datetime | None, now: datetime) -> None:
    """A Refusal for a space that is closed: it can be read, and nothing is added."""
    if not is_open(closed_at, now=now):
        raise Refusal("space-is-closed")


def check_text(words: str, *, longest: int = LONGEST_TEXT) -> str:
    """The words without white space around them; a Refusal for none or too many."""
    tidy = words.replace("\r\n", "\n").strip()
    if not tidy:
        raise Refusal("words-missing")
    if len(tidy) > longest:
        raise Refusal("words-too-long", longest=longest)
    return tidy


def check_line(words: str, *, longest: int = LONGEST_LINE) -> str:
    """The same, on one line."""
    return check_text(" ".join(words.split()), longest=longest)


def check_address(written: str) -> str:
    """An address of a page that is reached safely (https); a Refusal for any other. Nobody goes there to look."""
    address = written.strip()
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        is_plain = parts.port in (None, 443) and not parts.username and not parts.password
    except ValueError:
        raise Refusal("address-not-usable") from None
    has_spaces = any(letter.isspace() or ord(letter) < 32 or letter in '<>"\\' for letter in address)  # noqa: PLR2004
    if (
        parts.scheme != "https"
        or "." not in host
        or not is_plain
        or has_spaces
        or len(address) > LONGEST_ADDRESS
    ):
        raise Refusal("address-not-usable")
    return address


def check_seen_version(*, stored: int, seen: int) -> None:
    """A Refusal when somebody else stored a version after the one that was seen."""
    if stored != seen:
        raise Refusal("changed-meanwhile", version=stored)


# ---------------------------------------------------------------------- guests


@dataclass(frozen=True, slots=True)
class Stay:
    """For how long a guest can come in."""

    until: datetime
    revoked_at: datetime | None

    def stands(self, *, now: datetime) -> bool:
        return self.revoked_at is None and now < self.until


def guest_until(days: int, *, now: datetime) -> datetime:
    """When a link ends that is given for so many days; a Refusal for another number."""
    if days not in GUEST_DAYS:
        raise Refusal("guest-days-unknown")
    return now + timedelta(days=days)


def key_hash(key: str) -> str:
    """What is kept of the word in a guest's link. It is random and long: a fast hash is as good as a slow one."""
    return hashlib.sha256(f"guest {key}".encode("utf-8", "replace")).hexdigest()


# ---------------------------------------------------------------------- tasks


class Due(StrEnum):
    """How a task stands towards its day."""

    LATE = "late"
    SOON = "soon"
    LATER = "later"
    DONE = "done"


SOON = timedelta(days=7)


def due_of(due_on: date | None, *, is_done: bool, today: date) -> Due:
    """A task without a day is for later; one of today is due soon."""
    if is_done:
        return Due.DONE
    if due_on is None:
        return Due.LATER
    if due_on < today:
        return Due.LATE
    return Due.SOON if due_on <= today + SOON else Due.LATER
