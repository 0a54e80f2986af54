"""How often an alert looks, what is near enough to tell, and how many somebody can have; plain Python."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from schakel.kernel.refusal import Refusal


class Rhythm(StrEnum):
    """How often an alert looks whether there is something new."""

    DAILY = "daily"
    WEEKLY = "weekly"


EVERY = {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}
NEAR_ENOUGH = 3
"""Dots, of five, that something new must have to be told: what only touches a question is no news."""
MOST_TOLD = 10
"""Of what is new at one look, so many stand in the mail; the answer itself has the rest."""
MOST_OF_ONE = 50
"""Alerts of one person or address."""
MOST_OF_NEW_PEOPLE = 5
"""Alerts of an address that have not been confirmed: so many mails can somebody else have us send there."""
CONFIRMED_WITHIN = timedelta(days=7)
"""After this an alert that nobody confirmed is forgotten, with its address."""
LONGEST_ASKED = 8_000
"""Characters of everything that is asked, as it stands in an address."""


def check_rhythm(written: str) -> Rhythm:
    """The rhythm; a Refusal for one that there is not."""
    if written not in set(Rhythm):
        raise Refusal("rhythm-unknown")
    return Rhythm(written)


def check_room(*, confirmed: int, unconfirmed: int) -> None:
    """A Refusal for somebody who has as many alerts as one can have, or as wait for their yes."""
    if confirmed >= MOST_OF_ONE:
        raise Refusal("alerts-too-many", most=MOST_OF_ONE)
    if unconfirmed >= MOST_OF_NEW_PEOPLE:
        raise Refusal("alerts-wait-for-a-yes", most=MOST_OF_NEW_PEOPLE)


def check_asked(asked: str) -> str:
    """What is asked; a Refusal for nothing or too much."""
    if not asked:
        raise Refusal("question-empty")
    if len(asked) > LONGEST_ASKED:
        raise Refusal("question-too-long", longest=LONGEST_ASKED)
    return asked


def asked_key(who: str, what: str) -> str:
    """By what it is recognised that somebody asks the same again: an address is the same in capitals."""
    return hashlib.sha256(f"{who.casefold()}\n{what}".encode()).hexdigest()


def is_due(rhythm: Rhythm, *, looked_at: datetime, now: datetime) -> bool:
    return now - looked_at >= EVERY[rhythm]


def is_forgotten(*, made_at: datetime, confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether nobody said yes in time."""
    return confirmed_at is None and now - made_at > CONFIRMED_WITHIN
