"""Baskets, bookings and the waiting list, through the actions."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from schakel.facilities import actions, queries
from schakel.facilities.actions import OtherTime, Said, empty_basket, fill_basket, move_booking
from schakel.facilities.invariants import INVARIANTS
from schakel.facilities.models import Booking, Price, Resource, Wait
from schakel.facilities.operating import (
    FacilityDraft,
    ResourceDraft,
    add_blocking,
    add_intake_question,
    change_facility,
    change_resource,
    end_price,
    remove_blocking,
)
from schakel.facilities.rules import QuestionKind, State, Step, WaitState, mark_of
from schakel.facilities.waiting import _waiting
from schakel.journal.public import history_of
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from schakel.library.public import Item
from schakel.organisations.public import Membership, Organisation
from tests.clock import NOW
from tests.facilities import (
    DAY,
    HOUR,
    MAY,
    TERMS,
    at,
    booked,
    facility_of,
    operator_in,
    order,
    resource_of,
    sent,
)
from tests.mails import letter_of, mails_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def facility(heat_pumps):
    return facility_of(heat_pumps)


@pytest.fixture
def hall(facility):
    return resource_of(facility)


@pytest.fixture
def by_request(facility):
    """A resource of which the operator wants to say yes to every booking."""
    return resource_of(facility, "De straat", terms=replace(TERMS, asks_approval=True))


@pytest.fixture
def olga(heat_pumps):
    return operator_in(heat_pumps)


@pytest.fixture
def dirk_in_utrecht(dirk):
    utrecht = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
    Membership.objects.create(person=dirk, organisation=utrecht)
    return utrecht


def refused(code, act):
    with pytest.raises(Refusal) as refusal:
        act()
    assert refusal.value.code == code
    return refusal.value


def fresh(booking):
    return Booking.objects.get(pk=booking.pk)


def is_whole():
    return [sentence for one in INVARIANTS for sentence in one.violations()] == []


# ---------------------------------------------------------------------- the basket


def test_a_basket_is_booked_as_a_whole_and_is_empty_then(anna, rotterdam, hall, facility, olga):
    other = resource_of(facility, "Het meetwagentje")
    done = sent(anna, rotterdam, (hall, at(MAY, 9, 17)), (other, at(MAY + DAY, 9, 12)), goal="Meten.")
    assert [(one.state, one.price_cents) for one in done.bookings] == [
        ("confirmed", 40_000),
        ("confirmed", 15_000),
    ]
    assert len({one.together for one in done.bookings}) == 1
    assert queries.basket_of(anna)[1] == []
    assert told("booking.news") == sorted([anna.reference, olga.reference] * 2)
    assert is_whole()


def test_one_line_that_is_taken_books_nothing_and_the_basket_stays(
    anna, rotterdam, hall, facility, dirk, dirk_in_utrecht
):
    other = resource_of(facility, "Het meetwagentje")
    booked(dirk, dirk_in_utrecht, hall, at(MAY + DAY, 10, 11))
    fill_basket(person=anna, resource=other, periods=[at(MAY, 9, 17)])
    fill_basket(person=anna, resource=hall, periods=[at(MAY, 9, 17), at(MAY + DAY, 9, 17)])
    refusal = refused(
        "basket-not-free",
        lambda: actions.send_basket(person=anna, order=order(rotterdam, anna), now=NOW),
    )
    _, lines = queries.basket_of(anna)
    assert refusal.details["lines"] == ((lines[2].pk, "taken"),)
    assert len(lines) == 3
    assert Booking.objects.filter(organisation=rotterdam).count() == 0
    empty_basket(person=anna, lines=[lines[2].pk])
    assert len(sent(anna, rotterdam).bookings) == 2


def test_the_same_form_sent_twice_books_once(anna, rotterdam, hall):
    first = sent(anna, rotterdam, (hall, at(MAY, 9, 17)), sent_key="form")
    again = sent(anna, rotterdam, sent_key="form")
    assert (again.is_new, again.bookings) == (False, first.bookings)
    assert Booking.objects.count() == 1


def test_two_of_the_same_in_one_basket_need_two_units(anna, rotterdam, hall):
    fill_basket(person=anna, resource=hall, periods=[at(MAY, 9, 17)], number=2)
    refused("basket-not-free", lambda: sent(anna, rotterdam))
    Resource.objects.update(capacity=2)
    assert sorted(one.unit for one in sent(anna, rotterdam).bookings) == [1, 2]


def test_what_was_put_in_by_another_window_is_seen_before_it_is_sent(anna, rotterdam, hall):
    fill_basket(person=anna, resource=hall, periods=[at(MAY, 9, 10)])
    seen = order(rotterdam, anna)
    fill_basket(person=anna, resource=hall, periods=[at(MAY, 11, 12)])
    refused("changed-meanwhile", lambda: actions.send_basket(person=anna, order=seen, now=NOW))


def test_nobody_books_for_an_organisation_of_others(anna, heat_pumps, hall):
    fill_basket(person=anna, resource=hall, periods=[at(MAY, 9, 10)])
    refused("not-your-organisation", lambda: sent(anna, heat_pumps))


def test_what_was_paused_meanwhile_is_not_booked(anna, rotterdam, hall, facility):
    fill_basket(person=anna, resource=hall, periods=[at(MAY, 9, 10)])
    facility.refresh_from_db()
    paused = FacilityDraft(is_open=False, cancel_hours=48)
    change_facility(facility=facility, seen_version=facility.version, draft=paused, changed_by=None, now=NOW)
    refused("resource-gone", lambda: sent(anna, rotterdam))


def test_house_rules_and_questions_are_answered_and_kept(anna, rotterdam, heat_pumps):
    facility = facility_of(heat_pumps, "Proefstraat", rules="Helm op.")
    street = resource_of(facility, "De straat")
    question = add_intake_question(
        facility=facility,
        text="Hoeveel auto's?",
        kind=QuestionKind.NUMBER,
        is_required=True,
        added_by=None,
        now=NOW,
    )
    key = f"question-{question.pk}"
    fill_basket(person=anna, resource=street, periods=[at(MAY, 9, 10)])
    refused("rules-not-accepted", lambda: sent(anna, rotterdam, answers={key: "3"}))
    yes = {facility.pk: 1}
    refused("answer-missing", lambda: sent(anna, rotterdam, accepted=yes))
    refused("answer-not-usable", lambda: sent(anna, rotterdam, accepted=yes, answers={key: "veel"}))
    (booking,) = sent(anna, rotterdam, accepted=yes, answers={key: "3"}).bookings
    assert booking.answers == [{"question": "Hoeveel auto's?", "kind": "number", "answer": "3"}]
    facility.refresh_from_db()
    newer = FacilityDraft(is_open=True, cancel_hours=48, house_rules="Helm en hesje.")
    change_facility(facility=facility, seen_version=facility.version, draft=newer, changed_by=None, now=NOW)
    assert fresh(booking).rules.house_rules == "Helm op."


def test_what_has_no_price_is_asked_and_the_operator_names_one(anna, rotterdam, facility, olga):
    free = resource_of(facility, "De tent", cents=None)
    booking = booked(anna, rotterdam, free, at(MAY, 9, 10))
    assert (booking.state, booking.price_cents) == ("requested", None)
    refused("price-missing", lambda: move_booking(booking=booking, step=Step.CONFIRM, by=olga, now=NOW))
    said = Said(price_cents=1_000, vat_points=900)
    named = move_booking(booking=booking, step=Step.CONFIRM, by=olga, now=NOW, said=said)
    assert (named.state, named.asked_period, named.agreed_at) == ("proposed", at(MAY, 9, 10), None)
    (letter,) = [letter_of(mail) for mail in mails_of("booking.news")]
    assert "10,00" in letter
    agreed = move_booking(booking=booking, step=Step.ACCEPT, by=anna, now=NOW)
    assert (agreed.state, agreed.price_cents, agreed.vat_points) == ("confirmed", 1_000, 900)
    assert is_whole()


def test_another_time_without_a_price_in_the_list_is_proposed_at_a_price(anna, rotterdam, facility, olga):
    tent = resource_of(facility, "De tent", cents=None)
    booking = booked(anna, rotterdam, tent, at(MAY, 9, 10))
    period = at(MAY, 11, 12)

    def propose(**price):
        said = Said(period=period, **price)
        return move_booking(booking=booking, step=Step.PROPOSE, by=olga, now=NOW, said=said)

    refused("price-missing", propose)
    assert fresh(booking).state == "requested"
    propose(price_cents=2_000)
    agreed = move_booking(booking=booking, step=Step.ACCEPT, by=anna, now=NOW)
    assert (agreed.state, agreed.period, agreed.price_cents) == ("confirmed", period, 2_000)


def test_another_price_list_changes_nothing_that_was_asked(anna, rotterdam, by_request, olga):
    booking = booked(anna, rotterdam, by_request, at(MAY, 9, 10))
    end_price(price=Price.objects.get(), last=date(2026, 12, 31), ended_by=olga, now=NOW)
    agreed = move_booking(booking=booking, step=Step.CONFIRM, by=olga, now=NOW)
    assert agreed.price_cents == 5_000
    row = next(row for row in history_of(agreed.reference) if row.name == "booking.confirmed")
    facts = {
        name: row.details[name]
        for name in ("price_cents", "vat_points", "minutes", "organisation", "operator")
    }
    assert facts == {
        "price_cents": 5_000,
        "vat_points": 2100,
        "minutes": 60,
        "organisation": rotterdam.reference,
        "operator": by_request.facility.item.owner.reference,
    }


# ---------------------------------------------------------------------- asked, proposed, confirmed


def test_a_request_takes_nothing_and_who_loses_it_hears_it(
    anna, rotterdam, by_request, olga, dirk, dirk_in_utrecht
):
    first = booked(anna, rotterdam, by_request, at(MAY, 9, 12))
    second = booked(dirk, dirk_in_utrecht, by_request, at(MAY, 11, 13))
    assert told("booking.asked") == [olga.reference] * 2
    move_booking(booking=second, step=Step.CONFIRM, by=olga, now=NOW)
    assert anna.reference in told("booking.news")
    assert queries.is_no_longer_free([fresh(first)]) == {first.pk}
    refusal = refused(
        "booking-not-free", lambda: move_booking(booking=first, step=Step.CONFIRM, by=olga, now=NOW)
    )
    assert refusal.details["why"] == "taken"
    assert fresh(first).state == "requested"
    assert is_whole()


def test_another_time_is_proposed_and_accepted_at_its_price(anna, rotterdam, by_request, olga):
    booking = booked(anna, rotterdam, by_request, at(MAY, 9, 10))
    said = Said(words="Dan is de weg droog.", period=at(MAY + DAY, 9, 12))
    proposed = move_booking(booking=booking, step=Step.PROPOSE, by=olga, now=NOW, said=said)
    assert (proposed.state, proposed.blocks, proposed.period) == ("proposed", False, at(MAY, 9, 10))
    agreed = move_booking(booking=booking, step=Step.ACCEPT, by=anna, now=NOW)
    assert (agreed.state, agreed.period, agreed.price_cents) == ("confirmed", at(MAY + DAY, 9, 12), 15_000)
    assert agreed.sequence == 2
    assert is_whole()


def test_a_proposed_time_that_was_taken_meanwhile_is_not_accepted(
    anna, rotterdam, by_request, olga, dirk, dirk_in_utrecht
):
    booking = booked(anna, rotterdam, by_request, at(MAY, 9, 10))
    said = Said(period=at(MAY, 11, 12))
    move_booking(booking=booking, step=Step.PROPOSE, by=olga, now=NOW, said=said)
    other = booked(dirk, dirk_in_utrecht, by_request, at(MAY, 11, 12))
    move_booking(booking=other, step=Step.CONFIRM, by=olga, now=NOW)
    refused("booking-not-free", lambda: move_booking(booking=booking, step=Step.ACCEPT, by=anna, now=NOW))
    assert fresh(booking).state == "proposed"


def test_cancelling_in_time_is_free_and_late_is_marked(anna, rotterdam, hall):
    early = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    late = booked(anna, rotterdam, hall, at(MAY, 11, 12))
    assert not move_booking(booking=early, step=Step.CANCEL, by=anna, now=NOW).cancelled_late
    just_before = late.starts_at - HOUR
    assert move_booking(booking=late, step=Step.CANCEL, by=anna, now=just_before).cancelled_late
    refused(
        "booking-step-not-possible", lambda: move_booking(booking=late, step=Step.CANCEL, by=anna, now=NOW)
    )


def test_what_has_begun_is_not_cancelled_and_what_is_to_come_did_not_take_place(anna, rotterdam, hall, olga):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    refused(
        "booking-has-not-begun", lambda: move_booking(booking=booking, step=Step.FINISH, by=olga, now=NOW)
    )
    afterwards = booking.ends_at
    refused(
        "booking-has-begun", lambda: move_booking(booking=booking, step=Step.CANCEL, by=anna, now=afterwards)
    )
    move_booking(booking=booking, step=Step.MISS, by=olga, now=afterwards)
    assert move_booking(booking=booking, step=Step.FINISH, by=olga, now=afterwards).state == "done"


def test_calling_off_says_why(anna, rotterdam, hall, olga):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    refused(
        "booking-reason-missing", lambda: move_booking(booking=booking, step=Step.CALL_OFF, by=olga, now=NOW)
    )
    said = Said(words="De kraan is stuk.")
    move_booking(booking=booking, step=Step.CALL_OFF, by=olga, now=NOW, said=said)
    assert sorted(told("booking.struck")) == sorted([anna.reference, olga.reference])
    assert is_whole()


def test_a_note_becomes_a_case_of_who_booked(anna, rotterdam, hall, olga):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 10), goal="Weten of het past.")
    refused(
        "booking-has-not-begun",
        lambda: actions.write_outcome(booking=booking, text="Ja", written_by=anna, now=NOW),
    )
    later = booking.ends_at
    move_booking(booking=booking, step=Step.FINISH, by=olga, now=later)
    refused(
        "result-missing", lambda: actions.write_lesson(booking=booking, title="T", written_by=anna, now=later)
    )
    actions.write_outcome(booking=booking, text="Meet eerst de deur.", written_by=anna, now=later)
    item = actions.write_lesson(booking=booking, title="De deur", written_by=anna, now=later)
    assert (item.owner, item.state) == (rotterdam, "draft")
    assert item.texts.get(name="lessons").text == "Meet eerst de deur."
    assert actions.write_lesson(booking=booking, title="Nog eens", written_by=anna, now=later) == item


def test_a_lesson_is_in_the_language_in_which_it_was_written(anna, rotterdam, hall):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    later = booking.ends_at
    actions.write_outcome(booking=booking, text="Measure the door.", written_by=anna, now=later)
    item = actions.write_lesson(booking=booking, title="The door", written_by=anna, now=later, language="en")
    assert set(item.texts.values_list("language", flat=True)) == {"en"}


def test_a_note_that_somebody_else_wrote_meanwhile_is_not_overwritten(anna, rotterdam, hall, olga):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    later, empty = booking.ends_at, mark_of("")

    def note(text, by, seen):
        return actions.write_outcome(booking=booking, text=text, written_by=by, now=later, seen=seen)

    note("De deur is smal.", anna, empty)
    refused("changed-meanwhile", lambda: note("Alles ging goed.", olga, empty))
    assert fresh(booking).result == "De deur is smal."
    assert note("De deur is smal.", olga, empty).result == "De deur is smal."
    assert note("Beide.", olga, mark_of("De deur is smal.")).result == "Beide."


# ---------------------------------------------------------------------- asking again


def test_who_does_not_answer_gives_it_to_others(anna, rotterdam, facility):
    hall = resource_of(facility, terms=replace(TERMS, ask_again_days=7, release_days=3))
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    week_before, too_late = booking.starts_at - 7 * DAY, booking.starts_at - 3 * DAY
    assert actions.ask_booking_again(booking=booking, now=week_before - HOUR).asked_again_at is None
    assert actions.release_booking(booking=booking, now=too_late).state == "confirmed"  # it was never asked
    actions.ask_booking_again(booking=booking, now=week_before)
    actions.ask_booking_again(booking=booking, now=week_before + HOUR)
    assert fresh(booking).asked_again_at == week_before
    assert actions.release_booking(booking=booking, now=too_late - HOUR).state == "confirmed"
    assert actions.release_booking(booking=booking, now=too_late).state == "released"
    assert is_whole()


def test_who_answers_keeps_it(anna, rotterdam, facility):
    hall = resource_of(facility, terms=replace(TERMS, ask_again_days=7, release_days=3))
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    actions.ask_booking_again(booking=booking, now=booking.starts_at - 7 * DAY)
    actions.answer_booking_again(booking=booking, by=anna, now=booking.starts_at - 6 * DAY)
    assert actions.release_booking(booking=booking, now=booking.starts_at - DAY).state == "confirmed"


# ---------------------------------------------------------------------- waiting


@pytest.fixture
def waits(anna, rotterdam, dirk, dirk_in_utrecht, hall, heat_pumps, bas):
    """Bas has the hall; Anna waits for it, and Dirk after her."""
    booking = booked(bas, heat_pumps, hall, at(MAY, 9, 12))
    first = actions.add_wait(
        resource=hall, period=at(MAY, 9, 12), organisation=rotterdam, person=anna, now=NOW
    )
    second = actions.add_wait(
        resource=hall, period=at(MAY, 10, 12), organisation=dirk_in_utrecht, person=dirk, now=NOW + HOUR
    )
    return booking, first, second


def state_of(wait):
    return Wait.objects.get(pk=wait.pk).state


def test_what_comes_free_is_kept_for_who_waited_longest(waits, bas, anna, hall, dirk, dirk_in_utrecht):
    booking, first, second = waits
    move_booking(booking=booking, step=Step.CANCEL, by=bas, now=NOW)
    assert (state_of(first), state_of(second)) == (WaitState.OFFERED, WaitState.WAITING)
    refused("basket-not-free", lambda: sent(dirk, dirk_in_utrecht, (hall, at(MAY, 10, 11))))
    offered = Booking.objects.get(state=State.OFFERED.value)
    assert (offered.organisation_id, offered.offered_until) == (first.organisation_id, NOW + 2 * DAY)
    taken = move_booking(booking=offered, step=Step.TAKE, by=anna, now=NOW)
    assert (taken.state, state_of(first)) == ("confirmed", WaitState.TAKEN)
    assert is_whole()


def test_an_offer_that_is_not_taken_goes_to_who_is_next(waits, bas):
    booking, first, second = waits
    move_booking(booking=booking, step=Step.CANCEL, by=bas, now=NOW)
    offered = Booking.objects.get(state=State.OFFERED.value)
    assert actions.release_booking(booking=offered, now=NOW + DAY).state == "offered"
    actions.release_booking(booking=offered, now=NOW + 2 * DAY)
    assert (state_of(first), state_of(second)) == (WaitState.MISSED, WaitState.OFFERED)
    assert is_whole()


def test_an_operator_calls_off_to_have_the_time_and_who_waits_goes_on_waiting(waits, olga, hall, anna):
    booking, first, second = waits
    said = Said(words="De kraan is stuk.")
    move_booking(booking=booking, step=Step.CALL_OFF, by=olga, now=NOW, said=said)
    assert (state_of(first), state_of(second)) == (WaitState.WAITING, WaitState.WAITING)
    period = at(MAY, 8, 18)
    blocking = add_blocking(resource=hall, period=period, reason="", added_by=olga, now=NOW)
    assert actions.offer_waits(resource=hall, now=NOW + HOUR) == 0
    remove_blocking(blocking=blocking, removed_by=olga, now=NOW + HOUR)
    assert (state_of(first), state_of(second)) == (WaitState.OFFERED, WaitState.WAITING)
    assert is_whole()


def test_what_is_called_off_by_an_operator_who_blocks_nothing_is_offered_by_and_by(waits, olga, hall):
    booking, first, _ = waits
    move_booking(booking=booking, step=Step.CALL_OFF, by=olga, now=NOW, said=Said(words="Toch niet."))
    assert hall in queries.resources_waited_for(now=NOW)
    assert actions.offer_waits(resource=hall, now=NOW) == 1
    assert state_of(first) == WaitState.OFFERED


def test_an_offer_that_is_called_off_says_why_and_keeps_its_place(waits, bas, olga, anna, hall):
    booking, first, second = waits
    move_booking(booking=booking, step=Step.CANCEL, by=bas, now=NOW)
    offered = Booking.objects.get(state=State.OFFERED.value)
    said = Said(words="De kraan is stuk.")
    move_booking(booking=offered, step=Step.CALL_OFF, by=olga, now=NOW, said=said)
    assert (state_of(first), state_of(second)) == (WaitState.WAITING, WaitState.WAITING)
    assert queries.place_of(Wait.objects.get(pk=first.pk)) == 1
    mails = [one for one in mails_of("booking.news") if one.about == offered.reference]
    assert {one.addressee for one in mails} == {anna.reference}
    (letter,) = [letter_of(one) for one in mails if one.payload["state"] == "cancelled"]
    assert "De kraan is stuk." in letter
    assert "teruggenomen" not in letter
    assert actions.offer_waits(resource=hall, now=NOW) == 1
    assert state_of(first) == WaitState.OFFERED
    assert is_whole()


def test_nothing_of_an_archived_item_is_offered(waits, bas, hall):
    booking, first, _ = waits
    Item.objects.filter(pk=hall.facility.item_id).update(state="archived")
    move_booking(booking=booking, step=Step.CANCEL, by=bas, now=NOW)
    assert state_of(first) == WaitState.WAITING
    assert actions.offer_waits(resource=hall, now=NOW) == 0


def test_a_wait_for_what_is_over_counts_no_more(waits, anna, rotterdam, hall, monkeypatch):
    first = waits[1]
    assert queries.waits_of(anna, now=NOW) == [first]
    assert queries.waits_of(anna, now=first.starts_at) == []
    monkeypatch.setattr("schakel.facilities.rules.MOST_WAITS", 1)
    next_year = at(MAY + 30 * DAY, 9, 12)
    Resource.objects.update(furthest_days=730)
    Booking.objects.filter(state="confirmed").update(
        starts_at=next_year.starts_at,
        ends_at=next_year.ends_at,
        held_from=next_year.starts_at,
        held_until=next_year.ends_at,
        sequence=9,
    )

    def wait(now):
        return actions.add_wait(resource=hall, period=next_year, organisation=rotterdam, person=anna, now=now)

    refused("waits-too-many", lambda: wait(NOW))
    assert wait(first.starts_at).state == WaitState.WAITING


def test_who_waits_no_longer_hands_on_what_was_offered(waits, bas, anna):
    booking, first, second = waits
    move_booking(booking=booking, step=Step.CANCEL, by=bas, now=NOW)
    actions.withdraw_wait(wait=first, by=anna, now=NOW)
    assert (state_of(first), state_of(second)) == (WaitState.WITHDRAWN, WaitState.OFFERED)
    assert is_whole()


def test_nobody_waits_for_what_is_free_or_closed_and_twice_is_once(waits, anna, rotterdam, hall):
    def add(period):
        return actions.add_wait(resource=hall, period=period, organisation=rotterdam, person=anna, now=NOW)

    assert add(at(MAY, 9, 12)) == waits[1]
    assert refused("wait-not-possible", lambda: add(at(MAY, 13, 14))).details["why"] == ""
    assert refused("wait-not-possible", lambda: add(at(MAY, 20, 21))).details["why"] == "closed"
    assert [queries.place_of(one) for one in waits[1:]] == [1, 2]


def test_who_took_an_offer_that_the_operator_decides_about_goes_first(
    anna, rotterdam, dirk, dirk_in_utrecht, by_request, bas, heat_pumps, olga
):
    booking = booked(bas, heat_pumps, by_request, at(MAY, 9, 12))
    move_booking(booking=booking, step=Step.CONFIRM, by=olga, now=NOW)
    first, second = (
        actions.add_wait(
            resource=by_request, period=at(MAY, 9, 12), organisation=body, person=person, now=now
        )
        for body, person, now in ((rotterdam, anna, NOW), (dirk_in_utrecht, dirk, NOW + HOUR))
    )
    move_booking(booking=booking, step=Step.CANCEL, by=bas, now=NOW)
    offered = Booking.objects.get(state=State.OFFERED.value)
    asked = move_booking(booking=offered, step=Step.TAKE, by=anna, now=NOW)
    assert (asked.state, asked.blocks) == ("requested", False)
    assert actions.offer_waits(resource=by_request, now=NOW) == 0
    said = Said(words="Het kan niet.")
    move_booking(booking=asked, step=Step.DECLINE, by=olga, now=NOW, said=said)
    assert (state_of(first), state_of(second)) == (WaitState.TAKEN, WaitState.OFFERED)
    assert is_whole()


# ---------------------------------------------------------------------- operators


def test_what_is_booked_is_not_blocked_and_what_is_blocked_is_not_booked(anna, rotterdam, hall, olga):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    around = Period(at(MAY, 8, 9).starts_at, at(MAY, 17, 18).ends_at)

    def block():
        return add_blocking(resource=hall, period=around, reason="Keuring", added_by=olga, now=NOW)

    refused("blocking-is-booked", block)
    move_booking(booking=booking, step=Step.CANCEL, by=anna, now=NOW)
    blocking = block()
    assert block() == blocking
    refusal = refused("basket-not-free", lambda: sent(anna, rotterdam, (hall, at(MAY, 9, 10))))
    assert refusal.details["lines"][0][1] == "blocked"
    remove_blocking(blocking=blocking, removed_by=olga, now=NOW)
    assert len(sent(anna, rotterdam).bookings) == 1


def test_units_that_are_booked_are_not_taken_away(anna, rotterdam, facility):
    sets = resource_of(facility, "Meetsets", terms=replace(TERMS, capacity=2))
    fill_basket(person=anna, resource=sets, periods=[at(MAY, 9, 10)], number=2)
    sent(anna, rotterdam)

    def change(**changed):
        withdrawn = changed.pop("is_withdrawn", False)
        draft = ResourceDraft("Meetsets", terms=replace(TERMS, **changed))
        return change_resource(
            resource=sets,
            seen_version=sets.version,
            draft=draft,
            is_withdrawn=withdrawn,
            changed_by=None,
            now=NOW,
        )

    refused("units-are-booked", lambda: change(capacity=1))
    refused("resource-is-booked", lambda: change(capacity=2, is_withdrawn=True))
    assert change(capacity=3).version == sets.version + 1
    refused("changed-meanwhile", lambda: change(capacity=3))


def test_other_buffers_hold_for_what_is_booked_from_now_on(anna, rotterdam, hall):
    before = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    draft = ResourceDraft("De hal", terms=replace(TERMS, minutes_before=30, minutes_after=30))
    change_resource(
        resource=hall, seen_version=hall.version, draft=draft, is_withdrawn=False, changed_by=None, now=NOW
    )
    assert fresh(before).held == before.period
    refused("basket-not-free", lambda: sent(anna, rotterdam, (hall, at(MAY, 10, 11))))
    empty_basket(person=anna, lines=[one.pk for one in queries.basket_of(anna)[1]])
    assert booked(anna, rotterdam, hall, at(MAY, 11, 12)).held.lasts == timedelta(hours=2)


# ---------------------------------------------------------------------- doors


def test_what_has_something_free_in_a_stretch_of_time(anna, rotterdam, hall, heat_pumps):
    item = hall.facility.item
    day = Period(at(MAY, 8, 9).starts_at, at(MAY, 17, 18).ends_at)
    assert queries.free_between(None, day, person=anna, now=NOW) == {item.pk}
    assert queries.free_between([item.pk + 1], day, person=anna, now=NOW) == set()
    booked(anna, rotterdam, hall, at(MAY, 8, 17))
    assert queries.free_between([item.pk], day, person=anna, now=NOW, minutes=60) == {item.pk}
    assert queries.free_between([item.pk], day, person=anna, now=NOW, minutes=61) == set()
    assert queries.next_free_days(None, item, 2, now=day.starts_at) == [MAY, MAY + DAY]
    assert [one.organisation for one in queries.bookings_of(rotterdam)] == [rotterdam]


# ---------------------------------------------------------------------- another time is proposed


@pytest.fixture
def proposed(anna, rotterdam, by_request, olga):
    """Anna asked for Monday morning, and Olga proposed Tuesday."""
    booking = booked(anna, rotterdam, by_request, at(MAY, 9, 10))
    said = Said(period=at(MAY + DAY, 9, 10))
    return move_booking(booking=booking, step=Step.PROPOSE, by=olga, now=NOW, said=said)


def test_who_takes_the_time_that_was_asked_before_is_in_nobodys_way(
    proposed, by_request, olga, dirk, dirk_in_utrecht
):
    other = booked(dirk, dirk_in_utrecht, by_request, at(MAY, 9, 10))
    move_booking(booking=other, step=Step.CONFIRM, by=olga, now=NOW)
    assert queries.is_no_longer_free([fresh(proposed)]) == set()
    assert "booking.collided" not in {row.name for row in history_of(proposed.reference)}


def test_who_takes_the_time_that_was_proposed_is_told_of(proposed, by_request, olga, dirk, dirk_in_utrecht):
    other = booked(dirk, dirk_in_utrecht, by_request, at(MAY + DAY, 9, 12))
    move_booking(booking=other, step=Step.CONFIRM, by=olga, now=NOW)
    assert queries.is_no_longer_free([fresh(proposed)]) == {proposed.pk}
    assert "booking.collided" in {row.name for row in history_of(proposed.reference)}
    letters = [letter_of(mail) for mail in mails_of("booking.news") if mail.about == proposed.reference]
    assert "Niet meer vrij: De straat, dinsdag 4 mei 2027" in letters[0]


def test_what_is_proposed_for_later_is_answered_after_the_first_time_began(proposed, anna, facility):
    between = at(MAY, 9, 10).ends_at + HOUR
    assert set(queries.steps_for(anna, proposed, now=between)) == {Step.ACCEPT, Step.CANCEL}
    waiting = [one for one in _waiting(anna, between) if one.count and one.url == reverse("my_bookings")]
    assert [one.count for one in waiting] == [1]
    assert list(queries.own_bookings(anna).asked_after(between)) == [proposed]
    assert not queries.own_bookings(anna).asked_after(proposed.asked_period.ends_at)
    assert move_booking(booking=proposed, step=Step.CANCEL, by=anna, now=between).state == "cancelled"


# ---------------------------------------------------------------------- as it was agreed


def test_who_left_the_organisation_is_not_asked_and_who_belongs_to_it_is(anna, rotterdam, facility, dirk):
    hall = resource_of(facility, terms=replace(TERMS, ask_again_days=7, release_days=3))
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    Membership.objects.filter(person=anna).delete()
    Membership.objects.create(person=dirk, organisation=rotterdam)
    actions.ask_booking_again(booking=booking, now=booking.starts_at - 7 * DAY)
    assert [one.addressee for one in mails_of("booking.asked-again")] == [dirk.reference]


def test_until_when_cancelling_is_free_stays_as_it_was_when_it_was_booked(anna, rotterdam, hall, facility):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    facility.refresh_from_db()
    longer = FacilityDraft(is_open=True, cancel_hours=24 * 14)
    change_facility(facility=facility, seen_version=facility.version, draft=longer, changed_by=None, now=NOW)
    three_days_before = booking.starts_at - 3 * DAY
    assert Step.RESCHEDULE in queries.steps_for(anna, fresh(booking), now=three_days_before)
    other = OtherTime(at(MAY + DAY, 9, 10))
    moved = actions.reschedule_booking(booking=booking, other=other, by=anna, now=three_days_before)
    assert moved.period == at(MAY + DAY, 9, 10)
    assert not move_booking(booking=booking, step=Step.CANCEL, by=anna, now=three_days_before).cancelled_late
    assert booked(anna, rotterdam, hall, at(MAY, 9, 10)).cancel_hours == 24 * 14


def test_what_is_over_is_settled_also_when_its_unit_is_there_no_more(anna, rotterdam, facility, olga):
    sets = resource_of(facility, "Meetsets", terms=replace(TERMS, capacity=2))
    fill_basket(person=anna, resource=sets, periods=[at(MAY, 9, 10)], number=2)
    second = max(sent(anna, rotterdam).bookings, key=lambda one: one.unit)
    afterwards = second.ends_at
    draft = ResourceDraft("Meetsets", terms=TERMS)
    change_resource(
        resource=sets,
        seen_version=sets.version,
        draft=draft,
        is_withdrawn=False,
        changed_by=None,
        now=afterwards,
    )
    assert move_booking(booking=second, step=Step.FINISH, by=olga, now=afterwards).state == "done"
    noted = actions.write_outcome(booking=second, text="Goed.", written_by=anna, now=afterwards)
    assert noted.result == "Goed."
