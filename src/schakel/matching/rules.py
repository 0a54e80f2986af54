"""What counts as a good answer, what may not fit, and which items are one and the same; plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

ENOUGH_WORDS = 3.0
"""A question of many words is met well when an item meets about this many telling ones."""
ENOUGH_SHARE = 0.5
"""A short question is met well when an item meets half of what it says."""
DOTS = 5


WRONG_BECAUSE = ("another-subject", "misunderstood-words", "not-for-us", "no-longer-true", "something-else")
"""What somebody can find wrong with an item in their answer."""


class MisfitCode(StrEnum):
    OTHER_LANGUAGE = "other-language"
    LONG_AGO_VERIFIED = "long-ago-verified"
    OTHER_SIZE = "other-size"
    STOPPED = "stopped"
    WINDOW_CLOSED = "window-closed"
    WINDOW_LATER = "window-later"
    TOO_FEW_INHABITANTS = "too-few-inhabitants"
    PARTNERS_NEEDED = "partners-needed"
    PAST = "past"
    ILLUSTRATIVE = "illustrative"


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that may not fit, with the plain values its sentence needs."""

    code: MisfitCode
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether an item fits the one who asks. Empty or None: not known."""

    question_language: str
    item_languages: tuple[str, ...]
    today: date
    verified_on: date | None = None
    status: str = ""
    is_illustrative: bool = False
    asker_size: str = ""
    item_size: str = ""
    windows: tuple[tuple[date, date], ...] = ()
    inhabitants_min: int = 0
    partners_min: int = 0
    last_day: date | None = None


SIZES = ("under-20k", "20k-50k", "50k-100k", "100k-250k", "over-250k")
_MOST_INHABITANTS = {"under-20k": 20_000, "20k-50k": 50_000, "50k-100k": 100_000, "100k-250k": 250_000}
LONG_AGO = timedelta(days=365)


def misfits(situation: Situation) -> tuple[Misfit, ...]:
    """What may not fit, the weightiest first."""
    found = [
        *_time_misfits(situation),
        *_eligibility_misfits(situation),
        *_context_misfits(situation),
    ]
    if situation.is_illustrative:
        found.append(Misfit(MisfitCode.ILLUSTRATIVE))
    return tuple(found)


def _time_misfits(situation: Situation) -> list[Misfit]:
    found = []
    if situation.last_day is not None and situation.last_day < situation.today:
        found.append(Misfit(MisfitCode.PAST, {"on": situation.last_day}))
    if situation.windows and not any(
        opens <= situation.today <= closes for opens, closes in situation.windows
    ):
        coming = sorted(opens for opens, _ in situation.windows if opens > situation.today)
        if coming:
            found.append(Misfit(MisfitCode.WINDOW_LATER, {"on": coming[0]}))
        else:
            found.append(
                Misfit(MisfitCode.WINDOW_CLOSED, {"on": max(closes for _, closes in situation.windows)})
            )
    return found


def _eligibility_misfits(situation: Situation) -> list[Misfit]:
    found = []
    most = _MOST_INHABITANTS.get(situation.asker_size)
    if most is not None and situation.inhabitants_min >= most:
        found.append(Misfit(MisfitCode.TOO_FEW_INHABITANTS, {"needed": situation.inhabitants_min}))
    if situation.partners_min > 1:
        found.append(Misfit(MisfitCode.PARTNERS_NEEDED, {"needed": situation.partners_min}))
    return found


def _context_misfits(situation: Situation) -> list[Misfit]:
    found = []
    if situation.status == "stopped":
        found.append(Misfit(MisfitCode.STOPPED))
    if size_distance(situation.asker_size, situation.item_size) > 1:
        found.append(
            Misfit(MisfitCode.OTHER_SIZE, {"theirs": situation.item_size, "yours": situation.asker_size})
        )
    if situation.item_languages and situation.question_language not in situation.item_languages:
        found.append(Misfit(MisfitCode.OTHER_LANGUAGE, {"language": situation.item_languages[0]}))
    if situation.verified_on is not None and situation.today - situation.verified_on > LONG_AGO:
        months = (situation.today - situation.verified_on).days // 30
        found.append(Misfit(MisfitCode.LONG_AGO_VERIFIED, {"months": months}))
    return found


def size_distance(one: str, other: str) -> int:
    """How many classes two sizes are apart; 0 when either is not known."""
    if one not in SIZES or other not in SIZES:
        return 0
    return abs(SIZES.index(one) - SIZES.index(other))


def needed_to_fit(question_weight: float) -> float:
    """How much of a question's telling weight an item must meet to fit it well."""
    return min(ENOUGH_WORDS, ENOUGH_SHARE * question_weight)


def fit(*, met: float, question_weight: float) -> float:
    """How well an item meets a question, from 0 to 1: what it meets of what is needed."""
    needed = needed_to_fit(question_weight)
    return 0.0 if needed <= 0 else min(1.0, met / needed)


def fits_well(fits: Sequence[float]) -> bool:
    """Whether the answer is worth calling one: something in it meets the question fully."""
    return any(value >= 1.0 for value in fits)


ONE_COMMON_WORD = 0.35
"""What a question's most general words weigh each ("nodig", "mensen"; docs/matching.md)."""


def says_something(*, met: float, question_weight: float) -> bool:
    """Whether an item met more than one general word, of a question that has more to say.

    What shares nothing but "nodig" with a question is not shown as the best training or the best scheme for it. What
    was found by letters or meaning alone met no words at all; other limits are set to that.
    """
    return not 0 < met <= ONE_COMMON_WORD or question_weight <= ONE_COMMON_WORD


def dots(*, score: float, best: float, best_fit: float) -> int:
    """One to five dots: how near an item comes to the best one, and that one to the question.

    They never contradict the order: a higher score has at least as many.
    """
    if best <= 0:
        return 1
    return max(1, min(DOTS, round(DOTS * best_fit * (0.1 + 0.9 * score / best))))


SAME = 0.7
"""Two items of a kind whose titles and summaries share this much of their letters are shown as one."""


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of what either holds that both hold (Jaccard)."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def folded(prints: Sequence[frozenset[str]]) -> list[int]:
    """For each item in order of rank, the place of the earlier item it doubles, or its own place."""
    places: list[int] = []
    for place, mine in enumerate(prints):
        doubles = (earlier for earlier in range(place) if places[earlier] == earlier)
        places.append(
            next((earlier for earlier in doubles if likeness(mine, prints[earlier]) >= SAME), place)
        )
    return places
