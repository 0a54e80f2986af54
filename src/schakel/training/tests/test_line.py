"""Seats and the line: who comes first has one, a freed seat goes to exactly one, and nobody sits on that of another."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.messages.public import Mail
from schakel.training.actions import (
    Guest,
    accept_offer,
    cancel_enrolment,
    confirm_enrolment,
    enrol_group,
    enrol_guest,
    enrol_person,
    settle_edition,
)
from schakel.training.models import Enrolment, Seat, seat_key
from schakel.training.organising import (
    SessionDraft,
    change_prices,
    change_seats,
    change_sessions,
    move_edition,
)
from schakel.training.queries import before_in_line, next_editions, rooms_of, sessions_of, terms_of
from schakel.training.rules import Audience, GroupMode, Price, PriceKind, Standing, Step, terms_text
from tests.clock import NOW
from tests.mails import appointments_in, letter_of, told
from tests.people import verified
from tests.training import STARTS_AT, edition_of, enrolled, person_named

pytestmark = pytest.mark.django_db
TWO_DAYS = timedelta(days=2)


def standing(one):
    return Standing(Enrolment.objects.get(pk=one.pk).state)


def guest(name="Kim"):
    return Guest(name, f"{name.lower()}@elders.example", "nl")


@pytest.fixture
def full(rotterdam):
    """Two seats, both taken; two wait."""
    edition = edition_of(rotterdam)
    return edition, [enrolled(edition, name) for name in ("an", "bo", "cas", "dre")]


def test_who_comes_first_has_a_seat_and_the_others_wait_in_their_order(full):
    _, (an, bo, cas, dre) = full
    assert [one.state for one in (an, bo, cas, dre)] == ["enrolled", "enrolled", "waiting", "waiting"]
    assert [cas.place, dre.place] == [1, 2]
    assert [before_in_line(cas), before_in_line(dre)] == [0, 1]


def test_who_enrols_twice_is_in_once(full):
    edition, (an, *_) = full
    again = enrol_person(edition=edition, person=an.person, now=NOW)
    assert (again.enrolment, again.is_new) == (an, False)


def test_a_freed_seat_is_offered_to_the_first_in_line_at_once_and_to_nobody_else(full):
    _, (an, bo, cas, dre) = full
    cancel_enrolment(enrolment=an, by=an.person, now=NOW)
    assert [standing(one) for one in (an, bo, cas, dre)] == ["cancelled", "enrolled", "offered", "waiting"]
    assert Enrolment.objects.get(pk=cas.pk).ends_at == NOW + TWO_DAYS
    cancel_enrolment(enrolment=an, by=an.person, now=NOW)
    assert standing(dre) is Standing.WAITING


def test_whoever_comes_new_does_not_get_a_seat_that_is_offered(full):
    edition, (an, *_) = full
    cancel_enrolment(enrolment=an, by=None, now=NOW)
    assert enrolled(edition, "els").state == Standing.WAITING


def test_an_offer_that_nobody_took_goes_to_the_next_when_anybody_comes_by(full):
    edition, (an, _, cas, dre) = full
    cancel_enrolment(enrolment=an, by=None, now=NOW)
    later = NOW + TWO_DAYS
    assert (
        Enrolment.objects.get(pk=cas.pk).standing(later) is Standing.EXPIRED
    )  # whether or not it was stored
    enrolled(edition, "els", now=later)
    assert (standing(cas), standing(dre)) == ("expired", "offered")


def test_taking_an_offer_that_is_over_is_refused_and_the_next_has_it_all_the_same(full):
    _, (an, _, cas, dre) = full
    cancel_enrolment(enrolment=an, by=None, now=NOW)
    with pytest.raises(Refusal, match="offer-is-over"):
        accept_offer(enrolment=cas, by=cas.person, now=NOW + TWO_DAYS)
    assert (standing(cas), standing(dre)) == ("expired", "offered")


def test_an_offer_is_taken_once_and_again_changes_nothing(full):
    _, (an, _, cas, _) = full
    cancel_enrolment(enrolment=an, by=None, now=NOW)
    accept_offer(enrolment=cas, by=cas.person, now=NOW)
    last = journal.last_number()
    assert accept_offer(enrolment=cas, by=cas.person, now=NOW).state == Standing.ENROLLED
    assert journal.last_number() == last


def test_who_declines_an_offer_hands_it_to_the_next(full):
    _, (an, _, cas, dre) = full
    cancel_enrolment(enrolment=an, by=None, now=NOW)
    cancel_enrolment(enrolment=cas, by=cas.person, now=NOW)
    assert standing(dre) is Standing.OFFERED


def test_the_line_stops_at_the_start_of_the_first_session(full):
    edition, (_, _, cas, _) = full
    Enrolment.objects.filter(edition=edition, state="enrolled").update(
        state="offered", ends_at=STARTS_AT - timedelta(minutes=1)
    )
    settle_edition(edition=edition, now=STARTS_AT)
    assert standing(cas) is Standing.WAITING
    with pytest.raises(Refusal, match="edition-has-begun"):
        enrolled(edition, "els", now=STARTS_AT)


def test_more_seats_are_offered_in_the_order_of_the_line(full, anna):
    edition, (_, _, cas, dre) = full
    els = enrolled(edition, "els")
    change_seats(edition=edition, seats=4, by=anna, now=NOW)
    assert [standing(one) for one in (cas, dre, els)] == ["offered", "offered", "waiting"]
    with pytest.raises(Refusal, match="seats-are-held"):
        change_seats(edition=edition, seats=3, by=anna, now=NOW)
    change_seats(edition=edition, seats=None, by=anna, now=NOW)
    assert standing(els) is Standing.OFFERED


def test_fewer_seats_leave_who_sits_and_take_the_empty_ones_away(rotterdam, anna):
    edition = edition_of(rotterdam, seats=5)
    people = [enrolled(edition, name) for name in ("an", "bo", "cas", "dre", "els")]
    for one in people[:3]:
        cancel_enrolment(enrolment=one, by=None, now=NOW)
    change_seats(edition=edition, seats=2, by=anna, now=NOW)
    assert list(Seat.objects.filter(edition=edition).values_list("number", flat=True)) == [1, 2]
    assert [standing(one) for one in people[3:]] == ["enrolled", "enrolled"]
    assert enrolled(edition, "fe").state == Standing.WAITING


def test_without_a_limit_there_is_a_seat_for_everybody(rotterdam):
    edition = edition_of(rotterdam, seats=None)
    people = [enrolled(edition, name) for name in ("an", "bo", "cas")]
    assert {one.state for one in people} == {"enrolled"}
    assert rooms_of([edition], now=NOW)[edition.pk].free is None


# ---------------------------------------------------------------------- guests


def test_a_guest_is_in_once_they_say_yes_from_their_mail(rotterdam):
    edition = edition_of(rotterdam)
    asked = enrol_guest(edition=edition, guest=guest(), now=NOW).enrolment
    assert (asked.state, asked.seat.number) == ("asked", 1)
    assert [mail.kind for mail in Mail.objects.filter(addressee="kim@elders.example")] == ["training.confirm"]
    one = confirm_enrolment(enrolment=asked, now=NOW)
    assert (one.state, one.ends_at) == ("enrolled", None)
    assert confirm_enrolment(enrolment=asked, now=NOW).state == "enrolled"


def test_a_guest_who_says_nothing_loses_the_seat(rotterdam):
    edition = edition_of(rotterdam, seats=1)
    asked = enrol_guest(edition=edition, guest=guest(), now=NOW).enrolment
    an = enrolled(edition, "an")
    assert an.state == Standing.WAITING
    with pytest.raises(Refusal, match="enrolment-is-over"):
        confirm_enrolment(enrolment=asked, now=NOW + timedelta(hours=24))
    assert standing(an) is Standing.OFFERED


def test_guests_who_confirm_nothing_cannot_keep_a_training_empty(rotterdam):
    edition = edition_of(rotterdam, seats=10)
    asked = [enrol_guest(edition=edition, guest=guest(f"Gast{number}"), now=NOW) for number in range(9)]
    assert [one.enrolment.seat is not None for one in asked] == [True] * 2 + [False] * 7
    assert rooms_of([edition], now=NOW)[edition.pk].free == 8
    assert confirm_enrolment(enrolment=asked[5].enrolment, now=NOW).state == "enrolled"


def test_a_guest_asks_again_and_gets_the_mail_again(rotterdam):
    edition = edition_of(rotterdam)
    first = enrol_guest(edition=edition, guest=guest(), now=NOW)
    again = enrol_guest(edition=edition, guest=guest(), now=NOW + timedelta(minutes=1))
    assert (again.enrolment, again.is_new) == (first.enrolment, False)
    assert Mail.objects.filter(kind="training.confirm").count() == 2


# ---------------------------------------------------------------------- groups


def group(edition, organisation, by, names, mode=GroupMode.ALL):
    people = [(name, f"{name}@rotterdam.example") for name in names]
    return enrol_group(
        edition=edition, organisation=organisation, people=people, mode=mode, by=by, language="nl", now=NOW
    )


def test_a_group_that_has_to_fit_and_does_not_is_not_enrolled_at_all(rotterdam, anna):
    edition = edition_of(rotterdam)
    with pytest.raises(Refusal, match="group-does-not-fit"):
        group(edition, rotterdam, anna, ["an", "bo", "cas"])
    assert not Enrolment.objects.exists()


def test_of_a_group_as_many_as_fit_come_in_and_the_others_wait(rotterdam, anna):
    edition = edition_of(rotterdam)
    came = group(edition, rotterdam, anna, ["an", "bo", "cas"], GroupMode.AS_MANY)
    assert ([one.name for one in came.seated], [one.name for one in came.waiting]) == (["an", "bo"], ["cas"])
    assert {one.organisation for one in came.seated} == {rotterdam}


def test_a_group_that_is_sent_twice_is_enrolled_once(rotterdam, anna):
    edition = edition_of(rotterdam)
    group(edition, rotterdam, anna, ["an", "bo"])
    again = group(edition, rotterdam, anna, ["an", "bo"])
    assert (again.seated, len(again.there_already)) == ([], 2)
    assert Enrolment.objects.count() == 2


def test_nobody_of_a_group_passes_who_waits(full, rotterdam, anna):
    edition, _ = full
    change_seats(edition=edition, seats=3, by=anna, now=NOW)  # it is offered to who waits
    with pytest.raises(Refusal, match="group-does-not-fit"):
        group(edition, rotterdam, anna, ["els"])


# ---------------------------------------------------------------------- price


def test_the_price_stays_what_it_was_when_somebody_enrolled(rotterdam, anna):
    edition = edition_of(rotterdam)
    change_prices(edition=edition, prices={PriceKind.PUBLIC_BODY: Price(10_000, 21)}, by=anna, now=NOW)
    one = enrol_person(edition=edition, person=anna, now=NOW).enrolment
    change_prices(edition=edition, prices={PriceKind.PUBLIC_BODY: Price(20_000, 21)}, by=anna, now=NOW)
    one.refresh_from_db()
    assert (one.price, one.price.with_vat, one.organisation) == (Price(10_000, 21), 12_100, rotterdam)
    row = journal.history_of(one.reference)[0]
    assert (row.details["price_cents"], row.details["organisation"]) == (10_000, rotterdam.reference)


def test_who_cancels_late_owes_it_and_who_cancels_in_time_does_not(rotterdam, anna):
    edition = edition_of(rotterdam)
    change_prices(edition=edition, prices={PriceKind.OTHER: Price(5_000, 0)}, by=anna, now=NOW)
    for name, moment, due in (("an", NOW, 0), ("bo", STARTS_AT - timedelta(days=1), 5_000)):
        one = enrolled(edition, name)
        cancel_enrolment(enrolment=one, by=one.person, now=moment)
        assert journal.history_of(one.reference)[0].details["due_cents"] == due
        assert Enrolment.objects.get(pk=one.pk).due_cents == due


# ---------------------------------------------------------------------- told


def test_who_takes_part_is_told_and_gets_each_session_for_their_calendar(rotterdam):
    one = enrolled(edition_of(rotterdam, days=2), "an")
    kinds = list(Mail.objects.filter(addressee=one.addressee).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["training.news"]
    assert told("training.news") == [one.addressee]
    [mail] = Mail.objects.filter(addressee=one.addressee)
    methods, events = zip(*appointments_in(mail), strict=True)
    assert methods == ("REQUEST", "REQUEST")
    assert len({str(event["uid"]) for event in events}) == 2


# ---------------------------------------------------------------------- the database says no


def insert_enrolment(edition, seat, state="enrolled"):
    """Past all rules, as a program with a mistake would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO training_enrolment (code, edition_id, name, address, language, state, since, seat_id,"
            " price_kind, price_cents, price_vat_percent, due_cents, answers, has_judged, made_at)"
            " VALUES (%s, %s, '', '', 'nl', %s, %s, %s, 'other', 0, 0, 0, '{}', %s, %s)",
            [f"c{Enrolment.objects.count()}", edition.pk, state, NOW, seat, False, NOW],
        )
        connection.check_constraints()


