"""How far one place is from another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.kernel.points import REACHES, Point, Reach, kilometres

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


@pytest.mark.parametrize(("latitude", "longitude"), [(90, 0), (-90, 0), (0, 180), (0, -180)])
def test_the_poles_and_the_line_where_days_meet_are_points(latitude, longitude):
    assert kilometres(Point(latitude, longitude), Point(latitude, longitude)) == 0


@pytest.mark.parametrize(("latitude", "longitude"), [(90.5, 0), (-90.5, 0), (0, 180.5), (0, -180.5)])
def test_half_a_degree_further_is_none(latitude, longitude):
    with pytest.raises(ValueError, match=r"^no point on the earth$"):
        Point(latitude, longitude)


def test_what_lies_nowhere_known_is_not_within_reach():
    rotterdam, amsterdam = Point(51.92, 4.48), Point(52.37, 4.90)
    far = kilometres(rotterdam, amsterdam)
    assert REACHES == (10, 25, 50, 100)
    assert Reach(rotterdam, 50).name == ""
    assert [Reach(rotterdam, within).has(amsterdam) for within in REACHES] == [False, False, False, True]
    assert Reach(rotterdam, far).has(amsterdam)
    assert not Reach(rotterdam, 100).has(None)
