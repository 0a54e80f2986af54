"""What a sentence encoder reads of a question and of an item, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from schakel.kernel.languages import DUTCH, ENGLISH
from schakel.library.public import ItemValue
from schakel.matching.explaining import Place, Quote, quote_of
from schakel.matching.indexing import index_key
from schakel.matching.meaning import Known, Vector
from schakel.search.analysis.lexicon import Lexicon
from schakel.search.semantic.gloss import gloss
from schakel.search.semantic.passages import MOST_PASSAGES, passages_of
from schakel.search.semantic.rows import Kept
from schakel.search.semantic.vectors import VectorStore

NEAR_ENOUGH = 0.35
"""A passage further from the question than this (by cosine) is not shown as being about the same."""
REMEMBERED = 500
"""Questions whose vectors a process remembers: pages, filters and explanations ask the same again."""
TITLE = "title"


class Encoder(Protocol):
    """What makes vectors of texts; the same for the same texts, in every process."""

    @property
    def fingerprint(self) -> str: ...

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
        model = f"{encoder.fingerprint} {' '.join(self.languages)}"
        self.store = VectorStore(folder, model=model, width=encoder.width)
        self._vector_of = lru_cache(maxsize=REMEMBERED)(self._encoded)

    def in_its_words(self, text: str, language: str, lexicon: Lexicon) -> str:
        """The text itself, or word by word in English; empty when the model can make nothing of the language."""
        if language in self.languages:
            return text
        if language == DUTCH and ENGLISH in self.languages:
            return gloss(text, lexicon)
        return ""

    def know(self, text: str, language: str, lexicon: Lexicon) -> Known | None:
        """The question as a vector; None when the model can make nothing of its language."""
        words = self.in_its_words(text, language, lexicon)
        return Known(self._vector_of(words), self.store.find) if words.strip() else None

    def read(self, texts: Sequence[tuple[str, str]], language: str, lexicon: Lexicon) -> Readable | None:
        """Named texts as the encoder is given them; None when it can make nothing of them."""
        title = " ".join(text for name, text in texts if name == TITLE)
        others = [(name, text) for name, text in texts if name != TITLE]
        whole = ". ".join(filter(None, [title, "\n".join(text for _, text in others)]))
        cut = [(name, text, span) for name, text in others for span in passages_of(text)][:MOST_PASSAGES]
        in_its_words = self.in_its_words(whole, language, lexicon)
        if not in_its_words.strip():
            return None
        return Readable(
            in_its_words,
            tuple(self.in_its_words(text[start:end], language, lexicon) for _, text, (start, end) in cut),
            tuple(Place(name, language, start, end) for name, _, (start, end) in cut),
        )

    def read_item(self, item: ItemValue, lexicon: Lexicon) -> Readable | None:
        """An item in its original language where the model reads it, else in another one, else glossed."""
        for language in sorted(
            item.languages,
            key=lambda spoken: (spoken not in self.languages, spoken != item.original_language),
        ):
            texts = item.texts[language]
            names = [text.name for text in item.definition.texts if texts.get(text.name)]
            read = self.read([(name, texts[name]) for name in names], language, lexicon)
            if read is not None:
                return read
        return None

    def encode(self, readable: Readable) -> Kept:
        """The vectors of a text, computed in a call of its own, so that no other text has an influence on them."""
        return Kept(readable.everything, self.encoder.encode([readable.whole, *readable.passages]))

    def nearest(self, item: ItemValue, known: Known, lexicon: Lexicon) -> Quote | None:
        """The passage of an item nearest to the question; None when none is near or the vectors are of an older text."""
        key = index_key(item.pk)
        read = self.read_item(item, lexicon)
        if read is None or not read.places or self.store.missing({key: read.everything}):
            return None
        near = self.store.find([key]).passages @ known.vector
        best = int(np.argmax(near))
        if near[best] < NEAR_ENOUGH:
            return None
        place = read.places[best]
        return quote_of(place, item.texts[place.language][place.name])

    def _encoded(self, words: str) -> Vector:
        vector: Vector = self.encoder.encode([words])[0]
        return vector