def test_the_database_lets_nobody_in_without_a_free_seat_of_that_edition(rotterdam):
    edition, other = edition_of(rotterdam), edition_of(rotterdam, form="other")
    insert_enrolment(edition, seat_key(edition.pk, 1))
    for seat in (
        seat_key(edition.pk, 1),  # taken
        seat_key(edition.pk, 3),  # not there
        seat_key(other.pk, 1),  # of another edition
        None,
    ):
        with pytest.raises(IntegrityError):
            insert_enrolment(edition, seat)
    for state in ("waiting", "cancelled", "expired"):
        with pytest.raises(IntegrityError):
            insert_enrolment(edition, seat_key(edition.pk, 2), state)
    insert_enrolment(edition, seat_key(edition.pk, 2))


@contextmanager
def without_constraint(named):
    [constraint] = [one for one in Enrolment._meta.constraints if one.name == named]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = on")
    else:
        connection.check_constraints()  # a table with checks that wait cannot be altered
        with connection.schema_editor() as editor:
            editor.remove_constraint(Enrolment, constraint)
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA ignore_check_constraints = off")


def test_control_without_its_constraints_the_database_oversells(rotterdam):
    edition = edition_of(rotterdam)
    with without_constraint("who_takes_part_has_a_seat_and_nobody_else"):
        for _ in range(3):
            insert_enrolment(edition, None)
        assert Enrolment.objects.filter(edition=edition, state="enrolled").count() > edition.seats


