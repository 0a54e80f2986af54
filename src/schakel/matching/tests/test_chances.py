"""When somebody can have what stands in an answer: said on its card, with the one thing to do."""

import json
import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from schakel.agenda.public import coming_days
from schakel.challenges.public import State
from schakel.kernel.points import Point
from schakel.library.public import Kind
from schakel.matching import public as matching
from schakel.matching.addresses import AnswerAddress
from schakel.matching.asking import QuestionForm
from schakel.matching.availability import NO_WISH, Wish
from schakel.matching.rules import MisfitCode
from schakel.matching.web.showing import Screen, shown_card
from schakel.organisations.public import Organisation
from tests.challenges import challenge_in
from tests.clock import NOW, TODAY
from tests.facilities import MAY, at, booked, facility_of, resource_of
from tests.items import item_of
from tests.training import called_off, edition_of, enrolled, free_editions, free_for_bodies

DELFT, GRONINGEN = Point(52.01, 4.36), Point(53.22, 6.57)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def understanding(db):
    matching.CURRENT.forget()
    yield
    matching.CURRENT.forget()


def found(wish=NO_WISH, *, near=None, person=None):
    form = QuestionForm("meten van warmte", wish=wish, near=near, most=50)
    return {match.item.slug: match for match in matching.ask(form, person=person, now=NOW).matches}


def card(match):
    shown = shown_card(match, AnswerAddress("meten"), Screen("nl", {}))
    return shown["year"], shown["action"]["label"], shown["action"]["url"], shown["status"]


@pytest.mark.parametrize("facts", [{"starts_on": "2026-03-02"}, {}])
def test_a_training_that_has_an_edition_is_not_over_and_one_enrols_in_it(rotterdam, client, facts):
    event = item_of(rotterdam, "Dag meten warmte", kind=Kind.EVENT, facts=facts)
    assert card(found()[event.slug])[1] == "Vraag naar een nieuwe datum"
    edition = edition_of(rotterdam, item=event, seats=2)
    match = found()[event.slug]
    url = edition.get_absolute_url()
    assert card(match) == ("7 december 2026, 2 plekken vrij", "Inschrijven", url, None)
    assert MisfitCode.PAST not in {one.code for one in match.misfits}
    for name in ("els", "bas"):
        enrolled(edition, name)
    later = edition_of(rotterdam, item=event, form="two", seats=1, starts_at=NOW + timedelta(days=40))
    assert card(found()[event.slug])[2] == later.get_absolute_url()  # the first in which there is a seat
    enrolled(later, "cas")
    assert card(found()[event.slug]) == ("7 december 2026, vol", "Bekijk de dagen", url, None)


def test_the_page_of_an_item_says_when_its_next_edition_is(rotterdam, client):
    event = item_of(rotterdam, "Dag meten warmte", kind=Kind.EVENT, facts={"starts_on": "2026-03-02"})

    def page():
        return client.get(event.get_absolute_url(), headers={"accept-language": "nl"}).text

    assert "Er is nog geen nieuwe datum." in page()
    edition_of(rotterdam, item=event, now=timezone.now(), starts_at=timezone.now() + timedelta(days=30))
    assert "Er is nog geen nieuwe datum." not in page()
    assert "2 plekken vrij." in page()
    assert "Dit is geweest" not in page()


def test_what_can_be_booked_leads_to_what_is_free_on_the_first_day_that_suits(rotterdam, anna):
    facility = facility_of(rotterdam, "Meethal meten warmte")
    slug, times = facility.item.slug, facility.get_absolute_url()
    assert card(found()[slug])[1] == "Vraag een bezoek aan"
    hall = resource_of(facility)
    assert card(found()[slug])[1:3] == ("Bekijk wat vrij is", times)
    booked(anna, rotterdam, hall, at(MAY, 8, 18))
    wish = Wish(MAY, MAY + timedelta(days=9), within=25)
    assert card(found(wish, near=DELFT)[slug])[:3] == (
        "vrij op 4 mei 2027 · 13 km",
        "Bekijk wat vrij is",
        f"{times}?day=2027-05-04",
    )


