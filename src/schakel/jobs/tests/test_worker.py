import logging
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from schakel.jobs import actions
from schakel.jobs.models import Job
from schakel.jobs.public import HUB, LostLeaseError, Registry, Worker, newest_with_key, queue
from schakel.journal.public import history_of, record
from tests.clock import NOW

MINUTE = timedelta(minutes=1)


class Clock:
    """A clock that stands still until somebody moves it."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def registry():
    return Registry()


@pytest.fixture
def worker(db, registry, clock):
    """A worker whose leases end by themselves: nothing happens in the background."""
    return Worker(registry, clock=clock, renews=False, leased_for=MINUTE)


@pytest.fixture
def letter(db):
    return queue("letter.send", key="letter", due_at=NOW, payload={"to": "Anna"})


def effects():
    return len(history_of("letter:1"))


def make_effect(work):
    with work.completion():
        record("letter.sent", on="letter:1", by="", at=work.now())


def test_a_worker_does_what_is_queued(worker, registry, letter):
    seen = []
    registry.handles("letter.send")(lambda work: seen.append((work.payload["to"], work.key, work.attempt)))
    assert worker.work_once()
    assert seen == [("Anna", "letter", 1)]
    assert newest_with_key("letter").done_at == NOW


def test_a_worker_without_work_says_so(worker, registry):
    registry.handles("letter.send")(make_effect)
    assert not worker.work_once()


def test_the_effect_and_done_are_one_commit(worker, registry, letter):
    registry.handles("letter.send")(make_effect)
    worker.work_once()
    assert effects() == 1
    assert newest_with_key("letter").done_at == NOW


def test_an_effect_that_fails_is_undone_and_the_job_waits_for_another_try(worker, registry, letter, caplog):
    @registry.handles("letter.send")
    def send(work):
        with work.completion():
            record("letter.sent", on="letter:1", by="", at=work.now())
            raise RuntimeError("the mail server is gone")

    with caplog.at_level(logging.CRITICAL, logger="schakel.jobs.worker"):
        assert worker.work_once()
    assert effects() == 0
    found = newest_with_key("letter")
    assert found.done_at is None
    assert found.due_at == NOW + timedelta(seconds=5)
    assert found.message == "RuntimeError: the mail server is gone"


def test_an_error_of_the_database_in_a_handler_is_the_failure_of_that_job_only(
    worker, registry, letter, caplog
):
    @registry.handles("letter.send")
    def send(_work):
        with transaction.atomic():
            raise IntegrityError("there is one already")

    with caplog.at_level(logging.CRITICAL, logger="schakel.jobs.worker"):
        assert worker.work_once()
    assert newest_with_key("letter").message == "IntegrityError: there is one already"


def test_a_stopping_worker_gives_long_work_back(worker, registry, letter):
    @registry.handles("letter.send")
    def send(work):
        worker.stopping.set()
        work.report(1, size=2)
        make_effect(work)

    worker.work_once()
    assert effects() == 0
    assert (newest_with_key("letter").attempt, Job.objects.get(pk=letter).forgiven) == (1, 1)


def test_repeated_work_is_done_without_anybody_asking(worker, registry, clock):
    done = []
    registry.handles("letter.forget", every=timedelta(days=1))(lambda work: done.append(work.now()))
    worker.work_once()
    worker.work_once()
    clock.now += timedelta(days=1)
    worker.work_once()
    assert done == [NOW, NOW + timedelta(days=1)]


def overtake(registry, clock, others):
    """A handler that takes longer than its lease, while another worker does the same job."""

    @registry.handles("letter.send")
    def send(work):
        if work.attempt == 1:
            clock.now += 2 * MINUTE
            others.work_once()
        make_effect(work)


def test_a_worker_that_was_overtaken_leaves_no_effect(worker, registry, clock, letter, caplog):
    overtake(registry, clock, worker)
    with caplog.at_level(logging.CRITICAL, logger="schakel.jobs.worker"):
        worker.work_once()
    assert effects() == 1


def test_without_the_fence_the_same_effect_would_happen_twice(worker, registry, clock, letter, monkeypatch):
    """The control of the test above: it would notice."""
    monkeypatch.setattr(actions, "held", lambda lease: Job.objects.filter(pk=lease.job))
    overtake(registry, clock, worker)
    worker.work_once()
    assert effects() == 2


def test_overtaken_work_hears_of_it_when_it_reports(worker, registry, clock, letter):
    heard = []

    @registry.handles("letter.send")
    def send(work):
        if work.attempt == 1:
            clock.now += 2 * MINUTE
            worker.work_once()
            with pytest.raises(LostLeaseError):
                work.report(1, size=2)
            heard.append(work.attempt)

    worker.work_once()
    assert heard == [1]


def test_the_hub_forgets_what_was_done_long_ago(db, clock):
    queue("letter.send", key="old", due_at=NOW)
    lease = actions.lease(["letter.send"], now=NOW, until=NOW + MINUTE)
    actions.finish(lease, now=NOW - timedelta(days=31))
    assert Worker(HUB, clock=clock, renews=False).work_once()
    assert newest_with_key("old") is None
