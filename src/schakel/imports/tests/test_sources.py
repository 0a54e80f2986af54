"""Scheduled sources: read when they are due, left alone when nothing changed, told of when they are not well."""

import dataclasses
from datetime import timedelta

import pytest
from django.core import mail

from schakel.imports.models import Run
from schakel.imports.source_messages import problem_of_source, source_refusal_text
from schakel.imports.source_models import ScheduledSource
from schakel.imports.source_rules import SourceStatus
from schakel.imports.sources import (
    add_source,
    pause_source,
    read_due_sources,
    read_source,
    sources_not_well,
    sources_with_status,
)
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library.public import Item
from schakel.outbound.public import Fetched
from tests.clock import NOW
from tests.mails import send_due

pytestmark = pytest.mark.django_db

CASES = "id,name,description\n1,Wave,It waves.\n"
DAY = timedelta(days=1)


@pytest.fixture
def folder(settings, tmp_path):
    path = tmp_path / "sources"
    path.mkdir()
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, sources_folder=path)
    (path / "cases.csv").write_text(CASES, encoding="utf-8")
    return path


def added(place: str = "cases.csv", *, profile: str = "ips-cases", by=None, **fields) -> ScheduledSource:
    return add_source(
        **{
            "name": "cases",
            "profile": profile,
            "place": place,
            "every": DAY,
            "looked_after_by": by,
            "added_by": None,
            "now": NOW,
        }
        | fields
    )


class Site:
    """What is at an address; keeps with what it was asked."""

    def __init__(self, content: str = CASES) -> None:
        self.content, self.etag = content, '"1"'
        self.asked: list[tuple[str, str, str]] = []

    def __call__(self, url, *, etag, last_modified, into, **_):
        self.asked.append((url, etag, last_modified))
        is_unchanged = etag == self.etag
        if not is_unchanged:
            into.write(self.content.encode())
        return Fetched(url, is_unchanged, "text/csv", self.etag, "", len(self.content))


def rows(name: str) -> int:
    return len(list(journal.rows_named(name)))


def test_a_file_is_imported_and_not_again_until_it_changes(folder):
    source = added()
    assert read_due_sources(now=NOW) == 1
    first = ScheduledSource.objects.get()
    assert (first.outcome["create"], first.fresh_at, first.changed_at) == (1, NOW, NOW)
    assert Run.objects.get(pk=first.outcome["run"]).file_name == "cases.csv"
    assert read_due_sources(now=NOW + DAY / 2) == 0
    assert read_due_sources(now=NOW + DAY) == 1
    second = ScheduledSource.objects.get()
    assert (second.fresh_at, second.changed_at, Run.objects.count()) == (NOW + DAY, NOW, 1)
    (folder / "cases.csv").write_text(CASES + "2,Tide,It rises.\n", encoding="utf-8")
    assert read_source(source=source, now=NOW + 2 * DAY).outcome["create"] == 1
    assert (rows("source.added"), rows("source.read"), Item.objects.count()) == (1, 2, 2)


def test_a_folder_is_read_file_by_file(folder):
    (folder / "all").mkdir()
    for number in (1, 2):
        (folder / "all" / f"{number}.csv").write_text(f"id,name,description\n{number},Wave {number},It.\n")
    (folder / "all" / ".hidden").write_text("x")
    after = read_source(source=added("all"), now=NOW)
    assert (after.outcome["read"], after.outcome["create"], Run.objects.count()) == (2, 2, 2)


def test_an_address_is_asked_for_what_changed_since():
    site = Site()
    source = added("https://cases.example/list.csv?page=1")
    source = read_source(source=source, now=NOW, fetch_with=site)
    assert (source.outcome["create"], Run.objects.get().file_name) == (1, "list.csv")
    source = read_source(source=source, now=NOW + DAY, fetch_with=site)
    site.etag = '"2"'  # the server has forgotten what it said, and sends the same
    source = read_source(source=source, now=NOW + 2 * DAY, fetch_with=site)
    assert [etag for _, etag, _ in site.asked] == ["", '"1"', '"1"']
    assert (source.etag, source.fresh_at, Run.objects.count()) == ('"2"', NOW + 2 * DAY, 1)


