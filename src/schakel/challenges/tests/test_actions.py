from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from schakel.challenges import actions, invariants
from schakel.challenges.models import Challenge, Follower, Note
from schakel.challenges.queries import challenge_for, heaps_for, history_of
from schakel.challenges.rules import ITEM_STATES, WOO_GROUNDS, Heap, State, Step
from schakel.kernel.refusal import Refusal
from schakel.library.public import (
    Item,
    Kind,
    Visibility,
    archive_all,
    change_item,
    content_of,
    merge_item,
    move_item,
    publish_all,
    write_item,
)
from schakel.library.public import State as ItemState
from schakel.library.public import Step as ItemStep
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.items import content, item_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
QUESTION = "Ons zwembad stookt gas alsof het winter is. Waar gaat de warmte heen?"


def question_of(owner, words=QUESTION, **fields):
    texts = {"nl": {"title": "Ons zwembad stookt gas", "question": words}}
    return content(owner, texts=texts, **fields)


def refused(act, **named):
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act(**named)
    return refusal.value.code


def violations():
    return [sentence for invariant in invariants.INVARIANTS for sentence in invariant.violations()]


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_reached_and_its_item_stands_beside_it(state, rotterdam):
    challenge = challenge_in(state, rotterdam)
    assert challenge.state == state
    assert challenge.item.state in ITEM_STATES[state]
    assert violations() == []


def test_every_step_has_its_row_with_from_where_to_where_and_why(rotterdam, anna):
    challenge = challenge_in(State.RESOLVED, rotterdam, by=anna, words="Het gas ging omlaag.")
    rows = history_of(challenge)
    assert [row.name for row in rows] == ["challenge.resolved", "challenge.opened", "challenge.submitted"]
    assert rows[0].details == {"from": "open", "to": "resolved", "reason": "Het gas ging omlaag."}
    assert {row.actor for row in rows} == {anna.reference}
    assert challenge.outcome == "Het gas ging omlaag."


def test_what_is_done_with_its_item_is_done_with_the_challenge(rotterdam, chaima):
    item = item_of(rotterdam, kind=Kind.CHALLENGE, state=ItemState.DRAFT)

    def state():
        return Challenge.objects.get(pk=item.pk).state

    assert state() == State.DRAFT
    for step, expected in (
        (ItemStep.SUBMIT, State.SUBMITTED),
        (ItemStep.SEND_BACK, State.DRAFT),
        (ItemStep.PUBLISH, State.OPEN),
        (ItemStep.ARCHIVE, State.WITHDRAWN),
        (ItemStep.RESTORE, State.DRAFT),
    ):
        move_item(item=item, step=step, moved_by=chaima, now=LATER, reason="Zie de bron.")
        assert state() == expected
    assert Challenge.objects.get(pk=item.pk).since == LATER
    assert violations() == []


def test_verifying_what_is_open_leaves_the_challenge_where_it_is(rotterdam):
    challenge = challenge_in(State.IN_ACTION, rotterdam)
    Item.objects.filter(pk=challenge.pk).update(verified_on="2020-01-01")
    move_item(item=challenge.item, step=ItemStep.PUBLISH, moved_by=None, now=LATER)
    stored = Challenge.objects.get(pk=challenge.pk)
    assert (stored.state, stored.since) == (State.IN_ACTION, NOW)


def test_what_is_imported_and_archived_in_bulk_has_its_life(rotterdam):
    contents = [content(rotterdam, f"Vraag {number}") for number in range(3)]
    items = publish_all(kind=Kind.CHALLENGE, contents=contents, written_by=None, now=NOW)
    assert set(Challenge.objects.values_list("state", flat=True)) == {State.OPEN}
    archive_all(items=items[:2], archived_by=None, now=NOW)
    merge_item(item=items[2], into=item_of(rotterdam, "Dezelfde"), merged_by=None, now=NOW)
    assert set(Challenge.objects.values_list("state", flat=True)) == {State.WITHDRAWN}
    assert violations() == []


def test_an_item_of_another_kind_has_no_life_here(rotterdam):
    item_of(rotterdam)
    assert not Challenge.objects.exists()


def test_what_was_an_item_before_gets_a_life_and_keeps_its_item(rotterdam):
    challenges = [challenge_in(state, rotterdam, f"Vraag {state}") for state in State]
    before = {one.item_id: content_of(one.item) for one in challenges}
    Challenge.objects.all().delete()
    migration = import_module("schakel.challenges.migrations.0002_lives_of_what_was_there")
    for _ in range(2):
        migration.give_lives(apps, None)
    expected = {
        State.DRAFT: State.DRAFT,
        State.SUBMITTED: State.SUBMITTED,
        State.TRIAGED: State.SUBMITTED,
        State.WITHDRAWN: State.WITHDRAWN,
    }
    for one in challenges:
        stored = Challenge.objects.select_related("item").get(pk=one.pk)
        assert stored.state == expected.get(State(one.state), State.OPEN)
        assert stored.since == one.item.changed_at
        assert content_of(stored.item) == before[one.pk]


