import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library.actions import (
    change_and_move,
    change_item,
    move_item,
    move_items,
    write_and_move,
    write_item,
)
from schakel.library.kinds import Kind
from schakel.library.models import Item
from schakel.library.rules import State, Step, Visibility
from schakel.library.versions import changes_between, happenings_of, snapshot, snapshot_as_of
from schakel.library.writing import Provenance
from schakel.vocabulary.public import Concept
from tests.clock import NOW, TODAY
from tests.items import content, item_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def last_row(item: Item) -> journal.Row:
    return journal.history_of(item.reference)[0]


def refusal_of(action, **arguments) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        action(**arguments)
    return refusal.value


@pytest.fixture
def heat(db) -> Concept:
    return Concept.objects.create(notation="heat")


def test_a_new_item_is_a_draft_with_its_first_version(rotterdam, anna):
    item = write_item(kind=Kind.CASE, content=content(rotterdam), written_by=anna, now=NOW)
    assert (item.state, item.version, item.created_at, item.published_at) == ("draft", 1, NOW, None)
    assert item.slug == "warmte-uit-het-kanaal"


def test_writing_is_kept_in_the_journal_with_everything_that_was_said(rotterdam, anna, heat):
    said = content(rotterdam, facts={"status": "running"}, themes=(heat,), place=rotterdam)
    item = write_item(kind=Kind.CASE, content=said, written_by=anna, now=NOW)
    row = last_row(item)
    assert (row.name, row.subject, row.actor, row.at) == ("item.written", item.reference, anna.reference, NOW)
    assert row.details == {"version": 1, "after": snapshot(item)}
    assert row.details["after"]["themes"] == ["heat"]
    assert row.details["after"]["place"] == "gm0599"


def test_what_the_system_writes_has_no_actor(rotterdam):
    item = write_item(kind=Kind.CASE, content=content(rotterdam), written_by=None, now=NOW)
    assert last_row(item).actor == ""


def test_an_item_without_an_owner_is_refused(anna):
    refusal = refusal_of(write_item, kind=Kind.CASE, content=content(None), written_by=anna, now=NOW)
    assert refusal.code == "owner-missing"
    assert not Item.objects.exists()


def test_a_refused_item_leaves_nothing_behind(rotterdam, anna):
    before = journal.last_number()
    refused = content(rotterdam, facts={"status": "sleeping"})
    assert (
        refusal_of(write_item, kind=Kind.CASE, content=refused, written_by=anna, now=NOW).code
        == "fact-not-usable"
    )
    assert not Item.objects.exists()
    assert journal.last_number() == before


def test_two_items_with_one_title_get_two_addresses(rotterdam):
    slugs = [item_of(rotterdam, "Hitte in de stad").slug for _ in range(3)]
    assert slugs == ["hitte-in-de-stad", "hitte-in-de-stad-2", "hitte-in-de-stad-3"]


def test_an_address_is_made_even_of_a_title_without_letters(rotterdam):
    assert item_of(rotterdam, "!!!").slug == "item"


def test_an_address_is_made_of_the_title_in_the_original_language(rotterdam):
    texts = {"nl": {"title": "Warmte"}, "en": {"title": "Heat"}}
    assert item_of(rotterdam, texts=texts, original_language="en").slug == "heat"
    assert item_of(rotterdam, texts={"nl": {"title": "Koude"}}, original_language="en").slug == "koude"


def test_texts_are_stored_composed_and_with_plain_line_ends(rotterdam):
    item = item_of(rotterdam, texts={"nl": {"title": "  Re\u0301gio ", "problem": "een\r\ntwee\n"}})
    assert {text.name: text.text for text in item.texts.all()} == {
        "title": "R\u00e9gio",
        "problem": "een\ntwee",
    }


def test_empty_texts_and_facts_are_not_stored(rotterdam):
    texts = {"nl": {"title": "Warmte", "summary": "  "}, "en": {"title": ""}, "de": {"title": "Wärme"}}
    facts = {"status": "", "started_year": None, "figures": [], "inhabitants_reached": 0}
    item = item_of(rotterdam, texts=texts, facts=facts)
    assert [(text.language, text.name) for text in item.texts.all()] == [("nl", "title")]
    assert item.facts == {"inhabitants_reached": 0}