def test_what_goes_wrong_is_kept_in_words_and_ends_when_it_goes_well(folder):
    (folder / "cases.csv").write_bytes(b"\x89PNG\x00\x00")
    source = added()
    for number in range(3):
        source = read_source(source=source, now=NOW + number * DAY)
    assert (source.failures, source.failing_since, source.fresh_at) == (3, NOW, None)
    assert "geen tekst" in problem_of_source(source)
    assert [entry.status for entry in sources_with_status(NOW + DAY)] == [SourceStatus.FAILING]
    assert [entry.source for entry in sources_not_well(NOW + DAY)] == [source]
    assert rows("source.failed") == 1
    (folder / "cases.csv").write_text(CASES, encoding="utf-8")
    source = read_source(source=source, now=NOW + 3 * DAY)
    assert (source.failures, source.failing_since, problem_of_source(source)) == (0, None, "")
    assert sources_not_well(NOW + 3 * DAY) == []


def test_what_nobody_foresaw_keeps_no_other_source_from_being_read(folder, caplog):
    added("https://cases.example/", name="a-first")

    def stumble(*_, **__):
        raise RuntimeError("unforeseen")

    after = read_source(source=ScheduledSource.objects.get(), now=NOW, fetch_with=stumble)
    assert after.problem["code"] == "source-stumbled"
    assert "unforeseen" in caplog.text


@pytest.mark.parametrize(
    ("place", "code"),
    [("../secret.csv", "source-outside-folder"), ("/etc/passwd", "source-outside-folder"),
     ("gone.csv", "source-not-there"), ("link.csv", "source-outside-folder"),
     ("https://127.0.0.1/", "address-not-reachable"),
     ("file:///etc/passwd", "address-not-http")],
)  # fmt: skip
def test_only_the_folder_and_the_open_internet_are_read(folder, tmp_path, place, code):
    (tmp_path / "secret.csv").write_text(CASES)
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    source = ScheduledSource.objects.create(
        name="x", profile="ips-cases", place=place, every_hours=24, added_at=NOW
    )
    after = read_source(source=source, now=NOW)
    assert after.problem["code"] == code
    assert code not in problem_of_source(after)
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"profile": "nonsense"}, "profile-unknown"), ({"every": timedelta(minutes=5)}, "source-too-often"),
     ({"place": "../x"}, "source-outside-folder"), ({}, "source-name-taken")],
)  # fmt: skip
def test_a_source_that_cannot_be_is_not_added(folder, fields, code):
    added()
    with pytest.raises(Refusal) as refused:
        added(**({"name": "other"} | fields if fields else {}))
    assert refused.value.code == code
    assert code not in source_refusal_text(refused.value)
    assert ScheduledSource.objects.count() == 1


def test_who_looks_after_a_source_is_told_once_when_it_is_not_well(folder, chaima):
    (folder / "cases.csv").unlink()
    added(by=chaima)
    for hours in (0, 1, 3, 23, 24, 25, 48, 72):
        read_due_sources(now=NOW + timedelta(hours=hours))
    assert rows("source.nudged") == 1
    send_due(NOW + timedelta(hours=73))
    (letter,) = mail.outbox
    assert letter.to == [chaima.email]
    assert "cases.csv" in letter.body
    assert letter.subject.startswith("De bron cases")


def test_who_no_longer_looks_after_it_or_whose_source_is_well_again_is_not_written_to(folder, chaima, ada):
    (folder / "cases.csv").unlink()
    added(by=chaima)
    added(by=ada, name="other")
    for hours in (0, 24, 48):
        read_due_sources(now=NOW + timedelta(hours=hours))
    assert rows("source.nudged") == 2
    chaima.is_hub_staff = False
    chaima.save()
    (folder / "cases.csv").write_text(CASES, encoding="utf-8")
    read_due_sources(now=NOW + timedelta(hours=72))
    send_due(NOW + timedelta(hours=73))
    assert mail.outbox == []


def test_a_paused_source_is_not_read(folder, chaima):
    source = pause_source(source=added(), is_paused=True, paused_by=chaima, now=NOW)
    pause_source(source=source, is_paused=True, paused_by=chaima, now=NOW)
    assert read_due_sources(now=NOW + 9 * DAY) == 0
    assert (rows("source.paused"), rows("source.nudged")) == (1, 0)
