"""When and how far, as somebody typed it in a question: "vrij in mei binnen 50 km van Utrecht"; plain Python.

Only what can be nothing else is understood: a number of kilometres, and a month behind a word such as "in" or "vanaf"
in a question for what goes by days. In a text of some length people tell when something was or will be; there nothing
is looked for.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from schakel.kernel.points import REACHES
from schakel.matching.availability import Wish

MOST_WORDS = 25
_DUTCH = "januari februari maart april mei juni juli augustus september oktober november december"
_ENGLISH = "january february march april may june july august september october november december"
_MONTHS = {name: number for names in (_DUTCH, _ENGLISH) for number, name in enumerate(names.split(), start=1)}
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_DAYS = re.compile(
    r"(?:\b(?:vrij|beschikbaar|free|available)\s+)?"
    r"\b(?P<how>in|tussen|between|vanaf|van|from|vóór|before|tot en met|tot|until)\s+"
    rf"(?P<first>{_MONTH})(?:\s+(?P<year>20\d\d))?"
    rf"(?:\s+(?:en|of|and|or|tot en met|tot|to|until)\s+(?P<last>{_MONTH})(?:\s+(?P<last_year>20\d\d))?)?\b",
    re.IGNORECASE,
)
_CAN_BE_HAD = re.compile(
    r"\b(?:vrij|beschikbaar|free|available|inschrijven|enrol|reserveren|boeken|book"
    r"|training|trainingen|cursus|cursussen|course|courses|workshops?|bijeenkomst|bijeenkomsten|events?"
    r"|testplek|testplekken)\b",
    re.IGNORECASE,
)
"""What somebody has who names such a word goes by days; of anything else a month tells when it was so."""
_FAR = re.compile(
    r"\b(?:binnen|within)\s+(?P<number>\d{1,3})\s*(?:km|kilomet(?:er|ers|re|res))\b", re.IGNORECASE
)
_FROM_A_PLACE = re.compile(r"\s+(?:van|vanaf|rond|of|from|around)\s+(?P<place>['A-Z].*)")
_UP_TO_ITS_BEGIN = frozenset({"vóór", "before", "tot", "until"})
_FROM_ON = frozenset({"vanaf", "from", "van"})


@dataclass(frozen=True, slots=True)
class Typed:
    """What was understood. ``rest``: the question without it; ``place``: words that begin with where it counts from."""

    rest: str
    wish: Wish
    place: str = ""


def typed_wish(text: str, *, today: date) -> Typed | None:
    """The wish in a question; None where there is none, it is about what is past, or nothing else is asked."""
    if len(text.split()) > MOST_WORDS:
        return None
    rest, days, within, place = text, None, None, ""
    if far := _FAR.search(rest):
        within = next((one for one in REACHES if one >= int(far["number"])), None)
    if far and within:
        # The place stays in the question: it says more than from where to count.
        named = _FROM_A_PLACE.match(rest, far.end())
        place = named["place"] if named else ""
        rest = rest[: far.start()] + rest[far.end() :]
    if (found := _DAYS.search(rest)) and (within or _CAN_BE_HAD.search(text)):
        days = _days_in(found, today)
    if found and days:
        rest = rest[: found.start()] + rest[found.end() :]
    first, last = days or (None, None)
    wish = Wish(first, last, within)
    rest = " ".join(rest.split()).strip(" ,;-")
    return None if wish.is_empty or not rest else Typed(rest, wish, place)


def _days_in(found: re.Match[str], today: date) -> tuple[date | None, date | None] | None:
    """From the first to the last day of these months; None in place of an end that is open, and for what is past."""
    how = " ".join(found["how"].lower().split())
    one = _month(found["first"], found["year"] or (found["last_year"] if found["last"] else None), today)
    if found["last"]:
        other = _month(found["last"], found["last_year"], one)
        first, last = one, _end_of(other)
    elif how in _UP_TO_ITS_BEGIN:
        first, last = None, one - timedelta(days=1)
    elif how == "tot en met":
        first, last = None, _end_of(one)
    elif how in _FROM_ON:
        first, last = one, None
    elif how == "in":
        first, last = one, _end_of(one)
    else:  # between one month and nothing
        return None
    is_past = (last or _end_of(one)) < today
    return None if is_past else (first, last)


def _month(name: str, year: str | None, since: date) -> date:
    """Its first day: in that year, else the first time that it comes or is there."""
    number = _MONTHS[name.lower()]
    return date(int(year) if year else since.year + (number < since.month), number, 1)


def _end_of(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