def test_a_question_is_saved_word_for_word_and_once(rotterdam, anna):
    first = actions.save_challenge(content=question_of(rotterdam), saved_by=anna, now=NOW)
    again = actions.save_challenge(content=question_of(rotterdam, f" {QUESTION} "), saved_by=anna, now=NOW)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.challenge == again.challenge
    assert Challenge.objects.count() == Item.objects.count() == 1
    assert content_of(first.challenge.item).texts["nl"]["question"] == QUESTION
    assert first.challenge.state == State.DRAFT
    assert first.challenge.saved_by == anna


def test_control_the_database_is_the_last_to_refuse_a_second_one(rotterdam, anna):
    saved = actions.save_challenge(content=question_of(rotterdam), saved_by=anna, now=NOW).challenge
    other = challenge_in(State.DRAFT, rotterdam)
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=other.pk).update(saved_key=saved.saved_key)


def test_the_same_question_can_be_saved_again_once_it_is_finished(rotterdam, anna):
    saved = actions.save_challenge(content=question_of(rotterdam), saved_by=anna, now=NOW).challenge
    actions.take_step(challenge=saved, step=Step.WITHDRAW, taken_by=anna, now=NOW, words="Vergissing.")
    assert actions.save_challenge(content=question_of(rotterdam), saved_by=anna, now=NOW).is_new


def test_a_company_saves_no_challenge(heat_pumps, bas):
    assert refused(actions.save_challenge, content=question_of(heat_pumps), saved_by=bas, now=NOW) == (
        "not-a-public-body"
    )
    assert refused(actions.save_challenge, content=question_of(None), saved_by=bas, now=NOW) == (
        "not-a-public-body"
    )


def test_a_challenge_without_words_is_not_saved(rotterdam, anna):
    given = question_of(rotterdam, " ")
    assert refused(actions.save_challenge, content=given, saved_by=anna, now=NOW) == "challenge-words-missing"


def test_a_step_that_is_taken_twice_is_refused_the_second_time(rotterdam, anna):
    challenge = challenge_in(State.OPEN, rotterdam)
    resolve = {"challenge": challenge, "step": Step.RESOLVE, "taken_by": anna, "now": NOW, "words": "Klaar."}
    actions.take_step(**resolve)
    assert refused(actions.take_step, **resolve) == "challenge-step-not-possible"
    assert Challenge.objects.get(pk=challenge.pk).outcome == "Klaar."


def test_what_was_resolved_and_archived_is_restored_before_it_goes_on(rotterdam):
    challenge = challenge_in(State.RESOLVED, rotterdam)
    move_item(item=challenge.item, step=ItemStep.ARCHIVE, moved_by=None, now=NOW)
    assert Challenge.objects.get(pk=challenge.pk).state == State.RESOLVED
    resume = {"challenge": challenge, "step": Step.RESUME, "taken_by": None, "now": NOW}
    assert refused(actions.take_step, **resume) == "challenge-is-archived"


def test_what_goes_on_after_it_was_resolved_is_open_again(rotterdam):
    challenge = challenge_in(State.RESOLVED, rotterdam)
    actions.take_step(challenge=challenge, step=Step.RESUME, taken_by=None, now=NOW)
    assert Challenge.objects.get(pk=challenge.pk).state == State.OPEN


def test_the_database_refuses_a_resolved_challenge_without_an_outcome(rotterdam):
    challenge = challenge_in(State.RESOLVED, rotterdam)
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(outcome="")


def test_an_adviser_is_somebody_of_the_staff_and_is_handed_over_with_a_reason(rotterdam, anna, chaima, ada):
    challenge = challenge_in(State.SUBMITTED, rotterdam)
    assign = {"challenge": challenge, "assigned_by": chaima, "now": NOW}
    assert refused(actions.assign_adviser, adviser=anna, **assign) == "adviser-not-staff"
    actions.assign_adviser(adviser=chaima, **assign)
    assert refused(actions.assign_adviser, adviser=ada, **assign) == "note-missing"
    actions.assign_adviser(adviser=ada, reason="Zij kent het zwembad.", **assign)
    actions.assign_adviser(adviser=ada, **assign)  # once more changes nothing
    rows = [row for row in history_of(challenge) if row.name == "challenge.assigned"]
    assert [row.details["to"] for row in rows] == [ada.reference, chaima.reference]
    assert rows[0].details["reason"] == "Zij kent het zwembad."
    actions.assign_adviser(adviser=None, reason="Niemand heeft tijd.", **assign)
    assert Challenge.objects.get(pk=challenge.pk).adviser is None


def test_what_a_note_says_does_not_stand_in_the_journal(rotterdam, chaima):
    challenge = challenge_in(State.SUBMITTED, rotterdam)
    actions.write_note(challenge=challenge, text=" Bel de wethouder. ", written_by=chaima, now=NOW)
    note = Note.objects.get()
    assert note.text == "Bel de wethouder."
    assert history_of(challenge)[0].details == {"note": note.pk}
    assert refused(actions.write_note, challenge=challenge, text=" ", written_by=chaima, now=NOW) == (
        "note-missing"
    )


