import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from schakel.config import diagnosis
from schakel.config.command_line import main
from schakel.config.diagnosis import FASTEST_HONEST_SYNC, diagnose, file_system_of, judge_sync
from schakel.imports.sources import add_source
from schakel.jobs.public import queue
from schakel.journal.public import record
from tests.clock import NOW

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
server:/homes /home nfs4 rw 0 0
/dev/sdb1 /home/local\\040disk xfs rw 0 0
"""


def found(check, now=NOW):
    return next(finding for finding in diagnose(now=now) if finding.check == check)


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/hub", "ext4"),
        ("/run/hub", "tmpfs"),
        ("/runner", "ext4"),
        ("/home/hub", "nfs4"),
        ("/home/local disk/x", "xfs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(folder, kind):
    assert file_system_of(Path(folder), MOUNTS) == kind


def test_a_disk_that_answers_before_it_can_have_written_is_not_believed():
    assert judge_sync(FASTEST_HONEST_SYNC / 2)[0] is False
    assert judge_sync(FASTEST_HONEST_SYNC)[0] is True
    assert judge_sync(0.02) == (True, "20.000 ms for each fsync")


def test_a_folder_in_which_nothing_can_be_written_is_found(tmp_path):
    assert "for each fsync" in diagnosis._sync(tmp_path)[1]
    assert diagnosis._sync(tmp_path / "gone") == (
        False,
        "nothing can be written there: No such file or directory",
    )


def test_a_signing_key_that_others_can_read_is_found(tmp_path):
    key = tmp_path / "secret-key"
    key.write_text("secret")
    key.chmod(0o640)
    assert diagnosis._key(key)[0] is False
    key.chmod(0o600)
    assert diagnosis._key(key)[0] is True
    assert diagnosis._key(tmp_path / "none") == (True, "from SCHAKEL_SECRET_KEY")


def test_a_data_folder_that_others_can_look_into_is_found(tmp_path):
    tmp_path.chmod(0o750)
    assert diagnosis._private(tmp_path) == (False, f"{tmp_path} has mode 750")
    tmp_path.chmod(0o700)
    assert diagnosis._private(tmp_path)[0] is True


@pytest.mark.django_db
def test_what_is_not_well_says_what_to_do_and_what_is_well_does_not(monkeypatch):
    monkeypatch.setattr(diagnosis, "LEAST_FREE_BYTES", 0)
    monkeypatch.setattr(diagnosis, "LEAST_FREE_SHARE", 0)
    assert "make room" not in found("there is room on the disk").detail
    monkeypatch.setattr(diagnosis, "LEAST_FREE_BYTES", 10**18)
    assert "make room" in found("there is room on the disk").detail


@pytest.mark.django_db
def test_a_clock_that_was_or_is_wrong_is_found():
    assert found("the clock is right").ok
    with transaction.atomic():
        record("hub.looked-at", on="hub:1", by="", at=NOW + timedelta(minutes=5))
    assert found("the clock is right").ok
    with transaction.atomic():
        record("hub.looked-at", on="hub:1", by="", at=NOW + timedelta(minutes=6))
    finding = found("the clock is right")
    assert (finding.ok, finding.detail) == (
        False,
        "the journal goes on until 2026-11-23 12:06. It is 2026-11-23 12:00 here: set the clocks of all machines",
    )


@pytest.mark.django_db
def test_static_files_that_are_not_collected_are_found(monkeypatch):
    monkeypatch.setattr(diagnosis, "static_files_changed", lambda: True)
    assert not found("static files are collected").ok
    monkeypatch.setattr(diagnosis, "static_files_changed", lambda: False)
    assert found("static files are collected").ok


@pytest.mark.django_db
def test_work_that_nobody_does_is_found():
    assert found("queued work is being done").ok
    queue("letter.send", key="letter", due_at=NOW - timedelta(minutes=6))
    assert not found("queued work is being done").ok
    assert found("queued work is being done", NOW - timedelta(minutes=2)).ok


@pytest.mark.django_db
def test_a_source_that_nobody_could_read_for_long_is_found():
    add_source(
        name="cases",
        profile="ips-cases",
        place="https://cases.example/list.csv",
        every=timedelta(days=1),
        looked_after_by=None,
        added_by=None,
        now=NOW,
    )
    assert found("scheduled sources are read").ok
    later = found("scheduled sources are read", NOW + timedelta(days=30))
    assert not later.ok
    assert "cases is stale since 20" in later.detail


@pytest.mark.django_db
def test_a_full_disk_is_found(monkeypatch):
    assert found("there is room on the disk").ok
    monkeypatch.setattr(diagnosis, "LEAST_FREE_BYTES", 10**18)
    assert not found("there is room on the disk").ok


@pytest.mark.django_db
def test_a_hub_of_which_the_database_is_behind_says_so_and_nothing_is_looked_up_in_it(monkeypatch):
    monkeypatch.setattr(diagnosis, "database_is_behind", lambda: True)
    findings = list(diagnose(now=NOW))
    assert (findings[-1].check, findings[-1].ok) == ("the database is up to date", False)


@pytest.mark.django_db
def test_the_doctor_changes_nothing_in_the_data_folder(capsys):
    before = sorted(diagnosis.ENVIRONMENT.data.iterdir())
    main(["doctor", "--json"])
    assert sorted(diagnosis.ENVIRONMENT.data.iterdir()) == before
    for finding in json.loads(capsys.readouterr().out):
        assert set(finding) == {"check", "ok", "detail"}
