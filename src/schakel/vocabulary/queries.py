"""Looking themes and words up."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Min, Q, QuerySet, Value, When

from schakel.kernel.languages import LANGUAGES
from schakel.kernel.looking import asked_once
from schakel.vocabulary.models import Concept, Label, WordPair


@dataclass(frozen=True, slots=True)
class Theme:
    """A concept as pages show it. ``label`` is in the language asked for, else in the other one."""

    notation: str
    label: str
    broader: str
    is_challenge: bool


def themes(language: str) -> dict[str, Theme]:
    """Every concept by its notation, in the order of the vocabulary."""
    return _themes(Concept.objects.all(), language)


def branches(language: str) -> dict[str, Theme]:
    """The concepts on top, which have nothing broader: the challenges and what belongs to all of them."""
    return _themes(Concept.objects.filter(broader=None), language)


def _themes(concepts: QuerySet[Concept], language: str) -> dict[str, Theme]:
    labels: dict[str, dict[str, str]] = {}
    preferred = Label.objects.filter(is_preferred=True, concept__in=concepts.order_by())
    for notation, label_language, text in preferred.order_by("pk").values_list(
        "concept__notation", "language", "text"
    ):
        labels.setdefault(notation, {})[label_language] = text
    rows = concepts.order_by("position", "notation").values_list(
        "notation", "broader__notation", "is_challenge"
    )
    return {
        notation: Theme(
            notation, _in_language(labels.get(notation, {}), language, notation), broader or "", is_challenge
        )
        for notation, broader, is_challenge in rows
    }


def labels_for(notations: Iterable[str], language: str) -> dict[str, str]:
    """The label of each of these concepts that exist, in this language where it has one."""
    labels: dict[str, dict[str, str]] = {}
    rows = Label.objects.filter(concept__notation__in=list(notations), is_preferred=True).order_by("pk")
    for notation, label_language, text in rows.values_list("concept__notation", "language", "text"):
        labels.setdefault(notation, {})[label_language] = text
    return {notation: _in_language(found, language, notation) for notation, found in labels.items()}


def concept_by_notation(notation: str) -> Concept | None:
    return Concept.objects.filter(notation=notation).select_related("broader").first()


def concepts_by_notation(notations: Iterable[str]) -> list[Concept]:
    return list(Concept.objects.filter(notation__in=list(notations)))


def search_concepts(text: str, *, most: int = 100) -> list[Concept]:
    """Concepts of which a label or the notation holds this text, the nearest first; the challenges when it is empty."""
    found = Concept.objects.select_related("broader").prefetch_related("labels")
    if not text:
        return list(found.order_by("-is_challenge", "position", "notation")[:most])
    fit = Case(
        When(labels__text__iexact=text, then=Value(0)),
        When(labels__text__istartswith=text, then=Value(1)),
        When(labels__text__icontains=text, then=Value(2)),
        default=Value(3),
    )
    found = found.filter(Q(labels__text__icontains=text) | Q(notation__icontains=text)).annotate(fit=Min(fit))
    return list(found.order_by("fit", "-is_challenge", "position", "notation")[:most])


def search_words(text: str, *, most: int = 200) -> list[WordPair]:
    """Word pairs of which either side begins with this text, that word itself first."""
    wanted = text.lower()
    found = WordPair.objects.filter(Q(dutch__startswith=wanted) | Q(english__startswith=wanted))
    exact = Case(When(Q(dutch=wanted) | Q(english=wanted), then=Value(0)), default=Value(1))
    return list(found.order_by(exact, "dutch", "rank", "english")[:most])


@dataclass(frozen=True, slots=True)
class WholeTheme:
    """A theme with everything around it. ``labels``: (language, text, is preferred); the rest are notations."""

    theme: Theme
    labels: tuple[tuple[str, str, bool], ...]
    narrower: tuple[str, ...]
    related: tuple[str, ...]


def themes_after(notation: str, language: str, *, most: int) -> list[Theme]:
    """The next themes by their notation: a list that is read part by part."""
    notations = list(
        Concept.objects.filter(notation__gt=notation)
        .order_by("notation")
        .values_list("notation", flat=True)[:most]
    )
    found = _themes(Concept.objects.filter(notation__in=notations), language)
    return [found[one] for one in notations]


def whole_theme(notation: str, language: str) -> WholeTheme | None:
    """One theme; None when there is none of this name."""
    theme = _themes(Concept.objects.filter(notation=notation), language).get(notation)
    if theme is None:
        return None
    labels = Label.objects.filter(concept__notation=notation).order_by("language", "-is_preferred", "text")
    narrower = Concept.objects.filter(broader__notation=notation).order_by("position", "notation")
    related = Concept.objects.filter(related__notation=notation).order_by("position", "notation")
    return WholeTheme(
        theme,
        tuple(labels.values_list("language", "text", "is_preferred")),
        tuple(narrower.values_list("notation", flat=True)),
        tuple(related.values_list("notation", flat=True)),
    )


@dataclass(frozen=True, slots=True)
class Word:
    """A Dutch word with its English translations, the best first."""

    dutch: str
    english: tuple[str, ...]


def words_with(text: str, *, most: int = 60) -> list[Word]:
    """The Dutch words of which either side begins with this text, each with all its translations."""
    words = list(dict.fromkeys(pair.dutch for pair in search_words(text)))[:most]
    return [word for dutch in words if (word := word_for(dutch)) is not None]


def word_for(dutch: str) -> Word | None:
    pairs = WordPair.objects.filter(dutch=dutch.lower()).order_by("rank", "english")
    english = tuple(pair.english for pair in pairs)
    return Word(dutch.lower(), english) if english else None


def concept_called(text: str) -> Concept | None:
    """The concept with this short name or this label, in any language, in capitals or not."""
    found = Concept.objects.filter(Q(notation=text.lower()) | Q(labels__text__iexact=text))
    return found.select_related("broader").order_by("position", "notation").first()


def narrower_than(concept: Concept | None) -> list[Concept]:
    """What stands just below a concept, or at the top, in the order of the vocabulary."""
    found = (
        Concept.objects.filter(broader=concept).annotate(below=Count("narrower")).prefetch_related("labels")
    )
    return list(found.order_by("-is_challenge", "position", "notation"))


def above(concept: Concept) -> list[Concept]:
    """What stands above a concept, the top first."""
    found: list[Concept] = []
    step = concept.broader
    while step is not None and step not in found:
        found.insert(0, step)
        step = step.broader
    return found


def neighbours(notations: Iterable[str], *, most: int = 6) -> list[str]:
    """Themes beside and just below these, in the order of the vocabulary: what somebody may have meant as well."""
    given = list(notations)
    near = Concept.objects.filter(Q(related__notation__in=given) | Q(broader__notation__in=given))
    found = near.exclude(notation__in=given).distinct().order_by("position", "notation")
    return list(found.values_list("notation", flat=True)[:most])


def all_labels() -> list[tuple[str, str, str]]:
    """(notation, language, text) of every label."""
    return list(Label.objects.order_by("pk").values_list("concept__notation", "language", "text"))


@asked_once
def all_parents() -> dict[str, str]:
    """The broader concept of every concept that has one."""
    return dict(
        Concept.objects.exclude(broader=None).order_by("pk").values_list("notation", "broader__notation")
    )


def all_word_pairs() -> list[tuple[str, str, int, str]]:
    """(Dutch, English, rank, word class) of every word pair."""
    return list(WordPair.objects.order_by("pk").values_list("dutch", "english", "rank", "word_class"))


def _in_language(labels: dict[str, str], language: str, otherwise: str) -> str:
    return labels.get(language) or next((labels[other] for other in LANGUAGES if other in labels), otherwise)