def test_a_place_in_the_line_is_never_given_twice(full):
    edition, (_, _, cas, dre) = full
    cancel_enrolment(enrolment=cas, by=None, now=NOW)
    cancel_enrolment(enrolment=dre, by=None, now=NOW)
    assert enrolled(edition, "els").place == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=dre.pk).update(place=1)


def test_somebody_who_came_back_stands_at_the_end(full):
    edition, (_, _, cas, _) = full
    cancel_enrolment(enrolment=cas, by=None, now=NOW)
    again = enrol_person(edition=edition, person=person_named("cas"), now=NOW)
    assert (again.is_new, again.enrolment.place) == (True, 3)


def test_what_one_can_enrol_for_no_more_is_not_offered_to_who_searches(rotterdam, anna, dirk):
    edition = edition_of(rotterdam, closes_at=NOW + timedelta(days=1))
    for_bodies = edition_of(rotterdam, item=edition.item, form="two", audience=Audience.PUBLIC_BODIES)
    later = edition_of(rotterdam, item=edition.item, form="three", opens_at=NOW + timedelta(days=2), seats=1)

    def offered(person=None, days=0):
        found = next_editions(person, [edition.item_id], now=NOW + timedelta(days=days))
        return [(one.edition.pk, one.can_enrol) for one in found.get(edition.item_id, [])]

    assert offered() == [(edition.pk, True), (for_bodies.pk, True), (later.pk, False)]
    assert offered(anna) == offered()
    assert offered(dirk) == [(edition.pk, True), (later.pk, False)]
    assert offered(dirk, days=1) == [(later.pk, False)]
    enrolled(later, "els", now=NOW + timedelta(days=2))
    assert offered(days=2) == [(for_bodies.pk, True), (later.pk, True)]  # where one would wait comes last
    assert offered(days=20) == []


