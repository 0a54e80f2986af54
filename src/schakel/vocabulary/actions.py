"""Loading the vocabulary, and staff changing it on screen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from django.db import IntegrityError, transaction

from schakel.accounts.public import Person
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.vocabulary import rules
from schakel.vocabulary.files import CHALLENGES, WrittenConcept, written_concepts, written_words
from schakel.vocabulary.models import Concept, Label, WordPair

OTHER_WORDS = "o"
"""The class of a word that staff added; the classes are those of the lexicon files."""
NO_OTHERS: Mapping[str, Iterable[str]] = MappingProxyType({})


@transaction.atomic
def load_vocabulary(*, now: datetime) -> int:
    """Put the written vocabulary and lexicon into an empty hub; returns how many concepts were loaded.

    A hub that has concepts keeps them as its staff shaped them: then nothing is loaded.
    """
    if Concept.objects.exists():
        return 0
    written = list(written_concepts())
    concepts = _stored(written)
    Label.objects.bulk_create(
        [
            Label(concept=concepts[entry.notation], language=language, text=text, is_preferred=place == 0)
            for entry in written
            for language, labels in entry.labels.items()
            for place, text in enumerate(labels)
        ],
        batch_size=500,
    )
    _relate(concepts, ((entry.notation, other) for entry in written for other in entry.related))
    WordPair.objects.bulk_create(
        [
            WordPair(dutch=word.dutch, english=english, rank=rank, word_class=word.word_class)
            for word in written_words()
            for rank, english in enumerate(word.english)
        ],
        batch_size=500,
    )
    journal.record(
        "vocabulary.loaded",
        on="vocabulary:all",
        by="",
        at=now,
        details={"concepts": len(written), "words": WordPair.objects.count()},
    )
    return len(written)


def _stored(written: Sequence[WrittenConcept]) -> dict[str, Concept]:
    """The concepts by their notation, each stored after the one above it, whose key it holds."""
    concepts: dict[str, Concept] = {}
    waiting = dict(enumerate(written))
    while waiting:
        ready = {
            entry.notation: Concept(
                notation=entry.notation,
                broader=concepts.get(entry.broader),
                is_challenge=entry.notation in CHALLENGES,
                position=position,
            )
            for position, entry in waiting.items()
            if not entry.broader or entry.broader in concepts
        }
        if not ready:
            raise ValueError(f"under no theme: {sorted(entry.notation for entry in waiting.values())}")
        concepts |= {one.notation: one for one in Concept.objects.bulk_create(ready.values())}
        waiting = {position: entry for position, entry in waiting.items() if entry.notation not in ready}
    return concepts


def _relate(concepts: Mapping[str, Concept], pairs: Iterable[tuple[str, str]]) -> None:
    """Store that these belong together: who is related to another, has the other related to it."""
    both_ways = dict.fromkeys(pair for one, other in pairs for pair in ((one, other), (other, one)))
    relation = Concept.related.through
    relation.objects.bulk_create(
        relation(from_concept=concepts[one], to_concept=concepts[other]) for one, other in both_ways
    )


@transaction.atomic
def change_theme(
    *,
    concept: Concept,
    preferred: Mapping[str, str],
    others: Mapping[str, Iterable[str]],
    broader: Concept | None,
    changed_by: Person,
    now: datetime,
    seen: str | None = None,
) -> Concept:
    """Give a concept these labels and this place. Raises a Refusal for a label that another concept has.

    With `seen`, the ``fingerprint_of`` the concept when it was read, a Refusal when it has another one by now.
    """
    stored = Concept.objects.select_for_update().get(pk=concept.pk)
    before = labels_of(stored)
    if seen is not None and seen != fingerprint_of(stored):
        raise Refusal("changed-meanwhile")
    parents = dict(Concept.objects.exclude(broader=None).values_list("notation", "broader__notation"))
    rules.check_broader(stored.notation, broader.notation if broader else "", parents)
    place_before = stored.broader.notation if stored.broader else ""
    stored.broader = broader
    stored.save(update_fields=["broader"])
    stored.labels.all().delete()
    for language, label in preferred.items():
        for place, text in enumerate(rules.check_labels(label, others.get(language, ()))):
            _add_label(stored, language, text, is_preferred=place == 0)
    journal.record(
        "theme.changed",
        on=f"theme:{stored.notation}",
        by=changed_by.reference,
        at=now,
        details={
            "before": before,
            "after": labels_of(stored),
            "broader": [place_before, broader.notation if broader else ""],
        },
    )
    return stored


@transaction.atomic
def add_theme(
    *,
    notation: str,
    preferred: Mapping[str, str],
    broader: Concept,
    added_by: Person,
    now: datetime,
    others: Mapping[str, Iterable[str]] = NO_OTHERS,
) -> Concept:
    """Add a concept under another one, with a preferred label in each language."""
    notation = rules.check_notation(notation)
    if Concept.objects.filter(notation=notation).exists():
        raise Refusal("theme-exists", notation=notation)
    concept = Concept.objects.create(notation=notation, broader=broader, position=broader.position)
    journal.record("theme.added", on=f"theme:{notation}", by=added_by.reference, at=now)
    return change_theme(
        concept=concept, preferred=preferred, others=others, broader=broader, changed_by=added_by, now=now
    )


@transaction.atomic
def change_word(*, dutch: str, english: Iterable[str], changed_by: Person, now: datetime) -> None:
    """Let a Dutch word be translated by these English words, best first; none takes the word away."""
    word = rules.check_word(dutch)
    translations = list(dict.fromkeys(rules.check_word(text) for text in english if text.strip()))
    stored = WordPair.objects.filter(dutch=word).order_by("rank", "english")
    before = [pair.english for pair in stored]
    word_class = next((pair.word_class for pair in stored), OTHER_WORDS)
    stored.delete()
    WordPair.objects.bulk_create(
        [
            WordPair(dutch=word, english=text, rank=rank, word_class=word_class)
            for rank, text in enumerate(translations)
        ]
    )
    journal.record(
        "word.changed",
        on="vocabulary:words",
        by=changed_by.reference,
        at=now,
        details={"word": word, "before": before, "after": translations},
    )


def fingerprint_of(concept: Concept) -> str:
    """Says whether the labels or the place of a concept were changed since it was read."""
    return rules.fingerprint(labels_of(concept), concept.broader.notation if concept.broader else "")


def labels_of(concept: Concept) -> dict[str, list[str]]:
    """The labels of a concept by language, the preferred one first."""
    found: dict[str, list[str]] = {}
    for label in Label.objects.filter(concept=concept):
        found.setdefault(label.language, []).append(label.text)
    return found


def _add_label(concept: Concept, language: str, text: str, *, is_preferred: bool) -> None:
    try:
        with transaction.atomic():
            Label.objects.create(concept=concept, language=language, text=text, is_preferred=is_preferred)
    except IntegrityError as error:
        owner = (
            Label.objects.filter(language=language, text=text)
            .values_list("concept__notation", flat=True)
            .first()
        )
        raise Refusal("label-taken", label=text, owner=owner or "") from error
