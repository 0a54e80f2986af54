"""What a sentence encoder reads of a question and of an item, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from schakel.kernel.languages import DUTCH, ENGLISH
from schakel.library.public import ItemValue
from schakel.matching.indexing import index_key
from schakel.matching.meaning import GLOSSED, WEIGHT, Compared, FindVectors, Known
from schakel.matching.quoting import Place, Quote, quote_of
from schakel.search.analysis.lexicon import Lexicon
from schakel.search.semantic.gloss import gloss, names_in
from schakel.search.semantic.passages import MOST_PASSAGES, passages_of
from schakel.search.semantic.vectors import VectorStore, digest_of

EVERY_LANGUAGE = "multilingual"
"""What the cards of models say that were trained on many languages."""
NEAR_ENOUGH = 0.35
"""A passage further from the question than this (by cosine) is not shown as being about the same."""
REMEMBERED = 500
"""Questions whose vectors a process remembers: pages, filters and explanations ask the same again."""
TITLE = "title"

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """What makes vectors of texts; the same for the same texts, in every process."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def width(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True)
class Source:
    """The texts of an item in the one language that is read of it."""

    language: str
    texts: tuple[tuple[str, str], ...]
    """Name and text, in the order in which they are read."""

    @cached_property
    def whole(self) -> str:
        title = " ".join(text for name, text in self.texts if name == TITLE)
        return ". ".join(filter(None, [title, "\n".join(text for name, text in self.texts if name != TITLE)]))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Where its passages stand; a title is no passage, it is shown anyhow."""
        cut = [
            Place(name, self.language, start, end)
            for name, text in self.texts
            if name != TITLE
            for start, end in passages_of(text)
        ]
        return tuple(cut[:MOST_PASSAGES])

    @cached_property
    def digest(self) -> str:
        return digest_of("\x1f".join((self.language, *(part for named in self.texts for part in named))))

    def passages(self) -> list[str]:
        texts = dict(self.texts)
        return [texts[place.name][place.start : place.end] for place in self.places]


@dataclass(frozen=True, slots=True)
class Readable:
    """A text in the words in which an encoder is given it: the whole, and its passages."""

    whole: str
    passages: tuple[str, ...]
    digest: str
    """Of the text itself and of these words, which are others when a translation changed."""


class Meaning:
    """A sentence encoder with the languages it reads, and the vectors of what it has read."""

    def __init__(self, encoder: Encoder, *, languages: Sequence[str], folder: Path) -> None:
        self.encoder = encoder
        self.languages = tuple(languages)
        model = f"{encoder.fingerprint} {' '.join(self.languages)}"
        self.store = VectorStore(folder, model=model, width=encoder.width)
        self._vector_of = lru_cache(maxsize=REMEMBERED)(self._encoded)

    def reads(self, language: str) -> bool:
        """Whether the model was trained on this language."""
        return language in self.languages or EVERY_LANGUAGE in self.languages

    def can_be_given(self, language: str) -> bool:
        """Whether the model can make something of it: it reads it, or English words for it."""
        return self.reads(language) or (language == DUTCH and self.reads(ENGLISH))

    def in_its_words(self, text: str, language: str, lexicon: Lexicon, whole: str = "") -> str:
        """The text itself where the model reads its language, else word by word in English.

        `whole` is the text that it is taken out of, which may say that a word is a name.
        """
        return text if self.reads(language) else gloss(text, lexicon, names_in(whole))

    def vector_of(self, text: str, language: str, lexicon: Lexicon) -> Vectors | None:
        """(width) The question as a vector; None when the model can make nothing of it."""
        words = self.in_its_words(text, language, lexicon) if self.can_be_given(language) else ""
        return self._vector_of(words) if words.strip() else None

    def known(
        self, text: str, language: str, lexicon: Lexicon, find_vectors: FindVectors | None = None
    ) -> Known | None:
        """The question as a vector beside the vectors as they are kept, whatever happened since."""
        vector = self.vector_of(text, language, lexicon)
        weight = WEIGHT if self.reads(language) else GLOSSED
        return None if vector is None else Known(vector, find_vectors or self.store.find, weight)

    def kept_vector_of(self, item: ItemValue) -> Vectors | None:
        """(width) The vector of a whole item as it is kept; None when there is none, or when it is of an older text."""
        source = self.source_of(item)
        found = self.store.find([index_key(item.pk)])
        if source is None or not found.keys or found.digests[0].partition(" ")[0] != source.digest:
            return None
        vector: Vectors = found.whole[0]
        return vector

    def elsewhere(self, folder: Path) -> "Meaning":
        """The same model with its vectors in another folder."""
        return Meaning(self.encoder, languages=self.languages, folder=folder)

    def source_of(self, item: ItemValue) -> Source | None:
        """An item in its original language where the model reads it, else in another one, else in one to be glossed."""
        languages = sorted(
            filter(self.can_be_given, item.languages),
            key=lambda language: (not self.reads(language), language != item.original_language, language),
        )
        if not languages:
            return None
        texts = item.texts[languages[0]]
        named = [(text.name, texts.get(text.name, "")) for text in item.definition.texts]
        return Source(languages[0], tuple((name, text) for name, text in named if text))

    def read(self, source: Source, lexicon: Lexicon) -> Readable:
        """The words in which the encoder is given these texts."""
        whole, *passages = (
            self.in_its_words(text, source.language, lexicon, source.whole)
            for text in (source.whole, *source.passages())
        )
        words = digest_of("\x1f".join((whole, *passages)))
        return Readable(whole, tuple(passages), f"{source.digest} {words}")

    def encode(self, readable: Readable) -> tuple[str, Vectors]:
        """The digest and the vectors of a text. What has no passages is its own, so that all are compared alike."""
        texts = [readable.whole, *(readable.passages or (readable.whole,))]
        return readable.digest, self.encoder.encode(texts)

    def nearest(self, item: ItemValue, compared: Compared, language: str) -> Quote | None:
        """The passage of an item nearest to the question; None when none is near, or when it changed since.

        In this language where the item says the same in it, sentence by sentence.
        """
        source = self.source_of(item)
        digest, passages = compared.passages_of(index_key(item.pk))
        if source is None or not source.places or digest.partition(" ")[0] != source.digest:
            return None
        near = passages @ compared.vector
        best = int(np.argmax(near))
        if near[best] < NEAR_ENOUGH:
            return None
        place = _in_language(language, source.places[best], item)
        return quote_of(place, item.texts[place.language][place.name])

    def _encoded(self, words: str) -> Vectors:
        vector: Vectors = self.encoder.encode([words])[0]
        return vector


def _in_language(language: str, place: Place, item: ItemValue) -> Place:
    """What stands at the same place of this text in another language; the same where both do not run alike."""
    here = passages_of(item.texts[place.language][place.name])
    there = passages_of(item.texts.get(language, {}).get(place.name, ""))
    if len(here) != len(there):
        return place
    start, end = there[here.index((place.start, place.end))]
    return Place(place.name, language, start, end)