# ---------------------------------------------------------------------- one body, one seat


def test_who_is_in_by_their_address_has_that_when_they_sign_in(rotterdam, anna):
    verified(anna)
    edition = edition_of(rotterdam)
    [colleague] = enrol_group(
        edition=edition,
        organisation=rotterdam,
        people=[("Anna", anna.email)],
        mode=GroupMode.ALL,
        by=anna,
        language="nl",
        now=NOW,
    ).seated
    again = enrol_person(edition=edition, person=anna, now=NOW)
    assert (again.enrolment, again.is_new) == (colleague, False)


def test_an_address_that_nobody_confirmed_is_of_nobody(rotterdam, anna):
    edition = edition_of(rotterdam)
    enrol_guest(edition=edition, guest=Guest("Anna", anna.email, "nl"), now=NOW)
    assert enrol_person(edition=edition, person=anna, now=NOW).is_new
    assert Enrolment.objects.count() == 2


def test_what_was_asked_by_mail_becomes_theirs_when_they_enrol_with_their_account(rotterdam, anna):
    verified(anna)
    edition = edition_of(rotterdam, seats=1)
    change_prices(edition=edition, prices={PriceKind.PUBLIC_BODY: Price(100, 21)}, by=None, now=NOW)
    asked = enrol_guest(edition=edition, guest=Guest("A", anna.email, "en"), now=NOW).enrolment
    came = enrol_person(edition=edition, person=anna, now=NOW)
    one = Enrolment.objects.get()
    assert (came.enrolment, came.is_new, one.code) == (one, True, asked.code)
    assert (one.state, one.person, one.name, one.address, one.price_cents) == ("enrolled", anna, "", "", 100)


