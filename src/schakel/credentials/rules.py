"""What a credential says, who it is about, and what becomes of it; plain Python."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from schakel.kernel.languages import LANGUAGES
from schakel.kernel.lines import tidy_line
from schakel.kernel.refusal import Refusal


class Sharing(StrEnum):
    """Who can open the page of a credential. Its holder says so."""

    PRIVATE = "private"
    """Its holder alone."""
    LINK = "link"
    """Whoever has the link; search engines are kept away."""
    PUBLIC = "public"
    """Everybody; search engines may list it."""


class Reason(StrEnum):
    """Why a credential was withdrawn."""

    MISTAKE = "mistake"
    NOT_ATTENDED = "not-attended"
    ASKED = "asked"
    """Its holder asked for it."""
    CORRECTED = "corrected"
    """Another one took its place."""
    ERASED = "erased"
    """Its holder deleted it, or left the hub."""


REASONS_TO_CHOOSE = (Reason.MISTAKE, Reason.NOT_ATTENDED, Reason.ASKED)


class State(StrEnum):
    """How a credential stands."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    ERASED = "erased"


class Verdict(StrEnum):
    """What the hub can say of a badge that somebody brings."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    ERASED = "erased"
    ALTERED = "altered"
    """It says that it comes from here, and the signature does not fit."""
    UNKNOWN_ISSUER = "unknown-issuer"
    NOT_A_BADGE = "not-a-badge"


LONGEST_NAME = 150
LONGEST_TITLE = 200
LONGEST_CRITERIA = 1_000
LONGEST_LEVEL = 60
LONGEST_NOTE = 500
LONGEST_SOURCE = 100
LONGEST_KEY = 200
MOST_DIMENSIONS = 12
MOST_MINUTES = 366 * 24 * 60
LONGEST_ADDRESS = 254
LARGEST_BADGE = 512 * 1024
"""Bytes of a badge that somebody brings to be checked; ours have 40,000."""
STATUS_LIST_SIZE = 131_072
"""Credentials in one list of what was withdrawn: so many that nobody stands out (Bitstring Status List 1.0, 6.1)."""


@dataclass(frozen=True, slots=True)
class Achievement:
    """What was followed. ``minutes``: how long all of it takes. ``dimensions``: what of the digital maturity
    assessment it raises, in words. ``source``: the reference of the item it belongs to, such as "item:12"."""

    title: str
    criteria: str
    minutes: int
    language: str
    source: str
    level: str = ""
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """How it is known: from which day to which, both included, and how many minutes somebody was there."""

    began_on: date
    ended_on: date
    minutes: int
    note: str = ""


def new_code() -> str:
    """What stands in the address of a credential: 128 random bits, because whoever has it may look."""
    return secrets.token_hex(16)


def new_salt() -> str:
    return secrets.token_hex(16)


def check_line(words: str, *, longest: int) -> str:
    """The words, tidied; a Refusal for none or too many."""
    tidy = tidy_line(words)
    if not tidy:
        raise Refusal("words-missing")
    if len(tidy) > longest:
        raise Refusal("words-too-long", longest=longest)
    return tidy


def check_name(name: str) -> str:
    """The name of a holder, tidied; a Refusal when nothing or too much is left."""
    return check_line(name, longest=LONGEST_NAME)


def name_beside(email: str, name: str) -> str:
    """The name of a holder as a certificate has it; refused as `check_name` and `check_address` do.

    Elsewhere who gave no name is called by their mail address. A certificate goes round among others, and of the
    address the hub keeps a hash: so its beginning and what stands behind the @ are left of it.
    """
    tidied, address = check_name(name), check_address(email)
    if tidied.lower() != address[:LONGEST_NAME]:
        return tidied
    return f"{address[0]}…@{address.rpartition('@')[2]}"[:LONGEST_NAME]


def check_address(email: str) -> str:
    """A mail address as it is compared: in lower case, without white space; a Refusal for what cannot be one."""
    address = email.strip().lower()
    before, at, after = address.rpartition("@")
    if (
        not (at and before and after)
        or len(address) > LONGEST_ADDRESS
        or any(one.isspace() for one in address)
    ):
        raise Refusal("address-not-usable")
    return address


def check_achievement(about: Achievement) -> Achievement:
    """The achievement, tidied; a Refusal for words that are missing or too many, or an unknown language."""
    if about.language not in LANGUAGES:
        raise Refusal("language-unknown", language=about.language)
    dimensions = tuple(dict.fromkeys(filter(None, map(tidy_line, about.dimensions))))
    if len(dimensions) > MOST_DIMENSIONS or any(len(one) > LONGEST_LEVEL * 2 for one in dimensions):
        raise Refusal("dimensions-too-many", most=MOST_DIMENSIONS)
    return Achievement(
        title=check_line(about.title, longest=LONGEST_TITLE),
        criteria=check_line(about.criteria, longest=LONGEST_CRITERIA),
        minutes=check_minutes(about.minutes),
        language=about.language,
        source=check_line(about.source, longest=LONGEST_SOURCE),
        level=_check_few(about.level, longest=LONGEST_LEVEL),
        dimensions=dimensions,
    )


def check_evidence(about: Evidence) -> Evidence:
    """The evidence, tidied; a Refusal for days in the wrong order or minutes that cannot be."""
    if about.ended_on < about.began_on:
        raise Refusal("days-in-wrong-order")
    note = _check_few(about.note, longest=LONGEST_NOTE)
    return Evidence(about.began_on, about.ended_on, check_minutes(about.minutes), note)


def _check_few(words: str, *, longest: int) -> str:
    return check_line(words, longest=longest) if tidy_line(words) else ""


def check_minutes(minutes: int) -> int:
    if not 0 <= minutes <= MOST_MINUTES:
        raise Refusal("minutes-not-possible", most=MOST_MINUTES)
    return minutes


def check_key(key: str) -> str:
    """What recognises a thing that is certified again, such as "enrolment:7"; a Refusal for an unusable one."""
    if not key or len(key) > LONGEST_KEY:
        raise Refusal("key-not-usable")
    return key


def identity_hash(email: str, salt: str) -> str:
    """How a badge names its holder without giving the address away: Open Badges 3.0, B.1.12 IdentityObject.

    SHA-256 over the address in lower case followed by the salt, in hexadecimal.
    """
    return "sha256$" + hashlib.sha256((email + salt).encode()).hexdigest()


def state_of(*, revoked_at: datetime | None, is_replaced: bool, erased_at: datetime | None) -> State:
    if erased_at is not None:
        return State.ERASED
    if is_replaced:
        return State.REPLACED
    return State.VALID if revoked_at is None else State.REVOKED


def check_stands(state: State) -> None:
    """A Refusal for what was withdrawn, replaced or deleted: it stays as it is."""
    if state is not State.VALID:
        raise Refusal("credential-does-not-stand", state=state.value)


def check_reason(reason: str) -> Reason:
    """A reason that somebody can give; a Refusal for any other."""
    if reason not in REASONS_TO_CHOOSE:
        raise Refusal("reason-unknown")
    return Reason(reason)


def may_open(sharing: Sharing, state: State, *, is_holder: bool) -> bool:
    """Whether somebody with the link sees the page. One that was deleted is gone for everybody."""
    if state is State.ERASED:
        return False
    return is_holder or sharing is not Sharing.PRIVATE


def may_be_listed(sharing: Sharing, state: State) -> bool:
    """Whether a search engine may keep the page."""
    return sharing is Sharing.PUBLIC and state is State.VALID


def hours_and_minutes(minutes: int) -> tuple[int, int]:
    return divmod(minutes, 60)


def bits_of(places: Iterable[int]) -> bytes:
    """A list of what was withdrawn, most significant bit first: Bitstring Status List 1.0, 3.1."""
    bits = bytearray(STATUS_LIST_SIZE // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> (place % 8)
    return bytes(bits)
