"""The harness is only worth something while it bites."""

import socket
import warnings
from datetime import date, datetime

import pytest
from django.contrib.sessions.models import Session
from django.db.models import Count, DateField
from django.http import HttpResponse
from django.template import Context, Template
from django.utils import timezone
from pytest_socket import SocketConnectBlockedError

from schakel.vocabulary.models import WordPair
from tests.clock import NOW
from tests.strictness import check_forms
from tests.undefined_variables import UndefinedTemplateVariableError


def test_an_undefined_template_variable_fails():
    with pytest.raises(UndefinedTemplateVariableError, match="provider"):
        Template("{{ provider.name }}").render(Context({"person": "Anna"}))


def test_a_defined_template_variable_is_shown():
    assert Template("{{ person }}").render(Context({"person": "Anna"})) == "Anna"


def _sessions(number: int) -> None:
    Session.objects.bulk_create(
        Session(session_key=f"key-{place:03}", session_data="", expire_date=NOW) for place in range(number)
    )


@pytest.mark.django_db
def test_rows_without_an_order_come_in_random_order():
    _sessions(50)
    assert len({tuple(Session.objects.values_list("session_key", flat=True)) for _ in range(4)}) > 1


@pytest.mark.django_db
def test_rows_with_an_order_keep_it():
    _sessions(50)
    orders = {tuple(Session.objects.order_by("pk").values_list("session_key", flat=True)) for _ in range(4)}
    assert orders == {tuple(f"key-{place:03}" for place in range(50))}


@pytest.mark.django_db
def test_random_order_leaves_counts_groups_and_subqueries_alone():
    _sessions(6)
    inner = Session.objects.filter(session_key__gt="key-002")
    assert Session.objects.filter(pk__in=inner).count() == 3
    assert Session.objects.aggregate(number=Count("pk")) == {"number": 6}
    assert list(Session.objects.values("session_data").annotate(number=Count("pk"))) == [
        {"session_data": "", "number": 6}
    ]
    assert Session.objects.exists()
    assert Session.objects.values_list("expire_date", flat=True).distinct().get() == NOW


@pytest.mark.django_db
def test_a_naive_instant_fails():
    with pytest.raises(RuntimeWarning, match="naive datetime"):
        Session.objects.create(session_key="key", session_data="", expire_date=datetime(2026, 11, 23, 12))  # noqa: DTZ001


def test_a_day_field_takes_no_instant():
    with pytest.raises(AssertionError, match="was given an instant"):
        DateField().get_prep_value(timezone.now())
    assert DateField().get_prep_value(date(2026, 11, 23)) == date(2026, 11, 23)


def test_a_warning_is_an_error():
    with pytest.raises(UserWarning, match="look here"):
        warnings.warn("look here", stacklevel=1)


@pytest.mark.filterwarnings("ignore:A test tried to use")
def test_nothing_beyond_this_machine_is_reached():
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_this_machine_is_reached():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        with socket.create_connection(listening.getsockname(), timeout=5) as connected:
            assert connected.getpeername() == listening.getsockname()


def test_a_posting_form_without_a_token_fails():
    with pytest.raises(AssertionError, match="CSRF"):
        check_forms('<form class="x" method="post"><input name="q"></form>')


def test_a_posting_form_with_a_token_and_a_search_form_without_one_are_fine():
    check_forms(
        '<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x"></form>'
        '<form method="get"><input name="q"></form>'
    )


def test_every_browser_of_the_suite_looks_at_the_forms(client, monkeypatch):
    monkeypatch.setattr(
        "django.core.handlers.base.BaseHandler.get_response",
        lambda _handler, _request: HttpResponse('<form method="post"></form>'),
    )
    with pytest.raises(AssertionError, match="CSRF"):
        client.get("/")


@pytest.mark.django_db
def test_the_cast_is_who_they_say_they_are(anna, bas, chaima, dirk, ada):
    assert [person.email for person in (anna, bas, chaima, dirk, ada) if person.is_hub_staff] == [
        chaima.email
    ]
    assert [person.email for person in (anna, bas, chaima, dirk, ada) if person.is_administrator] == [
        ada.email
    ]


@pytest.mark.django_db(transaction=True)
def test_one_test_that_commits_leaves_nothing_for_another():
    assert WordPair.objects.get_or_create(dutch="schakel", english="link")[1]


@pytest.mark.django_db(transaction=True)
def test_another_test_that_commits_finds_nothing_of_the_one():
    assert WordPair.objects.get_or_create(dutch="schakel", english="link")[1]
