"""Which language a text is in."""

from collections.abc import Sequence
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from schakel.kernel.languages import DUTCH, ENGLISH
from schakel.search.analysis.forms import STOP_WORDS
from schakel.search.analysis.words import words_of

CANDIDATES = (DUTCH, ENGLISH, "de", "fr", "es", "it", "pl", "sv", "da")
SURE = 0.95
ENOUGH_WORDS = 4
_SHARED = STOP_WORDS[DUTCH] & STOP_WORDS[ENGLISH]


def language_of(text: str, *, otherwise: str) -> str:
    """The language of a text as a two-letter code; `otherwise` when it gives no sign of it.

    Small words decide between Dutch and English, as they do for people; a statistical identifier speaks
    only for four words or more, and only for another language when it is sure (it mistakes short questions).
    """
    folded = [word.folded for word in words_of(text[:4000])]
    dutch = _signs(folded, DUTCH)
    english = _signs(folded, ENGLISH)
    if len(folded) >= ENOUGH_WORDS:
        guess, certainty = _identifier().classify(text[:4000])
        if guess not in (DUTCH, ENGLISH) and certainty > SURE and max(dutch, english) < len(folded) / 3:
            return str(guess)
        if dutch == english == 0:
            return str(guess)
    if dutch != english:
        return DUTCH if dutch > english else ENGLISH
    return otherwise


def _signs(folded: Sequence[str], language: str) -> int:
    return sum(1 for word in folded if word in STOP_WORDS[language] and word not in _SHARED)


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(CANDIDATES))
    return identifier
