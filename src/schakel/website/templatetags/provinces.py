"""The tile map of the twelve provinces: each as large as any other, near its place on the real map."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import template
from django.utils.translation import gettext

from schakel.organisations.public import province_name, province_outlines

register = template.Library()

# Column and row of each province.
PLACES = {
    "pv21": (2, 0),
    "pv20": (3, 0),
    "pv27": (1, 1),
    "pv24": (2, 1),
    "pv22": (3, 1),
    "pv28": (0, 2),
    "pv26": (1, 2),
    "pv25": (2, 2),
    "pv23": (3, 2),
    "pv29": (0, 3),
    "pv30": (1, 3),
    "pv31": (2, 3),
}
SIDE = 80
GAP = 4
LEVELS = ("some", "most")


@dataclass(frozen=True, slots=True)
class Tile:
    """One province in the picture; all lengths in the units of its view box."""

    code: str
    name: str
    name_lines: tuple[str, ...]
    count: int
    url: str
    x: int
    y: int
    level: str

    @property
    def middle(self) -> int:
        return self.x + (SIDE - GAP) // 2

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The pieces of the name, each with its height."""
        top = self.y + (22 if len(self.name_lines) > 1 else 30)
        return [(top + 15 * place, piece) for place, piece in enumerate(self.name_lines)]

    @property
    def count_y(self) -> int:
        return self.y + 62

    @property
    def is_dark(self) -> bool:
        return self.level == "most"


@register.simple_tag
def province_tiles(counts: Mapping[str, int], links: Mapping[str, str]) -> list[Tile]:
    """The provinces from north to south, with the count and the link that stand at their code."""
    most = max([counts.get(code, 0) for code in PLACES], default=0)
    return [
        Tile(
            code=code,
            name=province_name(code),
            name_lines=_name_lines(province_name(code)),
            count=counts.get(code, 0),
            url=links.get(code, ""),
            x=GAP // 2 + column * SIDE,
            y=GAP // 2 + row * SIDE,
            level=level_of(counts.get(code, 0), most=most),
        )
        for code, (column, row) in PLACES.items()
    ]


@dataclass(frozen=True, slots=True)
class Shape:
    """One province by its real boundary, with a number where there is room for it."""

    code: str
    name: str
    name_lines: tuple[str, ...]
    count: int
    url: str
    path: str
    x: int
    y: int
    level: str

    @property
    def is_dark(self) -> bool:
        return self.level == "most"

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The pieces of the name above the number, each with its height."""
        top = self.y - 14 * len(self.name_lines) + 8
        return [(top + 14 * place, piece) for place, piece in enumerate(self.name_lines)]

    @property
    def count_y(self) -> int:
        return self.y + 14


@register.simple_tag
def province_shapes(counts: Mapping[str, int], links: Mapping[str, str]) -> list[Shape]:
    """The provinces by their boundaries, from north to south; none where no boundaries were loaded."""
    most = max([counts.get(code, 0) for code in PLACES], default=0)
    shapes = [
        Shape(
            code=code,
            name=province_name(code),
            name_lines=_name_lines(province_name(code)),
            count=counts.get(code, 0),
            url=links.get(code, ""),
            path=outline.path,
            x=outline.label[0],
            y=outline.label[1],
            level=level_of(counts.get(code, 0), most=most),
        )
        for code, outline in province_outlines().items()
    ]
    return sorted(shapes, key=lambda shape: (shape.y, shape.x))


@register.simple_tag
def province_table(counts: Mapping[str, int], links: Mapping[str, str]) -> dict[str, object]:
    """The same numbers as ``components/table.html`` shows them, by name."""
    codes = sorted(PLACES, key=province_name)
    return {
        "id": "province-numbers",
        "caption": gettext("Number in each province"),
        "hides_caption": True,
        "columns": [_column(gettext("Province")), _column(gettext("Number"), numeric=True)],
        "rows": [
            {
                "cells": [
                    _cell(province_name(code), url=links.get(code, "")),
                    _cell(str(counts.get(code, 0)), numeric=True),
                ]
            }
            for code in codes
        ],
        "is_tall": False,
        "is_worked": False,
    }


def level_of(count: int, *, most: int) -> str:
    """How much it is beside the province with the most, in two steps; empty for nothing."""
    if count <= 0 or most <= 0:
        return ""
    return LEVELS[min(len(LEVELS) - 1, (len(LEVELS) * (count - 1)) // most)]


def _name_lines(name: str) -> tuple[str, ...]:
    """A name of two words stands on two lines, so that it fits."""
    first, hyphen, second = name.partition("-")
    return (f"{first}{hyphen}", second) if second else (name,)


def _column(label: str, *, numeric: bool = False) -> dict[str, object]:
    return {"label": label, "numeric": numeric, "sort_url": "", "sorted": ""}


def _cell(text: str, *, url: str = "", numeric: bool = False) -> dict[str, object]:
    return {"text": text, "url": url, "numeric": numeric, "badge_tone": ""}
