"""Nobody is made to do something by a page of somebody else: what changes anything needs a POST with its token.

Controls plant a page that changes something when it is looked at, and one that forgets its token, and see both caught.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from types import ModuleType
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt

from schakel.config.urls import urlpatterns
from schakel.library.models import Item
from tests.security.test_matrix import QUERIES, hub, lines, objects_of, world
from tests.security.world import World

pytestmark = pytest.mark.django_db
__all__ = ["hub", "world"]  # pytest finds the fixtures here

# An address that looks at no session is asked for a token instead: nobody's browser sends one along by itself.
NOT_BY_A_BROWSER = ({"405"}, {"401"}, {"404"})
# What a mail program posts to, without a page of ours before it (RFC 8058): the signed link is what allows it, nobody's
# session is looked at, and another site does not have the link.
BY_A_SIGNED_LINK = {"alert_by_link", "mail_stop"}
TAKES_POST = [
    line.route
    for line in lines()
    if line.method == "POST"
    and set(line.cells.values()) not in NOT_BY_A_BROWSER
    and line.route not in BY_A_SIGNED_LINK
]
LOOKED_AT = [line.route for line in lines() if line.method == "GET" and set(line.cells.values()) != {"405"}]
# How a browser is known, what is counted against guessing, and the copy of a person's own address that django-allauth
# makes when it first needs it: nothing that anybody said or decided.
BOOKKEEPING = ("django_session", "shared_cache", "account_emailaddress")


def address_of(route: str, world: World) -> str:
    _, arguments, _ = next(objects_of(route, world))
    return reverse(route, args=arguments) + QUERIES.get(route, "")


def strict_browser(world: World) -> Client:
    """The administrator's, at a server that checks tokens, as it does outside tests."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.people["administrator"], backend="django.contrib.auth.backends.ModelBackend")
    return browser


def accepts_forgery(address: str, world: World) -> bool:
    with _undone():
        return strict_browser(world).post(address, {"person": "1"}).status_code != 403


def changed_by_looking(address: str, world: World, role: str) -> list[str]:
    """The statements that wrote something when this role looked at the address."""
    written: list[str] = []

    def watch(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(sql)
        return execute(sql, parameters, many, context)

    with _undone(), connection.execute_wrapper(watch):
        world.ask(role, "GET", address)
    return [sql for sql in written if not any(table in sql for table in BOOKKEEPING)]


def _undone() -> ExitStack:
    """Whatever happens inside is undone."""
    stack = ExitStack()
    before = transaction.savepoint()
    stack.callback(transaction.savepoint_rollback, before)
    return stack


@pytest.mark.parametrize("route", TAKES_POST)
def test_a_form_that_another_site_sends_is_refused(route, world):
    assert not accepts_forgery(address_of(route, world), world)


@pytest.mark.parametrize("route", LOOKED_AT)
@pytest.mark.parametrize("role", ["visitor", "staff"])
def test_looking_changes_nothing(route, role, world):
    assert changed_by_looking(address_of(route, world), world, role) == []


def _publish_everything(request: HttpRequest) -> HttpResponse:
    Item.objects.update(visibility="public")
    return HttpResponse("done")


@pytest.fixture
def hub_with_a_careless_page() -> Iterator[None]:
    careless = ModuleType("careless")
    page = path("careless/", csrf_exempt(_publish_everything), name="careless")
    careless.__dict__["urlpatterns"] = [page, *urlpatterns]
    with override_settings(ROOT_URLCONF=careless):
        yield


def test_control_a_page_that_asks_for_no_token_is_caught(world, hub_with_a_careless_page):
    assert accepts_forgery("/careless/", world)


def test_control_a_hub_that_looks_at_no_tokens_is_caught(world, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "csrf" not in name]
    assert all(accepts_forgery(address_of(route, world), world) for route in ("item_edit", "staff_word"))


def test_control_a_page_that_changes_something_when_looked_at_is_caught(world, hub_with_a_careless_page):
    [statement] = changed_by_looking("/careless/", world, "visitor")
    assert statement.startswith('UPDATE "library_item"')
