"""Quoting: a sentence out of a text, the words that count marked in it, and no longer than is read at a glance."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from schakel.library.public import ItemValue
from schakel.search.analysis.analyser import AnalysedQuestion
from schakel.search.analysis.forms import stem
from schakel.search.analysis.words import sentences_of

LONGEST_QUOTE = 240
"""Characters."""
SEVERAL = 3
"""Sentences from which a question is long enough to say which of them an item met."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in an item: the text's name and language, and the span."""

    name: str
    language: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a quoted sentence; marked when it met the question."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """The sentence of the item that met most of the question."""

    name: str
    language: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def telling_sentence(item: ItemValue, weights: Mapping[Place, float]) -> Quote | None:
    """The sentence of an item in which the words at these places weigh most, with those words marked."""
    best: tuple[float, Place, tuple[int, int]] | None = None
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    worth: dict[tuple[str, str, tuple[int, int]], set[float]] = defaultdict(set)
    for place, weight in weights.items():
        if place.name == "title":
            continue
        key = (place.language, place.name)
        if key not in spans:
            spans[key] = sentences_of(item.texts[place.language][place.name])
        span = next((span for span in spans[key] if span[0] <= place.start < span[1]), None)
        if span is None:
            continue
        worth[(*key, span)].add(weight)
        total = sum(worth[(*key, span)])
        if best is None or total > best[0]:
            best = (total, place, span)
    if best is None:
        return None
    _, place, span = best
    marked = [other for other in weights if (other.name, other.language) == (place.name, place.language)]
    return Quote(place.name, place.language, _pieces(item.texts[place.language][place.name], span, marked))


def asking_sentence(question: AnalysedQuestion, weights: Mapping[str, float]) -> tuple[Piece, ...]:
    """The sentence of a question in which these stems weigh most, those marked; none for a short question."""
    text = normalize("NFC", question.text)
    spans = sentences_of(text)
    if len(spans) < SEVERAL:
        return ()
    met: dict[tuple[int, int], dict[str, float]] = {span: {} for span in spans}
    marked: list[Place] = []
    for word in question.words:
        key = stem(word.folded, question.language)
        span = next((span for span in spans if span[0] <= word.start < span[1]), None)
        if span is not None and weights.get(key, 0.0) > 0:
            met[span][key] = weights[key]
            marked.append(Place("", question.language, word.start, word.end))
    best = max(spans, key=lambda span: sum(met[span].values()))
    return _pieces(text, best, marked) if met[best] else ()


def quote_of(place: Place, text: str) -> Quote:
    """What stands at a place of an item's text, without marks; a long passage ends at a space."""
    end = place.end
    if end - place.start > LONGEST_QUOTE:
        end = max(text.rfind(" ", place.start, place.start + LONGEST_QUOTE), place.start + LONGEST_QUOTE // 2)
    pieces = [Piece(text[place.start : end], is_marked=False)]
    if end < place.end:
        pieces.append(Piece(" …", is_marked=False))
    return Quote(place.name, place.language, tuple(pieces))


def _pieces(text: str, span: tuple[int, int], marked: Sequence[Place]) -> tuple[Piece, ...]:
    start, end = span
    inside = sorted(
        {(place.start, place.end) for place in marked if start <= place.start and place.end <= end}
    )
    start, end, before, after = _shortened(text, start, end, inside)
    pieces: list[Piece] = [Piece("… ", is_marked=False)] if before else []
    at = start
    for first, last in inside:
        if first < at or last > end:
            continue
        if first > at:
            pieces.append(Piece(text[at:first], is_marked=False))
        pieces.append(Piece(text[first:last], is_marked=True))
        at = last
    if at < end:
        pieces.append(Piece(text[at:end], is_marked=False))
    if after:
        pieces.append(Piece(" …", is_marked=False))
    return tuple(pieces)


def _shortened(
    text: str, start: int, end: int, inside: Sequence[tuple[int, int]]
) -> tuple[int, int, bool, bool]:
    """A long sentence is cut to the part around its first marked word, at spaces."""
    if end - start <= LONGEST_QUOTE or not inside:
        return start, end, False, False
    begin = max(start, inside[0][0] - 60)
    if begin > start:
        begin = text.find(" ", begin) + 1 or begin
    stop = min(end, begin + LONGEST_QUOTE)
    if stop < end:
        stop = text.rfind(" ", begin, stop) if text.rfind(" ", begin, stop) > begin else stop
    return begin, stop, begin > start, stop < end
