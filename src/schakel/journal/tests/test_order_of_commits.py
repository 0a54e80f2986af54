"""On PostgreSQL transactions may commit in another order than that of their numbers; a reader loses nothing by it."""

import threading
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from schakel.journal import actions
from schakel.journal.models import Entry
from schakel.journal.public import broken_row, read_on, record
from tests.clock import NOW

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="on SQLite a transaction that writes is alone"
    ),
]
PATIENCE = 10


class Writer(threading.Thread):
    """Records one row on a connection of its own, and commits when it is told to."""

    def __init__(self, subject):
        super().__init__()
        self.subject = subject
        self.has_written = threading.Event()
        self.may_commit = threading.Event()
        self.error = None

    def run(self):
        try:
            with transaction.atomic():
                record("item.published", on=self.subject, by="", at=NOW)
                self.has_written.set()
                self.may_commit.wait(PATIENCE)
        except IntegrityError as error:
            self.error = error
        finally:
            connection.close()

    def commit(self):
        self.may_commit.set()
        self.join(PATIENCE)


@contextmanager
def writer(subject):
    writing = Writer(subject)
    writing.start()
    try:
        yield writing
    finally:
        writing.commit()


def wait_until_somebody_waits_for(kind):
    """Until a connection stands in line for a lock of this kind, as PostgreSQL itself tells."""
    pause = threading.Event()
    for _ in range(PATIENCE * 100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = %s AND NOT granted", [kind])
            if cursor.fetchone()[0]:
                return
        pause.wait(0.01)
    raise AssertionError(f"nobody waited for a lock of kind {kind}")


def read():
    seen = []
    read_on("index", handle=lambda rows: seen.extend(row.subject for row in rows))
    return seen


def test_a_row_that_commits_late_is_not_passed_over():
    with writer("item:early") as early:
        assert early.has_written.wait(PATIENCE)
        with writer("item:late") as late:
            wait_until_somebody_waits_for("advisory")
            late.may_commit.set()
            seen_meanwhile = read()
            early.commit()
    assert seen_meanwhile == []
    assert read() == ["item:early", "item:late"]
    assert broken_row() is None


@pytest.fixture
def without_turns(monkeypatch):
    """Sabotage: writers do not take turns."""
    monkeypatch.setattr(actions, "_take_turn", lambda: None)


def test_without_turns_the_chain_still_refuses_a_second_row_after_the_same_one(without_turns):
    with writer("item:early") as early:
        assert early.has_written.wait(PATIENCE)
        with writer("item:late") as late:
            wait_until_somebody_waits_for("transactionid")
            early.commit()
    assert isinstance(late.error, IntegrityError)
    assert read() == ["item:early"]


@pytest.fixture
def without_chain():
    """Sabotage: two rows may follow the same one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'journal_entry'::regclass AND contype = 'u'"
        )
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            cursor.execute(f'ALTER TABLE journal_entry DROP CONSTRAINT "{name}"')
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE journal_entry")
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")
        for column in ("previous", "hash"):
            name = next(name for name in names if f"_{column}_" in name)
            cursor.execute(f'ALTER TABLE journal_entry ADD CONSTRAINT "{name}" UNIQUE ({column})')


def test_without_turns_and_chain_a_row_is_lost(without_turns, without_chain):
    """The control of the first test: it would notice."""
    with writer("item:early") as early:
        assert early.has_written.wait(PATIENCE)
        with writer("item:late") as late:
            assert late.has_written.wait(PATIENCE)
            late.commit()
        seen_meanwhile = read()
    assert seen_meanwhile == ["item:late"]
    assert read() == [], "the early row has a lower number and is never read"
    assert Entry.objects.count() == 2
