"""A point on the earth, and how far it is from another; plain Python."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

RADIUS = 6371.0
"""Of the earth, in kilometres, as a ball."""


@dataclass(frozen=True, slots=True)
class Point:
    """In degrees, north and east (WGS 84). Raises ValueError for what lies outside of the earth."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):  # noqa: PLR2004 - so degrees run
            raise ValueError("no point on the earth")


def kilometres(one: Point, other: Point) -> float:
    """As the crow flies, by the haversine formula; right to half a percent."""
    south, north = radians(one.latitude), radians(other.latitude)
    up, aside = (north - south) / 2, radians(other.longitude - one.longitude) / 2
    share = sin(up) ** 2 + cos(south) * cos(north) * sin(aside) ** 2
    return 2 * RADIUS * asin(min(1.0, sqrt(share)))