def test_a_guest_whose_account_is_in_gets_the_mail_and_no_second_seat(rotterdam, anna):
    verified(anna)
    edition = edition_of(rotterdam)
    one = enrol_person(edition=edition, person=anna, now=NOW).enrolment
    again = enrol_guest(edition=edition, guest=Guest("Anna", anna.email.upper(), "nl"), now=NOW)
    assert (again.enrolment, again.is_new) == (one, False)
    assert [mail.addressee for mail in Mail.objects.filter(kind="training.confirm")] == [anna.reference]


def test_of_a_group_who_is_in_by_their_account_is_there_already(rotterdam, anna, bas):
    verified(bas)
    edition = edition_of(rotterdam)
    enrol_person(edition=edition, person=bas, now=NOW)
    came = enrol_group(
        edition=edition,
        organisation=rotterdam,
        people=[("Bas zelf", bas.email), ("Jo", "jo@rotterdam.example")],
        mode=GroupMode.ALL,
        by=anna,
        language="nl",
        now=NOW,
    )
    assert ([one.name for one in came.seated], came.there_already) == (["Jo"], ["Bas zelf"])


def test_who_is_in_with_their_account_does_not_confirm_a_second_seat(rotterdam, anna):
    """They showed to read the address after both were made."""
    edition = edition_of(rotterdam)
    asked = enrol_guest(edition=edition, guest=Guest("Anna", anna.email, "nl"), now=NOW).enrolment
    enrol_person(edition=edition, person=anna, now=NOW)
    verified(anna)
    with pytest.raises(Refusal, match="enrolled-with-account"):
        confirm_enrolment(enrolment=asked, now=NOW)
    assert standing(asked) is Standing.ASKED


