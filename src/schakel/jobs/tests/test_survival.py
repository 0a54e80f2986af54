"""What the hub owes survives a worker that is killed in mid-work: real processes, a real kill -9."""

import os
import selectors
import signal
import time
from collections import Counter
from contextlib import ExitStack

import pytest
from django.db import transaction
from django.utils import timezone

from schakel.jobs.models import Job
from schakel.jobs.public import queue, waiting_jobs
from schakel.journal.public import broken_row, rows_after
from tests.processes import python_process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PATIENCE = 60
"""Seconds until a test gives up waiting."""


class Crew:
    """Worker processes, and everything they say."""

    def __init__(self, stack, number, *options):
        self.processes = [
            stack.enter_context(python_process("-m", "schakel.jobs.tests.worker_process", *options))
            for _ in range(number)
        ]
        self.said = dict.fromkeys(self.processes, "")
        self.wait_until(lambda: self.all_said().count("ready") == number)

    def wait_until(self, condition):
        """Listen to what they say until the condition holds."""
        give_up = time.monotonic() + PATIENCE
        with selectors.DefaultSelector() as selector:
            for process in self.processes:
                selector.register(process.stdout, selectors.EVENT_READ, process)
            while not condition():
                assert time.monotonic() < give_up, f"it did not come about; they said {self.all_said()}"
                for key, _ in selector.select(0.1):
                    # Past the buffer of the stream: what waits in it is not seen by the selector.
                    said = os.read(key.fd, 65536).decode()
                    self.said[key.data] += said
                    if not said:
                        selector.unregister(key.fileobj)

    def all_said(self):
        return [line for said in self.said.values() for line in said.splitlines()]

    def kill(self):
        for process in self.processes:
            process.send_signal(signal.SIGKILL)
        for process in self.processes:
            assert process.wait(PATIENCE) == -signal.SIGKILL

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            assert process.wait(PATIENCE) == 0


@pytest.fixture
def stack():
    with ExitStack() as opened:
        yield opened


def queue_jobs(number):
    with transaction.atomic():
        for place in range(number):
            queue("effect.make", key=f"job-{place:02}", due_at=timezone.now())


def effects():
    return Counter(row.subject for row in rows_after(0))


def all_done():
    return not waiting_jobs()


def test_every_job_is_done_once_though_both_workers_are_killed_in_mid_work(stack):
    victims = Crew(stack, 2, "--takes=0.02", "--hangs-after=4", "--leased-for=3")
    queue_jobs(24)
    victims.wait_until(lambda: rounds(victims) == 2 * (4 + 1))
    victims.kill()
    in_mid_work = set(
        Job.objects.filter(done_at=None, attempt=1).exclude(leased_until=None).values_list("key", flat=True)
    )
    assert len(in_mid_work) == 2, "the kill has to hit work in progress, or it proves nothing"
    assert effects().total() == 8

    rescuers = Crew(stack, 2, "--takes=0.01", "--leased-for=3")
    rescuers.wait_until(all_done)
    rescuers.stop()

    assert effects() == {f"effect:job-{place:02}": 1 for place in range(24)}
    assert broken_row() is None
    attempts = dict(Job.objects.values_list("key", "attempt"))
    assert {key for key, attempt in attempts.items() if attempt > 1} == in_mid_work


def rounds(crew):
    """How often work was begun."""
    return sum(line.startswith("began") for line in crew.all_said())


def test_work_that_takes_longer_than_its_lease_is_kept_by_renewing_it(stack):
    crew = Crew(stack, 2, "--takes=4", "--leased-for=1.5")
    queue_jobs(1)
    crew.wait_until(all_done)
    crew.stop()
    assert rounds(crew) == 1
    assert effects() == {"effect:job-00": 1}


def test_without_renewal_the_same_work_is_begun_twice_and_the_fence_lets_one_through(stack):
    """The control of the test above: without renewal it would notice."""
    crew = Crew(stack, 2, "--takes=3", "--leased-for=0.4", "--no-renewal")
    queue_jobs(1)
    crew.wait_until(lambda: rounds(crew) >= 2)
    assert effects().total() <= 1
    crew.kill()


def test_without_renewal_and_fence_the_same_work_takes_effect_twice(stack):
    """The control of both: this is what they are for."""
    crew = Crew(stack, 2, "--takes=3", "--leased-for=0.4", "--no-renewal", "--no-fence")
    queue_jobs(1)
    crew.wait_until(lambda: effects()["effect:job-00"] >= 2)
    crew.kill()
