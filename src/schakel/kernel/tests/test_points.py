"""How far one place is from another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.kernel.points import Point, kilometres

POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        (Point(51.92, 4.48), Point(52.37, 4.90), 57.7),  # Rotterdam and Amsterdam
        (Point(53.22, 6.57), Point(50.85, 5.69), 270.4),  # Groningen and Maastricht
        (Point(0, 179.5), Point(0, -179.5), 111.2),  # where east becomes west
    ],
)
def test_distances_that_one_can_look_up(one, other, far):
    assert kilometres(one, other) == pytest.approx(far, rel=0.005)


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_round(one, other):
    assert kilometres(one, one) == 0
    assert kilometres(one, other) == pytest.approx(kilometres(other, one))
    assert 0 <= kilometres(one, other) <= 20_016


@pytest.mark.parametrize(("latitude", "longitude"), [(90.1, 0), (0, 181), (float("nan"), 0)])
def test_what_lies_nowhere_is_no_point(latitude, longitude):
    with pytest.raises(ValueError, match="no point"):
        Point(latitude, longitude)
