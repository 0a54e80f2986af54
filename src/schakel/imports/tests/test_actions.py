"""A run stores everything or nothing, knows again what it read, and can be undone; a person decides about doubles."""

import json
from datetime import timedelta

import pytest

from schakel.imports.actions import decide_double, dry_run, run_import, undo_run
from schakel.imports.fields import fields_of
from schakel.imports.models import LikelyDouble, Run, SourceRecord
from schakel.imports.profiles import DPG, EU_CALLS, IPS_CASES, PUBLICCODE
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library.public import Content, Item, change_item, items_visible_to
from tests.clock import NOW

pytestmark = pytest.mark.django_db
CASE = {
    "id": 7,
    "name": "Snuffelfiets",
    "description": "Cyclists measure the air. It works well.",
    "status": "Pilot",
    "start_date": "2019",
    "url": "https://example.org/snuffelfiets",
    "contact": "jan@example.org",
}
OTHER = {**CASE, "id": 8, "name": "Wave", "description": "It waves.", "url": "https://example.org/wave"}


@pytest.fixture
def file(tmp_path):
    def written(*records):
        path = tmp_path / "cases.jsonl"
        path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
        return path

    return written


def run(path, profile=IPS_CASES, **options):
    return run_import(profile=profile, path=path, run_by=None, now=NOW, **options)


def test_a_record_becomes_a_published_item_with_its_source(file):
    report = run(file(CASE))
    item = Item.objects.get()
    assert report.plan.counts == {"read": 1, "create": 1, "update": 0, "unchanged": 0, "refuse": 0}
    assert fields_of(item) == {
        "text.en.title": "Snuffelfiets",
        "text.en.summary": "Cyclists measure the air. It works well.",
        "text.en.approach": "Cyclists measure the air. It works well.",
        "fact.status": "pilot",
        "fact.started_year": 2019,
        "source_url": "https://example.org/snuffelfiets",
    }
    assert (item.source_name, item.licence, item.retrieved_on) == (
        IPS_CASES.source_name,
        "EUPL-1.2",
        NOW.date(),
    )
    assert item in items_visible_to(None)


def test_contacts_of_persons_are_neither_shown_nor_kept(file):
    run(file(CASE))
    assert "jan@example.org" not in json.dumps(SourceRecord.objects.get().raw)
    assert "jan@example.org" not in str(journal.rows_after(0, most=100))


def test_the_dry_run_says_what_the_run_does_and_changes_nothing(file):
    path = file(CASE, OTHER, {**CASE, "id": 9}, {"id": 10, "name": ""})
    before = journal.last_number()
    foretold = dry_run(profile=IPS_CASES, path=path, now=NOW)
    assert (Item.objects.count(), Run.objects.count(), journal.last_number()) == (0, 0, before)
    done = run(path)
    assert foretold.plan.counts == done.plan.counts
    assert foretold.plan.repairs == done.plan.repairs
    assert foretold.plan.problems == done.plan.problems
    assert foretold.duplicates == done.duplicates == 1


def test_reading_the_same_file_again_changes_nothing(file):
    path = file(CASE, OTHER)
    run(path)
    before = list(Item.objects.order_by("pk").values())
    again = run(path)
    assert again.plan.counts["unchanged"] == 2
    assert list(Item.objects.order_by("pk").values()) == before


def test_what_the_source_changed_is_changed_and_nothing_is_doubled(file):
    run(file(CASE))
    report = run(file({**CASE, "status": "Implemented"}))
    assert report.plan.counts["update"] == 1
    assert Item.objects.get().facts["status"] == "running"


def written_here(item, **facts):
    content = Content(
        texts={"en": {"title": "Sniffer bike", "summary": "Ours."}}, facts=facts, owner=item.owner
    )
    return change_item(item=item, seen_version=item.version, content=content, changed_by=None, now=NOW)


def test_what_was_changed_here_by_hand_stays_and_is_told(file):
    run(file(CASE))
    written_here(Item.objects.get(), status="pilot", started_year=2019)
    report = run(file({**CASE, "name": "Snuffelfiets 2", "status": "Implemented"}))
    item = Item.objects.get()
    assert item.texts.get(name="title").text == "Sniffer bike"
    assert item.facts["status"] == "running"
    assert [(problem.field, problem.code) for problem in report.plan.problems] == [
        ("text.en.title", "changed-here")
    ]


def test_a_record_without_title_or_key_or_with_a_key_said_before_is_refused(file):
    report = run(file({"id": 1, "name": " "}, {"id": "", "name": "A"}, CASE, {**CASE, "name": "Twice"}))
    assert report.plan.counts["refuse"] == 3
    assert [problem.code for problem in report.plan.problems] == ["title-missing", "key-missing", "key-twice"]
    assert Item.objects.count() == 1


def test_all_or_nothing(file, monkeypatch):
    def breaks(done, _of):
        if done == 2:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        run(file(CASE, OTHER), progress=breaks)
    assert (Item.objects.count(), Run.objects.count(), SourceRecord.objects.count()) == (0, 0, 0)


