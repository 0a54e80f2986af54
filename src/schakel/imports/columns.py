"""A source without a profile: what its columns are, what each can hold here, and the profile that comes of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from schakel.imports.fields import PLACE, SOURCE_URL, THEMES
from schakel.imports.guessing import holds_contacts
from schakel.imports.profiles import TABLES, Field, Profile
from schakel.imports.records import Record, read_records
from schakel.library.public import KINDS, Fact, Kind, Shape
from schakel.organisations.public import Organisation

LOOKED_AT = 200
"""So many records are looked at to see what columns there are."""
SAMPLES, LONGEST_SAMPLE = 3, 80
MOST_COLUMNS = 150
DEEPEST = 3
HOW: Mapping[Shape, str] = {
    Shape.WORD: "line",
    Shape.WORDS: "words",
    Shape.NUMBER: "number",
    Shape.DECIMAL: "decimal",
    Shape.CENTS: "cents",
    Shape.YEAR: "year",
    Shape.DATE: "day",
    Shape.TIME: "time",
    Shape.DATES: "days",
    Shape.CHOICE: "choice",
    Shape.CHOICES: "choices",
    Shape.ADDRESS: "address",
    Shape.BODIES: "bodies",
    Shape.WINDOWS: "closing",
}
"""How a cell becomes a fact of this shape; figures with units stand in no single cell."""


@dataclass
class Column:
    """One column of a source: its name (a path in nested records), some of its values, how many records have one."""

    name: str
    samples: list[str] = field(default_factory=list)
    filled: int = 0


def columns_of(path: Path) -> list[Column]:
    """The columns of a file, in the order in which they appear. Raises a Refusal when it cannot be read."""
    columns: dict[str, Column] = {}
    for record in islice(read_records(path, TABLES, lambda _: None), LOOKED_AT):
        for name, value in _flat(record):
            if name not in columns and len(columns) == MOST_COLUMNS:
                continue
            column = columns.setdefault(name, Column(name))
            text = " ".join(value.split())
            if text:
                column.filled += 1
                sample = text if len(text) <= LONGEST_SAMPLE else f"{text[: LONGEST_SAMPLE - 2]} …"
                if sample not in column.samples and len(column.samples) < SAMPLES:
                    column.samples.append(sample)
    return list(columns.values())


def _flat(record: Record, before: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        path = f"{before}{name}"
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _flat(value, f"{path}.", depth + 1)
        elif isinstance(value, list):
            yield path, "; ".join(str(entry) for entry in value if not isinstance(entry, dict | list))
        else:
            yield path, "" if value is None else str(value)


def fields_for(kind: Kind) -> dict[str, str]:
    """Everything a column can hold of an item of this kind: the field's name, and how it is read."""
    definition = KINDS[kind]
    texts = {f"text.{text.name}": "lines" if text.listed else "text" for text in definition.texts}
    facts = {f"fact.{fact.name}": HOW[fact.shape] for fact in definition.facts if fact.shape in HOW}
    texts |= {"text.title": "line", "text.summary": "summary"}
    return {**texts, SOURCE_URL: "address", PLACE: "body", THEMES: "themes", **facts}


def own_profile(
    *,
    name: str,
    title: str,
    kind: Kind,
    language: str,
    owner: Organisation,
    licence: str,
    key: Sequence[str],
    chosen: Mapping[str, str],
    left_out: Sequence[str],
    words_of: Mapping[str, Mapping[str, str]],
) -> Profile:
    """The profile by which a source is read: ``chosen`` says of a column which field it holds.

    ``words_of`` has, per fact with a choice, the words people use for each value. Columns that are ``left_out`` are
    not kept either: they hold how to reach persons.
    """
    how = fields_for(kind)
    fields = tuple(
        Field(field, (column,), how[field], dict(words_of.get(field, {}))) for column, field in chosen.items()
    )
    return Profile(
        name=name,
        title=title,
        kind=kind,
        formats=TABLES,
        language=language,
        key=tuple(key),
        owner_slug=owner.slug,
        owner_name=owner.name,
        owner_type=owner.type,
        licence=licence,
        source_name=title,
        fields=fields,
        left_out=tuple(left_out),
    )


def contacts_among(columns: Sequence[str], chosen: Mapping[str, str]) -> tuple[str, ...]:
    """The columns that look like contacts of persons and that nobody chose."""
    return tuple(column for column in columns if column not in chosen and holds_contacts(column))


def choices_of(kind: Kind) -> list[Fact]:
    """The facts of a kind that take one or some of a few words."""
    return [fact for fact in KINDS[kind].facts if fact.shape in {Shape.CHOICE, Shape.CHOICES}]
