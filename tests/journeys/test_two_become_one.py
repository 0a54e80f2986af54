"""Two organisations that both have one of everything go on as one: nothing is lost, and nothing is there twice."""

from datetime import timedelta

import pytest

from schakel.accounts.models import Person
from schakel.adoptions.invariants import INVARIANTS as OF_ADOPTIONS
from schakel.adoptions.models import Adoption
from schakel.agenda.invariants import INVARIANTS as OF_THE_AGENDA
from schakel.challenges.invariants import INVARIANTS as OF_CHALLENGES
from schakel.challenges.models import Challenge, CoOwnership
from schakel.challenges.rules import State as ChallengeState
from schakel.credentials.invariants import INVARIANTS as OF_CREDENTIALS
from schakel.facilities.models import Booking, Wait
from schakel.introductions.invariants import INVARIANTS as OF_INTRODUCTIONS
from schakel.introductions.models import Duty, Introduction
from schakel.introductions.rules import State
from schakel.journal import public as journal
from schakel.library.models import CoOwner, Item
from schakel.messages.models import Notice
from schakel.organisations.models import Membership, Organisation
from schakel.organisations.public import announce_succession, carry_over, merge_organisation
from schakel.pilots.actions import begin_pilot
from schakel.pilots.drafting import Draft
from schakel.pilots.invariants import INVARIANTS as OF_PILOTS
from schakel.pilots.models import Pilot
from schakel.pilots.rules import State as PilotState
from schakel.spaces.actions import invite_guest, leave_space, remove_organisation
from schakel.spaces.invariants import INVARIANTS as OF_SPACES
from schakel.spaces.models import Guest, Party, Space
from schakel.spaces.queries import seat_of
from schakel.spaces.rules import Channel
from schakel.training.invariants import INVARIANTS as OF_TRAINING
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.introductions import asked, in_state
from tests.items import item_of
from tests.pilots import pilot_in
from tests.spaces import seat, space_of
from tests.two_bodies import TwoBodies, columns_leading_to, columns_to_organisations

pytestmark = pytest.mark.django_db
THEN = NOW + timedelta(days=1)
STAYS = {
    "organisations_organisation.province_id": "In which province a body lies is known of the body; provinces stay.",
    "organisations_boundary.organisation_id": "Where it lay: on a map of that year, the one that ended is shown.",
    "consultations_participant.organisation_id": "Who took part is in the log of it, and stays as it was.",
    "interests_interest.organisation_id": "What was declared does not change; it counts for whom the body went on in.",
    "organisations_invitation.organisation_id": "It was withdrawn, so that nobody comes in where nobody is.",
}
"""What leads to an organisation and does not move along when it goes on in another; and why."""


@pytest.fixture
def two(rotterdam, heat_pumps, anna, bas, dirk) -> TwoBodies:
    one = Organisation.objects.create(slug="gemeente-schie", name="Schie", type="municipality")
    return TwoBodies(one, rotterdam, heat_pumps, {"anna": anna, "bas": bas, "dirk": dirk})


def merge(two: TwoBodies, by: Person) -> None:
    merge_organisation(organisation=two.one, into=two.other, merged_by=by, now=NOW)
    two.other.refresh_from_db()


def succeed(two: TwoBodies, by: Person) -> dict[str, int]:
    announce_succession(
        organisation=two.one, successor=two.other, ends_on=THEN.date(), announced_by=by, now=NOW
    )
    return carry_over(organisation=two.one, carried_by=by, now=THEN)


def assert_everything_holds() -> None:
    for several in (
        OF_ADOPTIONS,
        OF_CHALLENGES,
        OF_CREDENTIALS,
        OF_INTRODUCTIONS,
        OF_PILOTS,
        OF_SPACES,
        OF_THE_AGENDA,
        OF_TRAINING,
    ):
        for invariant in several:
            assert list(invariant.violations()) == [], invariant


def test_every_column_that_leads_to_an_organisation_moves_along(two, chaima):
    """A new one fails here: until there is a row of it in two_bodies.py, and a moving.py that answers for it."""
    two.fill(chaima)
    every = {f"{field.model._meta.db_table}.{field.column}" for field in columns_to_organisations()}
    assert STAYS.keys() <= every
    assert every - columns_leading_to(two.one) - STAYS.keys() == set()
    merge(two, chaima)
    assert columns_leading_to(two.one) - STAYS.keys() == set()
    assert_everything_holds()


def test_what_both_had_is_one(two, chaima):
    two.fill(chaima)
    merge(two, chaima)
    assert Membership.objects.filter(organisation=two.other).count() == 2
    assert_one_of_each(two)
    moved = journal.history_of(two.one.reference)[0].details["moved"]
    assert moved == {
        "adoptions": 1,
        "bookings": 2,
        "challenges": 1,
        "credentials": 1,
        "desks": 1,
        "enrolments": 1,
        "introductions": 2,
        "items": 2,
        "meetings": 1,
        "members": 1,
        "pilots": 2,
        "spaces": 3,
    }


