"""What becomes of an introduction: asking, answering, handing on, and what came of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from schakel.accounts.public import Person
from schakel.challenges.public import State as ChallengeState
from schakel.introductions import actions, queries, rules
from schakel.introductions.acting import Party
from schakel.introductions.actions import Request
from schakel.introductions.invariants import INVARIANTS
from schakel.introductions.jobs import REMIND, look_for_due, remind
from schakel.introductions.models import Consent, Introduction, Reminder
from schakel.introductions.rules import Moment, Periods, Side, State
from schakel.jobs.public import queue
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.messages.public import Mail
from schakel.organisations.public import Membership, Organisation
from tests import mails
from tests.challenges import challenge_in, hidden
from tests.clock import NOW
from tests.introductions import WHY, asked, in_state, party
from tests.items import item_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def offer(heat_pumps):
    return item_of(heat_pumps, "Warmtepompen voor zwembaden")


@pytest.fixture
def utrecht(db):
    return Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")


def code_of(act):
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def rows(one):
    return [row.name.partition(".")[2] for row in queries.history_of(one)]


def told(kind):
    return mails.told(f"introduction.{kind}")


def whole():
    return [sentence for invariant in INVARIANTS for sentence in invariant.violations()]


# ---------------------------------------------------------------------- asking


def test_a_request_goes_to_the_desk_with_its_promise(anna, bas, offer):
    one = asked(anna, offer)
    assert (one.state, one.requester.code, one.receiver) == (State.REQUESTED, "gm0599", offer.owner)
    assert [(at - NOW).days for at in (one.nudge_at, one.last_chance_at, one.lapses_at)] == [3, 9, 21]
    assert told("asked") == [bas.reference]
    row = queries.history_of(one)[-1]
    assert row.actor == anna.reference
    assert row.details["requester"] == one.requester.reference
    assert (row.details["receiver"], row.details["item"]) == (offer.owner.reference, offer.reference)
    assert WHY not in str(row.details)
    assert whole() == []


def test_a_form_that_is_sent_twice_is_one_introduction(anna, bas, offer):
    first = asked(anna, offer, form="f1")
    again = asked(anna, offer, form="f1", why="Iets anders.")
    assert (again.pk, again.why) == (first.pk, WHY)
    assert Introduction.objects.count() == 1
    assert rows(first) == ["requested"]


def test_a_form_of_somebody_else_is_another(rotterdam, anna, bas, offer, utrecht):
    other = Person.objects.create_user("els@utrecht.example", name="Els")
    Membership.objects.create(person=other, organisation=utrecht)
    assert asked(anna, offer, form="f1").pk != asked(other, offer, form="f1").pk


def test_one_request_waits_for_each_pair_and_challenge(rotterdam, anna, bas, offer):
    challenge = challenge_in(ChallengeState.OPEN, rotterdam)
    asked(anna, offer)
    asked(anna, offer, challenge=challenge)
    for about in (None, challenge):
        assert (
            code_of(lambda about=about: asked(anna, offer, challenge=about)) == "introduction-asked-already"
        )
    assert Introduction.objects.count() == 2


@pytest.mark.parametrize("has_challenge", [False, True])
def test_the_database_refuses_the_second_too(rotterdam, anna, bas, offer, has_challenge):
    challenge = challenge_in(ChallengeState.OPEN, rotterdam) if has_challenge else None
    one = asked(anna, offer, challenge=challenge)
    one.pk, one.code, one.key = None, "another", "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save(force_insert=True)


def test_what_has_lapsed_stands_in_nobodys_way(anna, bas, offer):
    first = asked(anna, offer)
    later = first.lapses_at
    second = asked(anna, offer, now=later)
    assert second.pk != first.pk
    stored = Introduction.objects.get(pk=first.pk)
    assert (stored.state, stored.since) == (State.LAPSED, later)
    assert rows(first) == ["requested", "lapsed"]
    assert whole() == []


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN, State.ACCEPTED, State.FINISHED])
def test_once_it_is_answered_something_else_can_be_asked(state, anna, bas, offer):
    in_state(state, anna, bas, offer)
    assert asked(anna, offer).state == State.REQUESTED


def test_nobody_asks_their_own_organisation_or_for_another(rotterdam, heat_pumps, anna, bas, offer):
    own = item_of(rotterdam, "Van ons")
    assert code_of(lambda: asked(anna, own)) == "introduction-to-oneself"
    request = Request(requester=heat_pumps, receiver=rotterdam, why=WHY)
    assert (
        code_of(lambda: actions.request_introduction(request=request, requested_by=anna, now=NOW))
        == "not-your-organisation"
    )


def test_who_belongs_to_both_asks_neither(rotterdam, heat_pumps, anna, bas, offer):
    Membership.objects.create(person=anna, organisation=heat_pumps)
    request = Request(requester=rotterdam, receiver=heat_pumps, why=WHY)
    assert (
        code_of(lambda: actions.request_introduction(request=request, requested_by=anna, now=NOW))
        == "introduction-to-oneself"
    )


def test_only_ones_own_challenge_and_never_the_title_of_a_confidential_one(
    rotterdam, heat_pumps, anna, bas, offer
):
    theirs = challenge_in(ChallengeState.OPEN, heat_pumps)
    assert code_of(lambda: asked(anna, offer, challenge=theirs)) == "challenge-not-yours"
    secret = hidden(challenge_in(ChallengeState.OPEN, rotterdam), by=anna)
    shared = code_of(lambda: asked(anna, offer, challenge=secret, shares_challenge=True))
    assert shared == "challenge-is-confidential"
    assert asked(anna, offer, challenge=secret).challenge == secret


def test_in_a_day_one_asks_ten_times(rotterdam, anna, bas, heat_pumps):
    for number in range(rules.MOST_A_DAY):
        challenge = challenge_in(ChallengeState.OPEN, rotterdam, f"Vraag {number}")
        asked(anna, item_of(heat_pumps, f"Aanbod {number}"), challenge=challenge)
    last = item_of(heat_pumps, "Nog een")
    assert code_of(lambda: asked(anna, last)) == "too-many-introductions"
    assert asked(anna, last, now=NOW + DAY)


def test_an_organisation_without_members_is_for_the_advisers(anna, chaima, utrecht):
    one = asked(anna, item_of(utrecht, "Van Utrecht"))
    assert told("asked") == []
    assert told("escalated") == [chaima.reference]
    assert queries.broker_heaps(chaima, now=NOW)[rules.BrokerHeap.WITHOUT_DESK] == [one]


# ---------------------------------------------------------------------- answering


def test_a_yes_introduces_both_and_is_told_once(anna, bas, offer):
    one = asked(anna, offer)
    accepted = actions.accept_introduction(
        introduction=one, party=party(bas, Side.RECEIVER), times=[NOW + 3 * DAY], now=NOW
    )
    assert (accepted.state, accepted.version) == (State.ACCEPTED, 2)
    assert accepted.ask_outcome_at == NOW + 28 * DAY
    assert told("news") == [anna.reference]
    assert set(queries.contacts_of(accepted, now=NOW)) == set(Side)
    assert whole() == []


def test_who_looked_at_something_else_answers_nothing(anna, bas, offer):
    one = asked(anna, offer)
    seen = party(bas, Side.RECEIVER, seen_version=0)
    assert (
        code_of(lambda: actions.accept_introduction(introduction=one, party=seen, now=NOW))
        == "introduction-changed"
    )


def test_a_no_says_why_and_forgets_the_telephone(anna, bas, offer):
    one = asked(anna, offer, telephone="010 123 45 67")
    actions.decline_introduction(
        introduction=one, party=party(bas, Side.RECEIVER), reason="other", words="Wij verhuizen.", now=NOW
    )
    stored = Introduction.objects.get()
    assert (stored.state, stored.decline, stored.decline_words) == ("declined", "other", "Wij verhuizen.")
    assert Consent.objects.get().telephone == ""
    assert "verhuizen" not in str([row.details for row in queries.history_of(one)])
    assert whole() == []


def test_who_asked_cannot_say_yes_for_the_other_in_any_role(rotterdam, heat_pumps, anna, bas, offer):
    one = asked(anna, offer)
    Membership.objects.create(person=anna, organisation=heat_pumps)
    Person.objects.filter(pk=anna.pk).update(is_hub_staff=True)
    anna.refresh_from_db()
    for is_adviser in (False, True):
        sock_puppet = party(anna, Side.RECEIVER, is_adviser=is_adviser)
        assert (
            code_of(
                lambda puppet=sock_puppet: actions.accept_introduction(
                    introduction=one, party=puppet, now=NOW
                )
            )
            == "introduction-both-sides"
        )


def test_an_adviser_who_answers_for_a_desk_is_the_one_who_can_be_reached(anna, bas, chaima, offer):
    one = asked(anna, offer)
    adviser = party(chaima, Side.RECEIVER, is_adviser=True)
    accepted = actions.accept_introduction(introduction=one, party=adviser, now=NOW)
    contact = queries.contacts_of(accepted, now=NOW)[Side.RECEIVER]
    assert (contact.address, contact.is_for_the_hub) == (chaima.email, True)
    assert queries.history_of(one)[-1].details["for_another"] is True
    actions.give_consent(introduction=one, party=party(bas, Side.RECEIVER), now=NOW)
    contact = queries.contacts_of(accepted, now=NOW)[Side.RECEIVER]
    assert (contact.address, contact.is_for_the_hub) == (bas.email, False)


@pytest.mark.parametrize("side", list(Side))
def test_either_side_ends_the_contact_and_nothing_is_left_of_it(side, anna, bas, offer):
    one = asked(anna, offer, telephone="010 123 45 67")
    actions.accept_introduction(
        introduction=one, party=party(bas, Side.RECEIVER), telephone="010 765 43 21", now=NOW
    )
    by = anna if side is Side.REQUESTER else bas
    stopped = actions.withdraw_introduction(introduction=one, party=party(by, side), now=NOW)
    assert stopped.state == State.WITHDRAWN
    assert queries.contacts_of(stopped, now=NOW) == {}
    assert not Consent.objects.exclude(telephone="", name="", address="").exists()
    assert whole() == []


def test_what_is_finished_can_still_be_hidden(anna, bas, offer):
    one = in_state(State.FINISHED, anna, bas, offer)
    assert queries.contacts_of(one, now=NOW)
    actions.withdraw_consent(introduction=one, party=party(bas, Side.RECEIVER), now=NOW)
    actions.withdraw_consent(introduction=one, party=party(bas, Side.RECEIVER), now=NOW)
    assert queries.contacts_of(Introduction.objects.get(), now=NOW) == {}
    assert rows(one).count("consent-withdrawn") == 1
    assert Introduction.objects.get().outcome == "pilot"


def test_who_left_their_organisation_can_be_reached_no_more(anna, bas, offer):
    one = in_state(State.ACCEPTED, anna, bas, offer)
    Membership.objects.filter(person=bas).delete()
    contact = queries.contacts_of(one, now=NOW)[Side.RECEIVER]
    assert (contact.name, contact.address, contact.is_gone) == ("", "", True)


def test_names_and_addresses_are_read_when_they_are_shown(anna, bas, offer):
    one = in_state(State.ACCEPTED, anna, bas, offer)
    Person.objects.filter(pk=bas.pk).update(name="Bastiaan", email="bastiaan@heat-pumps.example")
    contact = queries.contacts_of(one, now=NOW)[Side.RECEIVER]
    assert (contact.name, contact.address) == ("Bastiaan", "bastiaan@heat-pumps.example")


# ---------------------------------------------------------------------- times, meeting, outcome


def test_one_proposes_and_the_other_chooses(anna, bas, offer):
    one = in_state(State.ACCEPTED, anna, bas, offer)
    receiver, requester = party(bas, Side.RECEIVER), party(anna, Side.REQUESTER)
    soon, later = NOW + 2 * DAY, NOW + 4 * DAY
    actions.propose_times(introduction=one, party=receiver, times=[later, soon], now=NOW)
    first, second = queries.times_of(one)
    assert [first.starts_at, second.starts_at] == [soon, later]
    own = code_of(lambda: actions.choose_time(introduction=one, party=receiver, time=first.pk, now=NOW))
    assert own == "time-not-open"
    chosen = actions.choose_time(introduction=one, party=requester, time=second.pk, now=NOW)
    assert chosen.meets_at == later
    past = code_of(lambda: actions.choose_time(introduction=one, party=requester, time=first.pk, now=soon))
    assert past == "time-not-open"


def test_times_that_are_proposed_anew_make_the_old_ones_void(anna, bas, offer):
    one = in_state(State.ACCEPTED, anna, bas, offer)
    actions.propose_times(introduction=one, party=party(bas, Side.RECEIVER), times=[NOW + DAY], now=NOW)
    (old,) = queries.times_of(one)
    actions.propose_times(introduction=one, party=party(anna, Side.REQUESTER), times=[NOW + 2 * DAY], now=NOW)
    stale = code_of(
        lambda: actions.choose_time(introduction=one, party=party(anna, Side.REQUESTER), time=old.pk, now=NOW)
    )
    assert stale == "time-not-open"


@pytest.mark.parametrize("state", [State.REQUESTED, State.DECLINED, State.WITHDRAWN, State.FINISHED])
def test_without_contact_there_are_no_times(state, anna, bas, offer):
    one = in_state(state, anna, bas, offer)
    requester = party(anna, Side.REQUESTER)
    later = NOW + 2 * DAY
    for act in (
        lambda: actions.propose_times(introduction=one, party=requester, times=[later + DAY], now=later),
        lambda: actions.choose_time(introduction=one, party=requester, time=1, now=later),
        lambda: actions.give_consent(introduction=one, party=requester, now=later),
    ):
        assert code_of(act) == "introduction-not-together"


def test_talking_is_asked_again_and_an_outcome_ends_it(anna, bas, offer):
    one = in_state(State.HELD, anna, bas, offer)
    requester = party(anna, Side.REQUESTER)
    again = actions.tell_outcome(introduction=one, party=requester, outcome="talking", now=NOW + 30 * DAY)
    assert (again.state, again.ask_outcome_at) == (State.HELD, NOW + 58 * DAY)
    done = actions.tell_outcome(
        introduction=one,
        party=requester,
        outcome="adopted",
        words="In twee straten.",
        minutes=45,
        now=NOW + 60 * DAY,
    )
    assert (done.state, done.outcome, done.minutes, done.ask_outcome_at) == ("finished", "adopted", 45, None)
    row = queries.history_of(one)[-1]
    assert (row.details["outcome"], row.details["minutes"]) == ("adopted", 45)
    late = code_of(
        lambda: actions.tell_outcome(introduction=one, party=requester, outcome="pilot", now=NOW + 61 * DAY)
    )
    assert late == "introduction-step-not-possible"
    assert whole() == []


# ---------------------------------------------------------------------- handing on


def member_of(body, name):
    person = Person.objects.create_user(f"{name.lower()}@{body.slug}.example", name=name)
    Membership.objects.create(person=person, organisation=body)
    return person


def test_a_colleague_gets_it_with_a_new_promise(anna, bas, heat_pumps, offer):
    colleague = member_of(heat_pumps, "Cor")
    one = asked(anna, offer)
    on = actions.hand_on_introduction(
        introduction=one, party=party(bas, Side.RECEIVER), colleague=colleague, now=NOW + 5 * DAY
    )
    assert (on.answerer, on.receiver, on.version) == (colleague, heat_pumps, 2)
    assert on.lapses_at == NOW + 26 * DAY
    assert told("news") == [anna.reference]
    assert queries.waiting_for(colleague, now=NOW + 5 * DAY)
    assert queries.waiting_for(bas, now=NOW + 5 * DAY) == []
    assert whole() == []


def test_another_organisation_gets_it_and_the_first_sees_it_no_more(anna, bas, offer, utrecht):
    els = member_of(utrecht, "Els")
    one = asked(anna, offer)
    actions.hand_on_introduction(introduction=one, party=party(bas, Side.RECEIVER), to=utrecht, now=NOW)
    assert queries.introduction_for(bas, one.code) is None
    assert queries.introduction_for(els, one.code) is not None
    assert told("asked") == sorted([bas.reference, els.reference])


def test_where_it_may_not_go_it_does_not_go(rotterdam, anna, bas, offer, utrecht):
    receiver = party(bas, Side.RECEIVER)
    one = asked(anna, offer, can_be_handed_on=False)

    def hand_on(**to):
        return code_of(lambda: actions.hand_on_introduction(introduction=one, party=receiver, now=NOW, **to))

    assert hand_on(to=utrecht) == "not-to-be-handed-on"
    assert hand_on(to=rotterdam) == "introduction-to-oneself"
    assert hand_on(colleague=anna) == "duty-not-a-member"
    assert hand_on(outside_address="els@bureau.example") == "outside-is-for-advisers"
    assert hand_on() == "handing-on-to-whom"


def test_where_the_same_is_asked_already_it_is_not_handed_on(rotterdam, anna, bas, offer, utrecht):
    member_of(utrecht, "Els")
    asked(anna, item_of(utrecht, "Van Utrecht"))
    one = asked(anna, offer)
    receiver = party(bas, Side.RECEIVER)
    twice = code_of(
        lambda: actions.hand_on_introduction(introduction=one, party=receiver, to=utrecht, now=NOW)
    )
    assert twice == "handing-on-not-there"
    assert whole() == []


def test_an_adviser_asks_somebody_outside_who_needs_no_account(anna, chaima, utrecht):
    one = asked(anna, item_of(utrecht, "Van Utrecht"))
    adviser = party(chaima, Side.RECEIVER, is_adviser=True)
    bad = code_of(
        lambda: actions.hand_on_introduction(
            introduction=one, party=adviser, outside_address="els@x@y", now=NOW
        )
    )
    assert bad == "address-not-usable"
    actions.hand_on_introduction(
        introduction=one, party=adviser, outside_name="Els", outside_address="els@bureau.example", now=NOW
    )
    mail = Mail.objects.get(addressee="els@bureau.example")
    assert (mail.kind, mail.language) == ("introduction.asked", "")  # in the language of the hub
    assert "bureau" not in str([row.details for row in queries.history_of(one)])
    outside = Party(Side.RECEIVER)
    actions.accept_introduction(introduction=one, party=outside, now=NOW)
    contact = queries.contacts_of(Introduction.objects.get(), now=NOW)[Side.RECEIVER]
    assert (contact.name, contact.address) == ("Els", "els@bureau.example")
    late = NOW + 300 * DAY
    actions.tell_outcome(introduction=one, party=party(anna, Side.REQUESTER), outcome="pilot", now=late)
    assert actions.forget_guests(now=late + 89 * DAY) == 0
    assert actions.forget_guests(now=late + 91 * DAY) == 1
    assert not Consent.objects.exclude(address="").exists()
    assert whole() == []


# ---------------------------------------------------------------------- the clock


def look(at):
    """What the worker does at this moment."""
    done = 0
    for one in queries.introductions_due(now=at):
        done += actions.remind_introduction(introduction=one, now=at)
    return done


def test_each_reminder_is_sent_once_at_its_moment(anna, bas, chaima, offer):
    one = asked(anna, offer)
    sent = {days: look(NOW + days * DAY) for days in (0, 2, 3, 4, 9, 9.5, 21, 22, 300)}
    assert sent == {0: 0, 2: 0, 3: 1, 4: 0, 9: 1, 9.5: 0, 21: 1, 22: 0, 300: 0}
    assert [one.moment for one in Reminder.objects.order_by("due_at")] == ["nudge", "last-chance", "lapse"]
    assert told("reminded") == [bas.reference] * 2
    assert told("escalated") == [chaima.reference] * 2
    assert told("news") == [anna.reference]
    assert Introduction.objects.get().state == State.REQUESTED  # lapsing is worked out, and stored by no job
    assert Introduction.objects.get().standing_at(NOW + 22 * DAY) is State.LAPSED
    assert rows(one) == ["requested", "reminded", "reminded", "reminded"]
    assert whole() == []


def test_after_a_long_silence_of_the_worker_only_the_newest_is_sent(anna, bas, chaima, offer):
    asked(anna, offer)
    assert look(NOW + 10 * DAY) == 1
    assert Reminder.objects.get().moment == Moment.LAST_CHANCE
    assert look(NOW + 10 * DAY) == 0


def test_control_without_its_row_a_reminder_is_sent_again(anna, bas, offer):
    asked(anna, offer)
    look(NOW + 3 * DAY)
    Reminder.objects.all().delete()
    assert look(NOW + 3 * DAY) == 1


def test_what_is_answered_is_reminded_of_no_more(anna, bas, offer):
    in_state(State.ACCEPTED, anna, bas, offer)
    assert look(NOW + 10 * DAY) == 0
    assert look(NOW + 29 * DAY) == 1
    assert told("outcome-asked") == sorted([anna.reference, bas.reference])
    assert look(NOW + 60 * DAY) == 0


def test_a_clock_that_is_set_otherwise_changes_no_promise(anna, bas, chaima, offer, utrecht):
    first = asked(anna, offer)
    actions.set_clock(periods=Periods(1, 2, 4, 10), set_by=chaima, now=NOW)
    els = member_of(utrecht, "Els")
    second = asked(els, offer)
    assert Introduction.objects.get(pk=first.pk).lapses_at == NOW + 21 * DAY
    assert second.lapses_at == NOW + 4 * DAY
    bad = code_of(lambda: actions.set_clock(periods=Periods(5, 2, 4), set_by=chaima, now=NOW))
    assert bad == "periods-not-in-order"


def test_an_adviser_reminds_once_a_day(anna, bas, chaima, offer):
    one = asked(anna, offer)
    actions.nudge_introduction(introduction=one, nudged_by=chaima, now=NOW)
    again = code_of(lambda: actions.nudge_introduction(introduction=one, nudged_by=chaima, now=NOW))
    assert again == "nudged-already"
    actions.nudge_introduction(introduction=one, nudged_by=chaima, now=NOW + DAY)
    assert told("reminded") == [bas.reference] * 2
    late = code_of(lambda: actions.nudge_introduction(introduction=one, nudged_by=chaima, now=NOW + 30 * DAY))
    assert late == "introduction-step-not-possible"


def test_the_worker_finds_what_is_due(anna, bas, offer):
    one = asked(anna, offer)
    worker = mails.mail_worker(NOW + 4 * DAY)
    worker.registry.handles("introduction.look")(look_for_due)
    worker.registry.handles(REMIND)(remind)
    with transaction.atomic():
        queue("introduction.look", key="look", due_at=NOW)
    while worker.work_once():
        pass
    assert Reminder.objects.get().introduction == one
    assert not mails.is_work_left()


# ---------------------------------------------------------------------- desks


def test_the_desk_reaches_whoever_is_on_duty(anna, bas, heat_pumps, offer):
    colleague = member_of(heat_pumps, "Cor")
    actions.put_on_duty(
        organisation=heat_pumps, person=colleague, begins_on=NOW.date(), last_on=None, put_by=bas, now=NOW
    )
    asked(anna, offer)
    assert told("asked") == [colleague.reference]


def test_nobody_is_put_on_duty_at_a_desk_that_is_not_theirs(anna, bas, heat_pumps):
    refused = code_of(
        lambda: actions.put_on_duty(
            organisation=heat_pumps, person=anna, begins_on=NOW.date(), last_on=None, put_by=bas, now=NOW
        )
    )
    assert refused == "duty-not-a-member"


def test_an_administrator_runs_the_desk_and_where_there_is_none_any_member(heat_pumps, bas, chaima, anna):
    assert queries.runs_desk(bas, heat_pumps)
    administrator = member_of(heat_pumps, "Ans")
    Membership.objects.filter(person=administrator).update(is_administrator=True)
    runs = {person: queries.runs_desk(person, heat_pumps) for person in (administrator, bas, chaima, anna)}
    assert runs == {administrator: True, bas: False, chaima: True, anna: False}
    assert not queries.runs_desk(None, heat_pumps)


# ---------------------------------------------------------------------- for others


def test_what_is_counted_in_public_needs_five(anna, bas, heat_pumps, rotterdam):
    for number in range(5):
        assert queries.responsiveness_of(heat_pumps, now=NOW + 9 * DAY) is None
        challenge = challenge_in(ChallengeState.OPEN, rotterdam, f"Vraag {number}")
        one = asked(anna, item_of(heat_pumps, f"Aanbod {number}"), challenge=challenge)
        actions.decline_introduction(
            introduction=one, party=party(bas, Side.RECEIVER), reason="no-time", now=NOW + 2 * DAY
        )
    found = queries.responsiveness_of(heat_pumps, now=NOW + 9 * DAY)
    assert (found.number, found.answered_percent, found.median_days) == (5, 100, 2)


def test_between_two_organisations_only_what_was_accepted_counts(rotterdam, heat_pumps, anna, bas):
    for number, state in enumerate(State):
        if state is not State.LAPSED:
            challenge = challenge_in(ChallengeState.OPEN, rotterdam, f"Vraag {number}")
            in_state(state, anna, bas, item_of(heat_pumps, f"Aanbod {number}"), challenge=challenge)
    assert queries.accepted_between(rotterdam, heat_pumps) == 3
    assert queries.accepted_between(heat_pumps, rotterdam) == 3


def test_a_challenge_shows_its_introductions_to_its_owner_and_not_to_who_was_asked(
    rotterdam, anna, bas, chaima, offer
):
    challenge = challenge_in(ChallengeState.OPEN, rotterdam)
    one = asked(anna, offer, challenge=challenge)
    seen = {person: queries.introductions_of_challenge(challenge, person) for person in (anna, bas, chaima)}
    assert seen == {anna: [one], bas: [], chaima: [one]}
    assert queries.introductions_of_challenge(challenge, None) == []


def test_every_step_is_a_row_with_actor_time_and_both_states(anna, bas, offer):
    one = in_state(State.FINISHED, anna, bas, offer)
    moves = [row for row in journal.history_of(one.reference) if "to" in row.details]
    assert [(row.details.get("from", ""), row.details["to"]) for row in reversed(moves)] == [
        ("", "requested"),
        ("requested", "accepted"),
        ("accepted", "finished"),
    ]
    assert all(row.actor and row.at for row in moves)
