"""Finding a time: over a night, in part, for another organisation, by what a thing is called, and where it is taken."""

import re
from dataclasses import replace
from datetime import time, timedelta
from time import process_time

import pytest
from django.urls import reverse
from django.utils import timezone

from schakel.facilities.models import BasketLine, Resource, Wait
from schakel.facilities.operating import add_price
from schakel.facilities.pricing import Category, Per, Price
from schakel.facilities.queries import FirstFree, first_free_between
from schakel.facilities.rules import calendar_address
from schakel.facilities.times import Hours, Known, Taken, free_periods
from schakel.facilities.web.forms import ResourceForm
from schakel.kernel.periods import Period
from schakel.organisations.public import Membership
from tests.clock import NOW
from tests.facilities import AMSTERDAM, DAY, MAY, TERMS, at, booked, facility_of, resource_of

pytestmark = pytest.mark.django_db
LONG = replace(TERMS, longest_minutes=31 * 24 * 60, minutes_after=60)


@pytest.fixture
def day():
    return timezone.localdate() + timedelta(days=28)


@pytest.fixture
def hall(heat_pumps):
    return resource_of(facility_of(heat_pumps))


@pytest.fixture
def kit(hall):
    """A measuring set that one takes along: it is there day and night."""
    always = [Hours(weekday, time(0), time(0)) for weekday in range(7)]
    made = resource_of(hall.facility, "Trillingsmeter", terms=LONG, hours=always, cents=100)
    Resource.objects.filter(pk=made.pk).update(text="Een koffer met versnellingsopnemers.")
    return made


def find(client, day, **fields):
    asked = {"first": day.isoformat(), "last": "", "begin": "09:00", "end": "12:00", **fields}
    page = client.get(reverse("facilities_free"), asked, headers={"accept-language": "en"})
    assert page.status_code == 200
    return " ".join(page.text.split())


def times(client, resource, day, **asked):
    where = reverse("facility_times", args=[resource.facility.item.slug])
    return " ".join(
        client.get(where, {"day": day.isoformat(), **asked}, headers={"accept-language": "en"}).text.split()
    )


def test_what_one_takes_along_is_one_time_of_several_days(signed_in, anna, kit, day):
    browser = signed_in(anna)
    last = day + 2 * DAY
    chosen = {
        "first": day.isoformat(),
        "last": last.isoformat(),
        "begin": "13:00",
        "end": "10:00",
        "span": "on-end",
    }
    found = find(browser, day, **chosen)
    assert "1 place is free" in found
    link = re.search(r'href="([^"]*resource=[^"]*span=on-end[^"]*)"', found)[1].replace("&amp;", "&")
    assert 'value="on-end" selected' in " ".join(browser.get(link).text.split())
    browser.post(reverse("basket_add", args=[kit.facility.item.slug]), {"resource": kit.code, **chosen})
    line = BasketLine.objects.get()
    assert (line.starts_at, line.ends_at) == (at(day, 13, 14).starts_at, at(last, 9, 10).ends_at)
    assert "2 times" not in browser.get(reverse("basket"), headers={"accept-language": "en"}).text
    on_one_day = chosen | {"last": ""}
    wrong = browser.post(
        reverse("basket_add", args=[kit.facility.item.slug]), {"resource": kit.code, **on_one_day}
    )
    assert wrong.status_code == 400, "on one day the end is after the begin"


def test_a_place_that_is_open_or_free_for_a_part_says_when(client, anna, rotterdam, hall, day):
    early = find(client, day, begin="07:00", end="12:00").partition("Not free then")[2]
    assert "open 8:00–12:00; free in these hours:" in early
    booked(anna, rotterdam, hall, at(day, 9, 10))
    part = find(client, day, begin="08:00", end="12:00").partition("Not free then")[2]
    assert "booked; free in these hours:" in part
    assert "8:00–9:00" in part
    assert "begin=10%3A00&amp;end=12%3A00#choose" in part


def test_an_hour_of_the_table_fills_in_what_can_be_booked(client, anna, rotterdam, heat_pumps, day):
    place = facility_of(heat_pumps, "Windtunnel")
    half_days = resource_of(place, "De tunnel", terms=replace(TERMS, shortest_minutes=240))
    page = times(client, half_days, day)
    assert "begin=10%3A00&amp;end=14%3A00" in page
    assert "begin=14%3A00&amp;end=18%3A00" in page
    assert "end=19%3A00" not in page, "what would be too long for the day begins earlier"
    Resource.objects.update(shortest_minutes=30)
    start, end = at(day, 9, 10).starts_at + timedelta(minutes=30), at(day, 9, 11).ends_at
    booked(anna, rotterdam, half_days, replace(at(day, 9, 11), starts_at=start, ends_at=end))
    page = times(client, half_days, day)
    assert "partly free" in page
    assert "begin=09%3A00&amp;end=09%3A30" in page
    assert "booked: wait for De tunnel" in page


