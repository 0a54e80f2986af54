"""What must be true of themes and words."""

from collections.abc import Iterable, Iterator
from typing import cast

from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant
from schakel.kernel.languages import LANGUAGES
from schakel.vocabulary.actions import labels_of
from schakel.vocabulary.files import CHALLENGES
from schakel.vocabulary.models import Concept, Label, ThemeSource, WordPair
from schakel.vocabulary.queries import all_parents
from schakel.vocabulary.rules import members_of_cycles


def cycles() -> Iterator[str]:
    """No theme is its own ancestor."""
    for concept in members_of_cycles(all_parents()):
        yield f"{concept} is broader than itself"


def unnamed() -> Iterator[str]:
    """Themes of our own have a name in each language; those that were read from elsewhere in one at least."""
    read = ThemeSource.objects.filter(is_attached=False).values("concept")
    for language in LANGUAGES:
        named = Label.objects.filter(language=language, is_preferred=True).values("concept")
        own = Concept.objects.exclude(pk__in=named).exclude(pk__in=read)
        for notation in own.order_by("notation").values_list("notation", flat=True):
            yield f"{notation} has no preferred label in {language}"
    named = Label.objects.filter(is_preferred=True).values("concept")
    for notation in (
        Concept.objects.filter(pk__in=read)
        .exclude(pk__in=named)
        .order_by("notation")
        .values_list("notation", flat=True)
    ):
        yield f"{notation} has no preferred label"


def missing_challenges() -> Iterator[str]:
    """The seven challenges stand on top once there is a vocabulary at all."""
    if not Concept.objects.exists():
        return
    found = set(Concept.objects.filter(is_challenge=True, broader=None).values_list("notation", flat=True))
    for notation in sorted(set(CHALLENGES) ^ found):
        yield f"{notation} is not one of the challenges on top, or should be"


def themes_otherwise_than_recorded() -> Iterator[str]:
    """A theme that staff changed is as they left it."""
    last = {row.subject.partition(":")[2]: row.details for row in journal.rows_named("theme.changed")}
    changed = Concept.objects.filter(notation__in=list(last)).select_related("broader")
    for concept in changed.order_by("notation"):
        said = last[concept.notation]
        place = concept.broader.notation if concept.broader else ""
        labels = cast("dict[str, list[str]]", said["after"])
        if _in_one_order(labels_of(concept)) != _in_one_order(labels):
            yield f"{concept.notation} has other names"
        if place != cast("list[str]", said["broader"])[1]:
            yield f"{concept.notation} stands elsewhere"


def _in_one_order(labels: dict[str, list[str]]) -> dict[str, list[str]]:
    """The preferred name first; the others as they come, which is not the same in every database."""
    return {language: [texts[0], *sorted(texts[1:])] for language, texts in labels.items() if texts}


def words_otherwise_than_recorded() -> Iterator[str]:
    """A word that staff changed has the translations they gave it."""
    last = {str(row.details["word"]): row.details["after"] for row in journal.rows_named("word.changed")}
    found: dict[str, list[str]] = {word: [] for word in last}
    for pair in WordPair.objects.filter(dutch__in=list(last)).order_by("dutch", "rank"):
        found[pair.dutch].append(pair.english)
    for word in sorted(last):
        if found[word] != last[word]:
            yield f"{word} is translated otherwise"


def wrong_numbers() -> Iterator[str]:
    """What was loaded, added and imported is there; only an import that is undone removes its themes."""
    loaded = list(journal.rows_named("vocabulary.loaded"))
    if not loaded:
        return
    themes = (
        _counted(loaded, "concepts")
        + sum(1 for _ in journal.rows_named("theme.added"))
        + _counted(journal.rows_named("theme.imported"), "create")
        - _counted(journal.rows_named("theme.import-undone"), "removed")
    )
    if (number := Concept.objects.count()) != themes:
        yield f"there are {number} themes, and the journal knows of {themes}"
    if all("words" in row.details for row in loaded):  # it was not counted at first
        words = _counted(loaded, "words") + sum(
            len(cast("list[str]", row.details["after"])) - len(cast("list[str]", row.details["before"]))
            for row in journal.rows_named("word.changed")
        )
        if (number := WordPair.objects.count()) != words:
            yield f"there are {number} translations, and the journal knows of {words}"


def _counted(loaded: Iterable[journal.Row], name: str) -> int:
    return sum(cast("int", row.details[name]) for row in loaded)


_REMEDY = "Mend it on the staff screen of themes, or put back a backup."

INVARIANTS = (
    Invariant("no theme is broader than itself", cycles, _REMEDY),
    Invariant("every theme has a preferred label in each language", unnamed, _REMEDY),
    Invariant("the seven challenges stand on top", missing_challenges, _REMEDY),
    Invariant("every theme that was changed is as the journal says", themes_otherwise_than_recorded, _REMEDY),
    Invariant(
        "every word that was changed is as the journal says",
        words_otherwise_than_recorded,
        "Mend it on the staff screen of words, or put back a backup.",
    ),
    Invariant("as many themes and words are there as the journal says", wrong_numbers, "Put back a backup."),
)
