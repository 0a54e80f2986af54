"""What is told to whom by which way, when a mail is tried again, and what an address may be; plain Python."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from schakel.kernel.refusal import Refusal


class Frequency(StrEnum):
    """When somebody gets a mail about what stands among their notices."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class MailState(StrEnum):
    """Where a mail stands. Each is in exactly one of these."""

    WAITING = "waiting"
    HANDING_OVER = "handing-over"
    """The mail server is being given the mail: whoever dies now leaves nobody who knows whether it took it."""
    SENT = "sent"
    FAILED = "failed"
    """It surely did not arrive."""
    UNCERTAIN = "uncertain"
    """It is not known whether it arrived."""
    DROPPED = "dropped"
    """Nobody is to get it any more: what it was about is gone or hidden, or mail was switched off."""


ENDED = (MailState.SENT, MailState.FAILED, MailState.UNCERTAIN, MailState.DROPPED)
IN_TROUBLE = (MailState.FAILED, MailState.UNCERTAIN)

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
"""After the first failure of a mail server that says "not now", after the second, and so on; then it is given up."""
LONGEST_UNSEEN = timedelta(minutes=15)
"""A mail that waits longer than this is shown to the staff."""
LONGEST_HANDING_OVER = timedelta(minutes=10)
"""Far longer than a mail server is waited for: nobody is at work on it any more."""
KEPT_FOR = timedelta(days=90)
"""A mail that ended; what was in it, should it have failed, is kept as long as it can be sent again."""
CAN_BE_SENT_AGAIN_FOR = timedelta(days=7)
NOTICES_KEPT_FOR = timedelta(days=365)
LONGEST_ADDRESS = 254
LONGEST_SUBJECT = 200
LONGEST_WHY = 200
MOST_AN_HOUR = 20
"""Mails at once to one addressee about one kind of thing; what is more waits for the mail of the day."""

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_LOCAL = 64


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries that failed; None when it is given up."""
    return PAUSES[tries - 1] if tries <= len(PAUSES) else None


def check_can_be_sent_again(state: MailState, *, ended_at: datetime | None, now: datetime) -> None:
    """A Refusal for a mail that waits, was sent or is for nobody any more, and for one that ended too long ago."""
    if state not in IN_TROUBLE or ended_at is None:
        raise Refusal("mail-not-in-trouble")
    if now - ended_at > CAN_BE_SENT_AGAIN_FOR:
        raise Refusal("mail-too-old", days=CAN_BE_SENT_AGAIN_FOR.days)


def is_bare(addressee: str) -> bool:
    """Whether an addressee is an e-mail address, and no reference to somebody the hub knows."""
    return "@" in addressee


def checked_address(written: str) -> str:
    """The address as a mail server takes it: a domain with letters of other alphabets in its ASCII form (RFC 5891).

    Raises a Refusal for anything else: quoted or commented forms, more than one address, letters beyond ASCII before
    the @ (RFC 6531, which many servers do not take), line breaks.
    """
    local, _, domain = written.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise Refusal("address-not-usable") from error
    labels = domain.split(".")
    is_usable = (
        len(local) <= _LONGEST_LOCAL
        and _LOCAL.fullmatch(local) is not None
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
    )
    address = f"{local}@{domain}"
    if not is_usable or len(address) > LONGEST_ADDRESS:
        raise Refusal("address-not-usable")
    return address


def one_line(text: str, *, longest: int = LONGEST_SUBJECT) -> str:
    """The text on one line, as a header can hold it: no line break of any alphabet, no control character.

    Nor what a program that reads mail would decode into one: an encoded word begins with "=?" (RFC 2047).
    """
    tidy = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(tidy.replace("=?", "= ?").split())[:longest].rstrip()


def frequency_of(kind: str, choices: Mapping[str, str], *, default: Frequency, must: bool) -> Frequency:
    """What somebody gets of a kind: at once if it must be told; else their choice for it, for all, or the usual."""
    if must:
        return Frequency.AT_ONCE
    return Frequency(choices.get(kind) or choices.get("") or default)


@dataclass(frozen=True, slots=True)
class Period:
    """A day or a week of notices that come in one mail: from its beginning until before its end."""

    name: str
    begins_at: datetime
    ends_at: datetime


DIGEST_AT = time(7)
"""Local time at which the mail of the day comes, and on Monday that of the week."""
GRACE = timedelta(minutes=5)
"""After the end of a period: whoever tells something at its last moment has stored it by then."""


def period_of(frequency: Frequency, moment: datetime, *, zone: tzinfo) -> Period:
    """The period in which a moment lies. It begins at seven in the morning by the clock of the zone."""
    local = moment.astimezone(zone)
    day = local.date() if local.time() >= DIGEST_AT else local.date() - timedelta(days=1)
    length = timedelta(days=1)
    if frequency is Frequency.WEEKLY:
        day -= timedelta(days=day.weekday())
        length = timedelta(days=7)
    begins, ends = (datetime.combine(one, DIGEST_AT, tzinfo=zone) for one in (day, day + length))
    return Period(f"{frequency}:{day.isoformat()}", begins, ends)
