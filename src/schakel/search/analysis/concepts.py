"""Recognising themes in a text by the labels people use for them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schakel.kernel.languages import DUTCH, ENGLISH
from schakel.search.analysis.forms import is_stop_word, stem
from schakel.search.analysis.words import Word, words_of

POINTING_WORDS = {
    DUTCH: frozenset(
        [
            "de",
            "het",
            "een",
            "deze",
            "die",
            "dit",
            "dat",
            "onze",
            "ons",
            "hun",
            "uw",
            "mijn",
            "zijn",
            "haar",
            "alle",
        ]
    ),
    ENGLISH: frozenset(
        ["the", "a", "an", "this", "that", "these", "those", "our", "their", "your", "my", "its", "all"]
    ),
}
"""Small words that may stand anywhere in a name: "toegang tot onze zorg" is "toegang tot zorg"."""


@dataclass(frozen=True, slots=True)
class Label:
    """One name of a concept in one language."""

    concept: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What a label is recognised by: its stems in order, and the small words that may stand between them."""

    stems: tuple[str, ...]
    between: frozenset[str]
    concept: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept recognised in a text: the words (places in the list of words) that name it."""

    concept: str
    first: int
    last: int


class ConceptFinder:
    """Finds the concepts whose labels occur in a text, longest label first, without overlap."""

    def __init__(self, labels: Iterable[Label], broader: Mapping[str, str]) -> None:
        self._broader = dict(broader)
        self._starts: dict[str, dict[str, list[_Pattern]]] = defaultdict(lambda: defaultdict(list))
        self._stems: set[tuple[str, str]] = set()
        for label in labels:
            stems = label_pattern(label.text, label.language)
            self._stems.update((label.language, stemmed) for stemmed in stems)
            if stems:
                pattern = _Pattern(stems, _small_words(label.text, label.language), label.concept)
                self._starts[label.language][stems[0]].append(pattern)
        for starts in self._starts.values():
            for patterns in starts.values():
                patterns.sort(key=lambda pattern: (-len(pattern.stems), pattern.concept))

    def knows(self, folded: str, language: str) -> bool:
        """Whether the word stands in a label of some concept."""
        return (language, stem(folded, language)) in self._stems

    def ancestors(self, concept: str) -> tuple[str, ...]:
        """The broader concepts, nearest first."""
        found: list[str] = []
        while (concept := self._broader.get(concept, "")) and concept not in found:
            found.append(concept)
        return tuple(found)

    def mentions(self, words: Sequence[Word], language: str) -> list[Mention]:
        """The concepts named in these words, in order of appearance."""
        starts = self._starts.get(language)
        if not starts:
            return []
        told = _told(words, language)
        telling, stems = [at for at, _ in told], [stemmed for _, stemmed in told]
        found: list[Mention] = []
        at = 0
        while at < len(stems):
            pattern = next(
                (
                    pattern
                    for pattern in starts.get(stems[at], ())
                    if tuple(stems[at : at + len(pattern.stems)]) == pattern.stems
                    and _hold_together(words, telling[at : at + len(pattern.stems)], pattern.between)
                ),
                None,
            )
            if pattern is None:
                at += 1
                continue
            last = at + len(pattern.stems) - 1
            found.append(Mention(pattern.concept, telling[at], telling[last]))
            at = last + 1
        return found


def _hold_together(words: Sequence[Word], places: Sequence[int], between: frozenset[str]) -> bool:
    """Whether nothing stands between the words that turns them into something else ("reach for residents")."""
    others = set(range(places[0], places[-1])).difference(places)
    return all(words[place].folded in between for place in others)


def _small_words(text: str, language: str) -> frozenset[str]:
    small = {word.folded for word in words_of(text) if is_stop_word(word.folded, language)}
    return POINTING_WORDS.get(language, frozenset()) | small


def label_pattern(text: str, language: str) -> tuple[str, ...]:
    """What a label is recognised by: its single letters and the stems of its words, without the small ones."""
    return tuple(stemmed for _, stemmed in _told(words_of(text), language))


def _told(words: Sequence[Word], language: str) -> list[tuple[int, str]]:
    """What tells something in these words, in order, with the place of the word it belongs to.

    A single letter is no word to look for, and tells one name from another: "e-bike" is not every bike.
    """
    told: list[tuple[int, str]] = []
    for at, word in enumerate(words):
        told += [(at, letter) for letter in word.letters if not is_stop_word(letter, language)]
        if not is_stop_word(word.folded, language):
            told.append((at, stem(word.folded, language)))
        told += [(at, letter) for letter in word.letters_after if not is_stop_word(letter, language)]
    return told
