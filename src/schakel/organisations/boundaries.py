"""Reading the boundaries of the provinces from a file of somebody else; plain Python.

GeoJSON (RFC 7946) and TopoJSON (version 1), in degrees or in metres. What is in the file is not trusted: whatever is
not as it should be is refused with a code, and nothing of its texts gets any further than being compared.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schakel.kernel.refusal import Refusal
from schakel.organisations.reference import other_names, reference_bodies
from schakel.organisations.rules import OrganisationType, comparable_name

Point = tuple[float, float]
Ring = tuple[Point, ...]

LARGEST_FILE = 64_000_000
"""Bytes. The provinces in full detail take about twenty million."""
MOST_POINTS = 2_000_000
FARTHEST = 1e8
"""Metres: farther than anything on this planet."""
FEWEST_POINTS = 4
"""Of a ring: three, and the first one again."""


def read_boundaries(content: bytes) -> dict[str, tuple[Ring, ...]]:
    """The rings of every province by its code. Raises a Refusal unless each of the twelve is there, once."""
    if len(content) > LARGEST_FILE:
        raise Refusal("boundaries-too-large", largest=LARGEST_FILE // 1_000_000)
    whole = _parsed(content)
    wanted = _Wanted()
    found: dict[str, tuple[Ring, ...]] = {}
    left = MOST_POINTS
    for properties, rings in _features(whole):
        code = wanted.code_in(properties)
        if code is None:
            continue
        if code in found:
            raise Refusal("boundaries-twice", name=wanted.names[code])
        found[code] = tuple(map(_checked, rings))
        left -= sum(map(len, found[code]))
        if left < 0:
            raise Refusal("boundaries-too-large", largest=LARGEST_FILE // 1_000_000)
        if not found[code]:
            raise Refusal("boundaries-empty", name=wanted.names[code])
    if missing := [name for code, name in wanted.names.items() if code not in found]:
        raise Refusal("boundaries-missing", names=", ".join(missing))
    return found


class _Wanted:
    """The provinces by their codes (PV28) and by all their names. A bare 28 may as well be a number of a row."""

    def __init__(self) -> None:
        provinces = [body for body in reference_bodies() if body.type is OrganisationType.PROVINCE]
        self.names = {body.code: body.name for body in provinces}
        self._by_name = {comparable_name(body.name): body.code for body in provinces}

    def code_in(self, properties: Mapping[str, object]) -> str | None:
        """The province these properties speak of: by a code in any of them, else by a name."""
        texts = [value for value in properties.values() if isinstance(value, str)]
        codes = (code if (code := text.strip().lower()) in self.names else None for text in texts)
        names = (self._by_name.get(comparable_name(text[:200], other_names())) for text in texts)
        return next((code for several in (codes, names) for code in several if code), None)


def _parsed(content: bytes) -> Mapping[str, Any]:
    try:
        whole = json.loads(content.decode("utf-8-sig"), parse_constant=_not_a_number)
    except (ValueError, RecursionError) as error:
        raise Refusal("boundaries-unreadable") from error
    if not isinstance(whole, dict):
        raise Refusal("boundaries-unreadable")
    return whole


def _not_a_number(written: str) -> float:
    raise ValueError(f"{written} is no number")


def _features(whole: Mapping[str, Any]) -> Iterator[tuple[dict[str, object], list[list[object]]]]:
    """The properties and the rings of everything in the file that has an area."""
    try:
        match whole.get("type"):
            case "FeatureCollection":
                yield from map(_geojson_feature, whole["features"])
            case "Topology":
                arcs = _arcs(whole)
                for collection in whole["objects"].values():
                    for geometry in collection.get("geometries", [collection]):
                        yield _properties(geometry), _topojson_rings(geometry, arcs)
            case _:
                raise Refusal("boundaries-unreadable")
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise Refusal("boundaries-unreadable") from error


def _properties(feature: Mapping[str, Any]) -> dict[str, object]:
    return {"id": feature.get("id")} | dict(feature.get("properties") or {})


def _geojson_feature(feature: Mapping[str, Any]) -> tuple[dict[str, object], list[list[object]]]:
    geometry = feature.get("geometry") or {}
    match geometry.get("type"):
        case "Polygon":
            rings = geometry["coordinates"]
        case "MultiPolygon":
            rings = [ring for polygon in geometry["coordinates"] for ring in polygon]
        case _:
            rings = []
    return _properties(feature), rings


def _arcs(topology: Mapping[str, Any]) -> list[list[Point]]:
    """The arcs as points: with a transform each point is written as its distance from the one before."""
    transform = topology.get("transform")
    if transform is None:
        return [[(x, y) for x, y, *_ in arc] for arc in topology["arcs"]]
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    arcs = []
    for written in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy, *_ in written:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)
    return arcs


def _topojson_rings(geometry: Mapping[str, Any], arcs: Sequence[list[Point]]) -> list[list[object]]:
    match geometry.get("type"):
        case "Polygon":
            polygons = [geometry["arcs"]]
        case "MultiPolygon":
            polygons = geometry["arcs"]
        case _:
            polygons = []
    return [_joined(ring, arcs) for polygon in polygons for ring in polygon]


def _joined(numbers: Sequence[int], arcs: Sequence[list[Point]]) -> list[object]:
    """The arcs of a ring behind each other; ~3 is arc 3 from its end to its begin."""
    ring: list[object] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
        if len(ring) > MOST_POINTS:
            raise ValueError("the same arcs again and again")
    return ring


def _checked(ring: Sequence[Any]) -> Ring:
    """The ring as points, if it is one."""
    try:
        points = tuple((float(point[0]), float(point[1])) for point in ring)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise Refusal("boundaries-unreadable") from error
    if len(points) < FEWEST_POINTS or points[0] != points[-1]:
        raise Refusal("boundaries-unreadable")
    if not all(math.isfinite(x) and math.isfinite(y) and max(abs(x), abs(y)) < FARTHEST for x, y in points):
        raise Refusal("boundaries-unreadable")
    return points
