"""What an interest is, when it stands, and what has to be said about it; plain Python.

Source: Directive 2014/24/EU article 24 and Aanbestedingswet 2012 article 1.10b: a contracting authority prevents that a
financial, economic or other personal interest of its people compromises their impartiality.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schakel.kernel.refusal import Refusal

LONGEST_WORDS = 1_000
"""Characters of what somebody says about an interest."""


class Relation(StrEnum):
    """What somebody is to an organisation."""

    MEMBER = "member"
    """Belongs to it in the hub: known without a declaration."""
    WORKS_THERE = "works-there"
    OWNS_PART = "owns-part"
    FAMILY = "family"
    ADVISES = "advises"
    OTHER = "other"


DECLARED = tuple(relation for relation in Relation if relation is not Relation.MEMBER)
"""What has to be said, because the hub does not know it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody declares. ``until``: the first day on which it no longer is so; None while that is not known."""

    relation: Relation
    words: str
    since: date
    until: date | None


def check_interest(said: Said, *, today: date) -> Said:
    """What was said, tidied; a Refusal for days that cannot be, or for "other" without words.

    An interest cannot begin later: somebody who is going to work somewhere has an interest in it now.
    """
    words = said.words.strip()
    if len(words) > LONGEST_WORDS:
        raise Refusal("interest-words-too-long", longest=LONGEST_WORDS)
    if said.relation is Relation.MEMBER:
        raise Refusal("relation-not-declared")
    if said.relation is Relation.OTHER and not words:
        raise Refusal("interest-words-missing")
    if said.since > today:
        raise Refusal("interest-begins-later")
    if said.until is not None and said.until <= said.since:
        raise Refusal("interest-ends-before-it-began")
    return Said(said.relation, words, said.since, said.until)


def check_ending(*, since: date, ended_on: date, today: date) -> None:
    """A Refusal for an end before the beginning, or one that is still to come: what will be is not so yet."""
    if ended_on < since:
        raise Refusal("interest-ends-before-it-began")
    if ended_on > today:
        raise Refusal("interest-ends-later")


def stands(*, since: date, until: date | None, ended_on: date | None, day: date) -> bool:
    """Whether an interest stands on this day: from its first day, until the first of its two ends."""
    ends = [end for end in (until, ended_on) if end is not None]
    return since <= day and all(day < end for end in ends)
