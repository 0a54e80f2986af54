"""What can be imported and makes no items: themes, municipalities, boundaries. Each has its own package's report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schakel.accounts.public import Person
from schakel.kernel.refusal import Refusal
from schakel.kernel.reports import ImportReport, Remark
from schakel.organisations import public as organisations
from schakel.vocabulary import public as vocabulary

Undo = Callable[[int, Person | None, datetime], bool]


@dataclass(frozen=True, slots=True)
class BesideItems:
    """How one kind of file is read. ``undo`` takes back the run with a number, False when there is none."""

    name: str
    title: str
    preview: Callable[[Path, datetime], ImportReport]
    run: Callable[[Path, Person | None, datetime], ImportReport]
    refusal_text: Callable[[Refusal], str]
    remark_text: Callable[[Remark], str]
    undo: Undo | None = None


def _undo_themes(number: int, by: Person | None, now: datetime) -> bool:
    run = vocabulary.theme_run(number)
    if run is not None:
        vocabulary.undo_themes(run=run, undone_by=by, now=now)
    return run is not None


BESIDE_ITEMS: Mapping[str, BesideItems] = {
    way.name: way
    for way in (
        BesideItems(
            name="skos",
            title="Themes as SKOS: RDF/XML, Turtle, N-Triples, JSON-LD (EuroVoc and others)",
            preview=lambda path, _now: vocabulary.preview_themes(path=path),
            run=lambda path, by, now: vocabulary.import_themes(path=path, run_by=by, now=now),
            refusal_text=vocabulary.refusal_text,
            remark_text=vocabulary.remark_text,
            undo=_undo_themes,
        ),
        BesideItems(
            name="municipalities",
            title="Municipalities with inhabitants (Statistics Netherlands: CSV, JSON)",
            preview=lambda path, now: organisations.preview_municipalities(path=path, now=now),
            run=lambda path, by, now: organisations.import_municipalities(path=path, run_by=by, now=now),
            refusal_text=organisations.refusal_text,
            remark_text=organisations.remark_text,
        ),
        BesideItems(
            name="boundaries",
            title="Boundaries of the provinces (GeoJSON, TopoJSON)",
            preview=lambda path, _now: organisations.preview_boundaries(path=path),
            run=lambda path, _by, now: organisations.import_boundaries(path=path, now=now),
            refusal_text=organisations.refusal_text,
            remark_text=organisations.remark_text,
        ),
    )
}
