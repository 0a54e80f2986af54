"""The vocabulary and the lexicon as they are written down in ``data/``; plain Python.

``data/themes/*.tsv``: id, broader, nl, en, nl_other, en_other, related (several values separated by ``|``,
nothing written as ``-``). ``data/lexicon/*.tsv``: Dutch, English (best first, separated by ``|``), word class.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

CHALLENGES = (
    "energy-transition",
    "climate-change",
    "social-equality",
    "biodiversity",
    "sustainable-mobility",
    "circular-economy",
    "digital-inclusiveness",
)
"""The seven societal challenges, in the order of the grant announcement."""
FURTHER_BRANCHES = ("digital-technology", "municipal-tasks")


@dataclass(frozen=True, slots=True)
class WrittenConcept:
    """One line of a theme file. ``labels`` maps a language to its labels, the preferred one first."""

    notation: str
    broader: str
    labels: dict[str, tuple[str, ...]]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenWord:
    """One line of a lexicon file."""

    dutch: str
    english: tuple[str, ...]
    word_class: str


def written_concepts() -> Iterator[WrittenConcept]:
    """Every concept of every branch, broader before narrower within a branch."""
    for branch in (*CHALLENGES, *FURTHER_BRANCHES):
        for cells in _rows(_data("themes").joinpath(f"{branch}.tsv"), columns=7):
            notation, broader, dutch, english, other_dutch, other_english, related = cells
            yield WrittenConcept(
                notation=notation,
                broader="" if broader == "-" else broader,
                labels={"nl": (dutch, *_several(other_dutch)), "en": (english, *_several(other_english))},
                related=_several(related),
            )


def written_words() -> Iterator[WrittenWord]:
    """Every entry of the lexicon."""
    for path in sorted(_data("lexicon").iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".tsv"):
            for dutch, english, word_class in _rows(path, columns=3):
                yield WrittenWord(dutch, _several(english), word_class)


def _data(folder: str) -> Traversable:
    return files("schakel.vocabulary").joinpath("data").joinpath(folder)


def _rows(path: Traversable, *, columns: int) -> Iterator[list[str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != columns:
            raise ValueError(f"{path.name}, line {number}: {len(cells)} columns instead of {columns}")
        yield cells


def _several(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split("|") if word.strip() not in ("", "-"))
