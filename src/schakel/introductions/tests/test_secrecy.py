"""Names, addresses and telephone numbers: every one is a word that stands nowhere else. Everything that comes out of
introductions is looked through, as everybody, in every state.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.challenges.public import State as ChallengeState
from schakel.introductions import actions, queries
from schakel.introductions.acting import Party
from schakel.introductions.links import make_link, path_of
from schakel.introductions.models import Consent, Introduction
from schakel.introductions.rules import Purpose, Side, State
from schakel.journal import public as journal
from schakel.library.public import Item, Visibility
from schakel.messages.public import Mail
from schakel.organisations.public import Membership, Organisation
from tests.challenges import challenge_in, hidden
from tests.introductions import asked, party
from tests.items import item_of
from tests.mails import kept_of_notices_and_mails, letter_of

pytestmark = pytest.mark.django_db
CANARIES = {
    "requester": ("annakanarie", "annakanarie@rotterdam.example", "010 731 99 01"),
    "receiver": ("baskanarie", "baskanarie@heat-pumps.example", "010 731 99 02"),
}
SEES_IT_ALL = frozenset({State.ACCEPTED, State.HELD, State.FINISHED})


@pytest.fixture
def cast(rotterdam, heat_pumps, anna, bas, chaima, dirk):
    """Anna and Bas have names that stand nowhere else; each has a colleague; there are others."""
    for person, side in ((anna, "requester"), (bas, "receiver")):
        name, address, _ = CANARIES[side]
        Person.objects.filter(pk=person.pk).update(name=name, email=address)
        person.refresh_from_db()
    elsewhere = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
    els = Person.objects.create_user("els@utrecht.example", name="Els")
    Membership.objects.create(person=els, organisation=elsewhere)
    return {
        "requester": anna,
        "receiver": bas,
        "adviser": chaima,
        "outsider": dirk,
        "elsewhere": els,
        "": None,
    }


def addresses_of(one, person):
    """Every address of this package, for this introduction; those of the staff are for the staff alone."""
    page = f"/introductions/one/{one.code}/"
    heaps = [
        f"/{where}?heap={heap}"
        for where, several in (
            ("introductions/", ("waits-for-me", "asked", "together", "ended")),
            ("introductions/file.csv", ("waits-for-me", "asked", "together", "ended")),
            ("staff/introductions/", ("escalated", "without-desk", "mine", "waiting", "together", "ended")),
            ("staff/introductions/file.csv", ("waiting", "together", "ended")),
        )
        for heap in several
        if where.startswith("introductions") or (person is not None and person.is_hub_staff)
    ]
    acts = ("accept", "decline", "withdraw", "hide", "hold", "outcome", "times", "contact", "hand-on")
    return [
        page,
        *(f"{page}{act}/" for act in acts),
        f"{page}calendar.ics",
        f"/introductions/ask/{one.item.slug}/",
        "/notices/",
        f"/item/{one.item.slug}/",
        *heaps,
    ]


def read_by(person, one, signed_in):
    """All the text that somebody gets, and all that is mailed to them."""
    browser = signed_in(person) if person else Client()
    pages = [browser.get(address).content.decode() for address in addresses_of(one, person)]
    mails = Mail.objects.filter(addressee=person.reference) if person else ()
    return "\n".join([*pages, *(letter_of(mail) for mail in mails)])


def found_in(text, side, *, role=""):
    """What of this side was found. An adviser knows by name who sits at a desk, as of every organisation: no more."""
    known = {CANARIES["receiver"][0]} if role == "adviser" else set()
    return [word for word in CANARIES[side] if word in text and word not in known]


def introduced(state, cast, heat_pumps, offer):
    """In this state, with a telephone number of each side, as far as it came to that."""
    anna, bas = cast["requester"], cast["receiver"]
    now = timezone.now()
    one = asked(anna, offer, now=now, telephone=CANARIES["requester"][2])
    receiver, requester = Party(Side.RECEIVER, bas), Party(Side.REQUESTER, anna)
    if state is State.LAPSED:
        return asked_long_ago(one)
    if state is State.DECLINED:
        actions.decline_introduction(introduction=one, party=receiver, reason="no-time", now=now)
    if state in SEES_IT_ALL or state is State.WITHDRAWN:
        actions.accept_introduction(
            introduction=one, party=receiver, telephone=CANARIES["receiver"][2], now=now
        )
        times = [now + timedelta(days=2)]
        actions.propose_times(introduction=one, party=receiver, times=times, now=now)
    if state is State.HELD:
        actions.hold_meeting(introduction=one, party=requester, now=now)
    if state is State.FINISHED:
        actions.tell_outcome(introduction=one, party=requester, outcome="pilot", now=now)
    if state is State.WITHDRAWN:
        actions.withdraw_introduction(introduction=one, party=receiver, now=now)
    return Introduction.objects.select_related("item").get(pk=one.pk)


def asked_long_ago(one):
    back = timedelta(days=40)
    Introduction.objects.filter(pk=one.pk).update(
        nudge_at=one.nudge_at - back, last_chance_at=one.last_chance_at - back, lapses_at=one.lapses_at - back
    )
    return Introduction.objects.select_related("item").get(pk=one.pk)


@pytest.mark.parametrize("state", list(State))
def test_only_the_two_see_each_other_and_only_after_both_said_yes(state, cast, heat_pumps, signed_in):
    one = introduced(state, cast, heat_pumps, item_of(heat_pumps))
    for role, person in cast.items():
        text = read_by(person, one, signed_in)
        for side, words in CANARIES.items():
            # Their own name stands on their own page; the name of the other is what it is about.
            if role == side:
                continue
            together = state in SEES_IT_ALL and role in CANARIES
            assert found_in(text, side, role=role) == (list(words) if together else []), (role, side)


def test_control_without_asking_for_both_it_is_seen_before(cast, heat_pumps, signed_in, monkeypatch):
    one = introduced(State.REQUESTED, cast, heat_pumps, item_of(heat_pumps))
    given = Consent.objects.get()

    def shown(introduction, *, now):
        return {Side.REQUESTER: queries._contact(introduction, Side.REQUESTER, given)}

    monkeypatch.setattr(queries, "contacts_of", shown)
    assert found_in(read_by(cast["receiver"], one, signed_in), "requester") == list(CANARIES["requester"])


@pytest.mark.parametrize("state", list(State))
def test_what_is_kept_beside_holds_no_names_and_addresses(state, cast, heat_pumps):
    """The journal never forgets, notices and mails are kept for long: none of them knows who it is."""
    introduced(state, cast, heat_pumps, item_of(heat_pumps))
    kept = [str(row.details) for row in journal.rows_after(0, most=10_000)]
    kept.append(kept_of_notices_and_mails())
    for side in CANARIES:
        assert found_in("\n".join(kept), side) == []


@pytest.mark.parametrize("side", list(Side))
def test_whoever_ends_it_both_are_hidden_at_once_everywhere(side, cast, heat_pumps, signed_in):
    one = introduced(State.ACCEPTED, cast, heat_pumps, item_of(heat_pumps))
    by = cast[side.value]
    assert found_in(read_by(cast[side.other.value], one, signed_in), side.value)
    response = signed_in(by).post(f"/introductions/one/{one.code}/withdraw/")
    assert response.status_code == 302
    for role in ("requester", "receiver", "adviser"):
        text = read_by(cast[role], one, signed_in)
        assert [
            found for other in CANARIES if other != role for found in found_in(text, other, role=role)
        ] == []


def test_who_left_sees_no_address_any_more(cast, heat_pumps, signed_in):
    one = introduced(State.ACCEPTED, cast, heat_pumps, item_of(heat_pumps))
    Membership.objects.filter(person=cast["receiver"]).delete()
    assert found_in(read_by(cast["receiver"], one, signed_in), "requester") == []
    assert found_in(read_by(cast["requester"], one, signed_in), "receiver") == []


# ---------------------------------------------------------------------- titles


SECRET = "Kanariegeel zwembad"


def test_the_title_of_a_challenge_is_read_only_when_it_is_shared(rotterdam, cast, heat_pumps, signed_in):
    challenge = challenge_in(ChallengeState.DRAFT, rotterdam, SECRET)
    offer = item_of(heat_pumps)
    now = timezone.now()
    kept = asked(cast["requester"], offer, now=now, challenge=challenge)
    assert SECRET not in read_by(cast["receiver"], kept, signed_in)
    actions.withdraw_introduction(introduction=kept, party=party(cast["requester"], Side.REQUESTER), now=now)
    shared = asked(cast["requester"], offer, now=now, challenge=challenge, shares_challenge=True)
    assert SECRET in read_by(cast["receiver"], shared, signed_in)
    assert SECRET not in read_by(cast["elsewhere"], shared, signed_in)


def test_what_becomes_confidential_is_hidden_from_who_was_asked(rotterdam, cast, heat_pumps, signed_in):
    challenge = challenge_in(ChallengeState.OPEN, rotterdam, SECRET, visibility=Visibility.ORGANISATION)
    one = asked(
        cast["requester"],
        item_of(heat_pumps),
        now=timezone.now(),
        challenge=challenge,
        shares_challenge=True,
    )
    hidden(challenge, by=cast["requester"], today=timezone.localdate())
    assert SECRET not in read_by(cast["receiver"], one, signed_in)
    assert SECRET in signed_in(cast["requester"]).get(f"/introductions/one/{one.code}/").content.decode()


def test_the_title_of_an_item_is_not_read_by_who_may_not_see_it(cast, heat_pumps, signed_in):
    """It was hidden meanwhile; or it was handed on to somebody who never could see it."""
    offer = item_of(heat_pumps, SECRET, visibility=Visibility.NETWORK)
    one = asked(cast["requester"], offer, now=timezone.now())
    Item.objects.filter(pk=offer.pk).update(visibility=Visibility.ORGANISATION)
    assert SECRET not in read_by(cast["requester"], one, signed_in)
    assert SECRET in read_by(cast["receiver"], one, signed_in)
    elsewhere = Organisation.objects.get(slug="gm0344")
    actions.hand_on_introduction(
        introduction=one, party=party(cast["receiver"], Side.RECEIVER), to=elsewhere, now=timezone.now()
    )
    assert SECRET not in read_by(cast["elsewhere"], one, signed_in)


# ---------------------------------------------------------------------- without an account


def test_who_has_no_account_sees_whom_to_reach_by_their_link_until_it_ends(cast, chaima, client):
    elsewhere = Organisation.objects.create(slug="gm0363", name="Amsterdam", type="municipality")
    now = timezone.now()
    one = asked(cast["requester"], item_of(elsewhere), now=now, telephone=CANARIES["requester"][2])
    actions.hand_on_introduction(
        introduction=one,
        party=Party(Side.RECEIVER, chaima, is_adviser=True),
        outside_name="Els",
        outside_address="els@bureau.example",
        now=now,
    )
    one = Introduction.objects.get(pk=one.pk)
    for purpose in Purpose:
        page = client.get(path_of(make_link(one, purpose, "els@bureau.example", now))).content.decode()
        assert found_in(page, "requester") == []
    actions.accept_introduction(introduction=one, party=Party(Side.RECEIVER), now=now)
    follow = path_of(make_link(one, Purpose.FOLLOW, "els@bureau.example", now))
    assert found_in(client.get(follow).content.decode(), "requester") == list(CANARIES["requester"])
    ended = client.post(follow, {"act": "withdraw"}, follow=True)
    assert Introduction.objects.get(pk=one.pk).state == State.WITHDRAWN
    assert found_in(ended.content.decode(), "requester") == []


def test_in_every_state_that_hides_them_nothing_is_left_in_the_database(cast, heat_pumps):
    for number, state in enumerate((State.DECLINED, State.WITHDRAWN)):
        introduced(state, cast, heat_pumps, item_of(heat_pumps, f"Aanbod {number}"))
    kept = "\n".join(map(str, Consent.objects.values_list("name", "address", "telephone")))
    assert [found_in(kept, side) for side in CANARIES] == [[], []]