def test_a_change_makes_a_new_version_and_says_what_was_before_and_after(rotterdam, anna, heat):
    item = item_of(rotterdam, texts={"nl": {"title": "Warmte", "summary": "Kort"}}, facts={"status": "idea"})
    said = content(
        rotterdam,
        texts={"nl": {"title": "Warmte"}, "en": {"title": "Heat"}},
        facts={"status": "running"},
        themes=(heat,),
        original_language="en",
        provenance=Provenance(verified_on=TODAY),
    )
    changed = change_item(item=item, seen_version=item.version, content=said, changed_by=anna, now=LATER)
    assert (changed.version, changed.changed_at) == (item.version + 1, LATER)
    row = last_row(item)
    assert (row.name, row.actor, row.at) == ("item.changed", anna.reference, LATER)
    assert row.details == {
        "version": item.version + 1,
        "changes": {
            "themes": [[], ["heat"]],
            "facts": [{"status": "idea"}, {"status": "running"}],
            "original_language": ["nl", "en"],
            "text.en.title": [None, "Heat"],
            "text.nl.summary": ["Kort", None],
        },
    }


def test_storing_what_is_stored_already_makes_no_version(rotterdam, anna):
    item = item_of(rotterdam, state=State.DRAFT)
    before = journal.last_number()
    same = change_item(item=item, seen_version=1, content=content(rotterdam), changed_by=anna, now=LATER)
    assert (same.version, same.changed_at, journal.last_number()) == (1, NOW, before)


def test_a_text_that_somebody_changes_is_no_longer_made_by_a_machine(rotterdam, anna):
    item = item_of(rotterdam, state=State.DRAFT, texts={"nl": {"title": "Warmte"}, "en": {"title": "Heat"}})
    item.texts.update(is_machine_made=True)
    said = content(rotterdam, texts={"nl": {"title": "Warmte"}, "en": {"title": "Warmth"}})
    change_item(item=item, seen_version=1, content=said, changed_by=anna, now=LATER)
    assert {text.language: text.is_machine_made for text in item.texts.all()} == {"nl": True, "en": False}


def test_a_change_of_an_older_version_is_refused_and_changes_nothing(rotterdam, anna, bas):
    item = item_of(rotterdam, state=State.DRAFT)
    change_item(item=item, seen_version=1, content=content(rotterdam, "Van Anna"), changed_by=anna, now=NOW)
    refusal = refusal_of(
        change_item,
        item=item,
        seen_version=1,
        content=content(rotterdam, "Van Bas"),
        changed_by=bas,
        now=LATER,
    )
    assert (refusal.code, refusal.details) == ("changed-meanwhile", {"version": 2})
    assert item.texts.get(name="title").text == "Van Anna"
    assert last_row(item).actor == anna.reference


def test_a_refused_change_changes_nothing(rotterdam, anna):
    item = item_of(rotterdam, state=State.DRAFT)
    wrong = content(rotterdam, "Anders", facts={"seats": 3})
    assert refusal_of(
        change_item, item=item, seen_version=1, content=wrong, changed_by=anna, now=LATER
    ).code == ("fact-unknown")
    assert item.texts.get(name="title").text == "Warmte uit het kanaal"


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_store_at_once_one_wins_and_the_other_is_told(rotterdam, anna, bas):
    item = item_of(rotterdam, state=State.DRAFT)
    both_are_ready = threading.Barrier(2)
    outcomes: dict[str, str] = {}

    def store(person, title: str) -> None:
        try:
            both_are_ready.wait(timeout=10)
            change_item(
                item=item, seen_version=1, content=content(rotterdam, title), changed_by=person, now=LATER
            )
            outcomes[title] = "stored"
        except Refusal as refusal:
            outcomes[title] = refusal.code
        finally:
            connection.close()

    editors = [
        threading.Thread(target=store, args=(anna, "Anna")),
        threading.Thread(target=store, args=(bas, "Bas")),
    ]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join(timeout=30)
    assert sorted(outcomes.values()) == ["changed-meanwhile", "stored"]
    stored = Item.objects.get(pk=item.pk)
    assert stored.version == 2
    assert outcomes[stored.texts.get(name="title").text] == "stored"
    assert [row.name for row in journal.history_of(item.reference)] == ["item.changed", "item.written"]


