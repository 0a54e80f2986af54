"""Cutting a text into words and sentences, with their places."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

LONGEST_TEXT = 200_000
"""Characters of one text that are read; what comes after is passed over."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n+")
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ĳ": "ij"}
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written, as compared (lower case, composed), and where it stands."""

    written: str
    folded: str
    start: int
    end: int
    is_name: bool
    """Written with a capital where no sentence begins: a name, which is not translated."""
    letters: tuple[str, ...] = ()
    """The single letters that stand directly before it ("e" in "e-bike"): no words, and yet part of a name."""
    letters_after: tuple[str, ...] = ()
    """The same after the last word of the text ("b" in "plan B")."""


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    text = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    found: list[Word] = []
    sentence_begins = True
    last_end = 0
    letters: list[str] = []
    for match in _WORD.finditer(text):
        written = match.group()
        sentence_begins = sentence_begins or _ends_sentence(text[last_end : match.start()])
        folded = fold(written)
        if len(folded) > 1 or folded.isdigit():
            is_name = _looks_like_a_name(written) and not sentence_begins
            found.append(Word(written, folded, match.start(), match.end(), is_name, tuple(letters)))
            letters.clear()
        elif folded:
            letters.append(folded)
        sentence_begins = False
        last_end = match.end()
    if found and letters:
        found[-1] = replace(found[-1], letters_after=tuple(letters))
    return found


@lru_cache(maxsize=200_000)
def fold(written: str) -> str:
    """The word as it is compared: lower case, without an English possessive."""
    folded = unicodedata.normalize("NFKC", written).lower().replace("’", "'")
    return folded.removesuffix("'s").replace("'", "")


@lru_cache(maxsize=200_000)
def without_marks(folded: str) -> str:
    """The word without accents and other marks: "café" and "cafe" are written by the same person."""
    decomposed = unicodedata.normalize("NFKD", folded.translate(_LETTERS_WITHOUT_DECOMPOSITION))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, in order; together they cover every word."""
    text = text[:LONGEST_TEXT]
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        if text[start : gap.start()].strip():
            spans.append((start, gap.start()))
        start = gap.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def _looks_like_a_name(written: str) -> bool:
    return written[0].isupper() and not written.isdigit()


def _ends_sentence(between: str) -> bool:
    return any(mark in between for mark in ".!?:\n")
