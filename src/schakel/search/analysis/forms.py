"""What different forms of a word share: its stem, its lemma, its letters; and how common it is."""

from functools import lru_cache
from importlib.resources import files

import simplemma
import Stemmer

from schakel.kernel.languages import DUTCH, ENGLISH
from schakel.search.analysis.words import without_marks

_STEMMERS = {DUTCH: Stemmer.Stemmer("dutch", 0), ENGLISH: Stemmer.Stemmer("english", 0)}
GRAM = 4
"""Letters in a character n-gram: 4 did best of 3, 4, 5 between Dutch and English (docs/matching.md)."""


@lru_cache(maxsize=300_000)
def lemma(folded: str, language: str) -> str:
    """The form under which a dictionary lists the word, as far as simplemma knows it."""
    if language not in _STEMMERS:
        return folded
    return str(simplemma.lemmatize(folded, lang=language)).lower()


@lru_cache(maxsize=300_000)
def grams(folded: str) -> tuple[str, ...]:
    """The word's runs of four letters, with its borders; short words give runs of three as well."""
    bordered = f"^{without_marks(folded)}$"
    if len(bordered) <= GRAM:
        return (bordered, *_runs(bordered, GRAM - 1))
    runs = _runs(bordered, GRAM)
    return runs if len(bordered) > GRAM + 3 else (*runs, *_runs(bordered, GRAM - 1))


def _runs(bordered: str, size: int) -> tuple[str, ...]:
    return tuple(bordered[at : at + size] for at in range(len(bordered) - size + 1))


def _written(name: str) -> str:
    return files("schakel.search.analysis").joinpath("word_lists").joinpath(name).read_text(encoding="utf-8")


def _word_list(name: str) -> frozenset[str]:
    text = _written(name)
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _own_stems(language: str) -> dict[str, str]:
    text = _written(f"own-stem.{language}.txt")
    lines = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {form: f"{forms[0]}=" for forms in lines for form in forms}


_OWN_STEMS = {language: _own_stems(language) for language in (DUTCH, ENGLISH)}
"""Forms whose stem is another word's; the sign at the end keeps them apart from every stem."""


@lru_cache(maxsize=300_000)
def stem(folded: str, language: str) -> str:
    """The Snowball stem, but for words that it confuses; the word itself in a language without a stemmer here."""
    own = _OWN_STEMS.get(language, {}).get(folded)
    if own is not None:
        return own
    stemmer = _STEMMERS.get(language)
    return without_marks(stemmer.stemWord(folded) if stemmer else folded)


STOP_WORDS = {language: _word_list(f"stop.{language}.txt") for language in (DUTCH, ENGLISH)}
"""Words that carry no matter of their own and are left out."""
_COMMON = {
    language: (_word_list(f"very-common.{language}.txt"), _word_list(f"common.{language}.txt"))
    for language in (DUTCH, ENGLISH)
}
COMMONNESS = {"very common": 0.35, "common": 0.7}
"""What a question's general word weighs beside a telling one ("probleem" beside "grondwater"). A small hub cannot
learn this from its own texts: in 250 items "solve" is as rare as "sewer"."""


@lru_cache(maxsize=300_000)
def telling(folded: str, language: str) -> float:
    """How much a word of a question counts by itself, from 0.35 (very common) to 1."""
    very_common, common = _COMMON.get(language, (frozenset(), frozenset()))
    for form in (folded, lemma(folded, language)):
        if form in very_common:
            return COMMONNESS["very common"]
        if form in common:
            return COMMONNESS["common"]
    return 1.0


def is_stop_word(folded: str, language: str) -> bool:
    return folded in STOP_WORDS.get(language, frozenset())
