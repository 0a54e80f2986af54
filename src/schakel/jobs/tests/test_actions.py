from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from schakel.jobs import actions
from schakel.jobs.actions import LostLeaseError, queue, queue_again
from schakel.jobs.models import Job
from schakel.jobs.queries import given_up_jobs, is_something_due, newest_with_key, waiting_jobs, waiting_since
from schakel.jobs.rules import MOST_ATTEMPTS
from schakel.journal.public import history_of
from tests.clock import NOW

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
NAMES = ["letter.send"]


def lease(now=NOW, *, names=NAMES):
    return actions.lease(names, now=now, until=now + MINUTE)


def queue_letter(key="letter 1", *, due_at=NOW, **payload):
    return queue("letter.send", key=key, due_at=due_at, payload=payload)


def test_a_queued_job_is_leased_with_what_it_is_about():
    number = queue_letter(to="Anna")
    leased = lease()
    assert (leased.job, leased.attempt, leased.name, leased.payload) == (
        number,
        1,
        "letter.send",
        {"to": "Anna"},
    )


def test_the_same_work_waits_once():
    assert queue_letter() == queue_letter()
    assert len(waiting_jobs()) == 1


def test_the_same_work_is_due_at_the_earlier_moment():
    queue_letter(due_at=NOW + MINUTE)
    queue_letter(due_at=NOW)
    queue_letter(due_at=NOW + MINUTE)
    assert waiting_jobs()[0].due_at == NOW


def test_work_that_has_begun_is_queued_once_more_as_it_may_not_see_what_changed():
    begun = queue_letter()
    lease()
    assert queue_letter() != begun


def test_work_that_waits_for_another_try_is_queued_once_more():
    failed = queue_letter()
    actions.fail(lease(), message="no mail server", now=NOW)
    assert queue_letter() != failed


def test_work_that_is_done_can_be_asked_for_again():
    done = queue_letter()
    actions.finish(lease(), now=NOW)
    assert queue_letter() != done


@pytest.mark.django_db(transaction=True)
def test_work_is_only_queued_in_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        queue_letter()


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_undone_queues_nothing():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue_letter()
        raise ZeroDivisionError
    assert waiting_jobs() == []


def test_what_is_due_the_longest_comes_first():
    queue_letter("later", due_at=NOW)
    queue_letter("sooner", due_at=NOW - MINUTE)
    assert [lease().key, lease().key] == ["sooner", "later"]


def test_what_is_not_yet_due_waits():
    queue_letter(due_at=NOW + MINUTE)
    assert lease() is None
    assert not is_something_due(NAMES, now=NOW)
    assert lease(NOW + MINUTE) is not None


def test_a_worker_leaves_work_it_does_not_know():
    queue_letter()
    assert lease(names=["index.rebuild"]) is None
    assert not is_something_due(["index.rebuild"], now=NOW)


def test_leased_work_is_nobody_elses_until_the_lease_ends():
    queue_letter()
    lease()
    assert lease(NOW + MINUTE - timedelta(seconds=1)) is None
    assert lease(NOW + MINUTE).attempt == 2


def test_a_renewed_lease_ends_later():
    queue_letter()
    leased = lease()
    assert actions.renew(leased, until=NOW + 2 * MINUTE)
    assert lease(NOW + MINUTE) is None
    assert lease(NOW + 2 * MINUTE) is not None


def test_done_work_is_not_done_again():
    queue_letter()
    actions.finish(lease(), now=NOW)
    assert lease(NOW + 10 * MINUTE) is None


@pytest.fixture
def overtaken():
    """The lease of a worker whose job was taken up by another one."""
    queue_letter()
    first = lease()
    assert lease(NOW + MINUTE).attempt == 2
    return first


def test_an_overtaken_worker_cannot_finish(overtaken):
    with pytest.raises(LostLeaseError):
        actions.finish(overtaken, now=NOW)


def test_an_overtaken_worker_cannot_report(overtaken):
    with pytest.raises(LostLeaseError):
        actions.report(overtaken, progress=1, size=2, message="")


def test_an_overtaken_worker_cannot_renew_give_back_or_fail(overtaken):
    assert not actions.renew(overtaken, until=NOW + 10 * MINUTE)
    actions.give_back(overtaken, now=NOW)
    actions.fail(overtaken, message="late", now=NOW)
    assert newest_with_key("letter 1").message == ""
    assert lease(NOW + MINUTE) is None


def test_nobody_finishes_what_is_done():
    queue_letter()
    leased = lease()
    actions.finish(leased, now=NOW)
    with pytest.raises(LostLeaseError):
        actions.finish(leased, now=NOW)


def test_failed_work_is_tried_again_after_a_pause():
    queue_letter()
    actions.fail(lease(), message="no mail server", now=NOW)
    assert lease(NOW + timedelta(seconds=4)) is None
    assert lease(NOW + timedelta(seconds=5)).attempt == 2