def test_one_waits_from_the_page_on_which_a_time_is_taken_and_for_the_organisation_one_chooses(
    signed_in, anna, bas, heat_pumps, rotterdam, hall, kit, day
):
    booked(bas, heat_pumps, hall, at(day, 9, 12))
    Membership.objects.create(person=anna, organisation=heat_pumps)
    browser = signed_in(anna)
    assert "Wait for this time" in find(browser, day).partition("Not free then")[2]
    chosen = {"resource": hall.code, "first": day.isoformat(), "begin": "09:00", "end": "12:00"}
    wait = reverse("wait_add", args=[hall.facility.item.slug])
    assert browser.post(wait, chosen | {"begin": "13:00", "end": "14:00"}).status_code == 400, "it is free"
    browser.post(wait, chosen | {"organisation": heat_pumps.slug})
    assert [(one.organisation, one.period) for one in Wait.objects.all()] == [(heat_pumps, at(day, 9, 12))]
    browser.post(reverse("basket_add", args=[hall.facility.item.slug]), chosen)
    basket = browser.get(reverse("basket")).text
    assert f'<option value="{rotterdam.slug}"' in basket
    for where in (reverse("facilities_free"), reverse("my_bookings"), hall.facility.get_absolute_url()):
        assert "Your basket (1)" in browser.get(where, headers={"accept-language": "en"}).text


def test_the_search_prices_for_the_organisation_one_chooses(
    signed_in, anna, heat_pumps, rotterdam, hall, day
):
    Membership.objects.create(person=anna, organisation=heat_pumps)
    price = Price(Category.COMPANY, Per.HOUR, 9_900, 2100, NOW.date() - 300 * DAY)
    add_price(resource=hall, price=price, added_by=None, now=NOW)
    browser = signed_in(anna)
    assert "297.00" in find(browser, day, organisation=heat_pumps.slug)
    assert "297.00" not in find(browser, day, organisation=rotterdam.slug)


def test_a_thing_is_found_by_its_own_name_and_text(client, hall, kit, day):
    assert "1 place is free" in find(client, day, words="versnellingsopnemers")
    assert "1 place is free" in find(client, day, words="meethal trillingsmeter")
    assert "2 places are free" in find(client, day, words="meethal")


def test_a_year_of_bookings_is_looked_through_in_the_time_of_a_page():
    """Each booking is widened once, and not for each day that it is open; what is found stays the same."""
    hours = [Hours(weekday, time(8), time(18)) for weekday in range(7)]
    terms = replace(TERMS, minutes_before=15, minutes_after=15, furthest_days=730)
    taken = [
        Taken(1, terms.held(at(MAY + DAY * number, hour, hour + 1)))
        for number in range(365)
        for hour in (9, 12, 15)
    ]
    known = Known(terms, hours=hours, taken=taken)
    within = Period(at(MAY, 0, 1).starts_at, at(MAY + 365 * DAY, 0, 1).starts_at)
    begun = process_time()
    found = free_periods(known, within, now=NOW, zone=AMSTERDAM)
    spent = process_time() - begun
    assert found[:3] == [
        replace(
            at(MAY, 10, 11),
            starts_at=at(MAY, 10, 11).starts_at + HALF,
            ends_at=at(MAY, 10, 12).ends_at - HALF,
        ),
        replace(
            at(MAY, 13, 14),
            starts_at=at(MAY, 13, 14).starts_at + HALF,
            ends_at=at(MAY, 13, 15).ends_at - HALF,
        ),
        replace(at(MAY, 16, 17), starts_at=at(MAY, 16, 17).starts_at + HALF, ends_at=at(MAY, 16, 18).ends_at),
    ]
    assert len(found) == 3 * 365
    assert spent < 0.3, "it took a whole second"


HALF = timedelta(minutes=30)


def test_what_is_free_first_is_named_for_each_item(anna, rotterdam, hall):
    booked(anna, rotterdam, hall, at(MAY, 8, 11))
    within = at(MAY, 8, 18)
    item = hall.facility.item_id
    assert first_free_between(None, within, person=anna, now=NOW) == {
        item: FirstFree(at(MAY, 11, 18), "De hal")
    }
    resource_of(hall.facility, "De tent")
    assert first_free_between([item], within, person=anna, now=NOW)[item].resource == "De tent"
    assert first_free_between([item], within, person=anna, now=NOW, minutes=601) == {}
    assert first_free_between([], within, person=anna, now=NOW) == {}


def test_a_calendar_address_as_programs_give_it_is_read():
    assert calendar_address(" webcal://elders.example/a.ics ") == "https://elders.example/a.ics"
    assert calendar_address("https://elders.example/a.ics") == "https://elders.example/a.ics"
    form = ResourceForm({"calendar_url": "webcal://elders.example/a.ics"})
    form.is_valid()
    assert form.cleaned_data["calendar_url"] == "https://elders.example/a.ics"
