"""What of a text a sentence encoder reads, and keeping the vectors of items equal to the library."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from schakel.journal import public as journal
from schakel.kernel.languages import DUTCH, ENGLISH
from schakel.library import public as library
from schakel.library.public import ItemValue
from schakel.matching.analysing import CURRENT, changes_understanding
from schakel.matching.explaining import Place, Quote, quote_of
from schakel.matching.indexing import index_key
from schakel.matching.meaning import Known, Vector
from schakel.search.analysis.lexicon import Lexicon
from schakel.search.public import only_one
from schakel.search.semantic.gloss import gloss
from schakel.search.semantic.passages import MOST_PASSAGES, passages_of
from schakel.search.semantic.rows import Kept
from schakel.search.semantic.vectors import VectorStore

TOGETHER = 32
"""Items that are kept at once: what is encoded counts in answers while the rest is being encoded."""
MOST_ROWS = 5000
"""A longer way back in the journal is not read; every item is then looked at."""
NEAR_ENOUGH = 0.35
"""A passage further from the question than this (by cosine) is not shown as being about the same."""
REMEMBERED = 500
"""Questions whose vectors a process remembers: pages, filters and explanations ask the same again."""

Report = Callable[[int, int], None]


class Encoder(Protocol):
    """What makes vectors of texts; the same for the same texts, in every process."""

    fingerprint: str

    @property
    def width(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Readable:
    """A text as an encoder is given it: the whole, and its passages with their places."""

    whole: str
    passages: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def everything(self) -> str:
        return "\x1f".join((self.whole, *self.passages))


class Meaning:
    """A sentence encoder with the languages it reads, and the vectors of what it has read."""

    def __init__(self, encoder: Encoder, *, languages: Sequence[str], folder: Path) -> None:
        self.encoder = encoder
        self.languages = tuple(languages)
        self.folder = folder
        self.store = VectorStore(
            folder, model=f"{encoder.fingerprint} {' '.join(self.languages)}", width=encoder.width
        )
        self._vector = lru_cache(maxsize=REMEMBERED)(self._encoded)

    def in_words_it_reads(self, text: str, language: str, lexicon: Lexicon) -> str:
        """The text itself, or word by word in English; empty for a language of which the model can make nothing."""
        if language in self.languages:
            return text
        if language == DUTCH and ENGLISH in self.languages:
            return gloss(text, lexicon)
        return ""

    def know(self, text: str, language: str, lexicon: Lexicon) -> Known | None:
        """The question as a vector; None in a language of which the model can make nothing."""
        words = self.in_words_it_reads(text, language, lexicon)
        return Known(self._vector(words), self.store.find) if words.strip() else None

    def readable(self, fields: Sequence[tuple[str, str]], language: str, lexicon: Lexicon) -> Readable | None:
        """Named texts, the title first, as the encoder is given them; None when it can make nothing of them."""

        def said(text: str) -> str:
            return self.in_words_it_reads(text, language, lexicon)

        places = [
            Place(name, language, start, end)
            for name, text in fields
            if name != "title"
            for start, end in passages_of(text)
        ][:MOST_PASSAGES]
        texts = dict(fields)
        whole = said(". ".join(filter(None, [texts.get("title", ""), "\n".join(_without_title(fields))])))
        if not whole.strip():
            return None
        passages = tuple(said(texts[place.name][place.start : place.end]) for place in places)
        return Readable(whole, passages, tuple(places))

    def kept(self, readable: Readable) -> Kept:
        """The vectors of a text, all computed in one call, so that no other text has an influence on them."""
        return Kept(readable.everything, self.encoder.encode([readable.whole, *readable.passages]))

    def _encoded(self, words: str) -> Vector:
        vector: Vector = self.encoder.encode([words])[0]
        return vector


def readable_item(item: ItemValue, meaning: Meaning, lexicon: Lexicon) -> Readable | None:
    """An item in the language it was written in, or else in another one that the model reads, or else glossed."""
    languages = sorted(item.languages, key=lambda language: (language not in meaning.languages, language != item.original_language))
    for language in languages:
        texts = item.texts[language]
        fields = [(text.name, texts[text.name]) for text in item.definition.texts if texts.get(text.name)]
        readable = meaning.readable(fields, language, lexicon)
        if readable is not None:
            return readable
    return None


def nearest_quote(item: ItemValue, known: Known, meaning: Meaning, lexicon: Lexicon) -> Quote | None:
    """The passage of an item nearest in meaning to the question; None when none is near, or the text is newer."""
    readable = readable_item(item, meaning, lexicon)
    key = index_key(item.pk)
    if readable is None or not readable.places or meaning.store.missing({key: readable.everything}):
        return None
    near = meaning.store.find([key]).passages @ known.vector
    best = int(np.argmax(near))
    if near[best] < NEAR_ENOUGH:
        return None
    place = readable.places[best]
    return quote_of(place, item.texts[place.language][place.name])


class ItemVectors:
    """Reads on in the journal and encodes what changed; one process at a time."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning

    @property
    def is_behind(self) -> bool:
        """Whether something was written that has not been looked at."""
        return self._read_seal() != _seal(journal.last_place())

    def catch_up(self, *, today: date, report: Report, threads: int = 1) -> int | None:
        """Encode what is missing; returns how many items that were, or None when another process is at it.

        `report` is told how many items are done, of how many, and may end the work by raising: what is done is kept.
        """
        with only_one(self.meaning.folder / "encoding.lock") as ours:
            if not ours:
                return None
            place = journal.last_place()
            changed = self._changed_since(self._read_seal())
            items = library.all_values(changed, today=today)
            wanted = self._wanted(items)
            self._forget_others(changed, wanted)
            missing = self.meaning.store.missing({key: readable.everything for key, readable in wanted.items()})
            self._encode({key: wanted[key] for key in missing}, report, threads)
            self._write_seal(_seal(place))
            return len(missing)

    def _wanted(self, items: Sequence[ItemValue]) -> dict[str, Readable]:
        lexicon = CURRENT.get().lexicon
        readable = ((index_key(item.pk), readable_item(item, self.meaning, lexicon)) for item in items)
        return {key: text for key, text in readable if text is not None}

    def _forget_others(self, changed: set[int] | None, wanted: Mapping[str, Readable]) -> None:
        if changed is None:
            self.meaning.store.keep_only(list(wanted))
        elif gone := {index_key(pk) for pk in changed} - wanted.keys():
            self.meaning.store.drop(sorted(gone))

    def _encode(self, wanted: Mapping[str, Readable], report: Report, threads: int) -> None:
        report(0, len(wanted))
        with ThreadPoolExecutor(threads) as workers:
            for done, batch in _batches(wanted, TOGETHER):
                kept = workers.map(self.meaning.kept, batch.values())
                self.meaning.store.put(dict(zip(batch, kept, strict=True)))
                report(done, len(wanted))

    def _changed_since(self, seal: str) -> set[int] | None:
        """The items written since then; None when every item has to be looked at."""
        number, row_hash = _place(seal, self.meaning.store.model)
        if number < 0 or journal.hash_at(number) != row_hash:
            return None
        rows = journal.rows_after(number, most=MOST_ROWS)
        if len(rows) == MOST_ROWS or any(changes_understanding(row) for row in rows):
            return None
        return {int(row.subject.partition(":")[2]) for row in rows if row.subject.startswith("item:")}
