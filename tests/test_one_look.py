"""A request that only reads asks the same once; one that does something asks the database each time."""

from collections import Counter

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from schakel.organisations.models import Membership
from schakel.organisations.public import bodies_of
from schakel.website.one_look import OneLook

pytestmark = pytest.mark.django_db


def seen(method, look):
    """What is looked up, in a request of this method."""
    said = []

    def answer(_request):
        said.extend(look())
        return HttpResponse()

    OneLook(answer)(getattr(RequestFactory(), method)("/"))
    return said


def number_of_queries(method, look):
    with CaptureQueriesContext(connection) as asked:
        seen(method, look)
    return len(asked)


def test_who_reads_is_looked_up_once_and_who_does_something_each_time(anna):
    def twice():
        return bodies_of(anna), bodies_of(anna)

    assert number_of_queries("get", twice) == number_of_queries("head", twice) == 1
    assert number_of_queries("post", twice) == 2


def test_what_is_stored_while_looking_is_seen(anna, rotterdam):
    def leaving():
        before = bodies_of(anna)
        Membership.objects.filter(person=anna).delete()
        return before, bodies_of(anna)

    assert seen("get", leaving) == [[(rotterdam.pk, rotterdam.is_hub_partner)], []]


def test_the_next_request_asks_anew(anna):
    assert seen("get", lambda: [len(bodies_of(anna))]) == [1]
    Membership.objects.filter(person=anna).delete()
    assert seen("get", lambda: [len(bodies_of(anna))]) == [0]


def test_a_page_asks_the_database_nothing_about_somebody_twice(signed_in, anna):
    browser = signed_in(anna)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/me/").status_code == 200
    about = [one["sql"] for one in asked.captured_queries if "membership" in one["sql"]]
    assert about
    assert max(Counter(about).values()) == 1