# ---------------------------------------------------------------------- a group loses nobody


def test_who_asked_and_did_not_confirm_is_in_with_their_group_at_its_price(rotterdam, anna):
    edition = edition_of(rotterdam, seats=2)
    change_prices(edition=edition, prices={PriceKind.PUBLIC_BODY: Price(100, 21)}, by=None, now=NOW)
    asked = enrol_guest(edition=edition, guest=Guest("An", "an@rotterdam.example", "nl"), now=NOW).enrolment
    came = group(
        edition, rotterdam, anna, ["an", "bo"]
    )  # the seat that is kept for one of them counts as free
    assert (asked in came.seated, len(came.seated), came.there_already) == (True, 2, [])
    asked.refresh_from_db()
    assert (asked.state, asked.price_cents, asked.organisation) == ("enrolled", 100, rotterdam)
    assert enrolled(edition, "cas", now=NOW + TWO_DAYS).state == Standing.WAITING


def test_two_of_a_group_with_one_address_are_no_one(rotterdam, anna):
    edition = edition_of(rotterdam)
    with pytest.raises(Refusal, match="group-address-twice"):
        enrol_group(
            edition=edition,
            organisation=rotterdam,
            people=[("An", "info@rotterdam.example"), ("Bo", "INFO@rotterdam.example")],
            mode=GroupMode.ALL,
            by=anna,
            language="nl",
            now=NOW,
        )
    assert not Enrolment.objects.exists()


# ---------------------------------------------------------------------- what was read is what holds


def test_who_read_another_price_or_would_not_wait_any_more_is_not_enrolled(full):
    edition, _ = full
    els = person_named("els")
    room = rooms_of([edition], now=NOW)[edition.pk]
    seen = terms_of(edition, room)
    assert seen == "waiting"
    change_seats(edition=edition, seats=9, by=None, now=NOW)
    change_prices(edition=edition, prices={PriceKind.OTHER: Price(5_000, 21)}, by=None, now=NOW)
    edition.refresh_from_db()
    for old in (seen, "seat", terms_text({PriceKind.OTHER: Price(4_000, 21)}, is_full=False)):
        with pytest.raises(Refusal, match="terms-changed"):
            enrol_person(edition=edition, person=els, seen_terms=old, now=NOW)
    now_read = terms_of(edition, rooms_of([edition], now=NOW)[edition.pk])
    came = enrol_person(edition=edition, person=els, seen_terms=now_read, now=NOW)
    assert (came.enrolment.state, came.enrolment.price_cents) == ("enrolled", 5_000)


def test_who_read_that_cancelling_is_free_does_not_pay_for_it(rotterdam):
    edition = edition_of(rotterdam)
    change_prices(edition=edition, prices={PriceKind.OTHER: Price(5_000, 21)}, by=None, now=NOW)
    one, late = enrolled(edition, "an"), STARTS_AT - timedelta(days=1)
    with pytest.raises(Refusal, match="cancelling-costs"):
        cancel_enrolment(enrolment=one, by=one.person, seen_due=0, now=late)
    assert standing(one) is Standing.ENROLLED
    cancel_enrolment(enrolment=one, by=one.person, seen_due=5_000, now=late)
    one.refresh_from_db()
    assert one.due_cents == 5_000
    assert "U betaalt nog: € 50,00" in letter_of(Mail.objects.filter(kind="training.news").latest("pk"))


