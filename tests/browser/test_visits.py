"""No page is forgotten in the browser: the table of permissions lists every route."""

import pytest
from django.urls import reverse

from schakel.library.public import State, Visibility
from tests.browser.visits import FILES, VISITS, unvisited
from tests.security.test_matrix import ARGUMENTS, OF_AN_ITEM, QUERIES, Line, arguments_about, lines
from tests.security.world import ROLES, build_world


def test_every_page_of_the_table_is_visited():
    assert unvisited(lines()) == set()


def test_only_pages_of_the_table_are_visited():
    routes = {line.route for line in lines()}
    assert VISITS.keys() <= routes
    assert routes >= FILES
    assert not VISITS.keys() & FILES


def test_control_a_page_that_nobody_visits_is_caught():
    planted = Line("planted", "GET", dict.fromkeys(ROLES, "404") | {"staff": "ok"})
    assert unvisited([*lines(), planted]) == {"planted"}


@pytest.mark.django_db
def test_what_is_not_visited_is_no_page():
    world = build_world()
    item = world.items[State.PUBLISHED, Visibility.PUBLIC]
    for line in lines():
        route, cells = line.route, line.cells
        if route not in FILES or line.method != "GET" or set(cells.values()) <= {"404", "login"}:
            continue  # of what nobody has yet there is no file
        arguments = arguments_about(route, item, world) if route in OF_AN_ITEM else ARGUMENTS.get(route, [])
        role = next((role for role in ("administrator", *cells) if cells[role] == "ok"), "administrator")
        response = world.ask(role, "GET", reverse(route, args=arguments) + QUERIES.get(route, ""))
        assert response.status_code == 200, route
        assert "html" not in response.headers["Content-Type"], route
