"""What of spaces waits for somebody on the page where they begin."""

from datetime import timedelta

import pytest

from schakel.accounts.public import Urgency, doing_of, waiting_for
from schakel.spaces.actions import close_space, finish_task, remove_organisation
from schakel.spaces.rules import Kind
from tests.clock import NOW, TODAY
from tests.spaces import contribution_of, seat, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(rotterdam, heat_pumps, anna, bas):
    return space_of(rotterdam, heat_pumps, people=[anna, bas])


def task(space, by, doer, days):
    day = TODAY + timedelta(days=days) if days is not None else None
    return contribution_of(Kind.TASK, seat(by, space), "Meten.", day=day, doer=doer)


def waits(person):
    return [
        (one.count, one.urgency) for one in waiting_for(person, now=NOW) if one.url.startswith("/me/spaces/")
    ]


def test_what_is_late_comes_first(space, anna, bas):
    for days in (-1, -9, 0, 7, 8, None):
        task(space, anna, bas, days)
    assert waits(bas) == [(2, Urgency.LATE), (2, Urgency.SOMEBODY_WAITS), (2, Urgency.SOMETIME)]
    assert waits(anna) == []


def test_what_is_done_or_cannot_be_done_any_more_does_not_wait(space, heat_pumps, anna, bas):
    done = task(space, anna, bas, -1)
    finish_task(seat=seat(bas, space), task=done, is_done=True, now=NOW)
    task(space, anna, bas, -1)
    assert waits(bas) == [(1, Urgency.LATE)]
    remove_organisation(space=space, organisation=heat_pumps, by=anna, now=NOW)
    assert waits(bas) == []


def test_a_closed_space_asks_nothing(space, anna, bas):
    task(space, anna, bas, -1)
    close_space(space=space, by=anna, now=NOW)
    assert waits(bas) == []


def test_who_is_in_a_space_can_go_there(space, bas, dirk, signed_in):
    assert "/me/spaces/" in [one.url for one in doing_of(bas)]
    assert "/me/spaces/" not in [one.url for one in doing_of(dirk)]


def test_it_stands_on_the_page(space, anna, bas, signed_in):
    task(space, anna, bas, -99)
    page = signed_in(bas).get("/me/").content.decode()
    assert "Taken van u die te laat zijn" in page
    assert 'href="/me/spaces/#tasks"' in page
