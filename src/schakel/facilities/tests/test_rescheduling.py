"""Moving a booking to another time in one act: nothing is lost on the way, and nobody is told of two appointments."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from schakel.facilities import queries
from schakel.facilities.actions import (
    OtherTime,
    Said,
    add_wait,
    answer_booking_time,
    ask_booking_again,
    move_booking,
    release_booking,
    reschedule_booking,
)
from schakel.facilities.invariants import INVARIANTS
from schakel.facilities.models import Booking, Resource
from schakel.facilities.operating import FacilityDraft, add_price, change_facility
from schakel.facilities.pricing import Category, Per, Price
from schakel.facilities.rules import Side, State, Step, possible_steps
from schakel.journal.public import history_of
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from tests.clock import NOW
from tests.facilities import DAY, HOUR, MAY, TERMS, at, booked, facility_of, operator_in, resource_of
from tests.mails import appointments_in, letter_of, mails_of, told

BEGINS = at(MAY, 9, 12).starts_at


# ---------------------------------------------------------------------- decisions, without a database


def steps(**facts):
    said = {"sides": frozenset({Side.BOOKER, Side.OPERATOR}), "starts_at": BEGINS, "now": NOW} | facts
    return set(possible_steps(State.CONFIRMED, **said))


def test_what_is_confirmed_can_be_moved_until_cancelling_is_no_longer_free():
    assert Step.RESCHEDULE in steps()
    assert Step.RESCHEDULE not in steps(is_late=True)
    assert Step.RESCHEDULE not in steps(now=BEGINS)
    assert Step.RESCHEDULE not in steps(sides=frozenset({Side.OPERATOR}))


def test_there_is_an_answer_only_where_another_time_is_asked_for():
    answers = {Step.AGREE, Step.REFUSE, Step.KEEP}
    assert not steps() & answers
    assert steps(has_wish=True) >= answers
    assert steps(has_wish=True, sides=frozenset({Side.BOOKER})) & answers == {Step.KEEP}


# ---------------------------------------------------------------------- with what the database holds


@pytest.fixture
def facility(heat_pumps, db):
    return facility_of(heat_pumps)


@pytest.fixture
def hall(facility):
    return resource_of(facility)


@pytest.fixture
def by_request(facility):
    return resource_of(facility, "De straat", terms=replace(TERMS, asks_approval=True))


@pytest.fixture
def olga(heat_pumps):
    return operator_in(heat_pumps)


def agreed(anna, rotterdam, resource, period):
    """A booking that the operator said yes to."""
    booking = booked(anna, rotterdam, resource, period)
    return move_booking(booking=booking, step=Step.CONFIRM, by=None, now=NOW)


def moved(booking, period, by, *, now=NOW + HOUR, **said):
    return reschedule_booking(booking=booking, other=OtherTime(period, **said), by=by, now=now)


def refused(code, act):
    with pytest.raises(Refusal) as refusal:
        act()
    assert refusal.value.code == code
    return refusal.value


def fresh(booking):
    return Booking.objects.get(pk=booking.pk)


def is_whole():
    return [sentence for one in INVARIANTS for sentence in one.violations()] == []


def test_a_booking_moves_with_the_price_of_its_new_time_and_the_old_one_stays_written(anna, rotterdam, hall):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 12))
    assert refused("price-is-other", lambda: moved(booking, at(MAY, 10, 14), anna)).details["cents"] == 20_000
    done = moved(booking, at(MAY, 10, 14), anna, seen_cents=20_000)
    assert (done.pk, done.period, done.price_cents) == (booking.pk, at(MAY, 10, 14), 20_000)
    row = history_of(booking.reference)[0]
    assert (row.name, row.actor, row.details["minutes"]) == ("booking.rescheduled", anna.reference, 240)
    assert (row.details["was"]["price_cents"], row.details["was"]["minutes"]) == (15_000, 180)
    assert row.details["was"]["starts_at"] == at(MAY, 9, 12).starts_at.isoformat()
    assert row.details["organisation"] == rotterdam.reference
    assert is_whole()


def test_both_get_the_same_appointment_anew_with_a_higher_sequence(anna, rotterdam, hall, olga):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 12))
    first = [invited(mail) for mail in mails_of("booking.news")]
    moved(booking, at(MAY + DAY, 9, 12), anna)
    assert told("booking.news") == sorted([anna.reference, olga.reference] * 2)
    newest = [invited(mail) for mail in mails_of("booking.news")[:2]]
    uid = f"booking-{booking.code}"
    assert [(one[0], one[1].startswith(uid)) for one in first] == [("REQUEST", True)] * 2
    assert [one[1] for one in newest] == [first[0][1]] * 2
    assert {one[2] for one in newest} == {one[2] + 1 for one in first}
    assert {one[3] for one in newest} == {at(MAY + DAY, 9, 12).starts_at}


def invited(mail):
    """The method of the invitation in a mail, its key, its sequence and when it begins."""
    ((method, event),) = appointments_in(mail)
    return method, str(event["uid"]), int(event["sequence"]), event["dtstart"].dt


def test_what_is_taken_stays_taken_and_the_booking_stays_where_it_is(anna, rotterdam, bas, heat_pumps, hall):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 12))
    booked(bas, heat_pumps, hall, at(MAY, 13, 16))
    refusal = refused("booking-not-free", lambda: moved(booking, at(MAY, 12, 15), anna))
    assert refusal.details["why"] == "taken"
    assert (
        refused("booking-not-free", lambda: moved(booking, at(MAY, 17, 20), anna)).details["why"] == "closed"
    )
    assert fresh(booking).period == at(MAY, 9, 12)
    moved(booking, at(MAY, 10, 13), anna)  # over a part of its own time
    assert is_whole()


def test_the_place_that_it_leaves_goes_to_who_waits(anna, rotterdam, bas, heat_pumps, hall):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 12))
    wait = add_wait(resource=hall, period=at(MAY, 10, 11), organisation=heat_pumps, person=bas, now=NOW)
    moved(booking, at(MAY + DAY, 9, 12), anna)
    wait.refresh_from_db()
    assert (wait.state, wait.booking.period) == ("offered", at(MAY, 10, 11))


def test_moving_ends_when_cancelling_is_no_longer_free(anna, rotterdam, hall):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 12))
    late = BEGINS - timedelta(hours=47)
    refused("booking-too-late-to-move", lambda: moved(booking, at(MAY + 7 * DAY, 9, 12), anna, now=late))
    in_time = moved(booking, at(MAY + 7 * DAY, 9, 12), anna, now=BEGINS - timedelta(hours=48))
    assert in_time.period == at(MAY + 7 * DAY, 9, 12)


def test_the_same_again_changes_nothing_and_who_comes_second_is_told(anna, rotterdam, hall):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 12))
    seen = booking.sequence
    moved(booking, at(MAY, 13, 16), anna, seen_sequence=seen)
    assert moved(booking, at(MAY, 13, 16), anna, seen_sequence=seen).sequence == seen + 1
    refused("changed-meanwhile", lambda: moved(booking, at(MAY, 14, 17), anna, seen_sequence=seen))
    assert [row.name for row in history_of(booking.reference)].count("booking.rescheduled") == 1


def test_what_was_asked_about_the_old_day_is_asked_anew(anna, rotterdam, hall):
    Resource.objects.update(ask_again_days=7, release_days=2)
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 12))
    Booking.objects.update(asked_again_at=NOW, answered_again_at=NOW, link_hash="x" * 64, reminded_at=NOW)
    done = moved(booking, at(MAY + DAY, 9, 12), anna)
    assert (done.asked_again_at, done.answered_again_at, done.link_hash, done.reminded_at) == (None,) * 4


def test_rules_that_are_others_by_now_need_a_yes(anna, rotterdam, hall, facility):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 12))
    facility.refresh_from_db()
    draft = FacilityDraft(is_open=True, cancel_hours=48, house_rules="Geen vuur.")
    change_facility(facility=facility, seen_version=facility.version, draft=draft, changed_by=None, now=NOW)
    refused("rules-not-accepted", lambda: moved(booking, at(MAY, 10, 13), anna))
    done = moved(booking, at(MAY, 10, 13), anna, accepted=facility.rules.order_by("-version")[0].version)
    assert done.rules.house_rules == "Geen vuur."


# ---------------------------------------------------------------------- where the operator says yes to everything


def test_where_the_operator_agrees_to_everything_it_stays_until_they_do(anna, rotterdam, by_request, olga):
    booking = agreed(anna, rotterdam, by_request, at(MAY, 9, 12))
    asked = moved(booking, at(MAY, 13, 17), anna, seen_cents=20_000)
    assert (asked.state, asked.period, asked.wished) == ("confirmed", at(MAY, 9, 12), at(MAY, 13, 17))
    assert told("booking.time-asked") == [olga.reference]
    assert queries.number_to_answer([by_request.facility], now=NOW) == {by_request.facility_id: 1}
    price = Price(Category.PUBLIC_BODY, Per.HOUR, 9_900, 2100, date(2026, 1, 1))
    add_price(resource=by_request, price=price, added_by=None, now=NOW)
    done = answer_booking_time(booking=booking, step=Step.AGREE, by=olga, now=NOW + 2 * HOUR)
    assert (done.period, done.wished) == (at(MAY, 13, 17), None)
    assert done.price_cents == 20_000, "it costs what it did when it was asked"
    assert is_whole()


def test_nobody_is_moved_at_a_price_that_they_did_not_see(anna, rotterdam, facility, olga, signed_in):
    """Where no list has one the operator names it, and who booked says yes to that first; pages look at the clock."""
    tent = resource_of(facility, "De tent", cents=None, terms=replace(TERMS, asks_approval=True))
    day = timezone.localdate() + 40 * DAY
    booking = booked(anna, rotterdam, tent, at(day, 9, 12))
    move_booking(booking=booking, step=Step.CONFIRM, by=olga, now=NOW, said=Said(price_cents=5_000))
    move_booking(booking=booking, step=Step.ACCEPT, by=anna, now=NOW)
    moved(booking, at(day, 13, 16), anna)
    desk, mine = signed_in(olga), signed_in(anna)
    step = f"/bookings/{booking.code}/step/"
    desk.post(step, {"step": "agree", "sent": "yes", "euros": "900", "vat": "21"})
    stored = fresh(booking)
    assert (stored.period, stored.price_cents) == (at(day, 9, 12), 5_000), "it stays until they say yes"
    refused(
        "price-waits-for-yes", lambda: answer_booking_time(booking=booking, step=Step.AGREE, by=olga, now=NOW)
    )
    assert queries.number_to_answer([tent.facility], now=NOW) == {}
    assert "€ 900" in "".join(letter_of(one) for one in mails_of("booking.news"))
    assert refused("price-is-other", lambda: moved(booking, at(day, 13, 16), anna)).details["cents"] == 90_000
    page = mine.get(booking.get_absolute_url()).text
    form = page.partition("Ja, verplaats het")[0].rpartition("<form")[2]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) | {"step": "reschedule"}
    assert mine.post(step, sent).status_code == 302
    stored = fresh(booking)
    assert (stored.period, stored.price_cents, stored.wished) == (at(day, 13, 16), 90_000, None)
    assert is_whole()


def test_a_time_that_was_given_away_meanwhile_cannot_be_agreed_to(
    anna, rotterdam, bas, heat_pumps, by_request, olga
):
    booking = agreed(anna, rotterdam, by_request, at(MAY, 9, 12))
    moved(booking, at(MAY, 13, 16), anna)
    agreed(bas, heat_pumps, by_request, at(MAY, 14, 15))
    refused(
        "booking-not-free",
        lambda: answer_booking_time(booking=booking, step=Step.AGREE, by=olga, now=NOW + HOUR),
    )
    assert fresh(booking).period == at(MAY, 9, 12)


def test_a_no_and_taking_it_back_leave_the_booking_as_it_is(anna, rotterdam, by_request, olga):
    booking = agreed(anna, rotterdam, by_request, at(MAY, 9, 12))
    for step, name in ((Step.REFUSE, "booking.time-refused"), (Step.KEEP, "booking.time-kept")):
        moved(booking, at(MAY, 13, 16), anna)
        done = answer_booking_time(
            booking=booking, step=step, by=olga, now=NOW + 2 * HOUR, said=Said(words="Dan is er keuring.")
        )
        assert (done.period, done.wished, done.sequence) == (at(MAY, 9, 12), None, booking.sequence)
        assert history_of(booking.reference)[0].name == name
    refused(
        "no-other-time-asked",
        lambda: answer_booking_time(booking=booking, step=Step.AGREE, by=olga, now=NOW + HOUR),
    )


@pytest.mark.parametrize("step", [Step.REFUSE, Step.KEEP])
def test_who_asked_for_another_time_does_not_lose_the_one_they_have_by_a_no(
    step, anna, rotterdam, by_request, olga
):
    booking = agreed(anna, rotterdam, by_request, at(MAY, 9, 12))
    Resource.objects.update(ask_again_days=7, release_days=2)
    asked_at, released_at = (booking.starts_at - timedelta(days=days) for days in (7, 2))
    assert ask_booking_again(booking=booking, now=asked_at).asked_again_at == asked_at
    moved(booking, at(MAY, 13, 16), anna, now=asked_at + HOUR)
    answered_at = asked_at + 20 * HOUR
    answer_booking_time(booking=booking, step=step, by=olga, now=answered_at, said=Said(words="Keuring."))
    again = ask_booking_again(booking=booking, now=answered_at + HOUR)
    assert (again.asked_again_at, again.answered_again_at) == (
        (answered_at + HOUR, None) if step is Step.REFUSE else (asked_at, answered_at)
    )
    at_last = release_booking(booking=booking, now=released_at)
    assert at_last.state == ("released" if step is Step.REFUSE else "confirmed")


def test_a_no_after_the_last_moment_to_answer_leaves_the_booking_as_it_is(anna, rotterdam, by_request, olga):
    booking = agreed(anna, rotterdam, by_request, at(MAY, 9, 12))
    Resource.objects.update(ask_again_days=7, release_days=2)
    asked_at, released_at = (booking.starts_at - timedelta(days=days) for days in (7, 2))
    ask_booking_again(booking=booking, now=asked_at)
    moved(booking, at(MAY, 13, 16), anna, now=asked_at + HOUR)
    said = Said(words="Keuring.")
    answer_booking_time(booking=booking, step=Step.REFUSE, by=olga, now=released_at, said=said)
    assert ask_booking_again(booking=booking, now=released_at + HOUR).asked_again_at is None
    assert release_booking(booking=booking, now=released_at + 14 * HOUR).state == "confirmed"


def test_asking_for_the_time_it_has_takes_the_asking_back(anna, rotterdam, by_request, olga):
    booking = agreed(anna, rotterdam, by_request, at(MAY, 9, 12))
    moved(booking, at(MAY, 13, 16), anna)
    # The list says another price by now: what does not move keeps the one it has.
    price = Price(Category.PUBLIC_BODY, Per.HOUR, 9_900, 2100, date(2026, 1, 1))
    add_price(resource=by_request, price=price, added_by=None, now=NOW)
    done = moved(booking, at(MAY, 9, 12), anna)
    assert (done.period, done.wished, done.price_cents) == (at(MAY, 9, 12), None, booking.price_cents)
    assert history_of(booking.reference)[0].name == "booking.time-kept"


def test_what_was_asked_first_is_not_told_again_when_another_time_is_asked(anna, rotterdam, by_request, olga):
    booking = agreed(anna, rotterdam, by_request, at(MAY, 9, 12))
    moved(booking, at(MAY, 13, 16), anna)
    assert letter_of(mails_of("booking.asked")[0]) == ""
    assert "13:00" in letter_of(mails_of("booking.time-asked")[0])


def test_nobody_agrees_to_a_time_that_they_did_not_see(anna, rotterdam, by_request, olga, signed_in):
    booking = agreed(anna, rotterdam, by_request, at(MAY, 9, 12))
    moved(booking, at(MAY, 13, 16), anna)
    browser = signed_in(olga)
    wish = browser.get(f"/bookings/{booking.code}/").context["wished"]["seen"]
    moved(booking, at(MAY, 14, 17), anna)
    said = {"step": "agree", "wished": wish}
    answered = browser.post(f"/bookings/{booking.code}/step/", said)
    assert answered.status_code == 409
    assert fresh(booking).period == at(MAY, 9, 12)
    said["wished"] = answered.context["wished"]["seen"]
    assert browser.post(f"/bookings/{booking.code}/step/", said).status_code == 302
    assert fresh(booking).period == at(MAY, 14, 17)


def test_cancelling_ends_the_asking_too(anna, rotterdam, by_request):
    booking = agreed(anna, rotterdam, by_request, at(MAY, 9, 12))
    moved(booking, at(MAY, 13, 16), anna)
    done = move_booking(booking=booking, step=Step.CANCEL, by=anna, now=NOW + HOUR)
    assert (done.state, done.wished) == ("cancelled", None)
    assert queries.number_to_answer([by_request.facility], now=NOW) == {}


# ---------------------------------------------------------------------- the last to say no


def _update(booking, **fields):
    Booking.objects.filter(pk=booking.pk).update(**fields)


def test_the_database_refuses_another_time_without_a_sequence_and_another_price_without_a_time(
    anna, rotterdam, hall
):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 12))
    later = at(MAY, 13, 16)
    there = {"starts_at": later.starts_at, "ends_at": later.ends_at}
    held = {"held_from": later.starts_at, "held_until": later.ends_at}
    with pytest.raises(IntegrityError, match="sequence"), transaction.atomic():
        _update(booking, **there, **held)
    with pytest.raises(IntegrityError, match="price"), transaction.atomic():
        _update(booking, price_cents=1, sequence=booking.sequence + 1)
    _update(booking, **there, **held, price_cents=1, sequence=booking.sequence + 1)


def test_control_without_its_guard_another_time_goes_unseen(anna, rotterdam, hall):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 12))
    later = at(MAY, 13, 16)
    trigger = "bookings_hold ON facilities_booking" if connection.vendor == "postgresql" else ""
    with pytest.raises(Undo), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {trigger or 'bookings_move_with_a_sequence'}")
        _update(
            booking,
            starts_at=later.starts_at,
            ends_at=later.ends_at,
            held_from=later.starts_at,
            held_until=later.ends_at,
        )
        assert fresh(booking).period == Period(later.starts_at, later.ends_at)
        raise Undo
    assert fresh(booking).period == at(MAY, 9, 12)


class Undo(Exception):  # noqa: N818 - nothing went wrong
    """What was changed is put back with the transaction."""


# ---------------------------------------------------------------------- on the screen


def test_moving_by_the_form_shows_what_it_costs_first(anna, rotterdam, hall, signed_in):
    booking = booked(anna, rotterdam, hall, at(MAY, 9, 12))
    browser = signed_in(anna)
    address = f"/bookings/{booking.code}/step/"
    asked = browser.post(address, {"step": "reschedule"}, headers={"accept-language": "en"})
    assert asked.status_code == 200
    assert "See what is free that week" in asked.text
    said = {
        "step": "reschedule",
        "sent": "yes",
        "first": "2027-05-04",
        "begin": "10:00",
        "end": "14:00",
        "seen_sequence": str(booking.sequence),
    }
    priced = browser.post(address, said, headers={"accept-language": "en"})
    assert priced.status_code == 409
    assert "At that time it costs" in priced.text
    assert 'name="seen_cents" value="20000"' in priced.text
    assert browser.post(address, said | {"seen_cents": "20000"}).status_code == 302
    assert fresh(booking).period == at(MAY + DAY, 10, 14)


def test_the_operator_sees_what_is_asked_and_only_they_can_agree(
    anna, rotterdam, by_request, olga, signed_in
):
    booking = agreed(anna, rotterdam, by_request, at(MAY, 9, 12))
    moved(booking, at(MAY, 13, 16), anna)
    address = f"/bookings/{booking.code}/step/"
    assert signed_in(anna).post(address, {"step": "agree"}).status_code == 404
    browser = signed_in(olga)
    desk = browser.get(
        f"/facilities/{by_request.facility.item.slug}/desk/", headers={"accept-language": "en"}
    )
    assert "Asks to move to" in desk.text
    assert browser.post(address, {"step": "agree"}).status_code == 302
    assert fresh(booking).period == at(MAY, 13, 16)