def test_one_and_the_same_edition_is_in_time_and_near(rotterdam):
    Organisation.objects.create(slug="groningen", name="Groningen", type="municipality", code="gm0014")
    course = item_of(rotterdam, "Cursus meten warmte", kind=Kind.TRAINING, facts={"format": "onsite"})
    begins = datetime.combine(MAY, time(9), tzinfo=UTC)
    edition_of(rotterdam, item=course, starts_at=begins, municipality="gm0014")
    edition_of(rotterdam, item=course, starts_at=begins + timedelta(days=30), form="two")
    in_may, in_june = Wish(MAY, MAY, 25), Wish(MAY + timedelta(days=30), MAY + timedelta(days=30), 25)
    assert list(found(in_may, near=GRONINGEN)) == [course.slug]
    assert not found(in_may, near=DELFT)
    assert list(found(in_june, near=DELFT)) == [course.slug]
    assert not found(in_june, near=GRONINGEN)
    assert found(Wish(within=25), near=GRONINGEN)  # whenever it is
    edition_of(rotterdam, item=course, starts_at=begins + timedelta(days=1), form="three", format="online")
    assert found(Wish(MAY + timedelta(days=1), MAY + timedelta(days=1), 25), near=DELFT)
    [first] = coming_days(None, today=TODAY, language="nl", most=1)
    assert first.places == {"groningen", "gm0014"}
    assert first.point is not None
    assert first.point.latitude > 53


def test_what_is_free_for_who_asks_costs_them_nothing(rotterdam, anna, bas):
    edition = edition_of(rotterdam)
    free_for_bodies(edition)

    def costs(person):
        days = coming_days(person, today=TODAY, language="nl", most=9)
        return [day.price_cents for day in days], free_editions(person) == [edition]

    assert costs(None) == ([0], True)  # for a municipality it is
    assert costs(anna) == ([0], True)
    assert costs(bas) == ([10_000], False)


def told_in(page):
    text = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    return json.loads(text)


@pytest.mark.parametrize("kind", [Kind.EVENT, Kind.TRAINING])
def test_machines_read_when_an_edition_is_and_that_it_was_called_off(rotterdam, client, kind):
    item = item_of(rotterdam, "Dag meten warmte", kind=kind, facts={"format": "onsite"})
    now = timezone.now()
    first, later = (
        edition_of(rotterdam, item=item, form=form, now=now, starts_at=now + timedelta(days=days), format=way)
        for form, days, way in (("one", 10, "online"), ("two", 40, "hybrid"))
    )
    free_for_bodies(later, now=now)
    called_off(first, now=now)
    [of_first, of_later] = [told_in(client.get(one.get_absolute_url()).text) for one in (first, later)]
    assert of_first["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in of_first
    assert of_first["location"]["@type"] == "VirtualLocation"
    assert of_later["eventStatus"] == "https://schema.org/EventScheduled"
    assert of_later["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [one["price"] for one in of_later["offers"]] == ["0.00", "121.00", "121.00"]
    assert of_later["remainingAttendeeCapacity"] == 2
    of_item = told_in(client.get(item.get_absolute_url()).text)
    instances = of_item["hasCourseInstance" if kind is Kind.TRAINING else "subEvent"]
    assert [one["url"] for one in instances] == [of_first["url"], of_later["url"]]
    if kind is Kind.EVENT:  # held when the first of them is that goes on
        assert (of_item["startDate"], of_item["eventStatus"]) == (
            of_later["startDate"],
            of_later["eventStatus"],
        )
    listed = told_in(client.get("/agenda/").text)["itemListElement"]
    assert [one["item"]["eventStatus"][19:] for one in listed] == ["EventCancelled", "EventScheduled"]


def test_from_a_challenge_one_goes_on_to_what_can_be_had_before_its_day(rotterdam, client):
    thing = item_of(rotterdam, "Praktijk warmte meten in zwembaden")
    assert thing
    day = (timezone.localdate() + timedelta(days=90)).isoformat()
    fields = {"facts": {"wanted_by": day}}
    challenge = challenge_in(State.OPEN, rotterdam, "Warmte meten in zwembaden", **fields)
    page = client.get(f"/challenges/{challenge.item.slug}/", headers={"accept-language": "nl"}).text
    assert "Wat kan er vóór " in page
    address = re.search(r'href="(/ask/[^"]*until=[^"]*)"', page)[1].replace("&amp;", "&")
    assert f"until={day}" in address
    assert f"for={rotterdam.slug}" in address
    assert client.get(address).status_code == 200
