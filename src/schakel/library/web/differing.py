"""What changed: shown word by word, and two people's changes brought together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from django.forms import Form
from django.utils.translation import get_language, gettext

from schakel.library.kinds import KINDS, Fact, Shape
from schakel.library.labels import choice_name, fact_name, language_name, text_name, visibility_name
from schakel.library.rules import Visibility
from schakel.library.versions import Change, Happening
from schakel.library.web.shapes import written_fact, written_short_day
from schakel.organisations import public as organisations
from schakel.vocabulary import public as vocabulary

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


def shown_happening(happening: Happening, names: Mapping[str, str]) -> dict[str, object]:
    """One line of an item's history."""
    return {
        "what": what_happened(happening.what),
        "by": names.get(happening.by) or (gettext("somebody") if happening.by else gettext("the system")),
        "at": happening.at,
        "version": happening.version,
        "reason": happening.reason,
        "changes": [_shown_change(change) for change in happening.changes],
    }


def what_happened(what: str) -> str:
    return {
        "written": gettext("Written"),
        "changed": gettext("Changed"),
        "submitted": gettext("Handed in for review"),
        "published": gettext("Published"),
        "sent-back": gettext("Sent back"),
        "archived": gettext("Archived"),
        "restored": gettext("Restored"),
        "merged": gettext("Found to be the same as another"),
        "co-owner-added": gettext("Another organisation owns it too"),
        "co-owner-left": gettext("An organisation no longer owns it too"),
    }.get(what, what)


def _shown_change(change: Change) -> dict[str, object]:
    return {
        "label": change_name(change.name),
        "pieces": pieces_of(in_words(change.name, change.before), in_words(change.name, change.after)),
    }


def change_name(name: str) -> str:
    """What a part of a snapshot is called on the screen."""
    part, _, rest = name.partition(".")
    if part == "text":
        language, _, text = rest.partition(".")
        return gettext("%(text)s (%(language)s)") % {
            "text": text_name(text),
            "language": language_name(language),
        }
    if part == "fact":
        return fact_name(rest)
    return {
        "owner": gettext("Belongs to"),
        "place": gettext("Place"),
        "visibility": gettext("Who may find it once it is published"),
        "original_language": gettext("Language it was first written in"),
        "themes": gettext("Themes"),
        "source_url": gettext("Web address of the source"),
        "source_name": gettext("Name of the source"),
        "licence": gettext("Licence of the text"),
        "retrieved_on": gettext("Taken from the source on"),
        "verified_on": gettext("Last checked on"),
        "is_illustrative": gettext("Made-up example"),
    }.get(name, name)


def in_words(name: str, value: object) -> str:
    """A value of a snapshot as a person reads it."""
    if value in (None, "", []):
        return ""
    part, _, rest = name.partition(".")
    match part:
        case "fact":
            return _fact_in_words(rest, value)
        case "owner" | "place":
            organisation = organisations.find_organisation(str(value))
            return organisation.name if organisation else str(value)
        case "visibility":
            return visibility_name(Visibility(str(value)))
        case "original_language":
            return language_name(str(value))
        case "themes" if isinstance(value, list):
            labels = vocabulary.labels_for(value, get_language() or "nl")
            return ", ".join(labels.get(str(notation), str(notation)) for notation in value)
        case "retrieved_on" | "verified_on":
            return written_short_day(str(value))
        case "is_illustrative":
            return gettext("yes") if value else gettext("no")
        case _:
            return str(value)


def _fact_in_words(name: str, value: object) -> str:
    fact = _fact(name, value)
    if fact is None:
        return str(value)
    if fact.shape is Shape.CHOICE:
        return choice_name(name, str(value))
    if fact.shape is Shape.CHOICES and isinstance(value, list):
        return ", ".join(choice_name(name, str(choice)) for choice in value)
    return written_fact(fact, value)


def _fact(name: str, value: object) -> Fact | None:
    """The fact of this name; where kinds give one name two shapes ("starts_on"), the one that takes a list or not."""
    found = [fact for definition in KINDS.values() if (fact := definition.fact(name))]
    takes_list = {Shape.WORDS, Shape.DATES, Shape.CHOICES, Shape.BODIES, Shape.FIGURES, Shape.WINDOWS}
    return next((fact for fact in found if (fact.shape in takes_list) == isinstance(value, list)), None)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people changed at the same time."""

    name: str
    theirs: object
    yours: object

    def shown(self, form: Form) -> dict[str, object]:
        field = form[self.name]
        return {
            "label": field.label,
            "url": f"#{field.id_for_label or field.auto_id}",
            "theirs": _as_typed(field.field, self.theirs),
            "yours": _as_typed(field.field, self.yours),
        }


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


def _as_typed(field: object, value: object) -> str:
    """What stands in a field, choices in words."""
    choices = dict(_flat(getattr(field, "choices", ())))
    parts = value if isinstance(value, list | tuple) else [value]
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return "\n".join(choices.get(str(part), str(part)) for part in parts)


def _flat(choices: Iterable[tuple[object, object]]) -> Iterator[tuple[str, str]]:
    """Django's choices, in groups or not, as value and label."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)
