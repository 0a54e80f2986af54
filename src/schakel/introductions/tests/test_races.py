"""Two people click at once: each in a thread with a connection of its own, many times."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from schakel.introductions import acting, actions, queries
from schakel.introductions.acting import Party
from schakel.introductions.invariants import INVARIANTS
from schakel.introductions.models import Consent, Introduction, MailLink, Reminder
from schakel.introductions.rules import Side, State
from schakel.kernel.refusal import Refusal
from schakel.messages.public import Mail
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.introductions import asked
from tests.items import item_of
from tests.mails import told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TIMES = 5
AT_ONCE = 4
DAY = timedelta(days=1)


def at_once(*acts):
    """What each act came to, all begun at the same moment: its value or the code of its refusal."""
    barrier, outcomes = Barrier(len(acts)), [None] * len(acts)

    def one(number, act):
        barrier.wait()
        try:
            outcomes[number] = act()
        except Refusal as refusal:
            outcomes[number] = refusal.code
        finally:
            connection.close()

    threads = [Thread(target=one, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def is_whole():
    return [sentence for invariant in INVARIANTS for sentence in invariant.violations()] == []


@pytest.fixture
def offer(heat_pumps):
    return item_of(heat_pumps)


def fresh(anna, offer):
    """Another request between the same two: what waited before no longer does."""
    for before in Introduction.objects.filter(state=State.REQUESTED.value):
        actions.withdraw_introduction(
            introduction=before, party=Party(Side.REQUESTER, before.requested_by), now=NOW
        )
    Introduction.objects.update(requested_at=NOW - 9 * DAY)  # what was asked before counts for no limit
    return asked(anna, offer)


def rows(one, *names):
    return [row.name for row in queries.history_of(one) if row.name.partition(".")[2] in names]


def accept(one, person, **fields):
    party = Party(Side.RECEIVER, person, **fields)
    return actions.accept_introduction(introduction=one, party=party, now=NOW).state


def test_a_yes_and_taking_it_back_at_once_one_of_them_is_so(anna, bas, offer):
    for _ in range(TIMES):
        one = fresh(anna, offer)

        def withdraw(one=one):
            party = Party(Side.REQUESTER, anna, seen_version=1)
            return actions.withdraw_introduction(introduction=one, party=party, now=NOW).state

        came_of_it = at_once(lambda one=one: accept(one, bas, seen_version=1), withdraw)
        stored = Introduction.objects.get(pk=one.pk)
        assert stored.state in (State.ACCEPTED, State.WITHDRAWN)
        assert came_of_it.count(stored.state) == 1
        assert {"introduction-changed", "introduction-step-not-possible"} & set(came_of_it)
        assert len(rows(one, "accepted", "withdrawn")) == 1
        assert bool(queries.contacts_of(stored, now=NOW)) is (stored.state == State.ACCEPTED)
    assert is_whole()


def test_two_devices_say_yes_and_one_did(anna, bas, offer):
    for _ in range(TIMES):
        one = fresh(anna, offer)
        came_of_it = at_once(*[lambda one=one: accept(one, bas)] * AT_ONCE)
        assert sorted(came_of_it) == ["accepted", *["introduction-step-not-possible"] * (AT_ONCE - 1)]
        assert Consent.objects.filter(introduction=one, side=Side.RECEIVER.value).count() == 1
        assert rows(one, "accepted") == ["introduction.accepted"]
    assert is_whole()


def test_control_without_reading_it_again_both_say_yes(anna, bas, offer, monkeypatch):
    one = asked(anna, offer)
    seen_by_both = [Introduction.objects.get(pk=one.pk) for _ in range(2)]
    monkeypatch.setattr(acting, "locked", lambda seen: seen)
    monkeypatch.setattr(actions, "give", lambda *_: None)  # the database refuses the second consent
    for seen in seen_by_both:
        accept(seen, bas)
    assert rows(one, "accepted") == ["introduction.accepted"] * 2
    assert not is_whole()


def test_a_link_in_a_mail_and_an_adviser_at_once(anna, bas, chaima, offer):
    for _ in range(TIMES):
        one = fresh(anna, offer)
        link = MailLink.objects.select_related("introduction").get(introduction=one)

        def reassign(one=one):
            party = Party(Side.RECEIVER, chaima, is_adviser=True)
            return actions.hand_on_introduction(
                introduction=one, party=party, outside_address="els@bureau.example", now=NOW
            ).state

        came_of_it = at_once(lambda one=one, link=link: accept(one, bas, link=link), reassign)
        stored = Introduction.objects.get(pk=one.pk)
        expected = {
            State.ACCEPTED: ["accepted", "introduction-step-not-possible"],
            State.REQUESTED: ["link-void", "requested"],
        }
        assert came_of_it in (
            expected[State(stored.state)],
            expected[State(stored.state)][::-1],
        )
        assert len(rows(one, "accepted", "handed-on")) == 1
    assert is_whole()


def test_a_link_that_is_pressed_many_times_at_once_works_once(anna, bas, offer):
    for _ in range(TIMES):
        one = fresh(anna, offer)
        link = MailLink.objects.select_related("introduction").get(introduction=one)
        came_of_it = at_once(*[lambda one=one, link=link: accept(one, bas, link=link)] * AT_ONCE)
        assert came_of_it.count("accepted") == 1
        assert set(came_of_it) == {"accepted", "link-void"}


def test_a_form_that_is_sent_many_times_at_once_is_one_introduction(anna, bas, offer):
    for number in range(TIMES):
        fresh(anna, offer)
        Introduction.objects.filter(state=State.REQUESTED.value).update(state=State.WITHDRAWN.value)
        before = Introduction.objects.count()
        sent = at_once(*[lambda number=number: asked(anna, offer, form=f"form {number}").pk] * AT_ONCE)
        assert len(set(sent)) == 1
        assert Introduction.objects.count() == before + 1


@pytest.mark.parametrize("has_challenge", [False, True])
def test_the_same_request_of_many_at_once_is_one(rotterdam, anna, bas, offer, has_challenge):
    challenge = challenge_in("open", rotterdam) if has_challenge else None
    for _ in range(TIMES):
        Introduction.objects.update(state=State.WITHDRAWN.value, requested_at=NOW - 9 * DAY)
        sent = at_once(*[lambda: asked(anna, offer, challenge=challenge).state] * AT_ONCE)
        assert sorted(sent) == [*["introduction-asked-already"] * (AT_ONCE - 1), "requested"]
        assert Introduction.objects.filter(state=State.REQUESTED.value).count() == 1


def test_the_database_has_the_last_word_where_nobody_looked_first(rotterdam, anna, bas, offer, monkeypatch):
    monkeypatch.setattr(actions, "_open_with", lambda *_: None)
    sent = at_once(*[lambda: asked(anna, offer).state] * AT_ONCE)
    assert sorted(sent) == [*["introduction-asked-already"] * (AT_ONCE - 1), "requested"]


def test_control_without_the_constraint_all_of_them_wait(anna, bas, offer, monkeypatch):
    monkeypatch.setattr(actions, "_open_with", lambda *_: None)
    constraint = next(
        one
        for one in Introduction._meta.constraints
        if one.name == "one_open_request_per_pair_without_a_challenge"
    )
    with connection.schema_editor() as editor:
        editor.remove_constraint(Introduction, constraint)
    try:
        sent = at_once(*[lambda: asked(anna, offer).state] * AT_ONCE)
        assert sent == ["requested"] * AT_ONCE
    finally:
        Introduction.objects.update(state=State.WITHDRAWN.value)
        with connection.schema_editor() as editor:
            editor.add_constraint(Introduction, constraint)


def test_many_workers_send_a_reminder_once(anna, bas, offer):
    one = asked(anna, offer)
    for days in (3, 9, 21):
        at = NOW + days * DAY
        sent = at_once(*[lambda at=at: actions.remind_introduction(introduction=one, now=at)] * AT_ONCE)
        assert sorted(sent) == [False] * (AT_ONCE - 1) + [True]
    assert Reminder.objects.count() == 3
    assert told("introduction.reminded") == [bas.reference] * 2
    assert Mail.objects.filter(kind="introduction.reminded").count() == 2


def test_two_choose_a_time_while_others_are_proposed(anna, bas, offer):
    for _ in range(TIMES):
        one = fresh(anna, offer)
        accept(one, bas)
        receiver, requester = Party(Side.RECEIVER, bas), Party(Side.REQUESTER, anna)
        actions.propose_times(introduction=one, party=receiver, times=[NOW + DAY], now=NOW)
        (time,) = queries.times_of(one)

        def choose(one=one, time=time, requester=requester):
            return actions.choose_time(introduction=one, party=requester, time=time.pk, now=NOW).meets_at

        def propose(one=one, receiver=receiver):
            actions.propose_times(introduction=one, party=receiver, times=[NOW + 2 * DAY], now=NOW)
            return "proposed"

        came_of_it = at_once(choose, propose)
        stored = Introduction.objects.get(pk=one.pk)
        # A time that stands no longer is never the one at which they meet.
        assert "proposed" in came_of_it
        assert stored.meets_at is None
        assert [one.starts_at for one in queries.times_of(stored)] == [NOW + 2 * DAY]
