"""Who works with whom as a picture: organisations on a circle, a line for each pair.

The same input gives the same picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from schakel.organisations.public import Organisation

LARGEST, SMALLEST, PER_DOT, ROOM, PER_LETTER = 260, 60, 12, 16, 9
"""In the units of the picture: the radius of the circle at most, at least, and for each dot; what is free between a dot
and its name; and what a letter takes."""
MOST_DRAWN = 40
"""More names than this cannot be read on a circle; the table has all."""
LONGEST_NAME = 34


@dataclass(frozen=True, slots=True)
class Dot:
    """An organisation on the circle, with where its name begins, or ends where ``anchor`` says so."""

    name: str
    x: int
    y: int
    name_x: int
    name_y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Line:
    x1: int
    y1: int
    x2: int
    y2: int
    width: int
    """More for who does more together."""


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    left_out: int
    """Organisations that are in the table and not in the picture."""


def drawing_of(
    organisations: Sequence[Organisation], pairs: Mapping[tuple[int, int], Sequence[str]]
) -> Drawing:
    """Those with most ties, in the order of their names."""
    number = {one.pk: sum(one.pk in pair for pair in pairs) for one in organisations}
    chosen = sorted(organisations, key=lambda one: (-number[one.pk], one.name, one.pk))[:MOST_DRAWN]
    placed = sorted(chosen, key=lambda one: (one.name, one.pk))
    radius = min(LARGEST, SMALLEST + PER_DOT * len(placed))
    longest = max((min(LONGEST_NAME, len(one.name)) for one in placed), default=0)
    middle = radius + 2 * ROOM + PER_LETTER * longest
    dots = {one.pk: _dot(one, place, len(placed), radius, middle) for place, one in enumerate(placed)}
    lines = [
        Line(dots[a].x, dots[a].y, dots[b].x, dots[b].y, min(6, 1 + len(together)))
        for (a, b), together in sorted(pairs.items())
        if a in dots and b in dots
    ]
    height = 2 * (radius + 3 * ROOM)
    return Drawing(2 * middle, height, tuple(dots.values()), tuple(lines), len(organisations) - len(placed))


def _dot(organisation: Organisation, place: int, number: int, radius: int, middle: int) -> Dot:
    angle = 2 * pi * (place + 0.5) / number - pi / 2
    across, down = cos(angle), sin(angle)
    name = organisation.name
    return Dot(
        name=name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…",
        x=round(middle + radius * across),
        y=round(radius + 3 * ROOM + radius * down),
        name_x=round(middle + (radius + ROOM) * across),
        name_y=round(radius + 3 * ROOM + (radius + ROOM) * down) + 5,
        anchor="start" if across >= 0 else "end",
    )
