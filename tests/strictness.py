"""Makes Django strict for the whole suite: what a page or a query gets away with in production fails here.

* an undefined template variable fails (tests/undefined_variables.py);
* a query without an order gives its rows in a random one;
* a date field that is given an instant fails (naive instants fail already: warnings are errors);
* a page whose form would be refused for want of a CSRF token fails;
* sockets reach this machine only (pytest-socket, see pyproject.toml).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any

import hypothesis
import pytest
from django.core.management.commands import flush
from django.db import connection
from django.db.models import DateField, DateTimeField
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import (
    SQLAggregateCompiler,
    SQLCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck

from schakel.config.building import compile_translations
from schakel.config.settings import LANGUAGE_CODE
from schakel.matching.public import CURRENT
from schakel.messages.queries import count_seen

# A busy machine is not a mistake: what takes long is measured where nothing else runs.
hypothesis.settings.register_profile("schakel", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.settings.load_profile("schakel")

_WITHOUT_ROWS = (SQLInsertCompiler, SQLUpdateCompiler, SQLDeleteCompiler, SQLAggregateCompiler)
_INDEXES = count(1)
_POSTING_FORM = re.compile(r"<form\b[^>]*\bmethod=[\"']?post\b[^>]*>.*?</form>", re.IGNORECASE | re.DOTALL)


@pytest.fixture(autouse=True, scope="session")
def unordered_rows_come_in_random_order() -> Iterator[None]:
    original: Any = SQLCompiler._order_by_pairs

    def order_by_pairs(compiler: SQLCompiler) -> Iterator[tuple[Any, bool]]:
        pairs = list(original(compiler))
        yield from pairs
        if not pairs and _gives_rows_in_any_order(compiler):
            yield OrderBy(Random()), False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "_order_by_pairs", order_by_pairs)
        yield


def _gives_rows_in_any_order(compiler: SQLCompiler) -> bool:
    query = compiler.query
    only_counts = query.group_by is None and any(
        annotation.contains_aggregate for annotation in query.annotation_select.values()
    )
    return not (
        isinstance(compiler, _WITHOUT_ROWS)
        or query.combinator
        or query.distinct
        or query.subquery
        or only_counts
    )


@pytest.fixture(autouse=True, scope="session")
def date_fields_take_no_instants() -> Iterator[None]:
    original = DateField.get_prep_value

    def get_prep_value(field: "DateField[Any, Any]", value: Any) -> Any:
        if isinstance(value, datetime) and not isinstance(field, DateTimeField):
            # No TypeError, which the code under test might catch.
            raise AssertionError(f"{field} is a day and was given an instant: {value}")  # noqa: TRY004
        return original(field, value)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DateField, "get_prep_value", get_prep_value)
        yield


class StrictClient(Client):
    """A browser that refuses a page with a form that the hub would not accept."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if isinstance(response, HttpResponse) and "text/html" in response.get("Content-Type", ""):
            check_forms(response.content.decode(response.charset))
        return response


def check_forms(page: str) -> None:
    """Raise an AssertionError for a form that posts without a CSRF token."""
    for form in _POSTING_FORM.findall(page):
        if "csrfmiddlewaretoken" not in form:
            raise AssertionError(f"a form posts without a CSRF token: {form[:200]}")


@pytest.fixture
def client() -> StrictClient:
    """A visitor who is not signed in."""
    return StrictClient()


@pytest.fixture(autouse=True, scope="session")
def what_is_never_removed_is_emptied_between_tests_that_commit() -> Iterator[None]:
    """The database refuses to empty the journal and the like; between two tests that commit the harness has to.

    What Django itself writes down of the models stays: it would be written down again, for a quarter of a second.
    """
    operations = type(connection.ops)
    original = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        before, after = _unprotected()
        emptied = [table for table in tables if table not in OF_DJANGO_ITSELF]
        if connection.vendor == "postgresql" and not options.get("reset_sequences"):
            # To truncate makes new files for every table: 1.5 s each time, for a few rows in a few of them.
            emptying = [f"DELETE FROM {self.quote_name(table)}" for table in emptied]  # noqa: S608 - names of Django
            return [*before, *emptying, "SET CONSTRAINTS ALL IMMEDIATE", *after]
        return [*before, *original(self, style, emptied, **options), *after]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_: None)
        yield


OF_DJANGO_ITSELF = {"auth_permission", "django_content_type"}


def _unprotected() -> tuple[list[str], list[str]]:
    """What takes away and gives back the protection of every table that refuses to be emptied."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            tables = sorted(table for (table,) in cursor.fetchall())
            return (
                [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables],
                [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables],
            )
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%' ORDER BY name"
        )
        found = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in found], [sql for _, sql in found]


@pytest.fixture(autouse=True)
def every_test_has_files_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, settings: Any
) -> Iterator[None]:
    """Rows of the journal get the same numbers in every test; what was read of them in one is no use in another."""
    number = next(_INDEXES)
    settings.SEARCH_INDEX = tmp_path_factory.getbasetemp() / f"index-{number}"
    settings.DOCUMENTS = tmp_path_factory.getbasetemp() / f"documents-{number}"
    CURRENT.forget()
    count_seen.cache_clear()
    yield
    CURRENT.forget()
    count_seen.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def translations_are_compiled() -> None:
    compile_translations()


@pytest.fixture(autouse=True)
def every_test_begins_in_the_language_of_the_hub() -> Iterator[None]:
    """A page that a test has asked for leaves its language behind in the process."""
    translation.activate(LANGUAGE_CODE)
    yield
    translation.deactivate()
