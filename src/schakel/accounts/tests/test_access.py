from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import RequestFactory

from schakel.accounts.access import for_who_may, require_act, standing_of
from schakel.accounts.actions import introduce_oneself
from schakel.accounts.models import Person
from schakel.accounts.queries import demonstration_people, names_by_reference
from schakel.accounts.rules import Role
from schakel.accounts.tries import may_try
from schakel.accounts.web.adapter import Adapter
from schakel.kernel.refusal import Refusal
from tests.clock import NOW

pytestmark = pytest.mark.django_db


def test_everybody_is_a_visitor():
    assert standing_of(None) == standing_of(AnonymousUser()) == {Role.VISITOR}


def test_standing_follows_from_the_account(dirk, chaima, ada):
    assert standing_of(dirk) == {Role.VISITOR}
    assert standing_of(chaima) == {Role.VISITOR, Role.STAFF, Role.ADVISER, Role.EDITOR}
    assert standing_of(ada) == {Role.VISITOR, Role.ADMINISTRATOR}


def test_a_closed_account_stands_nowhere(chaima):
    chaima.is_active = False
    chaima.is_administrator = True
    assert standing_of(chaima) == {Role.VISITOR}


def test_who_may_not_finds_nothing():
    require_act("staff.work", frozenset({Role.STAFF}))
    with pytest.raises(Http404):
        require_act("staff.work", frozenset({Role.VISITOR, Role.MEMBER, Role.OWNER}))


def test_people_say_what_they_are_called_and_what_they_read(dirk):
    introduce_oneself(person=dirk, name=" Dirk  Hofstra ", language="en")
    stored = Person.objects.get(pk=dirk.pk)
    assert (stored.name, stored.language, stored.email) == ("Dirk Hofstra", "en", "dirk@elsewhere.example")


@pytest.mark.parametrize(
    ("name", "language", "code"), [("", "nl", "name-missing"), ("Dirk", "de", "language-unknown")]
)
def test_what_cannot_be_used_is_refused_and_not_stored(dirk, name, language, code):
    with pytest.raises(Refusal) as refusal:
        introduce_oneself(person=dirk, name=name, language=language)
    assert refusal.value.code == code
    assert Person.objects.get(pk=dirk.pk).name == "Dirk"


def test_names_are_those_people_gave_and_never_their_address(anna, dirk):
    Person.objects.filter(pk=dirk.pk).update(name="")
    found = names_by_reference([anna.reference, dirk.reference, "person:999999", "", "system:1"])
    assert found == {anna.reference: "Anna", dirk.reference: ""}


def test_the_people_of_the_demonstration_are_the_made_up_ones_in_their_order(dirk, anna, bas):
    Person.objects.filter(pk__in=[anna.pk, bas.pk]).update(is_illustrative=True)
    Person.objects.filter(pk=bas.pk).update(is_active=False)
    assert demonstration_people() == [anna]


def client_address(**headers: Any) -> str:
    return Adapter().get_client_ip(RequestFactory().get("/", **headers))


def test_tries_are_counted_by_the_address_of_the_browser():
    assert client_address(REMOTE_ADDR="192.0.2.7") == "192.0.2.7"


def test_a_proxy_on_this_machine_says_for_whom_it_asks():
    forwarded = {"HTTP_X_FORWARDED_FOR": "10.0.0.1, 192.0.2.9"}
    assert client_address(REMOTE_ADDR="127.0.0.1", **forwarded) == "192.0.2.9"
    assert client_address(REMOTE_ADDR="", **forwarded) == "192.0.2.9"


def test_nobody_else_can_choose_the_address_by_which_they_are_counted():
    assert client_address(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="203.0.113.1") == "192.0.2.7"


def test_tries_are_counted_for_a_while_for_each_caller_and_each_thing():
    def may(what="write", caller="192.0.2.1", now=NOW):
        return may_try(what, caller=caller, most=2, within=timedelta(hours=1), now=now)

    assert [may(), may(), may()] == [True, True, False]
    assert may(caller="192.0.2.2")
    assert may(what="ask")
    assert may(now=NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("method", "referer", "back_to"),
    [
        ("get", "", "/staff/items/?page=2"),
        ("post", "http://testserver/staff/sources/?page=3", "/staff/sources/"),
        ("post", "https://elsewhere.example/staff/", "/"),
        ("post", "", "/"),
    ],
)
def test_after_signing_in_somebody_is_where_they_were(method, referer, back_to):
    """Never at the address of a button, where there is nothing to see."""
    request = getattr(RequestFactory(), method)("/staff/items/?page=2", headers={"referer": referer})
    request.user = AnonymousUser()
    response = for_who_may("staff.work")(lambda _request, _person: pytest.fail("it was done"))(request)
    assert response["Location"] == f"/account/login/?{urlencode({'next': back_to}, safe='/')}"