def test_a_run_can_be_undone(file):
    first = run(file(CASE))
    second = run(file({**CASE, "status": "Implemented"}, OTHER))
    undo_run(run=second.run, undone_by=None, now=NOW)
    assert Item.objects.get(slug="snuffelfiets").facts["status"] == "pilot"
    assert Item.objects.get(slug="wave").state == "archived"
    assert run(file(CASE)).plan.counts["unchanged"] == 1
    assert first.run.state == Run.State.DONE
    with pytest.raises(Refusal, match="run-undone-already"):
        undo_run(run=second.run, undone_by=None, now=NOW)


def test_a_run_whose_items_were_worked_on_is_not_undone(file):
    report = run(file(CASE))
    written_here(Item.objects.get())
    with pytest.raises(Refusal, match="changed-since-run"):
        undo_run(run=report.run, undone_by=None, now=NOW)
    assert Item.objects.get().state == "published"


def decided(decision):
    return decide_double(double=LikelyDouble.objects.get(), decision=decision, decided_by=None, now=NOW)


def test_a_double_is_proposed_once_with_what_they_have_in_common(file):
    run(file(CASE))
    assert run(file({**CASE, "id": 70})).duplicates == 1
    assert LikelyDouble.objects.get().evidence == ["same-title", "same-address"]
    assert run(file({**CASE, "id": 70})).duplicates == 0


def test_of_two_that_are_the_same_the_older_stays_and_the_younger_leads_to_it(file, client):
    run(file(CASE))
    run(file({**CASE, "id": 70}))
    decided("same")
    older, younger = Item.objects.order_by("pk")
    assert (younger.same_as, younger.state) == (older, "archived")
    answer = client.get(younger.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (301, older.get_absolute_url())
    assert younger not in items_visible_to(None)


def test_after_that_no_source_makes_a_second_one(file):
    run(file(CASE))
    path = file({**CASE, "id": 70, "name": "Snuffelfiets", "status": "Implemented"})
    run(path)
    decided("same")
    again = run(path)
    assert (again.plan.counts["unchanged"], again.duplicates, Item.objects.count()) == (1, 0, 2)
    assert Item.objects.order_by("pk").first().facts["status"] == "pilot"


def test_two_that_are_different_are_not_proposed_again(file):
    run(file(CASE))
    run(file({**CASE, "id": 70}))
    decided("different")
    assert run(file({**CASE, "id": 70})).duplicates == 0
    assert Item.objects.filter(state="published").count() == 2
    with pytest.raises(Refusal, match="decided-already"):
        decided("same")


def test_the_deadline_of_what_is_open_is_a_window_and_the_budget_is_in_cents(file):
    call = {
        "reference": "A",
        "title": "Heat in cities",
        "callStatus": "open",
        "deadline": (NOW.date() + timedelta(days=30)).isoformat(),
        "budgetMax": 2_000_000,
        "description": "Scope:All cities.",
    }
    run(file(call, {**call, "reference": "B", "callStatus": "forthcoming"}), profile=EU_CALLS)
    opened, later = Item.objects.order_by("pk")
    assert opened.facts["windows"] == [
        {"opens_on": NOW.date().isoformat(), "closes_on": (NOW.date() + timedelta(days=30)).isoformat()}
    ]
    assert opened.facts["maximum_cents"] == 200_000_000
    assert opened.texts.get(name="body").text == "Scope:\nAll cities."
    assert "windows" not in later.facts


def test_a_public_good_has_its_licence_and_the_names_of_its_makers(file):
    good = {
        "id": "x",
        "name": "X",
        "description": "Software.",
        "type": ["software"],
        "licences": ["MIT"],
        "organisations": [{"name": "Maker", "contact_name": "Jan"}],
    }
    run(file(good), profile=DPG)
    assert Item.objects.get().facts == {"solution_type": "software", "spdx": "MIT", "suppliers": ["Maker"]}


def test_publiccode_is_read_in_each_language_it_speaks_and_names_its_users(tmp_path, rotterdam):
    path = tmp_path / "publiccode.yml"
    path.write_text(
        "publiccodeYmlVersion: '0.2'\nname: Signalen\nurl: https://example.org/repo.git\n"
        "developmentStatus: stable\nsoftwareType: standalone/web\nusedBy: [Gemeente Rotterdam, Atlantis]\n"
        "legal: {license: EUPL-1.2}\ncategories: null\n"
        "description:\n  nl:\n    shortDescription: Meldingen afhandelen\n    features: [Melden, Routeren]\n",
        encoding="utf-8",
    )
    report = run(path, profile=PUBLICCODE)
    assert fields_of(Item.objects.get()) == {
        "text.nl.title": "Signalen",
        "text.nl.summary": "Meldingen afhandelen",
        "text.nl.body": "Kan:\n- Melden\n- Routeren",
        "fact.solution_type": "software",
        "fact.spdx": "EUPL-1.2",
        "fact.repository_url": "https://example.org/repo.git",
        "fact.development_status": "stable",
        "fact.used_by": ["gm0599"],
        "source_url": "https://example.org/repo.git",
    }
    assert [problem.code for problem in report.plan.problems] == ["organisation-unknown"]


def test_a_record_that_no_database_can_keep_as_it_is_is_imported(file):
    odd = {**CASE, "name": "Snuffel\0fiets", "more": ["\0", float("inf"), 10**40], "half": "\ud800"}
    assert run(file(odd)).plan.counts["create"] == 1
    assert Item.objects.get().slug == "snuffelfiets"
