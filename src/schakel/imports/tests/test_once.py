"""A run that is asked for twice is done once, also when both ask at the same moment."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from schakel.imports.actions import run_import_once, undo_run
from schakel.imports.models import Run
from schakel.imports.profiles import IPS_CASES
from schakel.library.public import Item
from tests.clock import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps({"id": 1, "name": "Wave", "description": "It waves."}), encoding="utf-8")
    return file


def once(path):
    return run_import_once(profile=IPS_CASES, path=path, run_by=None, now=NOW)


def test_asking_again_gives_the_same_run_until_it_is_undone(path):
    first, is_new = once(path)
    assert is_new
    assert once(path) == (first, False)
    undo_run(run=first, undone_by=None, now=NOW)
    again, is_new = once(path)
    assert is_new
    assert again != first


def test_another_file_is_another_run(path):
    first, _ = once(path)
    path.write_text(json.dumps({"id": 2, "name": "Wind", "description": "It blows."}), encoding="utf-8")
    second, is_new = once(path)
    assert is_new
    assert second.pk > first.pk


def test_two_that_ask_at_once_take_turns(path):
    begin = Barrier(4)

    def ask():
        begin.wait()
        try:
            return once(path)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = [future.result() for future in [threads.submit(ask) for _ in range(4)]]
    assert sorted(is_new for _, is_new in answers) == [False, False, False, True]
    assert Run.objects.count() == Item.objects.count() == 1
