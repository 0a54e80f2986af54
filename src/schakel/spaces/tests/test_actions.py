"""Who reads what, and what is kept, whoever clicks when."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from schakel.documents.public import path_of
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.organisations.public import Membership, Organisation
from schakel.spaces import actions, queries, rules
from schakel.spaces.actions import Draft
from schakel.spaces.models import Contribution, Party, Revision, Space
from schakel.spaces.rules import Channel, Kind
from tests.clock import NOW, TODAY
from tests.spaces import contribution_of, file_in, seat, space_of, sweep
from tests.told import journal_text, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(rotterdam, heat_pumps, anna, bas):
    return space_of(rotterdam, heat_pumps, people=[anna, bas], by=anna)


def refused(code, act, **named):
    with pytest.raises(Refusal) as caught:
        act(**named)
    assert caught.value.code == code


def test_who_was_let_in_sees_the_space_and_nobody_else(space, anna, bas, chaima, dirk):
    assert [queries.seat_of(one, space.code) is not None for one in (anna, bas, chaima, dirk)] == [
        True,
        True,
        False,
        False,
    ]


def test_a_colleague_sees_it_once_they_are_let_in(space, rotterdam, anna, dirk):
    Membership.objects.create(person=dirk, organisation=rotterdam)
    assert queries.seat_of(dirk, space.code) is None
    actions.add_participant(space=space, organisation=rotterdam, person=dirk, by=anna, now=NOW)
    assert queries.seat_of(dirk, space.code) is not None


def test_nobody_is_let_in_for_an_organisation_they_do_not_work_for(space, rotterdam, anna, dirk):
    refused(
        "not-a-colleague",
        actions.add_participant,
        space=space,
        organisation=rotterdam,
        person=dirk,
        by=anna,
        now=NOW,
    )


def test_who_leaves_their_organisation_sees_nothing_more(space, bas, heat_pumps):
    Membership.objects.filter(person=bas).delete()
    assert queries.seat_of(bas, space.code) is None


def test_the_people_of_a_party_that_left_see_nothing_more_until_it_is_back(space, heat_pumps, anna, bas):
    actions.remove_organisation(space=space, organisation=heat_pumps, by=anna, now=NOW)
    assert queries.seat_of(bas, space.code) is None
    actions.add_organisation(space=space, organisation=heat_pumps, by=anna, now=NOW)
    assert queries.seat_of(bas, space.code) is not None


def test_what_is_said_without_the_public_body_leaves_no_trace_for_it(space, anna, bas):
    for kind in (Kind.POST, Kind.TASK, Kind.DECISION, Kind.LINK):
        contribution_of(kind, seat(bas, space), channel=Channel.PRIVATE)
    file_in(seat(bas, space), b"Onze prijs.", channel=Channel.PRIVATE)
    assert queries.contributions_seen_from(seat(bas, space)).count() == 5
    assert queries.contributions_seen_from(seat(anna, space)).count() == 0
    assert queries.tasks_seen_from(seat(anna, space), today=TODAY) == []
    assert not any(addressee == anna.reference for _, addressee in told())


def test_control_a_public_body_that_counts_as_private_reads_along(space, anna, bas):
    contribution_of(Kind.POST, seat(bas, space), channel=Channel.PRIVATE)
    Party.objects.update(is_public=False)
    assert queries.contributions_seen_from(seat(anna, space)).count() == 1


def test_who_works_for_the_public_body_too_does_not_read_what_is_said_without_it(space, rotterdam, bas):
    contribution_of(Kind.POST, seat(bas, space), channel=Channel.PRIVATE)
    Membership.objects.create(person=bas, organisation=rotterdam)
    assert queries.contributions_seen_from(seat(bas, space)).count() == 0


def test_a_second_public_body_is_kept_out_of_it_too(space, anna, dirk):
    utrecht = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
    Membership.objects.create(person=dirk, organisation=utrecht)
    actions.add_organisation(space=space, organisation=utrecht, by=anna, people=[dirk], now=NOW)
    assert seat(dirk, space).channels == {Channel.EVERYONE}


def test_nobody_writes_in_a_channel_they_do_not_read(space, anna):
    with pytest.raises(Refusal, match="channel-not-yours"):
        contribution_of(Kind.POST, seat(anna, space), channel=Channel.PRIVATE)


def test_the_journal_says_that_something_was_written_and_never_what(space, anna):
    contribution_of(Kind.POST, seat(anna, space), "kanarie00001geel")
    assert "contribution.added" in journal_text()
    assert "kanarie" not in journal_text()


def test_a_form_that_is_sent_twice_adds_one_thing(space, anna):
    one = contribution_of(Kind.POST, seat(anna, space), sent_key="word")
    other = contribution_of(Kind.POST, seat(anna, space), sent_key="word")
    assert (one.pk, Contribution.objects.count()) == (other.pk, 1)


def test_the_same_words_in_another_form_are_said_again(space, anna, bas):
    contribution_of(Kind.POST, seat(anna, space), sent_key="word")
    contribution_of(Kind.POST, seat(anna, space), sent_key="other")
    contribution_of(Kind.POST, seat(bas, space), sent_key="word")
    assert Contribution.objects.count() == 3


def change(space, person, part, seen_version, text):
    return actions.change_contribution(
        seat=seat(person, space), contribution=part, seen_version=seen_version, text=text, day=TODAY, now=NOW
    )


def test_a_newer_version_is_not_overwritten_and_the_older_one_is_kept(space, anna, bas):
    decision = contribution_of(Kind.DECISION, seat(anna, space), "Wij beginnen.")
    change(space, anna, decision, 1, "Wij beginnen in mei.")
    with pytest.raises(Refusal, match="changed-meanwhile"):
        change(space, bas, decision, 1, "Wij beginnen niet.")
    assert Contribution.objects.get().text == "Wij beginnen in mei."
    assert [(one.version, one.text) for one in Revision.objects.all()] == [(1, "Wij beginnen.")]


def test_control_without_looking_at_the_version_the_first_words_are_lost(space, anna, bas, monkeypatch):
    monkeypatch.setattr("schakel.spaces.rules.check_seen_version", lambda **_: None)
    decision = contribution_of(Kind.DECISION, seat(anna, space), "Wij beginnen.")
    change(space, anna, decision, 1, "Wij beginnen in mei.")
    change(space, bas, decision, 1, "Wij beginnen niet.")
    assert Contribution.objects.get().text == "Wij beginnen niet."


def test_the_same_words_make_no_version(space, anna):
    decision = contribution_of(Kind.DECISION, seat(anna, space), "Wij beginnen.", day=TODAY)
    before = journal.last_number()
    assert change(space, anna, decision, 1, " Wij beginnen. ").version == 1
    assert journal.last_number() == before


def test_a_message_is_changed_and_taken_away_by_who_wrote_it_alone(space, anna, bas):
    post = contribution_of(Kind.POST, seat(anna, space))
    with pytest.raises(Refusal, match="not-yours-to-change"):
        change(space, bas, post, 1, "Anders.")
    refused(
        "not-yours-to-remove", actions.remove_contribution, seat=seat(bas, space), contribution=post, now=NOW
    )
    change(space, anna, post, 1, "Anders.")
    actions.remove_contribution(seat=seat(anna, space), contribution=post, now=NOW)
    assert not Contribution.objects.exists()
    assert not Revision.objects.exists()


def test_a_decision_stays(space, anna):
    decision = contribution_of(Kind.DECISION, seat(anna, space))
    refused(
        "not-yours-to-remove",
        actions.remove_contribution,
        seat=seat(anna, space),
        contribution=decision,
        now=NOW,
    )


def test_a_task_is_done_once_and_can_be_taken_up_again(space, anna, bas):
    task = contribution_of(Kind.TASK, seat(anna, space), doer=bas, day=TODAY)
    assert actions.finish_task(seat=seat(bas, space), task=task, is_done=True, now=NOW).done_at == NOW
    before = journal.last_number()
    actions.finish_task(seat=seat(anna, space), task=task, is_done=True, now=NOW + timedelta(days=1))
    assert journal.last_number() == before
    assert actions.finish_task(seat=seat(anna, space), task=task, is_done=False, now=NOW).done_at is None


def test_only_who_reads_along_can_be_asked_to_do_a_task(space, anna, bas, dirk):
    for doer, channel in ((dirk, Channel.EVERYONE), (anna, Channel.PRIVATE)):
        with pytest.raises(Refusal, match="doer-does-not-read"):
            contribution_of(Kind.TASK, seat(bas, space), doer=doer, channel=channel)


def test_who_is_to_do_a_task_is_told_and_others_hear_of_messages(space, anna, bas):
    contribution_of(Kind.TASK, seat(anna, space), doer=bas)
    contribution_of(Kind.POST, seat(anna, space))
    contribution_of(Kind.DECISION, seat(anna, space))
    assert told() == [(kind, bas.reference) for kind in ("space.decision", "space.post", "space.task")]


def test_nothing_is_added_to_a_closed_space_and_it_can_still_be_read(space, anna, bas):
    contribution_of(Kind.POST, seat(anna, space))
    actions.close_space(space=space, by=anna, now=NOW)
    with pytest.raises(Refusal, match="space-is-closed"):
        contribution_of(Kind.POST, seat(bas, space))
    assert queries.contributions_seen_from(seat(bas, space)).count() == 1


def post_at(person, space, moment):
    said = Draft(Kind.POST, Channel.EVERYONE, "Nog één ding.")
    return actions.add_contribution(seat=seat(person, space), draft=said, now=moment)


def test_a_space_whose_work_is_over_closes_by_itself_after_a_time_of_grace(space, anna, bas):
    guest = guest_of(anna, space, days=90)
    ended = actions.end_space(space=space, by=anna, now=NOW)
    assert ended.closed_at == NOW + rules.GRACE
    assert actions.end_space(space=space, by=anna, now=NOW + timedelta(days=3)).closed_at == ended.closed_at
    last = NOW + rules.GRACE - timedelta(seconds=1)
    post_at(bas, space, last)
    assert queries.seat_of_guest(guest.key, now=last) is not None
    with pytest.raises(Refusal, match="space-is-closed"):
        post_at(bas, space, NOW + rules.GRACE)
    assert queries.seat_of_guest(guest.key, now=NOW + rules.GRACE) is None
    assert queries.contributions_seen_from(seat(bas, space)).count() == 1


def test_control_without_the_rule_a_space_would_stay_open_for_ever(space, anna, bas, monkeypatch):
    actions.end_space(space=space, by=anna, now=NOW)
    monkeypatch.setattr(rules, "is_open", lambda *_, **__: True)
    assert post_at(bas, space, NOW + 2 * rules.GRACE)


def test_the_hub_opens_it_again_for_a_while_with_a_reason(space, anna, bas, chaima):
    actions.end_space(space=space, by=anna, now=NOW)
    later = NOW + timedelta(days=90)
    with pytest.raises(Refusal, match="words-missing"):
        actions.reopen_space(space=space, reason=" ", by=chaima, now=later)
    again = actions.reopen_space(space=space, reason="Het verslag is nog niet af.", by=chaima, now=later)
    assert again.closed_at == later + rules.GRACE
    assert post_at(bas, space, later)
    assert journal.history_of(space.reference)[0].details["reason"] == "Het verslag is nog niet af."


def test_what_is_to_be_done_in_a_space_that_closed_waits_for_nobody(space, anna, bas):
    contribution_of(Kind.TASK, seat(anna, space), doer=bas)
    actions.end_space(space=space, by=anna, now=NOW)
    closing = (NOW + rules.GRACE).date()
    assert queries.open_tasks_of(bas, today=NOW.date())
    assert not queries.open_tasks_of(bas, today=closing)


def guest_of(person, space, channel=Channel.EVERYONE, days=7):
    return actions.invite_guest(seat=seat(person, space), name="Els", channel=channel, days=days, now=NOW)


def test_a_guest_sees_the_channel_they_were_let_into_and_no_other(space, bas):
    contribution_of(Kind.POST, seat(bas, space), "Voor iedereen.")
    contribution_of(Kind.POST, seat(bas, space), "Onder ons.", channel=Channel.PRIVATE)
    for channel, words in ((Channel.EVERYONE, "Voor iedereen."), (Channel.PRIVATE, "Onder ons.")):
        found = queries.seat_of_guest(guest_of(bas, space, channel).key, now=NOW)
        assert found is not None
        assert [one.text for one in queries.contributions_seen_from(found)] == [words]


def test_a_public_body_lets_nobody_into_the_other_channel_and_does_not_see_its_guests(space, anna, bas):
    with pytest.raises(Refusal, match="channel-not-yours"):
        guest_of(anna, space, Channel.PRIVATE)
    guest_of(bas, space, Channel.PRIVATE)
    assert queries.guests_seen_from(seat(anna, space)) == []
    assert len(queries.guests_seen_from(seat(bas, space))) == 1


def test_a_link_opens_nothing_once_it_ended_was_revoked_or_its_space_is_closed(space, anna):
    made = guest_of(anna, space)
    assert queries.seat_of_guest(made.key, now=NOW) is not None
    assert queries.seat_of_guest(made.key + "x", now=NOW) is None
    assert queries.seat_of_guest(made.key, now=NOW + timedelta(days=7)) is None
    actions.revoke_guest(seat=seat(anna, space), guest=made.guest, now=NOW)
    assert queries.seat_of_guest(made.key, now=NOW) is None
    other = guest_of(anna, space)
    actions.close_space(space=space, by=anna, now=NOW)
    assert queries.seat_of_guest(other.key, now=NOW) is None


def test_the_word_in_a_link_is_kept_nowhere(space, anna):
    made = guest_of(anna, space)
    kept = [journal_text(), *(str(row) for row in type(made.guest).objects.values_list())]
    assert not any(made.key in row for row in kept)


def test_a_guest_writes_messages_and_nothing_else(space, anna):
    found = queries.seat_of_guest(guest_of(anna, space).key, now=NOW)
    assert found is not None
    assert contribution_of(Kind.POST, found).guest == found.guest
    with pytest.raises(Refusal, match="guests-write-only"):
        contribution_of(Kind.TASK, found)
    refused(
        "guests-invite-nobody",
        actions.invite_guest,
        seat=found,
        name="x",
        channel=Channel.EVERYONE,
        days=7,
        now=NOW,
    )


def test_a_file_of_a_space_is_not_swept_away_and_goes_after_it_was_removed(space, anna):
    part = file_in(seat(anna, space), b"Zo warm was het.")
    path = path_of(part.sha256)
    sweep()
    assert path.exists()
    actions.remove_contribution(seat=seat(anna, space), contribution=part, now=NOW)
    sweep()
    assert not path.exists()


def test_the_same_file_stands_once_in_a_channel(space, bas):
    file_in(seat(bas, space), b"Zo warm was het.")
    with pytest.raises(Refusal, match="file-there-already"):
        file_in(seat(bas, space), b"Zo warm was het.")
    file_in(seat(bas, space), b"Zo warm was het.", channel=Channel.PRIVATE)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "post", "channel": "other"},
        {"kind": "other"},
        {"kind": "post", "text": ""},
        {"kind": "file"},
        {"kind": "post", "sha256": "a" * 64},
        {"kind": "link", "address": "http://cloud.example/"},
        {"kind": "post", "address": "https://cloud.example/"},
        {"kind": "post", "done_at": NOW},
    ],
)
def test_the_database_refuses_what_may_not_be_stored(space, fields):
    usual = {"space": space, "channel": "everyone", "text": "x", "written_at": NOW, "changed_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(**(usual | fields))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_a_decision_at_once_one_is_told_of_the_other(rotterdam, heat_pumps, anna, bas):
    space = space_of(rotterdam, heat_pumps, people=[anna, bas], by=anna)
    decision = contribution_of(Kind.DECISION, seat(anna, space), "Wij beginnen.")
    at_once, said = Barrier(2), []

    def work(person, words):
        at_once.wait()
        try:
            change(Space.objects.get(pk=space.pk), person, decision, 1, words)
            said.append("stored")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    workers = [
        Thread(target=work, args=(person, words)) for person, words in ((anna, "Mei."), (bas, "Juni."))
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(said) == ["changed-meanwhile", "stored"]