def test_publishing_says_when_and_that_it_was_verified_today(rotterdam, chaima):
    item = item_of(rotterdam, state=State.REVIEW)
    published = move_item(item=item, step=Step.PUBLISH, moved_by=chaima, now=NOW)
    assert (published.state, published.published_at, published.verified_on) == ("published", NOW, TODAY)
    row = last_row(item)
    assert (row.name, row.actor) == ("item.published", chaima.reference)
    assert row.details == {
        "from": "review",
        "to": "published",
        "reason": "",
        "version": 2,
        "changes": {"verified_on": ["", TODAY.isoformat()]},
    }


def test_publishing_once_more_keeps_the_first_moment_and_verifies_anew(rotterdam, chaima):
    item = item_of(rotterdam)
    long_after = NOW + timedelta(days=400)
    again = move_item(item=item, step=Step.PUBLISH, moved_by=chaima, now=long_after)
    assert (again.published_at, again.verified_on) == (NOW, long_after.date())
    assert last_row(item).details["from"] == "needs-update"


@pytest.mark.parametrize(
    ("state", "step", "to", "name"),
    [
        (State.DRAFT, Step.SUBMIT, "review", "item.submitted"),
        (State.DRAFT, Step.ARCHIVE, "archived", "item.archived"),
        (State.REVIEW, Step.SEND_BACK, "draft", "item.sent-back"),
        (State.PUBLISHED, Step.ARCHIVE, "archived", "item.archived"),
        (State.ARCHIVED, Step.RESTORE, "draft", "item.restored"),
    ],
)
def test_each_step_is_kept_in_the_journal_and_makes_no_version(rotterdam, chaima, state, step, to, name):
    item = item_of(rotterdam, state=state)
    moved = move_item(item=item, step=step, moved_by=chaima, now=LATER, reason=" Er mist een bron. ")
    assert (moved.state, moved.version, moved.changed_at) == (to, item.version, LATER)
    row = last_row(item)
    assert (row.name, row.at) == (name, LATER)
    assert row.details == {"from": state.value, "to": to, "reason": "Er mist een bron."}


def test_a_step_that_is_not_possible_is_refused(rotterdam, chaima):
    item = item_of(rotterdam)
    refusal = refusal_of(move_item, item=item, step=Step.SUBMIT, moved_by=chaima, now=NOW)
    assert (refusal.code, refusal.details) == ("step-not-possible", {"state": "published", "step": "submit"})


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_sending_back_without_a_reason_is_refused(rotterdam, chaima, reason):
    item = item_of(rotterdam, state=State.REVIEW)
    refusal = refusal_of(move_item, item=item, step=Step.SEND_BACK, moved_by=chaima, now=NOW, reason=reason)
    assert refusal.code == "reason-missing"
    assert Item.objects.get(pk=item.pk).state == "review"


def test_nobody_publishes_a_version_they_have_not_seen(rotterdam, anna, chaima):
    item = item_of(rotterdam, state=State.REVIEW)
    change_item(
        item=item, seen_version=1, content=content(rotterdam, "Toch anders"), changed_by=anna, now=NOW
    )
    refusal = refusal_of(move_item, item=item, step=Step.PUBLISH, moved_by=chaima, now=NOW, seen_version=1)
    assert refusal.code == "changed-meanwhile"
    assert (
        move_item(item=item, step=Step.PUBLISH, moved_by=chaima, now=NOW, seen_version=2).state == "published"
    )


def test_an_editor_who_began_before_it_was_published_does_not_undo_its_verification(rotterdam, anna, chaima):
    item = item_of(rotterdam, state=State.REVIEW)
    move_item(item=item, step=Step.PUBLISH, moved_by=chaima, now=NOW)
    refusal = refusal_of(
        change_item,
        item=item,
        seen_version=1,
        content=content(rotterdam, "Nieuw"),
        changed_by=anna,
        now=LATER,
    )
    assert refusal.code == "changed-meanwhile"


def test_writing_and_handing_in_is_one_act(rotterdam, anna):
    item = write_and_move(
        kind=Kind.CASE, content=content(rotterdam), step=Step.SUBMIT, written_by=anna, now=NOW
    )
    assert item.state == "review"
    assert (
        write_and_move(kind=Kind.CASE, content=content(rotterdam), step=None, written_by=anna, now=NOW).state
        == "draft"
    )


