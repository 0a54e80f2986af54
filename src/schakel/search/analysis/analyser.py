"""Putting it together: an item's texts and a person's question become weighted tokens in named streams.

A stream is named after what its tokens are, their language, and whether the item speaks the other language
too: ``word.nl.only`` holds the Dutch stems of items without English text, ``word.nl.both`` of items with both.
A Dutch question looks at both Dutch streams, and, through the lexicon, at ``word.en.only``: an item that has
Dutch text is judged by it, and its English text does not count a second time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from schakel.kernel.languages import DUTCH, LANGUAGES
from schakel.search.analysis.concepts import ConceptFinder, Mention
from schakel.search.analysis.forms import grams, is_stop_word, stem, telling
from schakel.search.analysis.languages import language_of
from schakel.search.analysis.lexicon import Lexicon
from schakel.search.analysis.words import Word, fold, without_marks, words_of
from schakel.search.engine import StreamSettings, Term

THEME_FAMILY = "theme"
ATTACHED_FAMILY = "attached"
NAME_STREAM = "name"
SHORTEST_NAME = 3
NAMED_FIRST = 20
"""Words of a question among which a name may be what is looked for; deep in a long text it is a detail."""


class How(StrEnum):
    """How a question's word met an item's."""

    WORD = "word"
    PART = "part"
    PAIR = "pair"
    TRANSLATION = "translation"
    NAME = "name"
    THEME = "theme"
    LETTERS = "letters"
    RELATED = "related"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Weights:
    """What each way of meeting counts. One fixed set for every collection and hub (docs/matching.md says why)."""

    word: float = 1.0
    part: float = 0.5
    pair: float = 0.6
    letters: float = 0.2
    letters_of_small_words: float = 0.25
    """The share that is left of it for a small word ("waarom")."""
    letters_alone: float = 1.0
    """For a question in a language of which only the letters can be compared."""
    translation: float = 1.0
    theme: float = 1.0
    broader_theme: float = 0.4
    """What an item's theme counts for the theme above it, and again for the one above that."""
    name: float = 4.0
    """A word of a title that the lexicon does not know ("Snuffelfiets"): who names a thing looks for that thing."""
    attached: float = 0.8
    """A word in a document that is attached to an item; pairs and letters of it are not looked at at all."""
    repetition: float = 0.8
    """A word said n times in a question counts n to this power."""


FAMILIES = {
    "word": StreamSettings(k1=1.4, b=0.8, pivot=60.0),
    "pair": StreamSettings(k1=1.2, b=0.75, pivot=150.0),
    "gram": StreamSettings(k1=1.2, b=0.75, pivot=250.0),
    THEME_FAMILY: StreamSettings(k1=1.2, b=0.3, pivot=10.0),
}
"""How words, pairs and letters are weighed; texts of some sixty telling words are the measure (docs/matching.md)."""


def stream_settings() -> dict[str, StreamSettings]:
    """The settings of every stream an item can have."""
    settings = {
        NAME_STREAM: StreamSettings(k1=1.2, b=0.3, pivot=2.0, statistics=NAME_STREAM),
    }
    for family, weighed in FAMILIES.items():
        for language in LANGUAGES:
            for speaks in ("only", "both"):
                settings[f"{family}.{language}.{speaks}"] = replace(
                    weighed, statistics=f"{family}.{language}"
                )
    for language in LANGUAGES:
        # Documents are long, and their words are as rare as they are in items: a hub has few attachments to count in.
        settings[f"{ATTACHED_FAMILY}.{language}"] = StreamSettings(
            k1=1.4, b=0.5, pivot=1000.0, statistics=f"word.{language}"
        )
    return settings


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an item's text and how much its words count."""

    text: str
    weight: float = 1.0
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Why a term is asked: the places of the question's words behind it, and the word or theme it stands for."""

    how: How
    places: tuple[int, ...]
    target: str
    language: str
    weight: float


@dataclass(frozen=True, slots=True)
class AnalysedQuestion:
    """A question as the engine gets it, and the way back to the person's own words."""

    text: str
    language: str
    words: tuple[Word, ...]
    terms: tuple[Term, ...]
    origins: Mapping[tuple[str, str], tuple[Origin, ...]]
    themes: tuple[str, ...]