def test_work_that_was_given_back_is_free_at_once_and_the_attempt_does_not_count():
    queue_letter()
    for _ in range(2 * MOST_ATTEMPTS):
        actions.give_back(lease(), now=NOW)
    actions.fail(lease(), message="no mail server", now=NOW)
    assert given_up_jobs() == []
    assert lease(NOW + timedelta(seconds=5)) is not None


def fail_until_given_up():
    moment = NOW
    for _ in range(MOST_ATTEMPTS):
        actions.fail(lease(moment), message="no mail server", now=moment)
        moment += timedelta(hours=1)
    return moment


def test_work_is_given_up_after_the_last_attempt_and_the_journal_says_so():
    number = queue_letter()
    moment = fail_until_given_up()
    assert lease(moment) is None
    assert [(job.number, job.message) for job in given_up_jobs()] == [(number, "no mail server")]
    assert history_of(f"job:{number}")[0].name == "job.given-up"


def test_work_that_ends_every_worker_is_given_up_as_well():
    queue_letter()
    moment = NOW
    for _ in range(MOST_ATTEMPTS):
        assert lease(moment) is not None
        moment += MINUTE
    assert lease(moment) is None
    assert given_up_jobs()[0].attempt == MOST_ATTEMPTS
    assert "every worker" in given_up_jobs()[0].message


def test_hopeless_work_does_not_stand_in_the_way_of_other_work():
    queue_letter("hopeless", due_at=NOW - MINUTE)
    moment = fail_until_given_up()
    queue_letter("fine", due_at=moment)
    assert lease(moment).key == "fine"


def test_what_was_given_up_can_be_queued_anew():
    number = queue_letter(to="Anna")
    moment = fail_until_given_up()
    assert queue_again(number=number, now=moment) not in {None, number}
    assert lease(moment).payload == {"to": "Anna"}


def test_only_what_was_given_up_can_be_queued_anew():
    assert queue_again(number=queue_letter(), now=NOW) is None


def test_long_work_says_how_far_it_is():
    queue_letter()
    actions.report(lease(), progress=3, size=7, message="the third of seven")
    found = newest_with_key("letter 1")
    assert (found.progress, found.size, found.message) == (3, 7, "the third of seven")


def test_an_endless_message_is_cut():
    queue_letter()
    actions.fail(lease(), message="x" * 5000, now=NOW)
    assert newest_with_key("letter 1").message == "x" * 300


def test_repeated_work_is_queued_once_for_each_period():
    day = timedelta(days=1)
    for moment in (NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=2)):
        actions.queue_repetitions({"letter.send": day}, now=moment)
    assert Job.objects.count() == 1
    actions.finish(lease(), now=NOW)
    actions.queue_repetitions({"letter.send": day}, now=NOW + timedelta(hours=3))
    assert Job.objects.count() == 1
    actions.queue_repetitions({"letter.send": day}, now=NOW + day)
    assert Job.objects.count() == 2


def test_repeated_work_that_was_missed_for_a_week_is_done_once():
    day = timedelta(days=1)
    actions.queue_repetitions({"letter.send": day}, now=NOW)
    actions.finish(lease(), now=NOW)
    actions.queue_repetitions({"letter.send": day}, now=NOW + 7 * day)
    assert len(waiting_jobs()) == 1


def test_a_clock_that_once_was_a_year_ahead_holds_up_nothing():
    day = timedelta(days=1)
    wrong = NOW + 365 * day
    actions.queue_repetitions({"letter.send": day}, now=wrong)
    assert actions.lease(NAMES, now=wrong, until=wrong + timedelta(seconds=30))
    assert not is_something_due(NAMES, now=wrong)
    Job.objects.update(due_at=NOW)
    assert is_something_due(NAMES, now=NOW)
    actions.finish(lease(), now=NOW)
    actions.queue_repetitions({"letter.send": day}, now=NOW)
    assert [job.name for job in waiting_jobs()] == ["letter.send"]


def test_what_was_done_long_ago_is_forgotten_and_the_rest_is_kept():
    queue_letter("old")
    actions.finish(lease(), now=NOW - timedelta(days=31))
    queue_letter("new")
    actions.finish(lease(), now=NOW)
    queue_letter("waiting")
    assert actions.forget_done(before=NOW - timedelta(days=30)) == 1
    assert {job.key for job in Job.objects.all()} == {"new", "waiting"}


def test_one_sees_since_when_work_waits_that_nobody_does():
    assert waiting_since(NOW) is None
    queue_letter(due_at=NOW - MINUTE)
    assert waiting_since(NOW) == NOW - MINUTE
    lease()
    assert waiting_since(NOW) is None


def test_the_fence_is_the_attempt_and_nothing_else():
    queue_letter()
    leased = lease()
    assert actions.held(leased).exists()
    assert not actions.held(replace(leased, attempt=0)).exists()
    assert not actions.held(replace(leased, attempt=2)).exists()