def test_after_a_reorganisation_too_and_doing_it_again_changes_nothing(two, chaima):
    two.fill(chaima)
    assert succeed(two, chaima).keys() > {"adoptions", "introductions", "pilots", "spaces"}
    assert_one_of_each(two)
    last = journal.last_number()
    assert carry_over(organisation=two.one, carried_by=chaima, now=THEN) == {}
    assert journal.last_number() == last


def assert_one_of_each(two: TwoBodies) -> None:
    """Of everything that both had beside each other, there is one."""
    beside = CoOwner.objects.get(item=two.challenge.item)
    assert (beside.organisation, beside.since) == (two.other, CoOwner.objects.order_by("since")[0].since)
    assert CoOwnership.objects.get(challenge=two.challenge).organisation == two.other
    states = [
        (one.requester.name, one.receiver.name, one.state) for one in Introduction.objects.order_by("pk")
    ]
    assert states == [
        ("Rotterdam", "Heat Pumps BV", "requested"),
        ("Rotterdam", "Heat Pumps BV", "withdrawn"),
        ("Heat Pumps BV", "Rotterdam", "requested"),
        ("Heat Pumps BV", "Rotterdam", "withdrawn"),
    ]
    assert Duty.objects.filter(organisation=two.other).count() == 2
    assert Booking.objects.filter(organisation=two.other).count() == 2
    assert Wait.objects.filter(organisation=two.other, state="waiting").count() == 1
    for space in Space.objects.order_by("pk"):
        assert space.parties.filter(organisation=two.other).count() == 1
    assert {
        one.person for one in two.space.parties.get(organisation=two.other).participants.order_by("pk")
    } == {
        two.anna,
        two.dirk,
    }
    assert seat_of(two.dirk, two.space.code) is not None
    assert [one.organisation for one in two.tried.partners.order_by("pk")] == [two.other]
    pilot = Pilot.objects.get(pk=two.pilot.pk)
    assert (pilot.owner, list(pilot.partners.order_by("pk"))) == (two.other, [])
    adoption = Adoption.objects.get()
    assert (adoption.adopter, adoption.confirmed_at) == (two.other, NOW)
    assert adoption.result == "Bij Rotterdam werkt het.\n\nBij Schie werkt het."
    assert_everything_holds()


# ---------------------------------------------------------------------- what would be with oneself


def test_nobody_is_introduced_to_themselves(two, chaima):
    there = item_of(two.other)
    waiting = asked(two.dirk, there)
    met = in_state(State.ACCEPTED, two.anna, two.dirk, item_of(two.one, "Zon"))
    merge(two, chaima)
    waiting.refresh_from_db()
    met.refresh_from_db()
    assert (waiting.state, met.state) == ("withdrawn", "accepted")
    row = journal.history_of(waiting.reference)[0]
    assert (row.name, row.details["reason"]) == ("introduction.withdrawn", "became-one")
    news = Notice.objects.get(about=waiting.reference, addressee=two.dirk.reference)
    assert news.payload["what"] == "became-one"
    assert_everything_holds()


@pytest.mark.parametrize("address", ["/notices/", "/introductions/one/{code}/"])
def test_who_asked_reads_why_it_was_taken_back(two, chaima, signed_in, address):
    waiting = asked(two.dirk, item_of(two.other))
    merge(two, chaima)
    page = signed_in(two.dirk).get(address.format(code=waiting.code)).content.decode()
    assert "één organisatie" in page


def test_a_request_that_lapsed_makes_room_for_the_one_that_waits(two, chaima):
    about = item_of(two.third)
    old = asked(two.anna, about, now=NOW - timedelta(days=40))
    fresh = asked(two.dirk, about)
    merge(two, chaima)
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.state, fresh.state, fresh.requester) == ("lapsed", "requested", two.other)
    assert_everything_holds()


def test_nobody_owns_beside_themselves(two, chaima):
    ours, theirs = (challenge_in(ChallengeState.OPEN, body) for body in (two.one, two.other))
    two.co_owned(ours, two.other, by=two.dirk, answered_by=two.anna)
    two.co_owned(theirs, two.one, by=two.anna, answered_by=two.dirk)
    merge(two, chaima)
    assert (CoOwner.objects.count(), CoOwnership.objects.count()) == (0, 0)
    assert {item.owner for item in Item.objects.order_by("pk")} == {two.other}
    names = [row.name for row in journal.history_of(ours.reference)]
    assert "challenge.co-owner-became-owner" in names
    assert_everything_holds()


def test_nobody_adopts_their_own(two, chaima):
    used = two.adopted(two.one, two.dirk, item_of(two.other))
    using = two.adopted(two.other, two.anna, item_of(two.one, "Zon"))
    merge(two, chaima)
    for one in (used, using):
        one.refresh_from_db()
        assert (one.adopter, one.state, one.confirmed_at) == (two.other, "stopped", None)
        assert journal.history_of(one.reference)[-1].name == "adoption.reported"
    assert_everything_holds()


