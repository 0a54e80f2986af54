"""What must be true of themes and words."""

from collections.abc import Iterator

from schakel.kernel.invariants import Invariant
from schakel.kernel.languages import LANGUAGES
from schakel.vocabulary.files import CHALLENGES
from schakel.vocabulary.models import Concept, Label
from schakel.vocabulary.queries import all_parents
from schakel.vocabulary.rules import first_cycle


def cycles() -> Iterator[str]:
    """No theme is its own ancestor."""
    if concept := first_cycle(all_parents()):
        yield f"{concept} is broader than itself"


def unnamed() -> Iterator[str]:
    for language in LANGUAGES:
        named = Label.objects.filter(language=language, is_preferred=True).values("concept")
        for notation in (
            Concept.objects.exclude(pk__in=named).order_by("notation").values_list("notation", flat=True)
        ):
            yield f"{notation} has no preferred label in {language}"


def missing_challenges() -> Iterator[str]:
    """The seven challenges stand on top once there is a vocabulary at all."""
    if not Concept.objects.exists():
        return
    found = set(Concept.objects.filter(is_challenge=True, broader=None).values_list("notation", flat=True))
    for notation in sorted(set(CHALLENGES) ^ found):
        yield f"{notation} is not one of the challenges on top, or should be"


_REMEDY = "Mend it on the staff screen of themes, or put back a backup."

INVARIANTS = (
    Invariant("no theme is broader than itself", cycles, _REMEDY),
    Invariant("every theme has a preferred label in each language", unnamed, _REMEDY),
    Invariant("the seven challenges stand on top", missing_challenges, _REMEDY),
)
