"""The one interface between Schakel and a search engine, in plain values.

An engine is finished when ``search/tests/test_engine_conformance.py`` passes on it.

The score of an entry for a question is a plain sum, so that it can be explained::

    score = sum over the question's terms of  weight * rarity(term) * saturation(term, entry)

* ``saturation`` is the BM25 term-frequency part, ``f * (k1 + 1) / (f + k1 * (1 - b + b * length / pivot))``
  (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", section 3), where
  ``f`` is the weighted frequency given by the entry and ``length`` the sum of them in that stream. It is
  rounded to one of 65,535 steps of its range, so that every engine gives the same score to the last bit.
* ``rarity`` is ``log(1 + (N - df + 0.5) / (df + 0.5))``, counted over *public* entries only: what somebody
  may not see must have no influence at all on what they see.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol

PUBLIC = "public"
"""The audience everybody belongs to; only entries with this audience count in statistics."""


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """How one stream of tokens is weighed; fixed when an index is made.

    ``pivot`` is the length (sum of weighted frequencies) at which a text is neither favoured nor held back.
    It is a fixed number and not the average of the collection, so that no entry influences another's score
    through its length. Streams with the same ``statistics`` name share their document frequencies (an entry
    with a token in several of them counts once); without a name a stream has its own.
    """

    k1: float = 1.2
    b: float = 0.75
    pivot: float = 100.0
    statistics: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the engine knows of one item."""

    key: str
    streams: Mapping[str, Mapping[str, float]]
    """Stream name -> token -> weighted frequency (a finite number > 0, or the entry is refused)."""
    audiences: frozenset[str]
    """Who may find it; an entry without audience is found by nobody."""
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Facet name -> values, for example ``{"kind": {"case"}, "theme": {"heat-stress", "climate-change"}}``."""
    lot: str = ""
    """By what its place among equals is drawn; empty: by its key. It says nothing of what else there is."""


@dataclass(frozen=True, slots=True)
class Term:
    """One token of a question; the same token may be asked in several streams.

    A term with a weight of zero or less is passed over; one that asks an unknown stream is refused.
    """

    stream: str
    token: str
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, by whom, and under which conditions."""

    terms: tuple[Term, ...]
    audiences: frozenset[str]
    """The audiences of the person who asks; an entry must share at least one."""
    conditions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Facet name -> accepted values: every facet must match, within a facet one value is enough."""
    without: frozenset[str] = frozenset()
    """Keys that must not be returned, nor counted, nor be the best (an item is not similar to itself)."""
    most: int = 20
    """How many hits, at the most."""
    skip: int = 0
    """How many of the best to pass over (pages)."""
    best_of: str = ""
    """A facet of which the best ``most_of_each`` entries per value are wanted too (empty: none)."""
    most_of_each: int = 4
    count: tuple[str, ...] = ()
    """Facets to count. A facet's own condition is left out while counting it, so that a person can widen it."""
    share_of_best: float = 0.0
    """Entries scoring less than this share of the best score (of all that may be seen, before conditions)
    are neither returned nor counted. Entries that share no term with the question never are."""
    wants_best: bool = True
    """Whether the best score before conditions is wanted. It takes looking at all that may be seen, where the
    rest of the answer may need far less."""

    @property
    def needs_best(self) -> bool:
        return self.wants_best or self.share_of_best > 0

    @property
    def looks_beyond_conditions(self) -> bool:
        """Whether the answer depends on entries that do not meet the conditions."""
        return self.needs_best or any(facet in self.conditions for facet in self.count)


@dataclass(frozen=True, slots=True)
class Part:
    """What one term of the question contributed to a score."""

    term: Term
    amount: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One found entry. ``score`` is the sum of the amounts of its ``parts`` (within 1e-3)."""

    key: str
    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine found. Hits are ordered by score, highest first, then by lot (``engines.lots``)."""

    hits: tuple[Hit, ...]
    total: int
    """How many entries meet the question, its conditions and ``share_of_best``."""
    best: float
    """The best score among all that may be seen, before conditions (0.0 when nothing matched, and when it was
    neither wanted nor needed for ``share_of_best``)."""
    best_of_each: Mapping[str, tuple[Hit, ...]]
    """Per value of the facet ``best_of`` its best hits, in order; values that no entry has are left out."""
    counts: Mapping[str, Mapping[str, int]]
    """Per facet and value how many entries; values that none has are left out."""
    watermark: int


def fingerprint(entry: Entry) -> str:
    """A short digest of everything in the entry, the same for equal entries in every process."""
    facets = sorted((facet, sorted(values)) for facet, values in entry.facets.items())
    digest = blake2b(repr((entry.key, sorted(entry.audiences), facets, entry.lot)).encode(), digest_size=16)
    for stream in sorted(entry.streams):
        tokens = entry.streams[stream]
        names = sorted(tokens)
        digest.update(repr((stream, names)).encode())
        digest.update(array("d", map(tokens.__getitem__, names)).tobytes())
    return digest.hexdigest()


class Engine(Protocol):
    """A place that keeps entries and answers questions about them."""

    def put(self, entries: Iterable[Entry], *, watermark: int) -> None:
        """Add the entries, each in the place of an earlier one with its key; found as soon as this returns.

        ``watermark`` is the position in the journal up to which the index is now complete. All or nothing:
        after a crash the index holds all entries of the call and the new watermark, or none and the old one.
        """

    def drop(self, keys: Iterable[str], *, watermark: int) -> None:
        """Forget these entries; unknown keys are passed over."""

    def replace_all(self, entries: Iterable[Entry], *, watermark: int) -> None:
        """Put these entries in the place of everything there was, without a moment in which nothing is found."""

    def find(self, question: Question) -> Answer:
        """Answer the question."""

    def score(self, question: Question, keys: Iterable[str]) -> Mapping[str, Hit]:
        """The hits of these entries where the person may see them, whatever their rank and the conditions.

        An entry that shares no term with the question has a score of zero and no parts; one that is in
        ``question.without`` is left out.
        """

    def rarities(self, terms: Sequence[Term]) -> Sequence[float]:
        """How much each of these terms says, whatever its weight: its rarity among what everybody may see."""

    def keys(self) -> Mapping[str, str]:
        """Every key in the index with the fingerprint of its entry (``fingerprint(entry)``)."""

    def watermark(self) -> int:
        """The journal position up to which the index is complete; -1 for an index never filled."""