def test_somebody_follows_once_and_can_leave(rotterdam, dirk):
    challenge = challenge_in(State.OPEN, rotterdam)
    for _ in range(2):
        actions.follow_challenge(challenge=challenge, person=dirk, now=NOW)
    assert Follower.objects.count() == 1
    for _ in range(2):
        actions.leave_challenge(challenge=challenge, person=dirk, now=NOW)
    assert [row.name for row in history_of(challenge)][:2] == [
        "challenge.follower-left",
        "challenge.follower-added",
    ]
    assert not Follower.objects.exists()


def hidden(challenge, by, ground="5.1.2.b"):
    return actions.hide_challenge(
        challenge=challenge, ground=ground, review_on=NOW.date() + timedelta(days=30), hidden_by=by, now=NOW
    )


def test_a_confidential_challenge_is_seen_by_its_owner_and_the_staff_alone(
    rotterdam, anna, bas, dirk, chaima
):
    challenge = challenge_in(State.OPEN, rotterdam)
    assert challenge_for(bas, challenge.item.slug) is not None
    hidden(challenge, anna)
    hidden(challenge, anna)  # twice is once
    seen = {person: challenge_for(person, challenge.item.slug) for person in (None, bas, dirk, anna, chaima)}
    assert [person for person, found in seen.items() if found] == [anna, chaima]
    assert [row.name for row in history_of(challenge)].count("challenge.hidden") == 1
    assert violations() == []


def test_what_is_confidential_is_not_shown_to_others_by_its_form(rotterdam, anna):
    challenge = hidden(challenge_in(State.DRAFT, rotterdam), anna)
    item = Item.objects.get(pk=challenge.pk)
    change = {
        "item": item,
        "seen_version": item.version,
        "content": content(rotterdam, visibility=Visibility.PUBLIC),
        "changed_by": anna,
        "now": NOW,
    }
    assert refused(change_item, **change) == "challenge-is-confidential"
    for _ in range(2):
        actions.disclose_challenge(challenge=challenge, disclosed_by=anna, now=NOW)
    assert Item.objects.get(pk=challenge.pk).visibility == Visibility.ORGANISATION
    change_item(**change)
    assert [row.name for row in history_of(challenge)].count("challenge.disclosed") == 1
    assert Item.objects.get(pk=challenge.pk).visibility == Visibility.PUBLIC


@pytest.mark.parametrize(
    ("ground", "review_on"), [("5.1.3", "2027-01-01"), (WOO_GROUNDS[0], None), ("", "2027-01-01")]
)
def test_the_database_refuses_confidentiality_without_a_ground_or_a_day(ground, review_on, rotterdam):
    challenge = challenge_in(State.DRAFT, rotterdam)
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(woo_ground=ground, review_on=review_on)


def test_verify_sees_what_was_changed_past_the_hub(rotterdam, anna):
    challenge_in(State.OPEN, rotterdam, "Gewoon open")
    moved = challenge_in(State.SUBMITTED, rotterdam, "Verschoven")
    shown = hidden(challenge_in(State.DRAFT, rotterdam, "Getoond"), anna)
    lost = write_item(kind=Kind.CHALLENGE, content=content(rotterdam, "Verloren"), written_by=None, now=NOW)
    other = item_of(rotterdam, "Een praktijkvoorbeeld")
    Challenge.objects.filter(pk=moved.pk).update(state=State.OPEN)
    Challenge.objects.filter(pk=lost.pk).delete()
    Challenge.objects.create(item=other, state=State.OPEN, since=NOW)
    Item.objects.filter(pk=shown.pk).update(visibility=Visibility.PUBLIC)
    assert violations() == [
        "verloren has no challenge beside it",
        "een-praktijkvoorbeeld is no challenge",
        "verschoven is 'open' and its item 'review'",
        "getoond is confidential and can be found by others",
        "verschoven is 'open', and went to 'submitted'",
    ]


def test_the_desk_has_a_heap_for_what_is_new_mine_unassigned_late_running_and_finished(rotterdam, chaima):
    every = {state: challenge_in(state, rotterdam, f"Vraag {state}") for state in State}
    actions.assign_adviser(challenge=every[State.OPEN], adviser=chaima, assigned_by=chaima, now=NOW)

    def heaps(now):
        return {
            heap: [one.challenge.state for one in waiting]
            for heap, waiting in heaps_for(chaima, now=now).items()
        }

    at_once = heaps(NOW)
    assert at_once[Heap.NEW] == [State.SUBMITTED, State.TRIAGED]
    assert at_once[Heap.MINE] == [State.OPEN]
    assert at_once[Heap.UNASSIGNED] == [State.SUBMITTED, State.TRIAGED, State.MATCHED, State.IN_ACTION]
    assert at_once[Heap.LATE] == []
    assert at_once[Heap.RUNNING] == [State.OPEN, State.MATCHED, State.IN_ACTION]
    assert at_once[Heap.FINISHED] == [State.RESOLVED, State.PARKED, State.WITHDRAWN]
    assert heaps(NOW + timedelta(days=15))[Heap.LATE] == [State.SUBMITTED, State.TRIAGED, State.OPEN]
