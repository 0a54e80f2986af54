"""Questions, answers and routes; plain Python. The whole table can be read here, and every path through it ends.

Sources: Directive 2014/24/EU articles 4 (thresholds), 14 (research and development services), 31 (innovation
partnership), 40 and 41 (preliminary market consultation); Aanbestedingswet 2012; European Commission, C(2021)
4320, Guidance on Innovation Procurement (2021/C 267/01), for PCP and its conditions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Route(StrEnum):
    NO_PROCUREMENT = "no-procurement"
    UNDER_THRESHOLD = "under-threshold"
    CONSULTATION = "consultation"
    CHALLENGE = "challenge"
    PCP = "pcp"
    PARTNERSHIP = "partnership"
    TENDER = "tender"


class Ask(StrEnum):
    """The questions, by the name they have in the address."""

    THERE = "there"
    """Is there something you can use without buying it?"""
    KNOWN = "known"
    """Do you know what you want, and can the market deliver it?"""
    BUYS = "buys"
    """What is bought."""
    AMOUNT = "amount"
    """Below the threshold, or not."""
    AIM = "aim"
    """What should come of it, where nothing exists yet."""
    RESEARCH = "research"
    OWN = "own"
    SHARED = "shared"
    PARTLY = "partly"
    """The four conditions of pre-commercial procurement, one by one."""
    FIXED = "fixed"
    """Can levels of performance and the highest cost be fixed before it begins?"""


YES, NO, UNSURE = "yes", "no", "unsure"
CHOICES: dict[Ask, tuple[str, ...]] = {
    Ask.THERE: (YES, NO),
    Ask.KNOWN: (YES, NO, UNSURE),
    Ask.BUYS: ("services", "social", "works"),
    Ask.AMOUNT: ("below", "above", UNSURE),
    Ask.AIM: ("try", "research", "develop"),
    Ask.RESEARCH: (YES, NO),
    Ask.OWN: (YES, NO),
    Ask.SHARED: (YES, NO),
    Ask.PARTLY: (YES, NO),
    Ask.FIXED: (YES, NO),
}
CONDITIONS_OF_PCP = (Ask.RESEARCH, Ask.OWN, Ask.SHARED, Ask.PARTLY)
"""Research and development services only; bought by a contracting authority for itself; results not exclusively the
authority's (risks and benefits shared); and not fully paid by it. Article 14 of the directive and 2021/C 267/01."""

_NEXT: dict[tuple[Ask, str], Ask | Route] = {
    (Ask.THERE, YES): Route.NO_PROCUREMENT,
    (Ask.THERE, NO): Ask.KNOWN,
    (Ask.KNOWN, YES): Ask.BUYS,
    (Ask.KNOWN, NO): Ask.AIM,
    (Ask.KNOWN, UNSURE): Route.CONSULTATION,
    **{(Ask.BUYS, choice): Ask.AMOUNT for choice in CHOICES[Ask.BUYS]},
    (Ask.AMOUNT, "below"): Route.UNDER_THRESHOLD,
    (Ask.AMOUNT, "above"): Route.TENDER,
    (Ask.AMOUNT, UNSURE): Route.CONSULTATION,
    (Ask.AIM, "try"): Route.CHALLENGE,
    (Ask.AIM, "research"): Ask.RESEARCH,
    (Ask.AIM, "develop"): Ask.FIXED,
    (Ask.RESEARCH, YES): Ask.OWN,
    (Ask.RESEARCH, NO): Ask.FIXED,
    (Ask.OWN, YES): Ask.SHARED,
    (Ask.OWN, NO): Route.CONSULTATION,
    (Ask.SHARED, YES): Ask.PARTLY,
    (Ask.SHARED, NO): Ask.FIXED,
    (Ask.PARTLY, YES): Route.PCP,
    (Ask.PARTLY, NO): Ask.FIXED,
    (Ask.FIXED, YES): Route.PARTNERSHIP,
    (Ask.FIXED, NO): Route.CONSULTATION,
}
"""The one table: from a question and its answer to the next question, or to a route."""
FIRST = Ask.THERE
LONGEST_WORDS = 2_000
"""Characters of what somebody writes beside a route."""


@dataclass(frozen=True, slots=True)
class Way:
    """How far somebody is: what they answered in order, and the next question or the route."""

    answered: tuple[tuple[Ask, str], ...]
    next: Ask | None
    route: Route | None


def way_of(answers: Mapping[str, str]) -> Way:
    """The way these answers lead; what does not belong on it, or is no answer, is passed over."""
    answered: list[tuple[Ask, str]] = []
    here: Ask | Route = FIRST
    while isinstance(here, Ask):
        choice = answers.get(here.value, "")
        if choice not in CHOICES[here]:
            return Way(tuple(answered), here, None)
        answered.append((here, choice))
        here = _NEXT[here, choice]
    return Way(tuple(answered), None, here)


@dataclass(frozen=True, slots=True)
class Threshold:
    """From what estimated value in whole euros, without VAT, over the whole term, the directive applies, and when
    that held.

    ``decentral``: for municipalities, provinces and water boards; ``central``: for the national government.
    """

    buys: str
    decentral: int
    central: int
    valid_from: date
    valid_until: date
    """The last day."""


SOURCE_OF_THRESHOLDS = "https://data.europa.eu/eli/reg_del/2025/2152/oj"
"""Commission Delegated Regulation (EU) 2025/2152 of 22 October 2025, for article 4 of Directive 2014/24/EU; social and
other specific services (annex XIV): article 4(d) of the directive itself."""
_FROM, _UNTIL = date(2026, 1, 1), date(2027, 12, 31)
THRESHOLDS: Sequence[Threshold] = (
    Threshold("services", 216_000, 140_000, _FROM, _UNTIL),
    Threshold("social", 750_000, 750_000, _FROM, _UNTIL),
    Threshold("works", 5_404_000, 5_404_000, _FROM, _UNTIL),
)


def threshold_on(buys: str, *, today: date) -> Threshold | None:
    """The threshold that holds today; None when none is known for this day, so that an old one is
    never shown as new.
    """
    holds = (one for one in THRESHOLDS if one.buys == buys and one.valid_from <= today <= one.valid_until)
    return next(holds, None)
