"""A file with the twelve provinces as squares with wavy borders, for whoever tests the map."""

import json
import math

from schakel.organisations.reference import reference_bodies

PROVINCES = {body.code: body.name for body in reference_bodies() if body.type == "province"}
COLUMNS = 3
SIDE = 1.0


def wavy(start, end, *, points=60):
    """From one corner to another, not straight: a real border. The same line in whichever direction."""
    (x1, y1), (x2, y2) = sorted((start, end))
    line = [
        (
            x1 + (x2 - x1) * step / points + 0.05 * math.sin(5 * math.pi * step / points) * (y2 - y1),
            y1 + (y2 - y1) * step / points + 0.05 * math.sin(5 * math.pi * step / points) * (x2 - x1),
        )
        for step in range(points + 1)
    ]
    return line if (start, end) == tuple(sorted((start, end))) else line[::-1]


def ring_of(place, *, at=(4.0, 51.0), scale=SIDE):
    """Twelve areas beside and under each other, each with four wavy borders that its neighbours share."""
    column, row = place % COLUMNS, place // COLUMNS
    corners = [
        (at[0] + scale * (column + dx), at[1] + scale * (row + dy))
        for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))
    ]
    ring = []
    for number, corner in enumerate(corners):
        ring += wavy(corner, corners[(number + 1) % 4])[:-1]
    return [*ring, ring[0]]


def geojson(**changes):
    """A file with the twelve provinces; ``changes``: other features by code, None for none at all."""
    features = [
        {
            "type": "Feature",
            "properties": {"statcode": code.upper(), "statnaam": "?"},
            "geometry": {"type": "Polygon", "coordinates": [ring_of(place)]},
        }
        for place, code in enumerate(PROVINCES)
    ]
    features = [changes.get(code, feature) for code, feature in zip(PROVINCES, features, strict=True)]
    return {"type": "FeatureCollection", "features": [feature for feature in features if feature]}


def written(whole):
    return json.dumps(whole).encode()
