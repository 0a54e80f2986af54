"""An import from the screen whose worker is killed (kill -9) while it stores: nothing is there, then all of it."""

import json
import signal
import threading
import time

import pytest
from django.conf import settings
from django.utils import timezone

from schakel.imports.actions import approve_run, receive_file
from schakel.imports.models import Run, SourceRecord
from schakel.imports.profiles import IPS_CASES
from schakel.imports.queueing import key_of
from schakel.jobs.public import given_up_jobs, newest_with_key, waiting_jobs
from schakel.journal.public import broken_row
from schakel.library.public import Item
from tests.processes import python_process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
RECORDS = 40
PATIENCE = 60
WORKER = ("-m", "schakel.imports.tests.worker_process")


def lines():
    for number in range(RECORDS):
        case = {
            "id": number,
            "name": f"Proef {number}",
            "description": f"Dit is proef {number}. Zij loopt goed.",
        }
        yield json.dumps({**case, "status": "Pilot", "url": f"https://example.org/{number}"}).encode() + b"\n"


def wait_for(state):
    give_up, pause = time.monotonic() + PATIENCE, threading.Event()
    while Run.objects.get().state != state:
        assert time.monotonic() < give_up, (Run.objects.get().state, waiting_jobs(), given_up_jobs())
        pause.wait(0.1)  # another process is at work; what it stores cannot be waited for


def test_an_import_whose_worker_is_killed_while_it_stores_is_done_once_by_the_next():
    run = receive_file(
        content=lines(),
        file_name="cases.jsonl",
        profile=IPS_CASES,
        received_by=None,
        now=timezone.now(),
    )
    folder = str(settings.ENVIRONMENT.data)
    with python_process(*WORKER, "1", "2", folder) as victim:
        wait_for(Run.State.PLANNED)
        approve_run(run=run, approved_by=None, now=timezone.now())
        assert victim.stdout.readline() == "storing\n", "the kill has to hit an import that stores"
        victim.send_signal(signal.SIGKILL)
        assert victim.wait(PATIENCE) == -signal.SIGKILL
    assert (Item.objects.count(), SourceRecord.objects.count()) == (0, 0)
    assert Run.objects.get().state == Run.State.PLANNED

    with python_process(*WORKER, str(RECORDS + 1), "2", folder) as rescuer:
        wait_for(Run.State.DONE)
        rescuer.terminate()
        assert rescuer.wait(PATIENCE) == 0
    assert (Item.objects.count(), SourceRecord.objects.count()) == (RECORDS, RECORDS)
    assert newest_with_key(key_of(run)).attempt == 2
    assert broken_row() is None
