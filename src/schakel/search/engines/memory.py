"""The reference implementation: plain dictionaries, meant to be read and compared with, not to be fast."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import RLock

from schakel.search.engine import (
    PUBLIC,
    Answer,
    Entry,
    Hit,
    Part,
    Question,
    StreamSettings,
    Term,
    fingerprint,
)
from schakel.search.engines.lots import lot, salt_of
from schakel.search.engines.weighing import (
    check_streams,
    impact,
    rarity,
    statistics_name,
    step_of,
    text_length,
    weighed_terms,
)


class MemoryEngine:
    """Keeps every entry as it was given and looks at all of them for every question."""

    def __init__(self, streams: Mapping[str, StreamSettings]) -> None:
        self._streams = dict(streams)
        self._entries: dict[str, Entry] = {}
        self._watermark = -1
        self._lock = RLock()

    def put(self, entries: Iterable[Entry], *, watermark: int) -> None:
        fresh = self._by_key(entries)
        with self._lock:
            self._entries = self._entries | fresh
            self._watermark = watermark

    def drop(self, keys: Iterable[str], *, watermark: int) -> None:
        unwanted = set(keys)
        with self._lock:
            self._entries = {key: entry for key, entry in self._entries.items() if key not in unwanted}
            self._watermark = watermark

    def replace_all(self, entries: Iterable[Entry], *, watermark: int) -> None:
        fresh = self._by_key(entries)
        with self._lock:
            self._entries = fresh
            self._watermark = watermark

    def find(self, question: Question) -> Answer:
        with self._lock:
            return self._answer(question)

    def score(self, question: Question, keys: Iterable[str]) -> Mapping[str, Hit]:
        wanted = set(keys)
        with self._lock:
            return {
                entry.key: hit
                for entry, hit in self._hits(question, self._coefficients(question))
                if entry.key in wanted
            }

    def rarities(self, terms: Sequence[Term]) -> Sequence[float]:
        with self._lock:
            return [self._rarity(term) for term in terms]

    def keys(self) -> Mapping[str, str]:
        with self._lock:
            return {key: fingerprint(entry) for key, entry in self._entries.items()}

    def watermark(self) -> int:
        return self._watermark

    def _by_key(self, entries: Iterable[Entry]) -> dict[str, Entry]:
        fresh = {}
        for entry in entries:
            check_streams(entry, self._streams)
            for tokens in entry.streams.values():
                text_length(tokens.values())
            fresh[entry.key] = entry
        return fresh

    def _answer(self, question: Question) -> Answer:
        found = [
            (entry, hit) for entry, hit in self._hits(question, self._coefficients(question)) if hit.parts
        ]
        salt = salt_of(question)
        found.sort(key=lambda pair: (-pair[1].score, lot(salt, pair[0].lot or pair[0].key), pair[1].key))
        best = found[0][1].score if found and question.needs_best else 0.0
        good = [(entry, hit) for entry, hit in found if hit.score >= question.share_of_best * best]
        matched = [(entry, hit) for entry, hit in good if meets(entry, question)]
        page = matched[question.skip : question.skip + question.most]
        return Answer(
            hits=tuple(hit for _, hit in page),
            total=len(matched),
            best=best,
            best_of_each=best_of_each(matched, question),
            counts={facet: counted(good, question, facet) for facet in question.count},
            watermark=self._watermark,
        )

    def _hits(
        self, question: Question, coefficients: list[tuple[Term, float]]
    ) -> Iterator[tuple[Entry, Hit]]:
        """A hit for every entry that may be seen, without parts where it shares no term with the question."""
        for entry in self._entries.values():
            if entry.audiences & question.audiences and entry.key not in question.without:
                parts = tuple(self._parts(entry, coefficients))
                score = 0.0
                for part in parts:
                    score += part.amount
                yield entry, Hit(entry.key, score, parts)

    def _parts(self, entry: Entry, coefficients: list[tuple[Term, float]]) -> Iterator[Part]:
        for term, coefficient in coefficients:
            tokens = entry.streams.get(term.stream, {})
            if term.token in tokens:
                steps = impact(
                    frequency=tokens[term.token],
                    length=text_length(tokens.values()),
                    settings=self._streams[term.stream],
                )
                yield Part(term, coefficient * steps)

    def _coefficients(self, question: Question) -> list[tuple[Term, float]]:
        """Every term with what one step of impact is worth in it."""
        return [
            (term, term.weight * self._rarity(term) * step_of(self._streams[term.stream]))
            for term in weighed_terms(question, self._streams)
        ]

    def _rarity(self, term: Term) -> float:
        name = statistics_name(term.stream, self._streams[term.stream])
        sharing = [
            stream for stream, settings in self._streams.items() if statistics_name(stream, settings) == name
        ]
        texts = [
            [entry.streams[stream] for stream in sharing if entry.streams.get(stream)]
            for entry in self._entries.values()
            if PUBLIC in entry.audiences
        ]
        return rarity(
            frequency=sum(any(term.token in tokens for tokens in text) for text in texts),
            entries=sum(bool(text) for text in texts),
        )


def meets(entry: Entry, question: Question, *, leaving_out: str = "") -> bool:
    return all(
        entry.facets.get(facet, frozenset()) & accepted
        for facet, accepted in question.conditions.items()
        if facet != leaving_out
    )


def counted(good: list[tuple[Entry, Hit]], question: Question, facet: str) -> dict[str, int]:
    return dict(
        Counter(
            value
            for entry, _ in good
            if meets(entry, question, leaving_out=facet)
            for value in entry.facets.get(facet, frozenset())
        )
    )


def best_of_each(matched: list[tuple[Entry, Hit]], question: Question) -> dict[str, tuple[Hit, ...]]:
    """The best hits of every value of the facet; ``matched`` stands in order."""
    if not question.best_of:
        return {}
    hits: dict[str, list[Hit]] = {}
    for entry, hit in matched:
        for value in entry.facets.get(question.best_of, frozenset()):
            hits.setdefault(value, []).append(hit)
    return {value: tuple(best[: question.most_of_each]) for value, best in hits.items()}
