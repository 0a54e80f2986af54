"""Many click at once: each in a thread with a connection of its own."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from schakel.kernel.refusal import Refusal
from schakel.training import actions
from schakel.training.invariants import INVARIANTS
from schakel.training.line import Line
from schakel.training.models import Enrolment, Seat, seat_key
from schakel.training.rules import GroupMode
from tests.clock import NOW
from tests.people import verified
from tests.training import edition_of, enrolled, person_named

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_ONCE = 6


def at_once(*acts):
    """What each act came to, all begun at the same moment: its value, the code of its refusal, or its error."""
    barrier, outcomes = Barrier(len(acts)), [None] * len(acts)

    def one(number, act):
        barrier.wait()
        try:
            outcomes[number] = act()
        except Refusal as refusal:
            outcomes[number] = refusal.code
        except Exception as error:  # noqa: BLE001 - it is compared
            outcomes[number] = type(error).__name__
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


def contest(edition):
    """All want in at the same moment, while two seats are free."""
    for number in range(AT_ONCE):
        person_named(f"n{number}")
    return at_once(
        *(lambda number=number: enrolled(edition, f"n{number}").state for number in range(AT_ONCE))
    )


def test_many_enrol_for_the_last_seats_at_once_and_none_is_sold_twice(rotterdam):
    edition = edition_of(rotterdam, seats=2)
    came_of_it = contest(edition)
    assert sorted(came_of_it) == ["enrolled"] * 2 + ["waiting"] * (AT_ONCE - 2)
    places = Enrolment.objects.filter(state="waiting").order_by("place").values_list("place", flat=True)
    assert list(places) == list(range(1, AT_ONCE - 1))
    assert is_whole()


def test_control_without_the_line_the_database_alone_lets_nobody_in_twice(rotterdam, monkeypatch):
    """The lock is away and everybody is given the same seat: the database refuses, and none is sold twice."""
    edition = edition_of(rotterdam, seats=2)
    same = Seat.objects.get(key=seat_key(edition.pk, 1))
    monkeypatch.setattr(Line, "free_seat", lambda _line: same)
    came_of_it = contest(edition)
    assert came_of_it.count("enrolled") == 1
    assert came_of_it.count("IntegrityError") == AT_ONCE - 1


def test_a_seat_that_is_given_up_and_taken_at_once_is_that_of_one(rotterdam):
    edition = edition_of(rotterdam, seats=1)
    first, cas, dre = (enrolled(edition, name) for name in ("an", "cas", "dre"))
    at_once(
        lambda: actions.cancel_enrolment(enrolment=first, by=None, now=NOW).state,
        lambda: actions.accept_offer(enrolment=cas, by=None, now=NOW).state,
        lambda: actions.accept_offer(enrolment=dre, by=None, now=NOW).state,
        lambda: enrolled(edition, "els").state,
    )
    standing = {
        one.person.name: one.state for one in Enrolment.objects.select_related("person").order_by("pk")
    }
    assert standing["An"] == "cancelled"
    assert standing["Cas"] in ("offered", "enrolled")
    assert (standing["Dre"], standing["Els"]) == ("waiting", "waiting")
    assert is_whole()


def test_a_member_who_clicks_many_times_at_once_enrols_once(rotterdam):
    edition = edition_of(rotterdam)
    person_named("an")
    came_of_it = at_once(*(lambda: enrolled(edition, "an").state for _ in range(4)))
    assert set(came_of_it) == {"enrolled"}
    assert Enrolment.objects.count() == 1


def test_by_an_account_and_by_its_address_at_once_somebody_enrols_once(rotterdam):
    edition = edition_of(rotterdam, seats=9)
    an = verified(person_named("an"))

    def with_the_group():
        people = [("An", an.email)]
        return actions.enrol_group(
            edition=edition,
            organisation=rotterdam,
            people=people,
            mode=GroupMode.ALL,
            by=an,
            language="nl",
            now=NOW,
        )

    as_guest = actions.Guest("An", an.email, "nl")
    at_once(
        with_the_group,
        lambda: enrolled(edition, "an"),
        lambda: actions.enrol_guest(edition=edition, guest=as_guest, now=NOW),
    )
    assert Enrolment.objects.get().state == "enrolled"
    assert is_whole()
