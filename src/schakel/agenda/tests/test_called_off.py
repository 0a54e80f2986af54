"""An event that is held in editions: what becomes of the one is heard by the other."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from schakel.agenda.meeting_rules import State
from schakel.agenda.models import Attendee, MeetingRound
from schakel.agenda.queries import can_open_round
from schakel.agenda.sources import Look, days_seen
from schakel.agenda.tests.test_meetings import looked
from schakel.agenda.web.forms import RoundForm
from schakel.library import public as library
from schakel.library.public import Item, Kind
from schakel.messages.public import Mail
from tests.clock import NOW, TODAY
from tests.items import item_of
from tests.meetings import agreed_meeting, event_of, joined, round_at
from tests.training import (
    called_off,
    comes,
    edition_of,
    editions_after,
    enrolled,
    free_for_bodies,
    given_back,
    moved,
    opened,
)

pytestmark = pytest.mark.django_db
DAY = TODAY + timedelta(days=10)


@pytest.fixture
def event(rotterdam):
    return event_of(rotterdam)


def edition_on(event, number=10, form="one", **fields):
    starts_at = NOW + timedelta(days=number)
    return edition_of(event.owner, item=event, starts_at=starts_at, form=form, **fields)


def cancelled(event, by, **facts):
    stored = Item.objects.get(pk=event.pk)
    said = library.content_of(stored)
    said = replace(said, facts=said.facts | {"cancelled_on": TODAY.isoformat()} | facts)
    return library.change_item(item=stored, seen_version=stored.version, content=said, changed_by=by, now=NOW)


def state_of(edition):
    edition.refresh_from_db()
    return edition.state


def test_whoever_enrolled_in_an_event_that_is_cancelled_is_told_and_nobody_enrols_any_more(event, anna):
    then, later = edition_on(event), edition_on(event, 40, "two", language="en")
    one = enrolled(then, "els")
    cancelled(event, anna)
    assert (state_of(then), state_of(later)) == ("cancelled", "open")
    assert then.reason == "De bijeenkomst is afgezegd."
    one.refresh_from_db()
    assert one.state == "cancelled"
    assert Mail.objects.filter(addressee=one.addressee, kind="training.news").exists()
    cancelled(event, anna, starts_on=None)
    assert state_of(later) == "cancelled"


def test_an_event_that_was_cancelled_stands_behind_no_session_that_is_held(rotterdam):
    event = event_of(rotterdam, cancelled_on=TODAY.isoformat())
    edition = edition_on(event)  # opened although its event was cancelled: both are told
    look = Look(None, begin=TODAY, end=None, today=TODAY, language="nl")

    def told():
        return {(day.path, day.cancelled_on is not None) for day in days_seen(look)}

    assert told() == {(event.get_absolute_url(), True), (edition.get_absolute_url(), False)}
    called_off(edition)
    assert told() == {(edition.get_absolute_url(), True)}


def test_meetings_end_with_the_edition_in_which_their_event_is_held(event, anna, bas):
    edition = edition_on(event)
    found = round_at(event, anna)
    meeting = agreed_meeting(*[joined(found, person) for person in (anna, bas)])
    looked()
    meeting.refresh_from_db()
    assert meeting.state == State.AGREED
    called_off(edition)
    looked()
    meeting.refresh_from_db()
    assert meeting.state == State.CANCELLED
    assert MeetingRound.objects.get().closed_at == NOW


def test_meetings_end_when_the_session_is_moved_to_another_day(event, anna, bas):
    edition = edition_on(event)
    found = round_at(event, anna)
    meeting = agreed_meeting(*[joined(found, person) for person in (anna, bas)])
    moved(edition, days=30)
    looked()
    meeting.refresh_from_db()
    assert meeting.state == State.CANCELLED


def test_an_edition_on_another_day_ends_no_meetings(event, anna, bas):
    found = round_at(event, anna)
    meeting = agreed_meeting(*[joined(found, person) for person in (anna, bas)])
    elsewhere = edition_on(event, is_open=False)
    elsewhere = moved(elsewhere, days=30)  # a draft, which nobody knew of
    opened(elsewhere)
    moved(elsewhere, days=1)
    looked()
    meeting.refresh_from_db()
    assert meeting.state == State.AGREED


def test_who_gives_their_seat_back_is_met_by_nobody_until_they_come_again(event, anna, bas):
    edition = edition_on(event)
    found = round_at(event, anna)
    seats = [joined(found, person) for person in (anna, bas)]
    one = comes(edition, bas)
    meeting = agreed_meeting(*seats)
    later = NOW + timedelta(hours=1)
    given_back(one, now=later)
    looked(later)
    meeting.refresh_from_db()
    assert meeting.state == State.CANCELLED
    assert Attendee.objects.get(person=bas).left_at == later
    joined(found, bas, now=later + timedelta(hours=1))  # they come to the meetings all the same
    looked(later + timedelta(hours=2))
    assert Attendee.objects.get(person=bas).left_at is None


def test_people_meet_at_an_event_that_says_no_day_and_is_held_in_editions(rotterdam, anna):
    event = item_of(rotterdam, "Dag", kind=Kind.EVENT)
    assert not can_open_round(event, today=TODAY)
    edition_on(event)
    assert can_open_round(event, today=TODAY)
    event.facts = {"starts_on": DAY.isoformat()}  # the day of its meetings
    assert round_at(event, anna).slots.count() == 3


def test_a_day_that_is_half_filled_in_is_said(db):
    said = {"minutes": 15, "pause": 5, "where": "online", "tables": 1}
    days = [date(2027, 5, 3), date(2027, 5, 4)]
    hours = {"begins_0": "13:00", "ends_0": "14:00", "begins_1": "13:00"}
    form = RoundForm(said | hours, days=days, is_online=True)
    assert not form.is_valid()
    assert list(form.errors) == ["ends_1"]
    assert RoundForm(said | hours | {"begins_1": ""}, days=days, is_online=True).is_valid()


def test_a_copy_of_an_event_has_its_edition_as_many_days_later(rotterdam, event, anna, signed_in):
    old = edition_on(event, seats=30)
    free_for_bodies(old)
    page = signed_in(anna)
    first_on = timezone.localdate() + timedelta(days=200)
    url = f"/item/{event.slug}/copy/"
    assert 'name="with_edition"' in page.get(url).text
    sent = {"first_on": first_on.isoformat(), "form": "een", "with_edition": "on"}
    assert page.post(url, sent).status_code == 302
    assert page.post(url, sent).status_code == 302
    [(copy, begins_on)] = editions_after(old)
    assert begins_on == first_on
    assert (copy.state, copy.seats, copy.prices.count()) == ("planned", 30, 2)
    assert copy.item != event
