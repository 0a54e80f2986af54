import fcntl
import json
import queue
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from schakel.config import migrating, preparation
from schakel.config.command_line import main
from schakel.config.commands import demo
from schakel.config.outcome import FINE, IMPOSSIBLE
from schakel.journal.models import Entry
from schakel.journal.public import history_of, last_number
from schakel.library import demonstration
from schakel.library.demonstration import written_demo_items
from schakel.library.models import Item
from schakel.pilots.models import Pilot
from tests.processes import finished

OWN = tuple(f"{app.label}_" for app in apps.get_app_configs() if app.name.startswith("schakel."))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_migration_is_undone_and_the_demonstration_begun_anew_and_everything_holds(capsys, monkeypatch):
    # A part of it: the tests in a browser begin with the whole.
    some = list(written_demo_items())[::16]
    monkeypatch.setattr(demonstration, "written_demo_items", lambda _folder: some)
    left = []

    def migrate():
        left.extend(table for table in connection.introspection.table_names() if table.startswith(OWN))
        migrating.migrate()

    monkeypatch.setattr(preparation, "migrate", migrate)
    Item.objects.all().delete()
    assert main(["demo", "reset", "--yes"]) == FINE
    assert left == []
    with pytest.raises(DatabaseError, match="not removed"), transaction.atomic():
        Entry.objects.all().delete()
    written = Item.objects.exclude(pk__in=Pilot.objects.exclude(case=None).values("case"))
    assert written.count() == len(some) > 20
    assert history_of("organisations:reference")
    capsys.readouterr()

    assert main(["verify", "--json"]) == FINE, capsys.readouterr().out
    capsys.readouterr()

    assert main(["demo", "load"]) == FINE
    assert "nothing was loaded" in capsys.readouterr().out

    assert main(["demo", "people", "--json"]) == FINE
    people = json.loads(capsys.readouterr().out)
    roles = {role for person in people for role in person["role"].split(", ")}
    assert {"administrator", "adviser", "editor", "programme-manager", "controller", "auditor"} <= roles
    assert {"member", "provider", "operator", "trainer", "expert"} <= roles

    assert main(["demo"]) == FINE
    assert "Anna Verbeek" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_index_is_filled_before_the_start_unless_a_question_brings_in_what_is_missing(monkeypatch):
    assert preparation.index_is_behind(), "there is none yet"
    preparation.fill_index()
    filled = last_number()
    for last, expected in ((filled, False), (filled + 100, False), (filled + 101, True), (filled - 1, True)):
        monkeypatch.setattr(preparation.journal, "last_number", lambda last=last: last)
        assert preparation.index_is_behind() == expected, "of an older database" if last < filled else last


@pytest.mark.django_db
def test_a_hub_in_use_is_not_thrown_away(capsys, monkeypatch):
    monkeypatch.setattr(demo, "ENVIRONMENT", type("InUse", (), {"demo": False}))
    assert main(["demo", "reset", "--yes"]) == IMPOSSIBLE
    assert "it is not thrown away" in capsys.readouterr().err


@pytest.mark.django_db
def test_nothing_is_thrown_away_unasked(capsys, monkeypatch):
    monkeypatch.setattr(demo, "start_over", lambda **_: pytest.fail("it was thrown away"))
    assert main(["demo", "reset"]) == IMPOSSIBLE
    assert "Nothing was thrown away" in capsys.readouterr().err


def test_who_has_to_wait_for_another_command_is_told(tmp_path, monkeypatch):
    said: queue.Queue[str] = queue.Queue()  # what is captured gets lost when it is read while a thread prints
    monkeypatch.setattr(preparation, "say", said.put)
    path = tmp_path / "preparing.lock"
    with path.open("w") as held, path.open("w") as wanted, ThreadPoolExecutor(1) as pool:
        preparation._wait_for(held)
        assert said.empty()
        waiting = pool.submit(preparation._wait_for, wanted)
        told = said.get(timeout=30)
        assert not waiting.done()
        fcntl.flock(held, fcntl.LOCK_UN)
        waiting.result(timeout=30)
    assert told == "Waiting for another command that prepares this hub …"


@pytest.mark.slow
@pytest.mark.django_db
def test_a_database_that_was_lost_is_not_replaced_by_an_empty_one(tmp_path):
    (tmp_path / "index").mkdir()
    done = finished(["run", "--port", "0"], SCHAKEL_DATA=str(tmp_path), SCHAKEL_DATABASE="")
    assert done.returncode == IMPOSSIBLE
    assert done.stderr.splitlines()[-1].startswith(
        "schakel: The database is gone, and the search index of one"
    )


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + bytes(5000)])
def test_a_damaged_database_is_said_in_one_sentence(tmp_path, content):
    (tmp_path / "schakel.sqlite3").write_bytes(content)
    done = finished(["verify"], SCHAKEL_DATA=str(tmp_path), SCHAKEL_DATABASE="")
    assert done.returncode == IMPOSSIBLE
    assert done.stderr.startswith("schakel: The database is damaged (")


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_is_left_alone(capsys):
    assert not migrating.database_is_behind()
    assert main(["migrate"]) == FINE
    assert capsys.readouterr().out == "The database was up to date already.\n"


def test_static_files_are_collected_once_and_again_when_one_changes(tmp_path, monkeypatch, settings):
    monkeypatch.setattr(preparation, "_static_stamp", lambda: tmp_path / "collected")
    settings.STATIC_ROOT = tmp_path / "static"
    assert preparation.static_files_changed()
    preparation.collect_static_files()
    assert not preparation.static_files_changed()
    (tmp_path / "static").rename(tmp_path / "gone")
    assert preparation.static_files_changed()
    (tmp_path / "gone").rename(tmp_path / "static")
    assert not preparation.static_files_changed()
    (tmp_path / "collected").write_text("another")
    assert preparation.static_files_changed()
