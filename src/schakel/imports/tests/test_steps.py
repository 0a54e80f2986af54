"""On the screen an import goes in steps: received, mapped, previewed, and then exactly what the preview said."""

import json
from dataclasses import replace

import pytest
from django.db import transaction

from schakel.imports import actions, queries
from schakel.imports.files import path_of
from schakel.imports.jobs import carry_out, forget_files, plan
from schakel.imports.models import PreviewRecord, Run
from schakel.imports.profiles import IPS_CASES, PROFILES, definition_of, profile_from
from schakel.imports.queueing import CARRY_OUT, FORGET, PLAN
from schakel.jobs.public import Registry, Worker, queue
from schakel.kernel.refusal import Refusal
from schakel.library.public import Item
from tests.clock import NOW

pytestmark = pytest.mark.django_db
CASE = {"id": 7, "name": "Snuffelfiets", "description": "Cyclists measure the air.", "status": "Pilot"}


def handed_in(*records, profile=IPS_CASES):
    content = "\n".join(json.dumps(record) for record in records).encode()
    return actions.receive_file(
        content=[content], file_name="../a/cases.jsonl", profile=profile, received_by=None, now=NOW
    )


def work(handlers=((PLAN, plan), (CARRY_OUT, carry_out)), now=NOW):
    """The worker does what is queued."""
    registry = Registry()
    for name, do in handlers:
        registry.handles(name)(do)
    worker = Worker(registry, lambda: now, renews=False)
    while worker.work_once():
        pass


def test_from_a_file_to_items():
    run = handed_in(CASE, {**CASE, "id": 8, "name": ""})
    assert (run.file_name, run.state, Item.objects.count()) == ("cases.jsonl", Run.State.RECEIVED, 0)
    work()
    run.refresh_from_db()
    assert (run.state, run.counts["create"], run.counts["refuse"]) == (Run.State.PLANNED, 1, 1)
    lines = list(PreviewRecord.objects.values_list("number", "key", "title", "outcome"))
    assert lines == [(1, "7", "Snuffelfiets", "create"), (2, "8", "", "refuse")]
    assert Item.objects.count() == 0
    actions.approve_run(run=run, approved_by=None, now=NOW)
    work()
    run.refresh_from_db()
    assert (run.state, Item.objects.get().slug) == (Run.State.DONE, "snuffelfiets")
    assert PreviewRecord.objects.count() == 0


def test_a_preview_says_of_each_field_what_it_was_and_becomes():
    actions.run_import(profile=IPS_CASES, path=path_of(handed_in(CASE).stored_as), run_by=None, now=NOW)
    handed_in({**CASE, "status": "Implemented"})
    work()
    assert PreviewRecord.objects.get(outcome="update").changes == [["fact.status", "pilot", "running"]]


def test_when_the_hub_changed_since_the_preview_there_is_a_new_preview_and_nothing_is_done():
    run = handed_in(CASE)
    work()
    actions.run_import(profile=IPS_CASES, path=path_of(run.stored_as), run_by=None, now=NOW)
    actions.approve_run(run=run, approved_by=None, now=NOW)
    work()
    run.refresh_from_db()
    assert (run.state, run.failure["code"], run.counts["unchanged"]) == (
        Run.State.PLANNED,
        "changed-since-preview",
        1,
    )
    assert Item.objects.count() == 1


def test_approving_twice_is_approving_once():
    run = handed_in(CASE)
    work()
    for _ in range(2):
        actions.approve_run(run=run, approved_by=None, now=NOW)
    work()
    assert Item.objects.count() == 1
    with pytest.raises(Refusal, match="run-is-further"):
        actions.approve_run(run=run, approved_by=None, now=NOW)


def test_a_file_that_cannot_be_read_is_a_failed_run_that_says_why():
    run = actions.receive_file(
        content=[b'{"id": '], file_name="x.json", profile=IPS_CASES, received_by=None, now=NOW
    )
    work()
    run.refresh_from_db()
    assert (run.state, run.failure["code"]) == (Run.State.FAILED, "file-damaged")
    actions.drop_run(run=run, dropped_by=None, now=NOW)
    assert Run.objects.count() == 0


def test_a_file_without_a_profile_waits_until_somebody_says_what_its_columns_hold():
    run = handed_in(CASE, profile=None)
    work()
    assert Run.objects.get().state == Run.State.RECEIVED
    ours = replace(IPS_CASES, name="ours", title="Our cases")
    actions.map_columns(run=run, profile=ours, mapped_by=None, now=NOW)
    work()
    assert Run.objects.get().counts["create"] == 1
    assert queries.profile_named("ours") == ours
    with pytest.raises(Refusal, match="profile-name-taken"):
        actions.map_columns(run=run, profile=IPS_CASES, mapped_by=None, now=NOW)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_profile_can_be_written_down(profile):
    assert profile_from(json.loads(json.dumps(definition_of(profile)))) == profile


def test_an_empty_file_is_not_received(settings):
    with pytest.raises(Refusal, match="file-empty"):
        actions.receive_file(content=[], file_name="x", profile=None, received_by=None, now=NOW)
    assert list((settings.ENVIRONMENT.data / "imports").glob(".*")) == []


def test_kept_files_are_for_the_hub_alone_and_thrown_away_after_a_while():
    run = handed_in(CASE)
    assert path_of(run.stored_as).stat().st_mode & 0o077 == 0
    work()
    actions.approve_run(run=run, approved_by=None, now=NOW)
    work()
    with transaction.atomic():
        queue(FORGET, key=FORGET, due_at=NOW)
    work([(FORGET, forget_files)], now=NOW.replace(year=NOW.year + 1))
    run.refresh_from_db()
    with pytest.raises(Refusal, match="file-thrown-away"):
        path_of(run.stored_as)
