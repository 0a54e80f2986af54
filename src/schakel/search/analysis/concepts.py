"""Recognising themes in a text by the labels people use for them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schakel.search.analysis.forms import is_stop_word, stem
from schakel.search.analysis.words import Word, words_of


@dataclass(frozen=True, slots=True)
class Label:
    """One name of a concept in one language."""

    concept: str
    language: str
    text: str


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
        self._starts: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._stems: set[tuple[str, str]] = set()
        for label in labels:
            pattern = label_pattern(label.text, label.language)
            self._stems.update((label.language, stemmed) for stemmed in pattern)
            if pattern:
                self._starts[label.language][pattern[0]].append((pattern, label.concept))
        for starts in self._starts.values():
            for patterns in starts.values():
                patterns.sort(key=lambda entry: (-len(entry[0]), entry[1]))

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
        telling = [
            (at, stem(word.folded, language))
            for at, word in enumerate(words)
            if not is_stop_word(word.folded, language)
        ]
        stems = [stemmed for _, stemmed in telling]
        found: list[Mention] = []
        at = 0
        while at < len(stems):
            match = self._longest(starts.get(stems[at], ()), stems, at)
            if match is None:
                at += 1
                continue
            pattern, concept = match
            found.append(Mention(concept, telling[at][0], telling[at + len(pattern) - 1][0]))
            at += len(pattern)
        return found

    def _longest(
        self, patterns: Iterable[tuple[tuple[str, ...], str]], stems: Sequence[str], at: int
    ) -> tuple[tuple[str, ...], str] | None:
        for pattern, concept in patterns:
            if tuple(stems[at : at + len(pattern)]) == pattern:
                return pattern, concept
        return None


def label_pattern(text: str, language: str) -> tuple[str, ...]:
    """What a label is recognised by: the stems of its words without the small ones."""
    words = [word.folded for word in words_of(text)]
    telling = [word for word in words if not is_stop_word(word, language)]
    return tuple(stem(word, language) for word in telling)
