import threading

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings

from schakel.journal.models import Bookmark, Entry
from schakel.journal.public import broken_row, history_of, last_number, read_on, record, rows_after
from schakel.journal.rules import BEGINNING
from schakel.journal.tests.test_rules import DETAILS
from tests.clock import NOW

pytestmark = pytest.mark.django_db


def write(subject="item:1", name="item.published", **details):
    return record(name, on=subject, by="person:1", at=NOW, details=details)


def unprotected():
    """What somebody with the keys of the database can do; undone with the transaction of the test."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER journal_rows_do_not_change")
            cursor.execute("DROP TRIGGER journal_rows_are_not_removed")


def test_rows_are_numbered_and_chained():
    numbers = [write("item:1"), write("item:2"), write("item:3")]
    rows = rows_after(0)
    assert [row.number for row in rows] == numbers == sorted(numbers)
    assert [row.previous for row in rows] == [BEGINNING, rows[0].hash, rows[1].hash]
    assert broken_row() is None


def test_a_row_tells_who_did_what_to_what_when():
    write("item:7", "item.archived", version=3)
    row = history_of("item:7")[0]
    assert (row.name, row.subject, row.actor, row.at, row.details) == (
        "item.archived",
        "item:7",
        "person:1",
        NOW,
        {"version": 3},
    )


def test_history_is_of_one_subject_and_newest_first():
    first, _, third = write("item:1"), write("item:2"), write("item:1")
    assert [row.number for row in history_of("item:1")] == [third, first]


def test_an_empty_journal_is_whole_and_ends_at_nothing():
    assert (last_number(), broken_row(), rows_after(0)) == (0, None, [])


def test_the_last_number_is_that_of_the_newest_row():
    write()
    assert write() == last_number()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=60,
    deadline=None,
)
@given(DETAILS)
def test_whatever_was_recorded_can_be_checked_again_as_the_database_gives_it_back(details):
    record("item.changed", on="item:1", by="", at=NOW, details=details)
    assert broken_row() is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": "x"},
        {"subject": "item:9"},
        {"actor": "person:2"},
        {"details": {"version": 2}},
        {"hash": "f" * 64},
    ],
)
def test_tampering_with_a_row_is_found(change):
    write(version=1)
    tampered = write(version=1)
    write(version=1)
    unprotected()
    Entry.objects.filter(pk=tampered).update(**change)
    assert broken_row().number == tampered


def test_a_removed_row_is_found_by_the_one_after_it():
    write()
    removed = write()
    after = write()
    unprotected()
    Entry.objects.filter(pk=removed).delete()
    assert broken_row().number == after


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET actor = 'person:2'",
        "DELETE FROM journal_entry",
        pytest.param(
            "TRUNCATE journal_entry",
            marks=pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE"),
        ),
    ],
)
def test_the_database_refuses_to_change_or_remove_a_row(statement):
    write()
    before = rows_after(0)
    with (
        pytest.raises(DatabaseError, match="journal rows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert rows_after(0) == before


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        write()


def test_what_is_undone_leaves_no_row():
    kept = write("item:1")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write("item:2")
        raise ZeroDivisionError
    also_kept = write("item:3")
    assert [row.number for row in rows_after(0)] == [kept, also_kept]
    assert broken_row() is None


def seen_by(reader, **options):
    rows = []
    read_on(reader, handle=rows.extend, **options)
    return [row.number for row in rows]


def test_a_reader_goes_on_where_it_was():
    first = write()
    assert seen_by("index") == [first]
    second = write()
    assert seen_by("index") == [second]
    assert seen_by("index") == []


def test_readers_do_not_share_a_bookmark():
    number = write()
    assert seen_by("index") == seen_by("figures") == [number]


def test_a_reader_takes_no_more_than_it_asks_for():
    numbers = [write() for _ in range(3)]
    assert [seen_by("index", most=2), seen_by("index", most=2)] == [numbers[:2], numbers[2:]]


def test_the_bookmark_moves_only_when_the_effect_stays():
    number = write()

    def fail(_rows):
        Bookmark.objects.create(reader="the effect")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read_on("index", handle=fail)
    assert not Bookmark.objects.exists()
    assert seen_by("index") == [number]


@pytest.mark.django_db(transaction=True)
def test_threads_that_write_at_once_make_one_chain():
    ready = threading.Barrier(4)

    def work(thread):
        try:
            ready.wait(10)
            for place in range(10):
                with transaction.atomic():
                    write(f"item:{thread}-{place}")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert {row.subject for row in rows_after(0)} == {
        f"item:{thread}-{place}" for thread in range(4) for place in range(10)
    }
    assert broken_row() is None
