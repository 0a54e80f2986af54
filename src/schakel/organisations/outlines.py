"""From boundaries in degrees or metres to simple outlines on a small map; plain Python.

Neighbours keep fitting: a border that two provinces share is simplified once, as one line between the points where
it begins and ends (Douglas and Peucker 1973).
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schakel.organisations.boundaries import Ring

WIDTH, HEIGHT = 400, 460
"""Of the map, in the units of its picture. What is drawn fits in and stands in the middle."""
MARGIN = 4
TOLERANCE = 0.8
"""Units by which a simplified line may differ from the real one: hardly more than a pixel on a screen."""
SMALLEST = 6.0
"""Square units. A smaller island is left out, unless it is all there is."""
GRID = 16
"""The place for a number is looked for among so many by so many points."""

Place = tuple[float, float]
Spot = tuple[int, int]
"""A point in tenths of a unit: whole numbers, so that neighbours mean the same point."""
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Outline:
    """``path`` draws it (the ``d`` of an SVG path); at ``label`` there is most room for words."""

    path: str
    label: tuple[int, int]


def outlines_of(
    boundaries: Mapping[str, Sequence[Ring]], *, tolerance: float = TOLERANCE
) -> dict[str, Outline]:
    """An outline on the map for each of the boundaries; ``tolerance`` in units."""
    placed = _placed(boundaries)
    turns = _turns(ring for rings in placed.values() for ring in rings)
    return {
        code: _outline([_simplified(ring, turns, tolerance) for ring in rings])
        for code, rings in placed.items()
    }


def _placed(boundaries: Mapping[str, Sequence[Ring]]) -> dict[str, list[list[Spot]]]:
    """All rings on the map, each point once and the first one not again; north is up."""
    points = [point for rings in boundaries.values() for ring in rings for point in ring]
    in_degrees = all(abs(x) <= 180 and abs(y) <= 90 for x, y in points)  # noqa: PLR2004 - degrees of a globe
    north = max(y for _, y in points)
    south = min(y for _, y in points)
    # A degree of longitude is shorter the farther one is from the equator.
    squeeze = math.cos(math.radians((north + south) / 2)) if in_degrees else 1.0
    west = min(x for x, _ in points) * squeeze
    east = max(x for x, _ in points) * squeeze
    room_x, room_y = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    scale = min(room_x / max(east - west, 1e-9), room_y / max(north - south, 1e-9))
    left = MARGIN + (room_x - scale * (east - west)) / 2
    top = MARGIN + (room_y - scale * (north - south)) / 2

    def spot(x: float, y: float) -> Spot:
        return (
            round(TENTHS * (left + scale * (x * squeeze - west))),
            round(TENTHS * (top + scale * (north - y))),
        )

    return {
        code: [_each_once([spot(x, y) for x, y in ring]) for ring in rings]
        for code, rings in boundaries.items()
    }


def _each_once(ring: Sequence[Spot]) -> list[Spot]:
    """Without points that follow themselves; a ring goes back to its begin by itself."""
    kept = [spot for place, spot in enumerate(ring) if spot != ring[place - 1]]
    return kept or list(ring[:1])


def _turns(rings: Iterable[Sequence[Spot]]) -> frozenset[Spot]:
    """The points where borders meet: in all rings together they have other neighbours than one before, one behind."""
    neighbours: dict[Spot, set[Spot]] = defaultdict(set)
    for ring in rings:
        for place, spot in enumerate(ring):
            neighbours[spot] |= {ring[place - 1], ring[(place + 1) % len(ring)]}
    return frozenset(spot for spot, beside in neighbours.items() if len(beside) != 2)  # noqa: PLR2004 - before, behind


def _simplified(ring: list[Spot], turns: frozenset[Spot], tolerance: float) -> list[Spot]:
    """The ring with fewer points, border after border."""
    if len(ring) < 3:  # noqa: PLR2004 - no area
        return ring
    start = next((place for place, spot in enumerate(ring) if spot in turns), ring.index(min(ring)))
    around = [*ring[start:], *ring[:start], ring[start]]
    fixed = [place for place, spot in enumerate(around) if spot in turns or place in (0, len(around) - 1)]
    simple: list[Spot] = []
    for begin, end in itertools.pairwise(fixed):
        simple += _line(around[begin : end + 1], tolerance)[:-1]
    return simple


def _line(border: list[Spot], tolerance: float) -> list[Spot]:
    """A line between two fixed points with fewer points between; the same from whichever end it is seen."""
    backwards = border[0] > border[-1] or (border[0] == border[-1] and border[1] > border[-2])
    line = border[::-1] if backwards else border
    kept = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, at = max(
            ((distance(line[place], line[first], line[last]), place) for place in range(first + 1, last)),
            default=(0.0, 0),
        )
        if far > TENTHS * tolerance:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    simple = [line[place] for place in sorted(kept)]
    return simple[::-1] if backwards else simple


def distance(spot: Place, one: Place, other: Place) -> float:
    """From a point to the line between two others; to the point where these are the same."""
    (x, y), (x1, y1), (x2, y2) = spot, one, other
    length = math.hypot(x2 - x1, y2 - y1)
    if length == 0:
        return math.hypot(x - x1, y - y1)
    along = max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length**2))
    return math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))


def _outline(rings: Sequence[Sequence[Spot]]) -> Outline:
    largest = max(rings, key=_area)
    kept = [ring for ring in rings if ring is largest or _area(ring) >= SMALLEST * TENTHS**2]
    return Outline("".join(map(_path, kept)), _roomiest(largest))


def _area(ring: Sequence[Spot]) -> float:
    return (
        abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2
    )


def _path(ring: Sequence[Spot]) -> str:
    """Whole units after the first point would be too coarse: tenths, each as far as it is from the one before."""
    x, y = ring[0]
    steps = [f"M{_written(x)} {_written(y)}l"]
    steps.append(
        " ".join(
            f"{_written(x2 - x1)} {_written(y2 - y1)}" for (x1, y1), (x2, y2) in itertools.pairwise(ring)
        )
    )
    return "".join([*steps, "z"])


def _written(tenths: int) -> str:
    return f"{tenths / TENTHS:g}"


def _roomiest(ring: Sequence[Spot]) -> tuple[int, int]:
    """The point inside that is farthest from the border, in units."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    edges = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    best, found = -1.0, (xs[0], ys[0])
    for column in range(1, GRID):
        for row in range(1, GRID):
            spot = (
                min(xs) + (max(xs) - min(xs)) * column // GRID,
                min(ys) + (max(ys) - min(ys)) * row // GRID,
            )
            if _is_inside(spot, edges):
                room = min(distance(spot, one, other) for one, other in edges)
                if room > best:
                    best, found = room, spot
    return round(found[0] / TENTHS), round(found[1] / TENTHS)


def _is_inside(spot: Spot, edges: Sequence[tuple[Spot, Spot]]) -> bool:
    """Whether a line from here to the east crosses the border an odd number of times."""
    x, y = spot
    crossings = sum(
        (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 for (x1, y1), (x2, y2) in edges
    )
    return crossings % 2 == 1
