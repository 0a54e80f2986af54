"""Every column that leads to a person is looked at when they ask what is kept of them."""

import re
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from schakel.accounts.public import Person, own_data_of
from tests.clock import NOW

pytestmark = pytest.mark.django_db
_IN_WORDS = ("addressee", "actor", "email", "address", "outside_address")
"""Columns of text that hold a reference to a person, or the address they can be mailed at."""
NOT_THEIRS = {
    "journal_entry.actor": "The logbook of the hub: it says who did what for others to check, and never forgets. What "
    "people did is found at what they did it to; what happened to their account is in the file.",
    "account_emailaddress.email": "It is found by whose it is.",
    "accounts_person.email": "The person themselves: their addresses are those of allauth, which are in the file.",
    "spaces_contribution.address": "An address of a page, not of somebody.",
}
"""What leads to a person, or seems to, and is not in the file; and why."""


def leading_to_people() -> Iterator[str]:
    """Every column of the database that leads to a person, as table.column."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            is_key = isinstance(field, models.ForeignKey) and field.related_model is Person
            is_text = isinstance(field, models.CharField) and field.name in _IN_WORDS
            if is_key or is_text:
                yield f"{model._meta.db_table}.{field.column}"


def test_every_column_that_leads_to_a_person_is_in_what_they_get(anna):
    EmailAddress.objects.create(user=anna, email=anna.email, verified=True, primary=True)
    with CaptureQueriesContext(connection) as asked:
        own_data_of(anna, now=NOW)
    compared = {
        f"{table}.{column}"
        for query in asked.captured_queries
        for table, column in re.findall(r'"(\w+)"\."(\w+)" (?:= (?!")|IN \()', query["sql"])
    }
    assert sorted(set(leading_to_people()) - compared) == sorted(NOT_THEIRS)


def test_what_is_left_out_is_there_and_says_why():
    assert NOT_THEIRS.keys() <= set(leading_to_people())
    assert all(reason.strip() for reason in NOT_THEIRS.values())
