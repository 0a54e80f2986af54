"""The municipalities and provinces as they are written down in ``data/``; plain Python.

* ``provinces.tsv``: code, name, other names.
* ``municipalities.tsv``, those of 2025: code, name, province, size class, other names.
* ``former-municipalities.tsv``, those that ended since 2014, the last one first: code, name, province, the
  first day without it, successor (of one that was divided: who got most of its inhabitants).
* ``points.tsv``: code, latitude and longitude of its largest or best known place, or of the capital of a province.

Other names are separated by ``|``; ``-`` is none. Codes are those of Statistics Netherlands (CBS) and TOOI.
Size classes are our estimates of the number of inhabitants around 2024.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from schakel.kernel.points import Point
from schakel.organisations.rules import OrganisationType, SizeClass, comparable_name

YEAR_OF_THE_LIST = 2025


@dataclass(frozen=True, slots=True)
class ReferenceBody:
    """A municipality or province. ``province`` and ``successor`` are codes, empty where there is none."""

    code: str
    name: str
    type: OrganisationType
    province: str = ""
    size_class: SizeClass | None = None
    other_names: tuple[str, ...] = ()
    ended_on: date | None = None
    successor: str = ""


def reference_bodies() -> Iterator[ReferenceBody]:
    """Every body, each behind its province and its successor."""
    for code, name, other_names in _rows("provinces.tsv", columns=3):
        yield ReferenceBody(code, name, OrganisationType.PROVINCE, other_names=_several(other_names))
    for code, name, province, size_class, other_names in _rows("municipalities.tsv", columns=5):
        yield ReferenceBody(
            code,
            name,
            OrganisationType.MUNICIPALITY,
            province=province,
            size_class=SizeClass(size_class),
            other_names=_several(other_names),
        )
    for code, name, province, ended_on, successor in _rows("former-municipalities.tsv", columns=5):
        yield ReferenceBody(
            code,
            name,
            OrganisationType.MUNICIPALITY,
            province=province,
            ended_on=date.fromisoformat(ended_on),
            successor=successor,
        )


@cache
def points() -> Mapping[str, Point]:
    """By code, where the largest or best known place of a municipality lies, and the capital of a province."""
    rows = _rows("points.tsv", columns=3)
    return MappingProxyType(
        {code: Point(float(latitude), float(longitude)) for code, latitude, longitude in rows}
    )


def point_of(*codes: str) -> Point | None:
    """Where the first of these municipalities or provinces lies that is on the map; None where none is."""
    return next((points()[code] for code in codes if code in points()), None)


@cache
def other_names() -> Mapping[str, str]:
    """From the comparable form of every other name to that of the official one."""
    return MappingProxyType(
        {comparable_name(other): comparable_name(body.name) for body, other in _bodies_by_other_name()}
    )


@cache
def codes_by_other_name() -> tuple[tuple[str, str], ...]:
    """(comparable form, code) of every other name."""
    return tuple((comparable_name(other), body.code) for body, other in _bodies_by_other_name())


def _bodies_by_other_name() -> Iterator[tuple[ReferenceBody, str]]:
    return ((body, other) for body in reference_bodies() for other in body.other_names)


def _rows(name: str, *, columns: int) -> Iterator[list[str]]:
    """Raises ValueError, naming file and line, for a line with another number of columns."""
    text = files("schakel.organisations").joinpath("data", name).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != columns:
            raise ValueError(f"{name}, line {number}: {len(cells)} columns instead of {columns}")
        yield cells


def _several(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split("|"))
