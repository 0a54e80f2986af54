"""Which items may be one and the same, and by what one sees it; plain Python."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import ceil
from urllib.parse import urlsplit

ALIKE = 0.75
"""Two titles that share this much of their words (Jaccard) are proposed."""
ALIKE_WORDS = 3
"""A title of fewer words is only compared as a whole: two words are soon the same."""
COMMONEST = 200
"""A word, or a title, that more items have than this brings no two of them together."""
SHARED_BY = 3
"""An address that more items name is a report or a list, and says nothing about any two of them."""


class Evidence(StrEnum):
    """What two items have in common, the strongest first."""

    SAME_TITLE = "same-title"
    SAME_ADDRESS = "same-address"
    TITLES_ALIKE = "titles-alike"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is compared of an item."""

    key: int
    kind: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items (the lower key first) and what they have in common."""

    one: int
    other: int
    evidence: tuple[Evidence, ...]


def likely_doubles(items: Iterable[Candidate]) -> list[Pair]:
    """Every pair of items of one kind that may be the same, the strongest evidence first."""
    found: dict[tuple[int, int], set[Evidence]] = defaultdict(set)
    candidates = list(items)
    for evidence, groups in (
        (Evidence.SAME_TITLE, _grouped(candidates, comparable_title, most=COMMONEST)),
        (Evidence.SAME_ADDRESS, _grouped(candidates, comparable_address, most=SHARED_BY)),
    ):
        for group in groups.values():
            for one, other in combinations(sorted(candidate.key for candidate in group), 2):
                found[one, other].add(evidence)
    for one, other in _alike(candidates):
        found[one, other].add(Evidence.TITLES_ALIKE)
    order = list(Evidence)
    pairs = [Pair(one, other, tuple(sorted(why, key=order.index))) for (one, other), why in found.items()]
    return sorted(pairs, key=lambda pair: ([order.index(why) for why in pair.evidence], pair.one, pair.other))


def comparable_title(item: Candidate) -> str:
    """The title's letters and figures, without marks and capitals."""
    plain = unicodedata.normalize("NFKD", item.title).casefold()
    return " ".join(
        re.findall(r"[^\W_]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    )


def comparable_address(item: Candidate) -> str:
    """The address without what varies: scheme, www, last slash, place on the page. A bare site says nothing."""
    parts = urlsplit(item.address.strip())
    path = parts.path.rstrip("/")
    if not parts.netloc or not (path or parts.query):
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.casefold().removeprefix('www.')}{path}{query}"


def _grouped(
    items: Iterable[Candidate], comparable: Callable[[Candidate], str], *, most: int
) -> Mapping[tuple[str, str], list[Candidate]]:
    groups: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for item in items:
        if value := comparable(item):
            groups[item.kind, value].append(item)
    return {key: group for key, group in groups.items() if 1 < len(group) <= most}


def _alike(items: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
    """Pairs by the words of their titles, of which only those that share one of their rarest are looked at.

    Nothing is missed by that: of two titles that share enough, the rarest few words cannot all differ (the prefix
    filter of Chaudhuri, Ganti & Kaushik 2006).
    """
    words = {item.key: frozenset(comparable_title(item).split()) for item in items}
    kinds = {item.key: item.kind for item in items}
    held = Counter((kinds[key], word) for key, own in words.items() for word in own)
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for key, own in words.items():
        if len(own) >= ALIKE_WORDS:
            rarest_first = sorted((held[kinds[key], word], word) for word in own)
            for _, word in rarest_first[: len(own) - ceil(ALIKE * len(own)) + 1]:
                holders[kinds[key], word].append(key)
    seen: set[tuple[int, int]] = set()
    for group in holders.values():
        if len(group) <= COMMONEST:
            seen.update(combinations(sorted(group), 2))
    for one, other in seen:
        if len(words[one] & words[other]) >= ALIKE * len(words[one] | words[other]):
            yield one, other