class Analyser:
    """Turns texts into streams and questions into terms, with one lexicon and one set of themes."""

    def __init__(self, lexicon: Lexicon, finder: ConceptFinder, weights: Weights | None = None) -> None:
        self.lexicon = lexicon
        self.finder = finder
        self.weights = weights or Weights()

    # ------------------------------------------------------------------ items

    def streams_of(
        self,
        texts: Mapping[str, Sequence[Passage]],
        themes: Iterable[str] = (),
        attached: Iterable[tuple[str, str]] = (),
    ) -> dict[str, dict[str, float]]:
        """The streams of an item: its passages by language, the themes somebody gave it, and what is attached to it.

        An attachment (its language and text) has words only: it does not decide what the item is about, nor which
        languages it speaks.
        """
        spoken = [
            language
            for language in LANGUAGES
            if any(passage.text.strip() for passage in texts.get(language, ()))
        ]
        speaks = "both" if len(spoken) == len(LANGUAGES) else "only"
        streams: dict[str, Counter[str]] = defaultdict(Counter)
        given = dict.fromkeys(themes, 2.0)
        for language in spoken or LANGUAGES[:1]:
            suffix = f"{language}.{speaks}"
            named: dict[str, float] = dict(given)
            for passage in texts.get(language, ()):
                words = words_of(passage.text)
                self._add_words(streams, words, language, suffix, passage.weight)
                for mention in self.mentions(words, language):
                    named[mention.concept] = named.get(mention.concept, 0.0) + passage.weight
                if passage.is_title:
                    names = [word.folded for word in words if self._is_proper_name(word, language)]
                    streams[NAME_STREAM].update(dict.fromkeys(map(without_marks, names), 1))
            for theme, weight in self._with_broader(named).items():
                streams[f"{THEME_FAMILY}.{suffix}"][theme] = weight  # type: ignore[assignment]
        for language, text in attached:
            self._add_attached(streams[f"{ATTACHED_FAMILY}.{language}"], words_of(text), language)
        return {name: dict(tokens) for name, tokens in streams.items() if tokens}

    def _add_attached(self, stream: Counter[str], words: Sequence[Word], language: str) -> None:
        for word in words:
            if is_stop_word(word.folded, language):
                continue
            stream[stem(word.folded, language)] += 1
            if language == DUTCH:
                for part in self.lexicon.parts(word.folded):
                    stream[stem(part, language)] += self.weights.part  # type: ignore[assignment]

    def mentions(self, words: Sequence[Word], language: str) -> list[Mention]:
        """The themes named in the words; a compound also names the theme of one of its parts."""
        found = self.finder.mentions(words, language)
        taken = {place for mention in found for place in range(mention.first, mention.last + 1)}
        for place, word in enumerate(words):
            if place in taken or language != "nl":
                continue
            for part in self.lexicon.parts(word.folded):
                for mention in self.finder.mentions([replace(word, folded=part)], language):
                    found.append(Mention(mention.concept, place, place))
        return sorted(found, key=lambda mention: mention.first)

    def _add_words(
        self,
        streams: dict[str, Counter[str]],
        words: Sequence[Word],
        language: str,
        suffix: str,
        weight: float,
    ) -> None:
        word_stream, pair_stream, gram_stream = (
            streams[f"word.{suffix}"],
            streams[f"pair.{suffix}"],
            streams[f"gram.{suffix}"],
        )
        previous = ""
        for word in words:
            for gram in grams(word.folded):
                gram_stream[gram] += weight  # type: ignore[assignment]
            if is_stop_word(word.folded, language):
                continue
            stemmed = stem(word.folded, language)
            word_stream[stemmed] += weight  # type: ignore[assignment]
            if previous:
                pair_stream[f"{previous} {stemmed}"] += weight  # type: ignore[assignment]
            previous = stemmed
            if language == "nl":
                for part in self.lexicon.parts(word.folded):
                    word_stream[stem(part, language)] += weight * self.weights.part  # type: ignore[assignment]

    def _is_proper_name(self, word: Word, language: str) -> bool:
        """Whether neither the lexicon nor the themes know the word, as a whole or as a compound."""
        folded = word.folded
        if len(folded) < SHORTEST_NAME or folded.isdigit() or is_stop_word(folded, language):
            return False
        is_word = self.lexicon.headwords(folded, language) or self.finder.knows(folded, language)
        return not is_word and not (language == "nl" and self.lexicon.parts(folded))

    def _with_broader(self, named: Mapping[str, float]) -> dict[str, float]:
        weighed = dict(named)
        for theme, weight in named.items():
            share = weight
            for ancestor in self.finder.ancestors(theme):
                share *= self.weights.broader_theme
                weighed[ancestor] = max(weighed.get(ancestor, 0.0), share)
        return weighed

    # -------------------------------------------------------------- questions

    def language_of(self, text: str, *, otherwise: str) -> str:
        """The language of a question. A few words without small ones ("flood risk") are known by the lexicon."""
        guess = language_of(text, otherwise="")
        if guess:
            return guess
        known = {code: sum(self._knows(word, code) for word in words_of(text)) for code in LANGUAGES}
        most = max(known.values())
        best = [code for code in LANGUAGES if known[code] == most]
        return best[0] if len(best) == 1 else otherwise

    def _knows(self, word: Word, language: str) -> bool:
        return (
            self.lexicon.lists(word.folded, language)
            or self.finder.knows(word.folded, language)
            or (language == DUTCH and bool(self.lexicon.parts(word.folded)))
        )

    def question(
        self, text: str, language: str, *, without: Iterable[str] = (), also: Iterable[str] = ()
    ) -> AnalysedQuestion:
        """The question's terms. `without` are themes the person took away, `also` themes they added."""
        words = tuple(words_of(text))
        asked = _Asked()
        themes: list[str] = []
        if language in LANGUAGES:
            places = [place for place, word in enumerate(words) if not is_stop_word(word.folded, language)]
            self._ask_words(asked, words, places, language)
            self._ask_pairs(asked, words, places, language)
            self._ask_names(asked, words, places, language)
            self._ask_across(asked, words, places, language)
            themes = self._ask_themes(asked, words, language, frozenset(without), tuple(also))
        self._ask_letters(asked, words, language)
        terms, origins = asked.settled(self.weights.repetition)
        return AnalysedQuestion(text, language, words, terms, origins, tuple(themes))

    def _ask_words(
        self, asked: "_Asked", words: Sequence[Word], places: Sequence[int], language: str
    ) -> None:
        for place in places:
            folded = words[place].folded
            weight = telling(folded, language) * self.weights.word
            self._ask_native(
                asked,
                "word",
                language,
                stem(folded, language),
                Origin(How.WORD, (place,), folded, language, weight),
            )
            if language == "nl":
                for part in self.lexicon.parts(folded):
                    share = weight * self.weights.part * telling(part, language)
                    self._ask_native(
                        asked,
                        "word",
                        language,
                        stem(part, language),
                        Origin(How.PART, (place,), part, language, share),
                    )

    def _ask_pairs(
        self, asked: "_Asked", words: Sequence[Word], places: Sequence[int], language: str
    ) -> None:
        for first, second in pairwise(places):
            token = f"{stem(words[first].folded, language)} {stem(words[second].folded, language)}"
            both = (telling(words[first].folded, language) + telling(words[second].folded, language)) / 2
            target = f"{words[first].folded} {words[second].folded}"
            self._ask_native(
                asked,
                "pair",
                language,
                token,
                Origin(How.PAIR, (first, second), target, language, both * self.weights.pair),
            )

    def _ask_names(
        self, asked: "_Asked", words: Sequence[Word], places: Sequence[int], language: str
    ) -> None:
        for place in places:
            if place >= NAMED_FIRST:
                break
            if self._is_proper_name(words[place], language):
                folded = words[place].folded
                origin = Origin(How.NAME, (place,), folded, language, self.weights.name)
                asked.add(NAME_STREAM, without_marks(folded), origin)

    def _ask_native(self, asked: "_Asked", family: str, language: str, token: str, origin: Origin) -> None:
        for speaks in ("only", "both"):
            asked.add(f"{family}.{language}.{speaks}", token, origin)
        if family == "word":
            self._ask_attached(asked, language, token, origin)

    def _ask_attached(self, asked: "_Asked", language: str, token: str, origin: Origin) -> None:
        asked.add(
            f"{ATTACHED_FAMILY}.{language}",
            token,
            replace(origin, weight=origin.weight * self.weights.attached),
        )

    def _ask_across(
        self, asked: "_Asked", words: Sequence[Word], places: Sequence[int], language: str
    ) -> None:
        """Ask items that speak only the other language for the translations of these words."""
        other = next(code for code in LANGUAGES if code != language)
        stream = f"word.{other}.only"
        names_are_marked = sum(words[place].is_name for place in places) * 2 <= len(places)
        position = 0
        while position < len(places):
            place = places[position]
            phrase = self._phrase_at(words, places, position, language)
            if phrase:
                self._ask_translation(
                    asked, stream, other, phrase, language, (place, places[position + 1]), 1.0
                )
                position += 2
                continue
            position += 1
            word = words[place]
            weight = telling(word.folded, language)
            if word.is_name and names_are_marked:
                self._ask_same(asked, stream, other, word, place, weight)
            elif self.lexicon.translations(word.folded, language):
                self._ask_translation(asked, stream, other, word.folded, language, (place,), weight)
            elif language == "nl" and self.lexicon.parts(word.folded):
                for part in self.lexicon.parts(word.folded):
                    self._ask_translation(
                        asked, stream, other, part, language, (place,), weight * telling(part, language)
                    )
            else:
                self._ask_same(asked, stream, other, word, place, weight)

    def _phrase_at(self, words: Sequence[Word], places: Sequence[int], position: int, language: str) -> str:
        if position + 1 >= len(places) or places[position + 1] != places[position] + 1:
            return ""
        phrase = f"{words[places[position]].folded} {words[places[position + 1]].folded}"
        return phrase if self.lexicon.has_phrase(phrase, language) else ""

    def _ask_same(
        self, asked: "_Asked", stream: str, other: str, word: Word, place: int, weight: float
    ) -> None:
        origin = Origin(How.WORD, (place,), word.folded, other, weight * self.weights.translation)
        asked.add(stream, stem(word.folded, other), origin)
        self._ask_attached(asked, other, stem(word.folded, other), origin)

    def _ask_translation(
        self,
        asked: "_Asked",
        stream: str,
        other: str,
        folded: str,
        language: str,
        places: tuple[int, ...],
        weight: float,
    ) -> None:
        translations = self.lexicon.translations(folded, language)
        # Many translations mean that each of them says less; the root keeps an ambiguous word from vanishing.
        shared = sum(translations.values()) ** 0.5
        for translation, likelihood in translations.items():
            pieces = [piece for piece in map(fold, translation.split()) if not is_stop_word(piece, other)]
            for piece in pieces or [fold(translation)]:
                share = weight * self.weights.translation * likelihood / shared / max(len(pieces), 1) ** 0.5
                origin = Origin(How.TRANSLATION, places, translation, other, share)
                asked.add(stream, stem(piece, other), origin)
                self._ask_attached(asked, other, stem(piece, other), origin)

    def _ask_themes(
        self,
        asked: "_Asked",
        words: Sequence[Word],
        language: str,
        without: frozenset[str],
        also: Sequence[str],
    ) -> list[str]:
        themes: list[str] = []
        for mention in self.mentions(words, language):
            if mention.concept in without:
                continue
            if mention.concept not in themes:
                themes.append(mention.concept)
            places = tuple(range(mention.first, mention.last + 1))
            self._ask_theme(
                asked, Origin(How.THEME, places, mention.concept, language, self.weights.theme), language
            )
        for concept in also:
            if concept not in themes and concept not in without:
                themes.append(concept)
                self._ask_theme(
                    asked, Origin(How.THEME, (), concept, language, 2 * self.weights.theme), language
                )
        return themes

    def _ask_theme(self, asked: "_Asked", origin: Origin, language: str) -> None:
        """A theme is one in every language: items without text in the question's are asked for it as well."""
        self._ask_native(asked, THEME_FAMILY, language, origin.target, origin)
        for other in LANGUAGES:
            if other != language:
                asked.add(f"{THEME_FAMILY}.{other}.only", origin.target, origin)

    def _ask_letters(self, asked: "_Asked", words: Sequence[Word], language: str) -> None:
        known = language in LANGUAGES
        for place, word in enumerate(words):
            weight = (
                self.weights.letters * telling(word.folded, language) if known else self.weights.letters_alone
            )
            if known and is_stop_word(word.folded, language):
                weight *= self.weights.letters_of_small_words
            for gram in grams(word.folded):
                origin = Origin(How.LETTERS, (place,), gram, language, weight)
                for other in LANGUAGES:
                    for speaks in ("only", "both"):
                        if speaks == "only" or other == language or not known:
                            asked.add(f"gram.{other}.{speaks}", gram, origin)


class _Asked:
    """Collects what is asked; the same token asked for by several words becomes one term."""

    def __init__(self) -> None:
        self.origins: dict[tuple[str, str], list[Origin]] = defaultdict(list)

    def add(self, stream: str, token: str, origin: Origin) -> None:
        self.origins[stream, token].append(origin)

    def settled(
        self, repetition: float
    ) -> tuple[tuple[Term, ...], dict[tuple[str, str], tuple[Origin, ...]]]:
        terms = []
        for (stream, token), origins in self.origins.items():
            strongest = max(origin.weight for origin in origins)
            if strongest <= 0:
                continue
            times = sum(origin.weight for origin in origins) / strongest
            terms.append(Term(stream, token, strongest * times**repetition))
        return tuple(terms), {key: tuple(origins) for key, origins in self.origins.items()}
