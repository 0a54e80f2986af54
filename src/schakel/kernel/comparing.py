"""Two texts compared word by word, and what two people made of one form brought together."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

AROUND = 8
"""Words shown on either side of a change."""
MOST_WORDS = 3000
"""Longer texts are compared line by line: comparing words takes time by the square of their number."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is "same", "gone" or "new"; "skipped" stands for what is the same further away."""

    how: str
    text: str


def pieces_of(before: str, after: str) -> list[Piece]:
    """Both texts in one, with what is gone and what is new, and a few words around them."""
    by_word = len(before.split()) + len(after.split()) <= MOST_WORDS
    old, new = (
        (_words(before), _words(after)) if by_word else (before.splitlines(True), after.splitlines(True))
    )
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces: list[Piece] = []
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            pieces += _shortened(new[new_from:new_to], is_first=new_from == 0, is_last=new_to == len(new))
        if what in ("delete", "replace"):
            pieces.append(Piece("gone", "".join(old[old_from:old_to]).strip()))
        if what in ("insert", "replace"):
            pieces.append(Piece("new", "".join(new[new_from:new_to]).strip()))
    return [piece for piece in pieces if piece.text]


def _words(text: str) -> list[str]:
    """Words with the white space behind them."""
    places = [
        0,
        *(
            place + 1
            for place, (one, two) in enumerate(pairwise(text))
            if one.isspace() and not two.isspace()
        ),
    ]
    return [text[start:end] for start, end in pairwise([*places, len(text)]) if text[start:end]]


def _shortened(words: list[str], *, is_first: bool, is_last: bool) -> list[Piece]:
    head = [] if is_first else words[:AROUND]
    tail = [] if is_last else words[max(len(head), len(words) - AROUND) :]
    if (is_first and is_last) or len(head) + len(tail) >= len(words):
        return [Piece("same", "".join(words).strip())]
    return [
        piece
        for piece in (
            Piece("same", "".join(head).strip()),
            Piece("skipped", "…"),
            Piece("same", "".join(tail).strip()),
        )
        if piece.text
    ]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people changed at the same time."""

    name: str
    theirs: object
    yours: object


@dataclass(frozen=True, slots=True)
class Merged:
    """What two people made of one form: ``values`` keeps what you typed and takes over what only they changed."""

    values: dict[str, object]
    conflicts: tuple[Conflict, ...]
    taken_over: tuple[str, ...]


def merged(
    *, before: Mapping[str, object], theirs: Mapping[str, object], yours: Mapping[str, object]
) -> Merged:
    """Three states of one form brought together, field by field."""
    values = dict(yours)
    conflicts: list[Conflict] = []
    taken_over: list[str] = []
    for name, their_value in theirs.items():
        old, new, own = (_comparable(value) for value in (before.get(name), their_value, yours.get(name)))
        if new in (old, own):
            continue
        if own == old:
            values[name] = their_value
            taken_over.append(name)
        else:
            conflicts.append(Conflict(name, their_value, yours.get(name, "")))
    return Merged(values, tuple(conflicts), tuple(taken_over))


def _comparable(value: object) -> object:
    if isinstance(value, str):
        return "\n".join(line.rstrip() for line in value.strip().splitlines())
    if isinstance(value, list | tuple):
        return sorted(str(part) for part in value) or ""
    return value or ""