def test_an_owner_becomes_no_partner_of_itself(two, chaima):
    pilot = pilot_in(PilotState.AGREED, two.other, by=two.anna, partners=[(two.one, two.dirk)])
    merge(two, chaima)
    assert list(pilot.partners.order_by("pk")) == []
    row = journal.history_of(pilot.reference)[0]
    assert (row.name, row.details["replies"]) == ("pilot.handed-over", {two.one.reference: "agreed"})
    assert_everything_holds()


def test_what_was_started_or_saved_before_is_known_again(two, chaima):
    pilot = pilot_in(PilotState.PROPOSED, two.one, by=two.dirk)
    merge(two, chaima)
    again = begin_pilot(owner=two.other, draft=Draft(title=pilot.title), by=two.anna, now=NOW)
    assert (again.pilot, again.is_new) == (pilot, False)


# ---------------------------------------------------------------------- who sees what in a space


@pytest.fixture
def company(db) -> Organisation:
    return Organisation.objects.create(slug="zon", name="Zon BV", type="company")


def test_a_company_that_was_a_public_body_all_along_no_longer_reads_what_is_said_without_it(
    company, rotterdam, heat_pumps, anna, bas, dirk, chaima
):
    Membership.objects.create(person=dirk, organisation=company)
    space = space_of(rotterdam, company, heat_pumps, people=[anna, bas, dirk])
    assert Channel.PRIVATE in seat(dirk, space).channels
    for person in (dirk, bas):
        invite_guest(seat=seat(person, space), name="Gast", channel=Channel.PRIVATE, days=7, now=NOW)
    merge_organisation(organisation=company, into=rotterdam, merged_by=chaima, now=NOW)
    assert seat(dirk, space).channels == {Channel.EVERYONE}
    assert Channel.PRIVATE in seat(bas, space).channels
    stay = {one.let_in_by: one.revoked_at for one in Guest.objects.order_by("pk")}
    assert stay == {dirk: NOW, bas: None}
    assert_everything_holds()


@pytest.mark.parametrize("leaving", ["one", "other"])
def test_who_had_left_a_space_is_not_let_in_by_a_merge(two, chaima, leaving):
    space = space_of(two.one, two.other, people=[two.dirk, two.anna])
    left = getattr(two, leaving)
    remove_organisation(space=space, organisation=left, by=None, now=NOW)
    merge(two, chaima)
    gone, there = (two.dirk, two.anna) if leaving == "one" else (two.anna, two.dirk)
    assert seat_of(gone, space.code) is None
    assert seat_of(there, space.code) is not None
    assert Party.objects.get(space=space).organisation == two.other


def test_who_was_there_for_both_is_there_once(two, chaima):
    Membership.objects.create(person=two.dirk, organisation=two.other)
    space = space_of(two.one, two.other, people=[two.dirk, two.anna])
    leave_space(space=space, person=two.anna, now=NOW)
    merge(two, chaima)
    seats = Party.objects.get(space=space).participants.order_by("pk")
    assert {one.person: one.left_at for one in seats} == {two.dirk: None, two.anna: NOW}


# ---------------------------------------------------------------------- who answers at the desk


@pytest.mark.parametrize("is_looked_after", [True, False])
def test_a_merge_gives_nobody_a_desk_that_somebody_looks_after(two, chaima, is_looked_after):
    Membership.objects.filter(person=two.anna).update(is_administrator=is_looked_after)
    Duty.objects.create(organisation=two.one, person=two.dirk, begins_on=NOW.date())
    merge(two, chaima)
    assert Duty.objects.filter(organisation=two.other).exists() is not is_looked_after


@pytest.mark.parametrize(
    ("ours", "theirs", "longest"), [(5, 9, 9), (9, 5, 9), (None, 5, None), (5, None, None)]
)
def test_a_turn_at_both_desks_is_one_as_long_as_the_longer(two, chaima, ours, theirs, longest):
    def day(number):
        return NOW.date() + timedelta(days=number) if number is not None else None

    for body, last in ((two.one, ours), (two.other, theirs)):
        Duty.objects.create(organisation=body, person=two.dirk, begins_on=NOW.date(), last_on=day(last))
    succeed(two, chaima)
    assert Duty.objects.get().last_on == day(longest)


def test_a_challenge_saved_again_is_the_same(two, chaima):
    texts = {"nl": {"title": "Ons zwembad stookt gas", "question": "Waar blijft de warmte?"}}
    challenges = [
        challenge_in(ChallengeState.DRAFT, body, texts=texts) for body in (two.one, two.other, two.fourth)
    ]
    Challenge.objects.filter(pk=challenges[0].pk).update(saved_key="a" * 64)
    merge(two, chaima)
    key = Challenge.objects.get(pk=challenges[0].pk).saved_key
    assert key not in (None, "a" * 64)
