"""The bilingual word list as a value: crossing to the other language, and splitting Dutch compounds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schakel.kernel.languages import DUTCH, ENGLISH
from schakel.search.analysis.forms import is_stop_word, lemma, stem

SHORTEST_COMPOUND = 7
SHORTEST_PART = 3
SHORT_PART = 4
"""Parts of so many letters are often found in words that are no compound."""
MOST_PARTS = 4
AFFIXES = frozenset(["ver", "schap", "schappen", "aar", "aars", "nis", "nissen"])
"""Beginnings and endings of words that look like words themselves: "ver-gunning", "vriend-schap"."""
LINKS = ("", "s", "en", "e", "n", "-")
"""What Dutch puts between the parts of a compound: water-s-nood, boek-en-kast, zonn-e-wijzer."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A Dutch and an English word (or fixed phrase) that translate each other; ``rank`` 0 is the best."""

    dutch: str
    english: str
    rank: int = 0
    word_class: str = "n"
    """Of the Dutch word: n(oun), v(erb), a(djective or adverb), o(ther)."""


LONGEST_COMPOUND = 100
"""Letters; whatever is longer is no word, and takes long to be tried at every place."""
MOST_REMEMBERED = 300_000
"""Words whose parts a process remembers; who asks with a document brings many."""


class Lexicon:
    """Answers how a word is said in the other language, and of which words a Dutch compound is made."""

    def __init__(self, pairs: Iterable[Pair], *, otherwise: "Lexicon | None" = None) -> None:
        """`otherwise` is asked for words that are not listed here; it says nothing about compounds."""
        self._otherwise = otherwise
        self._across: Mapping[str, dict[str, dict[str, float]]] = {DUTCH: {}, ENGLISH: {}}
        self._classes: dict[str, str] = {}
        for pair in pairs:
            self._classes.setdefault(pair.dutch, pair.word_class)
            weight = 1.0 / (1.0 + 0.5 * pair.rank)
            _keep_best(self._across[DUTCH], pair.dutch, pair.english, weight)
            _keep_best(self._across[ENGLISH], pair.english, pair.dutch, weight)
        self._by_stem: Mapping[str, dict[str, list[str]]] = {
            language: _grouped_by_stem(words, language) for language, words in self._across.items()
        }
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}
        self._parts: dict[str, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._across[DUTCH])

    def headwords(self, folded: str, language: str) -> tuple[str, ...]:
        """The entries this form belongs to: itself, else its lemma, else the entries with its stem."""
        own = self._own_headwords(folded, language)
        return own if own or self._otherwise is None else self._otherwise.headwords(folded, language)

    def _own_headwords(self, folded: str, language: str) -> tuple[str, ...]:
        key = (language, folded)
        if key not in self._found:
            self._found[key] = self._look_up(folded, language)
        return self._found[key]

    def lists(self, folded: str, language: str) -> bool:
        """Whether this form or its lemma stands in the lexicon."""
        words = self._across.get(language, {})
        return folded in words or lemma(folded, language) in words

    def translations(self, folded: str, language: str) -> Mapping[str, float]:
        """Words of the other language for this one, with weights in (0, 1]; empty when it is not listed."""
        headwords = self._own_headwords(folded, language)
        if not headwords and self._otherwise is not None:
            return self._otherwise.translations(folded, language)
        found: dict[str, float] = {}
        for headword in headwords:
            for translation, weight in self._across[language][headword].items():
                found[translation] = max(weight, found.get(translation, 0.0))
        return found

    def has_phrase(self, phrase: str, language: str) -> bool:
        return phrase in self._across.get(language, {})

    def parts(self, folded: str) -> tuple[str, ...]:
        """The words a Dutch compound is made of; empty when it is no compound of listed words."""
        if len(folded) > LONGEST_COMPOUND:
            return ()
        if folded not in self._parts:
            if len(self._parts) > MOST_REMEMBERED:
                self._parts.clear()
            self._parts[folded] = self._split(folded)
        return self._parts.get(folded, ())

    def _look_up(self, folded: str, language: str) -> tuple[str, ...]:
        words = self._across.get(language)
        if words is None:
            return ()
        for form in (folded, lemma(folded, language)):
            if form in words:
                return (form,)
        return tuple(self._by_stem[language].get(stem(folded, language), ()))

    def _split(self, folded: str) -> tuple[str, ...]:
        """The split into the fewest parts; among those, the one whose shortest part is longest."""
        if len(folded) < SHORTEST_COMPOUND or not folded.isalpha() or self._is_no_compound(folded):
            return ()
        splits = [
            split
            for split in self._splits(folded, MOST_PARTS)
            if len(split) > 1 and AFFIXES.isdisjoint(split) and self._is_sensible(folded, split)
        ]
        if not splits:
            return ()
        return min(splits, key=lambda split: (len(split), -min(map(len, split)), split))

    def _is_no_compound(self, folded: str) -> bool:
        """A listed word that is no noun ("gisteren", "eerlijk") is not made of "gist" and "eren"."""
        return any(self._classes.get(form, "n") != "n" for form in (folded, lemma(folded, DUTCH)))

    def _is_sensible(self, folded: str, split: Sequence[str]) -> bool:
        """A split with a short part of a listed word needs the word's own translation to show one of the parts.

        "Dakbeheer" is roof management, so it is made of "dak" and "beheer"; "bestuur" is a board, and not made of
        "best" and "uur".
        """
        if min(map(len, split)) > SHORT_PART:
            return True
        said = self._stems_across(folded)
        return not said or any(said & self._stems_across(part) for part in split)

    def _stems_across(self, folded: str) -> frozenset[str]:
        """The stems of all words that an entry of this form, or of its lemma, is translated by."""
        words = self._across[DUTCH].get(folded) or self._across[DUTCH].get(lemma(folded, DUTCH)) or {}
        return frozenset(stem(piece, ENGLISH) for translation in words for piece in translation.split())

    def _splits(self, rest: str, most: int) -> Iterable[tuple[str, ...]]:
        if self._is_part(rest, "n"):
            yield (rest,)
        if most == 1:
            return
        for cut in range(SHORTEST_PART, len(rest) - SHORTEST_PART + 1):
            for link in LINKS:
                head = (
                    rest[:cut].removesuffix(link)
                    if link and rest[:cut].endswith(link)
                    else ("" if link else rest[:cut])
                )
                if head and self._is_part(head, "nva"):
                    for tail in self._splits(rest[cut:], most - 1):
                        yield (head, *tail)

    def _is_part(self, form: str, classes: str) -> bool:
        """Whether a compound can be made with this form: a listed word of one of these classes, or a form of it.

        A shared stem is not enough: "warmt" is the stem of "warmte" and no word.
        """
        if len(form) < SHORTEST_PART or is_stop_word(form, DUTCH):
            return False
        return any(self._classes.get(candidate, "-") in classes for candidate in (form, lemma(form, DUTCH)))


def _keep_best(words: dict[str, dict[str, float]], word: str, translation: str, weight: float) -> None:
    translations = words.setdefault(word, {})
    translations[translation] = max(weight, translations.get(translation, 0.0))


def _grouped_by_stem(words: Iterable[str], language: str) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for word in words:
        if " " not in word:
            grouped[stem(word, language)].append(word)
    return dict(grouped)
