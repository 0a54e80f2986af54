"""A point on the earth, and how far it is from another; plain Python."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

RADIUS = 6371.0
"""Of the earth, in kilometres, as a ball."""


REACHES = (10, 25, 50, 100)
"""Kilometres that can be chosen where somebody says how far they would go."""


@dataclass(frozen=True, slots=True)
class Point:
    """In degrees, north and east (WGS 84). Raises ValueError for what lies outside of the earth."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):  # noqa: PLR2004 - so degrees run
            raise ValueError("no point on the earth")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody would go, in kilometres as the crow flies, and from where: ``name`` as people read it."""

    near: Point
    within: int
    name: str = ""

    def has(self, point: Point | None) -> bool:
        """Whether it is within reach; where it is not known where something is, it is not."""
        return point is not None and kilometres(self.near, point) <= self.within


def kilometres(one: Point, other: Point) -> float:
    """As the crow flies, by the haversine formula; right to half a percent."""
    south, north = radians(one.latitude), radians(other.latitude)
    up, aside = (north - south) / 2, radians(other.longitude - one.longitude) / 2
    share = sin(up) ** 2 + cos(south) * cos(north) * sin(aside) ** 2
    return 2 * RADIUS * asin(min(1.0, sqrt(share)))
