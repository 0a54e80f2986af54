"""The desk of a facility: everything can be reached, what was closed after it was booked, and what came of it."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from schakel.facilities import queries
from schakel.facilities.actions import settle_bookings
from schakel.facilities.models import Blocking, Booking, SpecialDay
from schakel.facilities.operating import add_special_day, change_openings
from schakel.facilities.rules import Step
from schakel.facilities.times import Hours
from tests.clock import NOW
from tests.facilities import DAY, MAY, at, booked, facility_of, operator_in, resource_of, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(heat_pumps):
    return resource_of(facility_of(heat_pumps))


@pytest.fixture
def olga(heat_pumps):
    return operator_in(heat_pumps)


def url(name, *arguments):
    return reverse(name, args=arguments)


def english(browser, address, **asked):
    return browser.get(address, asked, headers={"accept-language": "en"}).text


def test_every_booking_is_on_some_page_and_a_day_or_a_thing_can_be_chosen(
    signed_in, hall, olga, anna, rotterdam
):
    tent = resource_of(hall.facility, "De tent")
    first = timezone.localdate() + timedelta(days=7)
    many = sent(anna, rotterdam, *[(hall, at(first + DAY * number, 9, 10)) for number in range(52)]).bookings
    one = booked(anna, rotterdam, tent, at(first, 9, 10))
    desk, browser = url("facility_desk", hall.facility.item.slug), signed_in(olga)
    assert many[-1].get_absolute_url() not in english(browser, desk)
    assert many[-1].get_absolute_url() in english(browser, desk, page=2)
    of_the_day = english(browser, desk, day=first.isoformat())
    assert many[0].get_absolute_url() in of_the_day
    assert many[1].get_absolute_url() not in of_the_day
    of_the_tent = english(browser, desk, resource=tent.code)
    assert one.get_absolute_url() in of_the_tent
    assert many[0].get_absolute_url() not in of_the_tent


def test_what_is_booked_on_a_day_that_was_closed_later_is_named(signed_in, hall, olga, anna, rotterdam):
    stays, falls = (
        booked(anna, rotterdam, hall, at(MAY, 9, 10)),
        booked(anna, rotterdam, hall, at(MAY + DAY, 9, 10)),
    )
    assert queries.booked_while_closed([hall], now=NOW) == []
    add_special_day(resource=hall, day=MAY + DAY, opens=None, closes=None, added_by=olga, now=NOW)
    assert queries.booked_while_closed([hall], now=NOW) == [falls]
    for page in (
        url("facility_desk", hall.facility.item.slug),
        url("resource_hours", hall.facility.item.slug, hall.code),
    ):
        said = english(signed_in(olga), page).partition("1 booking still stands")[2].partition("</ul>")[0]
        assert falls.get_absolute_url() in said
        assert stays.get_absolute_url() not in said
    change_openings(resource=hall, hours=[Hours(6, time(8), time(18))], changed_by=olga, now=NOW)
    assert queries.booked_while_closed([hall], now=NOW) == [stays, falls]
    assert queries.booked_while_closed([hall], now=falls.ends_at) == []


def test_what_is_over_is_settled_on_the_desk_one_by_one_or_all(
    signed_in, hall, olga, anna, rotterdam, bas, heat_pumps
):
    yesterday = timezone.localdate() - DAY
    first, second, third = sent(
        anna,
        rotterdam,
        *[(hall, at(yesterday, hour, hour + 1)) for hour in (9, 11, 13)],
        now=timezone.now() - 20 * DAY,
    ).bookings
    desk, settle = (
        url("facility_desk", hall.facility.item.slug),
        url("facility_settle", hall.facility.item.slug),
    )
    assert "All 3 took place" in english(signed_in(olga), desk)
    signed_in(olga).post(settle, {"bookings": first.code, "step": "miss"})
    rest = {"bookings": f"{first.code},{second.code},{third.code}", "step": "finish"}
    signed_in(olga).post(settle, rest)
    assert [one.state for one in Booking.objects.order_by("pk")] == ["no-show", "done", "done"]
    assert signed_in(olga).post(settle, rest | {"step": "cancel"}).status_code == 404
    assert signed_in(anna).post(settle, rest).status_code == 404
    elsewhere = booked(
        bas,
        heat_pumps,
        resource_of(facility_of(rotterdam, "Elders")),
        at(yesterday, 9, 10),
        now=timezone.now() - 20 * DAY,
    )
    signed_in(olga).post(settle, {"bookings": elsewhere.code, "step": "finish"})
    assert Booking.objects.get(pk=elsewhere.pk).state == "confirmed"
    coming = booked(anna, rotterdam, hall, at(MAY, 9, 10))
    assert settle_bookings(bookings=[coming], step=Step.FINISH, by=olga, now=NOW) == 0


def test_a_day_and_a_while_are_closed_for_everything_at_once(signed_in, hall, olga, anna, rotterdam):
    resource_of(hall.facility, "De tent")
    slug, browser = hall.facility.item.slug, signed_in(olga)
    day = {"act": "day", "day": "2027-12-25", "is_for_all": "on"}
    browser.post(url("resource_hours", slug, hall.code), day)
    assert SpecialDay.objects.filter(day="2027-12-25", opens=None).count() == 2
    block = {"first": "2027-05-03", "begin": "9:00", "end": "17:00", "is_for_all": "on"}
    booked(anna, rotterdam, hall, at(MAY, 9, 10))
    assert browser.post(url("resource_blockings", slug, hall.code), block).status_code == 400
    assert not Blocking.objects.exists()
    browser.post(url("resource_blockings", slug, hall.code), block | {"first": "2027-05-04"})
    assert Blocking.objects.count() == 2
