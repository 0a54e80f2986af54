"""What changed, in words of the screen."""

from collections.abc import Iterable, Iterator, Mapping

from django.forms import Form
from django.utils.translation import get_language, gettext

from schakel.kernel.comparing import Conflict, pieces_of
from schakel.library.kinds import KINDS, Fact, Shape
from schakel.library.labels import choice_name, fact_name, language_name, text_name, visibility_name
from schakel.library.rules import Visibility
from schakel.library.versions import Change, Happening
from schakel.library.web.shapes import written_fact, written_short_day
from schakel.organisations import public as organisations
from schakel.vocabulary import public as vocabulary


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


def shown_conflict(conflict: Conflict, form: Form) -> dict[str, object]:
    """Both versions of a field that two people changed at the same time, choices in words."""
    field = form[conflict.name]
    return {
        "label": field.label,
        "url": f"#{field.id_for_label or field.auto_id}",
        "theirs": _as_typed(field.field, conflict.theirs),
        "yours": _as_typed(field.field, conflict.yours),
    }


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