def test_called_off_nobody_pays_who_cancelled_late(rotterdam):
    edition = edition_of(rotterdam)
    change_prices(edition=edition, prices={PriceKind.OTHER: Price(5_000, 21)}, by=None, now=NOW)
    one, late = enrolled(edition, "an"), STARTS_AT - timedelta(days=1)
    cancel_enrolment(enrolment=one, by=None, now=late)
    move_edition(edition=edition, step=Step.CANCEL, by=None, now=late, reason="De spreker is ziek.")
    one.refresh_from_db()
    assert one.due_cents == 0
    assert journal.history_of(one.reference)[0].name == "enrolment.due-dropped"
    assert "U betaalt niets" in letter_of(Mail.objects.filter(addressee=one.addressee).latest("pk"))


def test_the_database_lets_nobody_pay_who_did_not_cancel_and_nobody_more_than_the_price(rotterdam):
    edition = edition_of(rotterdam)
    change_prices(edition=edition, prices={PriceKind.OTHER: Price(5_000, 21)}, by=None, now=NOW)
    one = enrolled(edition, "an")
    found = Enrolment.objects.filter(pk=one.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        found.update(due_cents=5_000)
    cancel_enrolment(enrolment=one, by=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        found.update(due_cents=5_001)
    found.update(due_cents=5_000)


def test_control_without_its_constraint_the_database_lets_pay_who_comes(rotterdam):
    one = enrolled(edition_of(rotterdam), "an")
    named = "only_who_cancelled_still_pays_and_at_most_the_price"
    with without_constraint(named):
        Enrolment.objects.filter(pk=one.pk).update(due_cents=5_000)
        assert Enrolment.objects.get(pk=one.pk).due_cents == 5_000
        Enrolment.objects.filter(pk=one.pk).update(due_cents=0)


# ---------------------------------------------------------------------- sessions that move


def moved_to(edition, starts_at, *, now=NOW):
    edition.refresh_from_db()
    [session] = sessions_of(edition)
    draft = SessionDraft(starts_at, starts_at + timedelta(hours=3), key=session.pk)
    change_sessions(edition=edition, sessions=[draft], seen_version=edition.version, by=None, now=now)


def test_what_is_kept_ends_when_it_begins_also_where_that_is_earlier_now(full):
    edition, (an, _, cas, _) = full
    cancel_enrolment(enrolment=an, by=None, now=NOW)
    asked = enrol_guest(edition=edition, guest=guest(), now=NOW).enrolment
    begins = NOW + timedelta(hours=5)
    moved_to(edition, begins)
    assert set(Enrolment.objects.filter(pk__in=[cas.pk, asked.pk]).values_list("ends_at", flat=True)) == {
        begins
    }
    offers = Mail.objects.filter(kind="training.news", addressee=cas.addressee, payload__what="offered")
    assert offers.count() == 2
    with pytest.raises(Refusal, match="offer-is-over"):
        accept_offer(enrolment=cas, by=cas.person, now=begins)


def test_an_offer_is_not_taken_in_what_has_begun(full):
    """Whatever its end says: as one that was stored before the sessions moved."""
    _, (an, _, cas, _) = full
    cancel_enrolment(enrolment=an, by=None, now=NOW)
    Enrolment.objects.filter(pk=cas.pk).update(ends_at=STARTS_AT + TWO_DAYS)
    with pytest.raises(Refusal, match="edition-has-begun"):
        accept_offer(enrolment=cas, by=cas.person, now=STARTS_AT)


def test_after_a_move_to_later_who_waits_is_offered_what_is_free(full):
    edition, (_, _, cas, _) = full
    Enrolment.objects.filter(edition=edition, state="enrolled").update(
        state="offered", ends_at=STARTS_AT - timedelta(minutes=1)
    )
    settle_edition(edition=edition, now=STARTS_AT)
    assert standing(cas) is Standing.WAITING
    moved_to(edition, STARTS_AT + TWO_DAYS, now=STARTS_AT)
    assert standing(cas) is Standing.OFFERED