def test_a_change_with_a_step_that_is_not_possible_changes_nothing(rotterdam, anna):
    item = item_of(rotterdam, state=State.REVIEW)
    refusal = refusal_of(
        change_and_move,
        item=item,
        seen_version=1,
        content=content(rotterdam, "Anders"),
        step=Step.SUBMIT,
        changed_by=anna,
        now=LATER,
    )
    assert refusal.code == "step-not-possible"
    assert item.texts.get(name="title").text == "Warmte uit het kanaal"


def test_a_change_and_its_step_are_two_rows_of_one_act(rotterdam, chaima):
    item = item_of(rotterdam, state=State.REVIEW)
    moved = change_and_move(
        item=item,
        seen_version=1,
        content=content(rotterdam, "Beter"),
        step=Step.PUBLISH,
        changed_by=chaima,
        now=NOW,
    )
    assert (moved.state, moved.version) == ("published", 3)
    assert [row.name for row in journal.history_of(item.reference)][:2] == ["item.published", "item.changed"]


def test_an_item_that_cannot_take_the_step_does_not_hold_the_others(rotterdam, chaima):
    waiting, published = item_of(rotterdam, "Wacht", state=State.REVIEW), item_of(rotterdam, "Staat al")
    outcome = move_items(items=[published, waiting], step=Step.PUBLISH, moved_by=chaima, now=NOW)
    assert [item.slug for item in outcome.moved] == ["wacht"]
    assert [(item.slug, refusal.code) for item, refusal in outcome.refused] == [
        ("staat-al", "step-not-possible")
    ]


def test_an_older_version_is_found_back_from_what_was_changed_since(rotterdam, anna):
    item = item_of(rotterdam, state=State.DRAFT, texts={"nl": {"title": "Eerst", "summary": "Kort"}})
    first = snapshot(item)
    said = content(
        rotterdam, texts={"nl": {"title": "Toen"}, "en": {"title": "Then"}}, facts={"status": "idea"}
    )
    item = change_item(item=item, seen_version=1, content=said, changed_by=anna, now=NOW)
    second = snapshot(item)
    said = replace(said, texts={"nl": {"title": "Nu"}}, visibility=Visibility.NETWORK)
    item = change_item(item=item, seen_version=2, content=said, changed_by=anna, now=NOW)
    assert snapshot_as_of(item, 1) == first
    assert snapshot_as_of(item, 2) == second
    assert snapshot_as_of(item, 3) == snapshot(item)


def test_the_history_tells_who_did_what_with_each_fact_on_its_own(rotterdam, anna, chaima):
    item = item_of(rotterdam, state=State.DRAFT, facts={"status": "idea", "started_year": 2020}, by=anna)
    said = content(rotterdam, facts={"status": "running", "started_year": 2020})
    item = change_item(item=item, seen_version=1, content=said, changed_by=anna, now=NOW)
    item = move_item(item=item, step=Step.SUBMIT, moved_by=anna, now=NOW)
    move_item(item=item, step=Step.SEND_BACK, moved_by=chaima, now=LATER, reason="Welk jaar?")
    sent_back, submitted, changed, written = happenings_of(item)
    assert (sent_back.what, sent_back.by, sent_back.at, sent_back.reason) == (
        "sent-back",
        chaima.reference,
        LATER,
        "Welk jaar?",
    )
    assert (submitted.what, submitted.version, submitted.changes) == ("submitted", None, ())
    assert [(change.name, change.before, change.after) for change in changed.changes] == [
        ("fact.status", "idea", "running")
    ]
    assert (written.what, written.version, written.by) == ("written", 1, anna.reference)


def test_what_happened_to_an_item_without_anybody_changing_it_is_not_its_history(rotterdam):
    item = item_of(rotterdam)
    before = happenings_of(item)
    journal.record("match.contested", on=item.reference, by="", at=NOW, details={"because": "not-for-us"})
    assert happenings_of(item) == before


def test_two_snapshots_that_are_the_same_have_no_changes():
    assert changes_between({"facts": {"a": 1}, "licence": ""}, {"facts": {"a": 1}, "licence": ""}) == ()


def test_days_are_kept_as_days(rotterdam):
    days = Provenance(retrieved_on=date(2026, 1, 2), verified_on=date(2026, 3, 4), is_illustrative=True)
    item = item_of(rotterdam, state=State.DRAFT, provenance=days)
    kept = snapshot(item)
    assert (kept["retrieved_on"], kept["verified_on"], kept["is_illustrative"]) == (
        "2026-01-02",
        "2026-03-04",
        True,
    )
