"""What the numbers of a neutrality report are; plain Python over plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

NEWCOMER_FOR = timedelta(days=365)
"""An item is a newcomer in the year after it was published."""
TOP = 5
ROBOTS = (
    "bot",
    "crawl",
    "spider",
    "slurp",
    "curl",
    "wget",
    "python",
    "headless",
    "scrapy",
    "httpclient",
    "java/",
    "go-http",
    "monitor",
    "preview",
    "feed",
)
"""Parts of what programs call themselves (User-Agent, RFC 9110 section 10.1.5); an empty name is a program too."""


def is_robot(user_agent: str) -> bool:
    """Whether this looks like a program and no browser. Who lies is counted as a person: the numbers are no proof."""
    name = user_agent.casefold()
    return not name or any(part in name for part in ROBOTS)


@dataclass(frozen=True, slots=True)
class Shown:
    """One item: whose it is, how often it was shown, and whether it is a newcomer."""

    provider: int
    times: int
    is_newcomer: bool


@dataclass(frozen=True, slots=True)
class Share:
    """One provider: number of items, times shown, contacts, and the part of all times (0 to 1)."""

    provider: int
    items: int
    times: int
    contacts: int
    part: float


@dataclass(frozen=True, slots=True)
class Neutrality:
    """What a report says. Parts are from 0 to 1; None where nothing was shown at all."""

    shares: tuple[Share, ...]
    times: int
    contacts: int
    gini: float | None
    top_part: float | None
    newcomer_part: float | None
    """Of everything shown, what newcomers got."""
    newcomer_items: float | None
    """Of all items, how many are newcomers: what newcomers would get if chance decided."""


def neutrality(items: Iterable[Shown], contacts: Mapping[int, int]) -> Neutrality:
    """The report over these items; providers who were never shown are in it too."""
    every = list(items)
    times: dict[int, int] = {}
    number: dict[int, int] = {}
    for one in every:
        times[one.provider] = times.get(one.provider, 0) + one.times
        number[one.provider] = number.get(one.provider, 0) + 1
    total = sum(times.values())
    shares = [
        Share(
            provider,
            number[provider],
            times[provider],
            contacts.get(provider, 0),
            times[provider] / total if total else 0.0,
        )
        for provider in times
    ]
    shares.sort(key=lambda share: (-share.times, share.provider))
    newcomers = [one for one in every if one.is_newcomer]
    return Neutrality(
        shares=tuple(shares),
        times=total,
        contacts=sum(share.contacts for share in shares),
        gini=gini([share.times for share in shares]),
        top_part=sum(share.times for share in shares[:TOP]) / total if total else None,
        newcomer_part=sum(one.times for one in newcomers) / total if total else None,
        newcomer_items=len(newcomers) / len(every) if every else None,
    )


def gini(values: Sequence[int]) -> float | None:
    """How unequal values are, from 0 (all the same) to nearly 1 (one has all); None when all are zero or there are
    none.

    Mean absolute difference over twice the mean (Gini 1912), worked out over the sorted values.
    """
    total = sum(values)
    if not total:
        return None
    ranked = sorted(values)
    weighted = sum(place * value for place, value in enumerate(ranked, 1))
    return 2 * weighted / (len(ranked) * total) - (len(ranked) + 1) / len(ranked)


def is_newcomer(published_on: date | None, *, today: date) -> bool:
    return published_on is not None and today - published_on < NEWCOMER_FOR


# ---------------------------------------------------------------------- who works with whom


@dataclass(frozen=True, slots=True)
class Tie:
    """That two organisations do something together: ``what`` is its stable code. The order of the two says nothing."""

    one: int
    other: int
    what: str


def tied(ties: Iterable[Tie]) -> dict[tuple[int, int], list[str]]:
    """By pair of organisations, the smaller key first, what they do together, each once."""
    found: dict[tuple[int, int], list[str]] = {}
    for tie in ties:
        if tie.one == tie.other:
            continue
        pair = (min(tie.one, tie.other), max(tie.one, tie.other))
        together = found.setdefault(pair, [])
        if tie.what not in together:
            together.append(tie.what)
    return found


def isolated(organisations: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Those that are in no pair, in the order in which they came."""
    together = {key for pair in pairs for key in pair}
    return [key for key in organisations if key not in together]
