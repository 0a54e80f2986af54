"""A synthetic corpus of any size, the same at every run, made as it is read so that it takes little memory.

Words follow a Zipf-Mandelbrot law over 370,000 pseudo-words; a third of the words of an item come from one of
200 topics; items have 60 to 300 words (lognormal, about 115 on average) of which the first eight are a title
that counts twice. Seven kinds, one of them with 15 per cent; 60 per cent is public, 25 per cent is seen by the
network and 15 per cent by one of 500 organisations only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

import numpy as np
from numpy.typing import NDArray

VOCABULARY = 370_000
TOPICS = 200
TOPIC_WORDS = 600
TOPIC_SHARE = 1 / 3
STOP_WORDS = 120
TITLE_WORDS = 8
BATCH = 5_000
KINDS = ("solution", "case", "provider", "expert", "facility", "training", "event")
ORGANISATIONS = 500


@dataclass(frozen=True, slots=True)
class Item:
    number: int
    words: list[str]
    """With the title twice."""
    kind: str
    audience: str


@dataclass(frozen=True, slots=True)
class Asked:
    words: tuple[str, ...]
    kind: str
    """Empty: any kind."""
    audiences: tuple[str, ...]
    """Empty: everything may be seen."""


class Corpus:
    def __init__(self, *, seed: int = 7) -> None:
        draw = np.random.default_rng(seed)
        self._seed = seed
        self._words = np.array(list(islice(_pseudo_words(), VOCABULARY)), dtype=object)
        self._common = np.cumsum((np.arange(VOCABULARY) + 2.7) ** -1.05)
        # A topic has words of its own from the whole breadth of the vocabulary but its very top.
        exponents = draw.uniform(np.log(STOP_WORDS * 2), np.log(VOCABULARY), (TOPICS, TOPIC_WORDS))
        self._topics = np.exp(exponents).astype(np.int64)
        self._within_topic = np.cumsum((np.arange(TOPIC_WORDS) + 5.0) ** -0.8)

    def items(self, size: int) -> Iterator[Item]:
        for first in range(0, size, BATCH):
            yield from self._batch(first, min(BATCH, size - first))

    def _batch(self, first: int, size: int) -> Iterator[Item]:
        draw = np.random.default_rng((self._seed, first))
        lengths = np.clip(draw.lognormal(np.log(106), 0.4, size), 60, 300).astype(np.int64)
        topics = np.repeat(draw.integers(0, TOPICS, size), lengths)
        words = self._words[self._tokens(draw, topics)].tolist()
        kinds = draw.choice(len(KINDS), size, p=[0.15] + [0.85 / 6] * 6)
        visibility = draw.random(size)
        owners = draw.integers(0, ORGANISATIONS, size)
        end = 0
        for place, length in enumerate(lengths.tolist()):
            start, end = end, end + length
            yield Item(
                number=first + place,
                words=words[start : start + TITLE_WORDS] + words[start:end],
                kind=KINDS[kinds[place]],
                audience=_audience(visibility[place], owners[place]),
            )

    def _tokens(self, draw: np.random.Generator, topics: NDArray[np.int64]) -> NDArray[np.int64]:
        tokens: NDArray[np.int64] = np.searchsorted(self._common, draw.random(len(topics)) * self._common[-1])
        topical = np.flatnonzero(draw.random(len(topics)) < TOPIC_SHARE)
        tokens[topical] = self._topic_words(draw, topics[topical])
        return tokens

    def _topic_words(self, draw: np.random.Generator, topics: NDArray[np.int64]) -> NDArray[np.int64]:
        places = np.searchsorted(self._within_topic, draw.random(len(topics)) * self._within_topic[-1])
        words: NDArray[np.int64] = self._topics[topics, places]
        return words

    def questions(self, number: int, *, words: int, filtered: bool) -> list[Asked]:
        """Three words about a topic, or a text of so many words without its stop words."""
        draw = np.random.default_rng((self._seed, words))
        return [
            Asked(
                words=self._question_words(draw, words),
                kind="solution" if filtered else "",
                audiences=("public", "network", *_organisations(draw)) if filtered else (),
            )
            for _ in range(number)
        ]

    def _question_words(self, draw: np.random.Generator, words: int) -> tuple[str, ...]:
        topic = np.full(words, draw.integers(0, TOPICS))
        if words < TITLE_WORDS:
            tokens = self._topic_words(draw, topic)
        else:
            tokens = self._tokens(draw, topic)
            tokens = tokens[tokens >= STOP_WORDS]
        return tuple(dict.fromkeys(self._words[tokens].tolist()))


def _pseudo_words() -> Iterator[str]:
    """Pronounceable words, all different, the shortest first."""
    onsets = [
        "b",
        "br",
        "d",
        "dr",
        "f",
        "g",
        "gr",
        "h",
        "k",
        "kl",
        "l",
        "m",
        "n",
        "p",
        "pl",
        "r",
        "s",
        "st",
        "t",
        "tr",
        "v",
        "w",
        "z",
    ]
    syllables = [
        onset + vowel for onset, vowel in product(onsets, ("a", "e", "i", "o", "u", "aa", "ee", "ie"))
    ]
    for length in (1, 2, 3):
        for parts in product(syllables, repeat=length):
            yield "".join(parts) + "n" * (length == 1)


def _audience(visibility: float, owner: int) -> str:
    if visibility < 0.60:
        return "public"
    return "network" if visibility < 0.85 else f"organisation:{owner}"


def _organisations(draw: np.random.Generator) -> tuple[str, ...]:
    return tuple(f"organisation:{number}" for number in draw.choice(ORGANISATIONS, 3, replace=False))
