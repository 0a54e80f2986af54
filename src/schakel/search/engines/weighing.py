"""The numbers every engine must agree on to the last bit: impacts, rarity, and what may be put or asked.

A saturation lies between 0 and ``k1 + 1``. It is rounded to one of 65,535 steps of that range (its *impact*),
so that an engine can keep it in two bytes and still give exactly the score that another engine gives.
"""

from collections.abc import Collection, Mapping
from math import fsum, isfinite, log

from schakel.search.engine import Entry, Question, StreamSettings, Term

STEPS = 65_535


def statistics_name(stream: str, settings: StreamSettings) -> str:
    """The name under which the stream's document frequencies are counted."""
    return settings.statistics or stream


def step_of(settings: StreamSettings) -> float:
    """The saturation that one step of impact stands for."""
    return (settings.k1 + 1) / STEPS


def text_length(frequencies: Collection[float]) -> float:
    """The sum of the weighted frequencies, the same in whatever order they are given."""
    length = fsum(frequencies)
    if frequencies and not (isfinite(length) and min(frequencies) > 0):
        raise ValueError("every frequency must be a finite number above zero")
    return length


def resistance(*, length: float, settings: StreamSettings) -> float:
    """What holds a frequency back in a text of this length: the second half of the saturation's divisor."""
    return settings.k1 * (1 - settings.b + settings.b * length / settings.pivot)


def impact(*, frequency: float, length: float, settings: StreamSettings) -> int:
    share = frequency / (frequency + resistance(length=length, settings=settings))
    # Never zero: an entry that has the token was found, however little it weighs.
    return max(1, round(share * STEPS))


def rarity(*, frequency: int, entries: int) -> float:
    """How much it says that an entry has the token, where ``frequency`` of ``entries`` entries have it."""
    return log(1 + (entries - frequency + 0.5) / (frequency + 0.5))


def check_streams(entry: Entry, streams: Mapping[str, StreamSettings]) -> None:
    unknown = entry.streams.keys() - streams.keys()
    if unknown:
        raise ValueError(f"entry {entry.key!r} has unknown streams: {', '.join(sorted(unknown))}")


def weighed_terms(question: Question, streams: Mapping[str, StreamSettings]) -> tuple[Term, ...]:
    """The terms that can add to a score; those with a weight of zero or less are passed over."""
    unknown = {term.stream for term in question.terms} - streams.keys()
    if unknown:
        raise ValueError(f"the question asks unknown streams: {', '.join(sorted(unknown))}")
    return tuple(term for term in question.terms if term.weight > 0)
