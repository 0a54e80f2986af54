"""Boundaries of provinces from somebody's file: read or refused, simplified without gaps, drawn on the map."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.kernel.refusal import Refusal
from schakel.organisations.actions import load_boundaries, load_reference
from schakel.organisations.boundaries import LARGEST_FILE, read_boundaries
from schakel.organisations.models import Boundary
from schakel.organisations.outlines import HEIGHT, TOLERANCE, WIDTH, distance, outlines_of
from schakel.organisations.queries import province_outlines
from tests.boundaries import PROVINCES, geojson, ring_of, written
from tests.clock import NOW

_NUMBER = re.compile(r"-?[\d.]+")


def spots(path):
    """The points of an SVG path, per ring."""
    rings = []
    for part in path.split("z")[:-1]:
        first, rest = part.removeprefix("M").split("l")
        x, y = map(float, first.split())
        ring = [(round(x, 1), round(y, 1))]
        steps = list(map(float, rest.split()))
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((round(x, 1), round(y, 1)))
        rings.append(ring)
    return rings


def test_provinces_are_known_by_their_code_or_by_any_of_their_names():
    by_name = geojson()
    names = list(PROVINCES.values())
    for feature, name in zip(by_name["features"], names, strict=True):
        feature["properties"] = {"id": 28, "naam": "Fryslân" if name == "Friesland" else f"Provincie {name}"}
    assert read_boundaries(written(by_name)) == read_boundaries(written(geojson()))


def test_what_is_no_province_is_passed_over():
    with_more = geojson()
    with_more["features"] += [
        {"type": "Feature", "properties": None, "geometry": None},
        {"type": "Feature", "properties": {"naam": "Noordzee", "nummer": 28}, "geometry": {"type": "Point"}},
    ]
    assert set(read_boundaries(written(with_more))) == set(PROVINCES)


def test_topojson_gives_what_geojson_gives():
    """Two arcs for each province; whole numbers, with a transform, and one arc taken from its end."""
    arcs, geometries = [], []
    for place, code in enumerate(PROVINCES):
        ring = [(round(1000 * x), round(1000 * y)) for x, y in ring_of(place)]
        for line in (ring[:100], ring[99:][::-1]):
            steps = [
                line[0],
                *((x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(line)),
            ]
            arcs.append(steps)
        geometries.append(
            {"type": "Polygon", "arcs": [[2 * place, ~(2 * place + 1)]], "properties": {"code": code}}
        )
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [0, 0]},
        "arcs": arcs,
        "objects": {"provinces": {"type": "GeometryCollection", "geometries": geometries}},
    }
    read = read_boundaries(written(topology))
    for place, code in enumerate(PROVINCES):
        expected = [(round(x, 3), round(y, 3)) for x, y in ring_of(place)]
        assert [(round(x, 3), round(y, 3)) for x, y in read[code][0]] == expected


def test_degrees_and_metres_give_the_same_map():
    """On the equator a degree is as long as it is high."""
    degrees, metres = geojson(), geojson()
    for place in range(len(PROVINCES)):
        degrees["features"][place]["geometry"]["coordinates"] = [ring_of(place, at=(4.0, -2.0))]
        metres["features"][place]["geometry"]["coordinates"] = [
            ring_of(place, at=(10_000.0, 300_000.0), scale=50_000.0)
        ]
    one, other = (outlines_of(read_boundaries(written(whole))) for whole in (degrees, metres))
    assert {code: outline.label for code, outline in one.items()} == {
        code: outline.label for code, outline in other.items()
    }


def test_the_outlines_are_simple_and_fit_on_the_map(outlines):
    for code, outline in outlines.items():
        (ring,) = spots(outline.path)
        assert 20 < len(ring) < 120, code
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in ring)
        assert min(x for x, _ in ring) < outline.label[0] < max(x for x, _ in ring)


def test_neighbours_share_their_simplified_border(outlines):
    left, right = (set(spots(outlines[code].path)[0]) for code in list(PROVINCES)[:2])
    shared = left & right
    assert len(shared) > 5
    # Nothing of one lies beyond the border: every other point of the two stands on its own side.
    assert max(x for x, _ in left) <= max(x for x, _ in shared)
    assert min(x for x, _ in right) >= min(x for x, _ in shared)


@pytest.mark.parametrize("start", [1, 60, 133, 239])
def test_where_a_ring_begins_makes_no_difference(start, outlines):
    moved = geojson()
    ring = ring_of(4)[:-1]
    turned = [*ring[start:], *ring[:start]]
    moved["features"][4]["geometry"]["coordinates"] = [[*turned, turned[0]]]
    one = outlines[list(PROVINCES)[4]]
    other = outlines_of(read_boundaries(written(moved)))[list(PROVINCES)[4]]
    assert set(spots(one.path)[0]) == set(spots(other.path)[0])


def test_small_islands_are_left_out_and_larger_ones_stay():
    code = next(iter(PROVINCES))

    def island(size):
        return [[3, 50], [3 + size, 50], [3 + size, 50 + size], [3, 50 + size], [3, 50]]

    for size, rings in ((0.001, 1), (0.5, 2)):
        whole = geojson()
        whole["features"][0]["geometry"] = {
            "type": "MultiPolygon",
            "coordinates": [[ring_of(0)], [island(size)]],
        }
        assert len(spots(outlines_of(read_boundaries(written(whole)))[code].path)) == rings


def test_a_simplified_line_stays_near_the_real_one(outlines):
    """Every point of the real border lies near the simplified one."""
    real = outlines_of(read_boundaries(written(geojson())), tolerance=0.0)
    for code in list(PROVINCES)[:2]:
        (simple,), (every,) = spots(outlines[code].path), spots(real[code].path)
        assert len(simple) < len(every) / 2
        edges = list(pairwise([*simple, simple[0]]))
        assert (
            max(min(distance(spot, one, other) for one, other in edges) for spot in every) <= TOLERANCE + 0.01
        )


EMPTY = {
    "type": "Feature",
    "properties": {"statcode": "PV28"},
    "geometry": {"type": "Polygon", "coordinates": []},
}
FEATURE = {"type": "Feature", "properties": {"statcode": "PV28"}}
REFUSED = {
    "nothing": (b"", "boundaries-unreadable"),
    "no text": (b"\xff\xfe\x00\x01", "boundaries-unreadable"),
    "no JSON": (b"<svg/>", "boundaries-unreadable"),
    "a list": (b"[]", "boundaries-unreadable"),
    "another type": (b'{"type": "Feature"}', "boundaries-unreadable"),
    "no features": (b'{"type": "FeatureCollection"}', "boundaries-unreadable"),
    "features that are none": (
        b'{"type": "FeatureCollection", "features": [1, "two"]}',
        "boundaries-unreadable",
    ),
    "deeper than anybody reads": (b"[" * 200_000, "boundaries-unreadable"),
    "no number": (b'{"type": "FeatureCollection", "features": [NaN]}', "boundaries-unreadable"),
    "an empty collection": (b'{"type": "FeatureCollection", "features": []}', "boundaries-missing"),
    "larger than allowed": (b" " * (LARGEST_FILE + 1), "boundaries-too-large"),
    "a province twice": (
        written({"type": "FeatureCollection", "features": [geojson()["features"][0]] * 2}),
        "boundaries-twice",
    ),
    "eleven provinces": (written(geojson(pv28=None)), "boundaries-missing"),
    "no area": (written(geojson(pv28=EMPTY)), "boundaries-empty"),
    "topology without arcs": (b'{"type": "Topology", "objects": {}}', "boundaries-unreadable"),
    "topology of other arcs": (
        written(
            {
                "type": "Topology",
                "arcs": [],
                "objects": {"p": {"type": "Polygon", "arcs": [[7]], "properties": {"code": "PV28"}}},
            }
        ),
        "boundaries-unreadable",
    ),
}
RINGS = {
    "two points": [[4, 52], [5, 52], [4, 52]],
    "open": [[4, 52], [5, 52], [5, 53], [4, 53]],
    "words": [["4", "x"], ["5", "52"], ["5", "53"], ["4", "x"]],
    "no points": [None, None, None, None],
    "lists in lists": [[[4], [52]], [[5], [52]], [[5], [53]], [[4], [52]]],
    "farther than the moon": [[1e300, 52], [5, 52], [5, 53], [1e300, 52]],
    "one number": [[4], [5], [5], [4]],
    "a number": 7,
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_something_else_is_refused(name):
    content, code = REFUSED[name]
    with pytest.raises(Refusal) as refused:
        read_boundaries(content)
    assert refused.value.code == code


@pytest.mark.parametrize("name", RINGS)
def test_a_ring_that_is_none_is_refused(name):
    feature = FEATURE | {"geometry": {"type": "Polygon", "coordinates": [RINGS[name]]}}
    with pytest.raises(Refusal, match="boundaries-unreadable"):
        read_boundaries(written(geojson(pv28=feature)))


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(coordinates=json_values, properties=json_values)
def test_whatever_stands_in_a_feature_is_read_or_refused(coordinates, properties):
    feature = {"properties": properties, "geometry": {"type": "MultiPolygon", "coordinates": coordinates}}
    with pytest.raises(Refusal):
        read_boundaries(written({"type": "FeatureCollection", "features": [feature]}))


@pytest.fixture(scope="module")
def outlines():
    return outlines_of(read_boundaries(written(geojson())))


@pytest.fixture
def provinces(db):
    load_reference(now=NOW)


def test_loading_again_takes_the_place_of_what_was_there(provinces, outlines):
    for _ in range(2):
        load_boundaries(outlines, now=NOW)
    assert Boundary.objects.count() == 12
    assert province_outlines() == outlines


def test_numbers_in_a_path_are_numbers(outlines):
    for outline in outlines.values():
        assert not _NUMBER.sub("", outline.path).strip("Mlz ")
