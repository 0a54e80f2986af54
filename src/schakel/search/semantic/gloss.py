"""Dutch said word by word in English, so that an encoder that reads only English sees what a text is about.

It is no translation and is never shown to anybody: the order of the words stays Dutch, and of an ambiguous word the
likeliest English one is taken. Measured in docs/matching.md: an English encoder goes from nearly blind to useful.
"""

from collections.abc import Sequence

from schakel.kernel.languages import DUTCH
from schakel.search.analysis.forms import is_stop_word
from schakel.search.analysis.lexicon import Lexicon
from schakel.search.analysis.words import Word, sentences_of, words_of

SMALL_WORDS = {
    "en": "and", "of": "or", "niet": "not", "geen": "no", "zonder": "without", "met": "with", "voor": "for",
    "van": "of", "uit": "from", "in": "in", "op": "on", "bij": "at", "naar": "to", "door": "by", "over": "about",
    "tegen": "against", "tussen": "between", "onder": "under", "boven": "above", "om": "to", "te": "to", "als": "as",
    "zoals": "such as", "meer": "more", "veel": "many", "alle": "all", "hoe": "how", "waarom": "why", "wat": "what",
    "wie": "who", "waar": "where", "is": "is", "zijn": "are", "wordt": "is", "worden": "are", "kan": "can",
    "kunnen": "can", "moet": "must", "moeten": "must", "wij": "we", "we": "we", "onze": "our", "ons": "our",
}  # fmt: skip
"""What the small words say that say something; the others are left out. A lexicon takes "kan" for a jug."""


def names_in(text: str) -> frozenset[str]:
    """Words that are names somewhere in the text: at the beginning of a sentence nothing shows that they are."""
    return frozenset(word.folded for word in words_of(text) if word.is_name)


def gloss(text: str, lexicon: Lexicon, names: frozenset[str] = frozenset()) -> str:
    """The English words for a Dutch text, sentence by sentence; names and unknown words stay as they are.

    `names` are those of the text that this one is taken out of.
    """
    names |= names_in(text)
    return " ".join(_sentence(text[begin:end], lexicon, names) for begin, end in sentences_of(text)).strip()


def _sentence(text: str, lexicon: Lexicon, names: frozenset[str]) -> str:
    words = words_of(text)
    said: list[str] = []
    place = 0
    while place < len(words):
        phrase = _phrase_at(words, place, lexicon)
        if phrase:
            said.append(_best(phrase, lexicon))
            place += 2
        else:
            said.append(_word(words[place], lexicon, names))
            place += 1
    joined = " ".join(filter(None, said))
    return f"{joined}." if joined else ""


def _phrase_at(words: Sequence[Word], place: int, lexicon: Lexicon) -> str:
    phrase = " ".join(word.folded for word in words[place : place + 2])
    return phrase if " " in phrase and lexicon.has_phrase(phrase, DUTCH) else ""


def _word(word: Word, lexicon: Lexicon, names: frozenset[str]) -> str:
    if word.folded in names:
        return word.written
    if word.folded in SMALL_WORDS or is_stop_word(word.folded, DUTCH):
        return SMALL_WORDS.get(word.folded, "")
    parts = lexicon.parts(word.folded)
    return (
        _best(word.folded, lexicon) or " ".join(_best(part, lexicon) or part for part in parts) or word.folded
    )


def _best(folded: str, lexicon: Lexicon) -> str:
    """The likeliest English for a word; empty when it is not listed."""
    translations = lexicon.translations(folded, DUTCH)
    return max(translations, key=translations.__getitem__, default="")
