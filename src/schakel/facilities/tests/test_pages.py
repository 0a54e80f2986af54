"""Finding, booking and running a facility over HTTP."""

import re
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from schakel.facilities.actions import OtherTime, add_wait, ask_booking_again, reschedule_booking
from schakel.facilities.links import path_of
from schakel.facilities.models import BasketLine, Booking, Facility, Resource, Wait
from schakel.facilities.operating import add_price
from schakel.facilities.pricing import Category, Per, Price
from schakel.facilities.rules import State, mark_of
from schakel.facilities.times import Hours
from schakel.kernel.periods import Period
from schakel.library.public import Item, Kind
from schakel.organisations.public import Membership, Organisation
from tests.clock import NOW
from tests.facilities import TERMS, WHOLE_WEEK, at, booked, facility_of, operator_in, resource_of
from tests.items import item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    """A Monday some weeks from now: pages look at the clock."""
    today = timezone.localdate()
    return today + timedelta(days=28 - today.weekday())


@pytest.fixture
def facility(heat_pumps):
    return facility_of(heat_pumps, rules="Helm op.")


@pytest.fixture
def hall(facility):
    return resource_of(facility, people=20)


@pytest.fixture
def olga(heat_pumps):
    return operator_in(heat_pumps)


def url(name, *arguments):
    return reverse(name, args=arguments)


def find(client, day, **fields):
    asked = {"first": day.isoformat(), "last": "", "begin": "09:00", "end": "12:00", **fields}
    return client.get(url("facilities_free"), asked, headers={"accept-language": "en"})


@pytest.mark.parametrize("last", ["9999-12-31", "0001-01-01"])
def test_a_day_that_nobody_can_count_with_is_refused_where_it_is_asked(client, signed_in, bas, hall, last):
    there = date.fromisoformat(last)
    answer = find(client, there)
    assert answer.status_code == 400
    assert "Choose a day from 2000 to 2199." in answer.text
    browser = signed_in(bas)
    assert add(browser, hall, there).status_code == 400
    assert browser.get(url("basket")).status_code == 200


def add(browser, resource, day, begin="09:00", end="12:00", **fields):
    sent = {"resource": resource.code, "first": day.isoformat(), "begin": begin, "end": end, **fields}
    return browser.post(url("basket_add", resource.facility.item.slug), sent)


def send(browser, facility, **fields):
    page = browser.get(url("basket")).text
    seen = {name: re.search(f'name="{name}" value="([^"]*)"', page) for name in ("seen_version", "seen")}
    rules = facility.rules.order_by("-version").first()
    sent = {"organisation": "gm0599", "goal": "Meten.", "form_key": "k"}
    sent |= {name: found[1] if found else "" for name, found in seen.items()}
    return browser.post(url("basket"), sent | {f"rules-{facility.pk}-{rules.version}": "on"} | fields)


# ---------------------------------------------------------------------- finding


def test_a_visitor_chooses_days_first_and_sees_what_is_free_and_why_not(client, hall, day, anna, rotterdam):
    booked(anna, rotterdam, hall, at(day, 9, 10), accepted={hall.facility_id: 1})
    page = find(client, day + timedelta(days=1)).text
    assert "1 place is free" in page
    assert "150" in page.partition("1 place is free")[2]
    taken = find(client, day).text
    assert "0 places are free" in taken
    assert "booked" in taken
    assert "Rotterdam" not in taken.partition("Not free then")[2].partition("</section>")[0]
    two_days = find(client, day, last=(day + timedelta(days=1)).isoformat()).text
    assert "free on 1 of 2 days" in two_days


def test_needs_leave_out_what_does_not_fit(client, hall, day):
    assert "1 place is free" in find(client, day, people=20, words="meethal").text
    assert "0 places are free" in find(client, day, people=21).text
    assert "0 places are free" in find(client, day, words="windtunnel").text
    assert "0 places are free" in find(client, day, number=2).text


@pytest.fixture
def on_the_map(hall, rotterdam):
    """The hall in Rotterdam itself; a street in Groningen; and something of which nobody knows where it is."""
    groningen = Organisation.objects.create(
        slug="gm0014", code="gm0014", name="Groningen", type="municipality"
    )
    Organisation.objects.filter(pk=rotterdam.pk).update(code="gm0599")
    company = hall.facility.item.owner
    for title, place in (("Meetstraat", groningen), ("Ergens", None)):
        resource_of(facility_of(company, title), f"De plek van {title}")
        Item.objects.filter(texts__text=title).update(place=place)
    Item.objects.filter(pk=hall.facility.item_id).update(place=rotterdam)
    return company


def test_how_far_away_leaves_out_what_is_farther_or_nobody_knows_where(client, hall, day, on_the_map):
    everywhere = find(client, day).text
    assert all(name in everywhere for name in ("De hal", "Meetstraat", "Ergens"))
    near = find(client, day, near="gm0599", within="25").text
    results = near.partition('id="results"')[2]
    assert "0 km away" in results
    assert "At most 25 km from Rotterdam" in results
    assert not any(name in results for name in ("Meetstraat", "Ergens"))
    assert "1 place is free" in results
    assert "3 places are free" in find(client, day, near="gm0599").text, (
        "without a distance nothing is left out"
    )


def test_the_file_has_what_the_page_has(client, hall, day, on_the_map):
    asked = {"first": day.isoformat(), "begin": "09:00", "end": "12:00", "near": "gm0599", "within": "25"}
    file = client.get(url("facilities_free_file"), asked, headers={"accept-language": "en"})
    rows = file.content.decode("utf-8-sig").strip().splitlines()
    assert len(rows) == 2
    assert "De hal" in rows[1]
    assert "150,00" in rows[1]
    assert f"{url('facilities_free_file')}?" in find(client, day, near="gm0599", within="25").text


def test_soon_after_midnight_it_is_the_day_that_was_asked_for(client, hall, day):
    (shown,) = find(client, day, begin="00:15", end="01:15").context["others"]
    assert shown["days"][0]["day"] == f"Monday {day.day} {day:%B}"


def test_what_is_not_filled_in_is_folded_away(client, hall, day):
    assert '<details class="sk-fold sk-filters__fold" id="wishes">' in find(client, day).text
    assert '<details class="sk-fold sk-filters__fold" id="wishes" open>' in find(client, day, people=2).text
    assert (
        '<details class="sk-fold sk-filters__fold" id="wishes" open>' in find(client, day, people="veel").text
    )


def test_the_page_of_the_item_shows_the_first_free_days(client, hall):
    page = client.get(hall.facility.item.get_absolute_url(), headers={"accept-language": "en"}).text
    shown = page.partition('id="free-days"')[2].partition("</section>")[0]
    assert shown.count("<li>") == 3
    assert f"{hall.facility.get_absolute_url()}?day=" in shown
    Facility.objects.update(is_open=False)
    assert 'id="free-days"' not in client.get(hall.facility.item.get_absolute_url()).text


def test_dates_that_cannot_be_are_said(client, day):
    answer = find(client, day, last=(day - timedelta(days=1)).isoformat())
    assert answer.status_code == 400
    assert "The end is before the begin" in answer.text
    assert find(client, day, end="08:00").status_code == 400


def test_the_table_of_a_day_and_of_a_week(client, hall, day, anna, rotterdam):
    booked(anna, rotterdam, hall, at(day, 9, 10), accepted={hall.facility_id: 1})
    page = client.get(url("facility_times", hall.facility.item.slug), {"day": day.isoformat()}).text
    assert page.count("<tr>") == 11  # 8 to 18 o'clock, and the head
    week = client.get(
        url("facility_times", hall.facility.item.slug), {"day": day.isoformat(), "view": "week"}
    ).text
    assert week.count('scope="col"') == 8
    assert "Helm op." in week
    assert "anna@" not in week


def test_what_is_paused_or_not_there_is_not_found(client, hall, facility):
    Facility.objects.update(is_open=False)
    assert client.get(url("facility_times", facility.item.slug)).status_code == 404
    assert client.get(url("facility_times", "niets")).status_code == 404


# ---------------------------------------------------------------------- booking


def test_two_things_for_two_days_with_a_conflict_on_the_way(
    signed_in, anna, rotterdam, hall, facility, day, bas, heat_pumps
):
    other = resource_of(facility, "Het meetwagentje")
    browser = signed_in(anna)
    tomorrow = day + timedelta(days=1)
    for resource in (hall, other):
        assert add(browser, resource, day, last=tomorrow.isoformat()).status_code == 302
    booked(bas, heat_pumps, hall, at(tomorrow, 11, 12), accepted={facility.pk: 1})
    answer = send(browser, facility)
    assert answer.status_code == 409
    assert Booking.objects.filter(organisation=rotterdam).count() == 0
    line = answer.text.partition(f"/facilities/{facility.item.slug}/wait/")[2]
    key = line.partition('name="line" value="')[2].partition('"')[0]
    assert browser.post(url("wait_add", facility.item.slug), {"line": key}).status_code == 302
    assert Wait.objects.get().organisation == rotterdam
    assert send(browser, facility).status_code == 302
    assert Booking.objects.filter(organisation=rotterdam, state=State.CONFIRMED.value).count() == 3
    page = browser.get(url("my_bookings")).text
    assert page.count("/bookings/") > 3


def test_sent_twice_it_is_booked_once(signed_in, anna, hall, facility, day):
    browser = signed_in(anna)
    add(browser, hall, day)
    assert send(browser, facility).status_code == 302
    sent = {"organisation": "gm0599", "goal": "", "seen_version": "1", "form_key": "k"}
    assert browser.post(url("basket"), sent).status_code == 302
    assert Booking.objects.count() == 1


def test_without_a_yes_to_the_rules_nothing_is_booked(signed_in, anna, hall, facility, day):
    browser = signed_in(anna)
    add(browser, hall, day)
    answer = send(browser, facility, **{f"rules-{facility.pk}-1": ""})
    assert answer.status_code == 400
    assert Booking.objects.count() == 0


def test_what_it_costs_another_organisation_is_read_before_it_is_booked(signed_in, anna, hall, facility, day):
    other = Organisation.objects.create(slug="makers", name="Makers", type="company")
    Membership.objects.create(person=anna, organisation=other)
    own = Price(Category.PUBLIC_BODY, Per.HOUR, 1_000, 2100, date(2026, 1, 1))
    add_price(resource=hall, price=own, added_by=None, now=NOW)
    browser = signed_in(anna)
    add(browser, hall, day)
    page = browser.get(url("basket"))
    first = page.context["own"][0]
    another = next(one for one in page.context["own"] if one != first)
    seen = {name: page.context[name] for name in ("seen_version", "seen")}
    answer = send(browser, facility, organisation=another.slug, **seen)
    assert answer.status_code == 409
    assert Booking.objects.count() == 0
    assert answer.context["price_for"] == another.name
    cents = {"makers": 15_000, "gm0599": 3_000}[another.slug]
    assert f":{cents}:2100:0" in answer.context["seen"]
    seen["seen"] = answer.context["seen"]
    Resource.objects.update(asks_approval=True)
    assert send(browser, facility, organisation=another.slug, **seen).status_code == 409
    seen["seen"] = seen["seen"][:-1] + "1"
    assert send(browser, facility, organisation=another.slug, **seen).status_code == 302
    assert Booking.objects.get().price_cents == cents


def test_days_of_weeks_that_meet_are_put_in_once(signed_in, anna, hall, day):
    browser = signed_in(anna)
    last, until = day + timedelta(days=8), day + timedelta(days=14)
    add(browser, hall, day, last=last.isoformat(), until=until.isoformat())
    periods = [one.period for one in BasketLine.objects.all()]
    assert len(set(periods)) == len(periods) == 15
    answer = add(browser, hall, day, until=(day - timedelta(days=1)).isoformat())
    assert answer.status_code == 400
    assert BasketLine.objects.count() == 15


def test_every_week_until_a_day(signed_in, anna, hall, day):
    browser = signed_in(anna)
    add(browser, hall, day, until=(day + timedelta(days=21)).isoformat())
    assert browser.get(url("basket")).text.count('name="line" value="') == 5  # four, and all


def test_times_that_cannot_be_stay_in_the_form(signed_in, anna, hall, day):
    answer = add(signed_in(anna), hall, day, begin="12:00", end="09:00")
    assert answer.status_code == 400
    assert 'value="12:00"' in answer.text


def test_the_same_twice_in_one_basket_is_not_free_twice(signed_in, anna, hall, day):
    browser = signed_in(anna)
    add(browser, hall, day)
    add(browser, hall, day, begin="11:00", end="13:00")
    page = browser.get(url("basket"), headers={"accept-language": "en"}).text
    assert page.count("Wait for this time") == 1


def test_what_lies_in_the_basket_is_taken_out(signed_in, anna, hall, day):
    browser = signed_in(anna)
    add(browser, hall, day)
    browser.post(url("basket_remove"), {"line": "999999"})
    assert "sk-card__title" in browser.get(url("basket")).text
    browser.post(url("basket_remove"), {"line": "all"})
    assert "sk-card__title" not in browser.get(url("basket")).text


def test_asked_proposed_and_accepted(signed_in, anna, rotterdam, olga, facility, day):
    street = resource_of(facility, "De straat", terms=replace(TERMS, asks_approval=True))
    booking = booked(anna, rotterdam, street, at(day, 9, 10), accepted={facility.pk: 1})
    desk = signed_in(olga)
    assert "De straat" in desk.get(url("facility_desk", facility.item.slug)).text
    step = url("booking_step", booking.code)
    assert 'name="words"' in desk.post(step, {"step": "propose"}).text
    sent = {
        "step": "propose",
        "sent": "yes",
        "first": day.isoformat(),
        "begin": "13:00",
        "end": "15:00",
        "words": "Dan is het droog.",
    }
    assert desk.post(step, sent).status_code == 302
    asker = signed_in(anna)
    assert "13:00" in asker.get(booking.get_absolute_url()).text
    assert asker.post(step, {"step": "confirm"}).status_code == 404  # that is not theirs to say
    assert asker.post(step, {"step": "accept"}).status_code == 302
    assert Booking.objects.get(pk=booking.pk).period == at(day, 13, 15)


def test_who_says_yes_to_a_proposal_says_it_to_the_one_they_read(
    signed_in, anna, rotterdam, olga, facility, day
):
    street = resource_of(facility, "De straat", terms=replace(TERMS, asks_approval=True))
    booking = booked(anna, rotterdam, street, at(day, 9, 10), accepted={facility.pk: 1})
    desk, asker, step = signed_in(olga), signed_in(anna), url("booking_step", booking.code)

    def propose(hour):
        hours = {"begin": f"{hour}:00", "end": f"{hour + 1}:00"}
        desk.post(step, {"step": "propose", "sent": "yes", "first": day.isoformat(), "words": "Nu.", **hours})

    def read():
        page = asker.get(booking.get_absolute_url()).text
        return re.search(r'name="seen_sequence" value="(\d+)"', page)[1]

    propose(13)
    first = read()
    propose(15)
    answer = asker.post(step, {"step": "accept", "seen_sequence": first}, headers={"accept-language": "en"})
    assert answer.status_code == 409
    assert "Look at it again" in answer.text
    assert Booking.objects.get(pk=booking.pk).state == "proposed"
    assert asker.post(step, {"step": "accept", "seen_sequence": read()}).status_code == 302
    assert Booking.objects.get(pk=booking.pk).period == at(day, 15, 16)


def test_declining_asks_why(signed_in, anna, rotterdam, olga, facility, day):
    street = resource_of(facility, "De straat", terms=replace(TERMS, asks_approval=True))
    booking = booked(anna, rotterdam, street, at(day, 9, 10), accepted={facility.pk: 1})
    step = url("booking_step", booking.code)
    desk = signed_in(olga)
    assert desk.post(step, {"step": "decline", "sent": "yes", "words": ""}).status_code == 400
    desk.post(step, {"step": "decline", "sent": "yes", "words": "Het is te zwaar."})
    assert "Het is te zwaar." in signed_in(anna).get(booking.get_absolute_url()).text


def test_a_price_is_named_where_the_list_has_none(signed_in, anna, rotterdam, olga, facility, day):
    tent = resource_of(facility, "De tent", cents=None)
    booking = booked(anna, rotterdam, tent, at(day, 9, 10), accepted={facility.pk: 1})
    desk, step = signed_in(olga), url("booking_step", booking.code)
    assert 'name="euros"' in desk.post(step, {"step": "confirm"}).text
    assert (
        desk.post(step, {"step": "confirm", "sent": "yes", "euros": "veel", "vat": "21"}).status_code == 400
    )
    desk.post(step, {"step": "confirm", "sent": "yes", "euros": "1.250,50", "vat": "21"})
    assert Booking.objects.get().price_cents == 125_050
    asker = signed_in(anna)
    assert "1.250,50" in asker.get(booking.get_absolute_url()).text.partition("sk-side")[0]
    assert asker.post(step, {"step": "accept"}).status_code == 302
    assert Booking.objects.get().state == "confirmed"


def test_a_price_is_asked_with_another_time_where_the_list_has_none(
    signed_in, anna, rotterdam, olga, facility, day
):
    tent = resource_of(facility, "De tent", cents=None)
    booking = booked(anna, rotterdam, tent, at(day, 9, 10), accepted={facility.pk: 1})
    next_day = day + timedelta(days=1)
    price = Price(Category.EVERYBODY, Per.HOUR, 7_500, 2100, next_day)
    add_price(resource=tent, price=price, added_by=None, now=NOW)
    desk, step = signed_in(olga), url("booking_step", booking.code)
    assert 'name="euros"' in desk.post(step, {"step": "propose"}).text
    hours = {"step": "propose", "sent": "yes", "begin": "09:00", "end": "10:00", "words": ""}
    answer = desk.post(step, hours | {"first": day.isoformat()})
    assert (answer.status_code, 'name="euros"' in answer.text) == (400, True)
    answer = desk.post(step, hours | {"first": day.isoformat(), "euros": "10", "vat": "9"})
    assert answer.status_code == 302
    assert Booking.objects.get().price_cents == 1_000
    assert desk.post(step, hours | {"first": next_day.isoformat()}).status_code == 302
    assert Booking.objects.get().price_cents == 7_500


@pytest.mark.parametrize("what", ["cancel", "call-off"])
def test_who_reads_a_time_that_it_no_longer_has_ends_nothing(
    signed_in, anna, rotterdam, olga, hall, facility, day, what
):
    booking = booked(anna, rotterdam, hall, at(day, 9, 10), accepted={facility.pk: 1})
    browser = signed_in({"cancel": anna, "call-off": olga}[what])
    step = url("booking_step", booking.code)

    def read():
        page = browser.post(step, {"step": what}).text
        return re.search(r'name="seen_sequence" value="(\d+)"', page)[1]

    seen = read()
    moved = OtherTime(at(day, 13, 14))
    reschedule_booking(booking=booking, other=moved, by=anna, now=timezone.now())
    sent = {"step": what, "sent": "yes", "words": "Nu."}
    assert browser.post(step, sent | {"seen_sequence": seen}).status_code == 409
    assert Booking.objects.get().state == "confirmed"
    assert browser.post(step, sent | {"seen_sequence": read()}).status_code == 302
    assert Booking.objects.get().state == "cancelled"


def test_an_end_of_midnight_is_the_end_of_the_day(signed_in, anna, rotterdam, olga, facility, day):
    night = [Hours(weekday, time(8), time(0)) for weekday in range(7)]
    street = resource_of(facility, "De straat", terms=replace(TERMS, asks_approval=True), hours=night)
    booking = booked(anna, rotterdam, street, at(day, 9, 10), accepted={facility.pk: 1})
    desk, step = signed_in(olga), url("booking_step", booking.code)
    sent = {"step": "propose", "sent": "yes", "first": day.isoformat(), "begin": "20:00", "end": "00:00"}
    assert desk.post(step, sent).status_code == 302
    stored = Booking.objects.get()
    midnight = at(day + timedelta(days=1), 0, 1).starts_at
    assert stored.asked_period == Period(at(day, 20, 21).starts_at, midnight)
    page = desk.post(step, {"step": "propose"})  # and so it stands in the form again
    assert page.context["form"]["last"].value() == day
    blocking = sent | {"words": ""}
    desk.post(url("resource_blockings", facility.item.slug, street.code), blocking)
    assert street.blockings.get().ends_at == midnight


def test_strangers_see_no_booking_and_who_looks_on_changes_none(
    signed_in, anna, rotterdam, hall, day, dirk, chaima
):
    booking = booked(anna, rotterdam, hall, at(day, 9, 10), accepted={hall.facility_id: 1})
    for page in ("booking", "booking_calendar"):
        assert signed_in(dirk).get(url(page, booking.code)).status_code == 404
        assert signed_in(chaima).get(url(page, booking.code)).status_code == 200
    for person in (dirk, chaima):
        sent = {"step": "cancel", "sent": "yes", "words": ""}
        assert signed_in(person).post(url("booking_step", booking.code), sent).status_code == 404
    assert Booking.objects.get().state == "confirmed"


def test_a_member_who_runs_nothing_does_not_come_to_the_desk(signed_in, bas, olga, hall, facility):
    slug, code = facility.item.slug, hall.code
    pages = [
        url("facility_desk", slug),
        url("facility_desk_file", slug),
        url("facility_calendar", slug),
        url("facility_use", slug),
        url("facility_use_file", slug),
        url("facility_settings", slug),
        url("facility_questions", slug),
        url("resource_new", slug),
        *(
            url(name, slug, code)
            for name in ("resource_edit", "resource_hours", "resource_blockings", "resource_prices")
        ),
    ]
    for page in pages:
        assert signed_in(bas).get(page).status_code == 404, page
        assert signed_in(olga).get(page).status_code == 200, page


def test_files_and_calendars(signed_in, anna, rotterdam, olga, hall, facility, day):
    booking = booked(anna, rotterdam, hall, at(day, 9, 10), accepted={hall.facility_id: 1}, goal="=1+1")
    file = signed_in(anna).get(url("my_bookings_file")).content.decode("utf-8-sig")
    assert "'=1+1" in file
    assert "50,00" in file
    for browser, page in (
        (signed_in(anna), url("my_bookings_calendar")),
        (signed_in(anna), url("booking_calendar", booking.code)),
        (signed_in(olga), url("facility_calendar", facility.item.slug)),
    ):
        assert f"UID:booking-{booking.code}@" in browser.get(page).text
    assert "De hal" in signed_in(olga).get(url("facility_desk_file", facility.item.slug)).text


def test_who_took_part_notes_what_came_of_it_and_begins_a_case(signed_in, anna, rotterdam, hall, facility):
    yesterday = timezone.localdate() - timedelta(days=1)
    before = NOW.replace(year=2020)
    Resource.objects.update(furthest_days=730)
    booking = Booking(
        code="gisteren",
        together="gisteren",
        resource=hall,
        organisation=rotterdam,
        booked_by=anna,
        state="done",
        since=before,
        created_at=before,
        agreed_at=before,
        price_cents=0,
        vat_points=0,
        cancel_hours=48,
        unit=1,
        blocks=True,
    )
    period = at(yesterday, 9, 10)
    booking.starts_at = booking.held_from = period.starts_at
    booking.ends_at = booking.held_until = period.ends_at
    booking.save()
    browser = signed_in(anna)
    browser.post(url("booking_result", "gisteren"), {"text": "De deur is te smal."})
    both = browser.post(url("booking_result", "gisteren"), {"text": "Het ging goed."})
    assert both.status_code == 409
    for text in ("De deur is te smal.", "Het ging goed."):
        assert text in both.text
    assert Booking.objects.get().result == "De deur is te smal."
    seen = both.context["result_form"]["seen"].value()
    sent = {"text": "Smal, en toch goed.", "seen": seen}
    assert browser.post(url("booking_result", "gisteren"), sent).status_code == 302
    sent = {"text": "De deur is te smal.", "seen": mark_of("Smal, en toch goed.")}
    browser.post(url("booking_result", "gisteren"), sent)
    answer = browser.post(url("booking_result", "gisteren"), {"act": "lesson"})
    assert answer.status_code == 302
    assert answer["Location"].endswith("/edit/")
    assert "De deur is te smal." in browser.get(answer["Location"]).text


# ---------------------------------------------------------------------- asking again, waiting


def test_a_link_in_a_mail_says_that_one_still_comes_and_looking_does_nothing(
    client, anna, rotterdam, facility, day
):
    hall = resource_of(facility, terms=replace(TERMS, ask_again_days=30, release_days=1))
    booking = booked(
        anna, rotterdam, hall, at(day, 9, 10), accepted={facility.pk: 1}, now=NOW.replace(year=2026)
    )
    Booking.objects.update(agreed_at=booking.starts_at - timedelta(days=60))
    asked = ask_booking_again(booking=booking, now=timezone.now())
    path = path_of(asked)
    assert client.get(path).status_code == 200
    assert Booking.objects.get().answered_again_at is None
    assert "anna" not in client.get(path).text.casefold()
    assert client.post(path, {"act": "comes"}).status_code == 200
    assert Booking.objects.get().answered_again_at is not None
    client.post(path, {"act": "cancel"})
    assert Booking.objects.get().state == "cancelled"
    assert client.get(path).status_code == 410
    assert client.get(url("booking_link", "x" * 43)).status_code == 410


def test_an_offer_is_taken_with_a_yes_to_the_rules(
    signed_in, anna, rotterdam, hall, facility, day, bas, heat_pumps
):
    booking = booked(bas, heat_pumps, hall, at(day, 9, 10), accepted={facility.pk: 1})
    wait = add_wait(
        resource=hall, period=at(day, 9, 10), organisation=rotterdam, person=anna, now=timezone.now()
    )
    assert (
        "place 1 in the list"
        in signed_in(anna).get(url("my_bookings"), headers={"accept-language": "en"}).text
    )
    signed_in(bas).post(url("booking_step", booking.code), {"step": "cancel", "sent": "yes", "words": ""})
    offered = Booking.objects.get(state="offered")
    browser, step = signed_in(anna), url("booking_step", offered.code)
    assert "rules-1" in browser.post(step, {"step": "take"}).text
    assert browser.post(step, {"step": "take", "sent": "yes"}).status_code == 400
    assert browser.post(step, {"step": "take", "sent": "yes", "rules-1": "on"}).status_code == 302
    assert Wait.objects.get(pk=wait.pk).state == "taken"


def test_waiting_no_longer(signed_in, anna, rotterdam, hall, facility, day, bas, heat_pumps, dirk):
    booked(bas, heat_pumps, hall, at(day, 9, 10), accepted={facility.pk: 1})
    wait = add_wait(
        resource=hall, period=at(day, 9, 10), organisation=rotterdam, person=anna, now=timezone.now()
    )
    assert signed_in(dirk).post(url("wait_withdraw", wait.code)).status_code == 404
    signed_in(anna).post(url("wait_withdraw", wait.code))
    assert Wait.objects.get().state == "withdrawn"


# ---------------------------------------------------------------------- operators


def test_from_an_item_to_something_that_can_be_booked(signed_in, olga, heat_pumps, client):
    item = item_of(heat_pumps, "Testhal", kind=Kind.FACILITY)
    browser = signed_in(olga)
    assert item.slug in browser.get(url("my_facilities")).text
    browser.post(url("facility_make", item.slug))
    sent = {
        "name": "De hal",
        "capacity": 2,
        "shortest_minutes": 60,
        "longest_minutes": 480,
        "minutes_before": 15,
        "minutes_after": 15,
        "notice_hours": 24,
        "furthest_days": 365,
        "ask_again_days": 7,
        "release_days": 3,
        "calendar_url": "",
    }
    assert browser.post(url("resource_new", item.slug), sent | {"release_days": 9}).status_code == 400
    browser.post(url("resource_new", item.slug), sent)
    resource = Resource.objects.get()
    hours = {
        "act": "week",
        "opens-0-1": "09:00",
        "closes-0-1": "12:00",
        "opens-0-2": "13:00",
        "closes-0-2": "17:00",
        "season": "/",
        "seen_version": resource.version,
    }
    browser.post(url("resource_hours", item.slug, resource.code), hours)
    assert resource.openings.count() == 2
    assert 'value="13:00"' in browser.get(url("resource_hours", item.slug, resource.code)).text
    day = {"act": "day", "day": "2099-12-24", "opens": "", "closes": ""}
    browser.post(url("resource_hours", item.slug, resource.code), day)
    special = resource.special_days.get()
    browser.post(url("resource_hours", item.slug, resource.code), {"act": "remove", "day": special.pk})
    price = {
        "category": "everybody",
        "per": "hour",
        "euros": "12,50",
        "vat": "21",
        "first": "2026-01-01",
        "last": "",
    }
    browser.post(url("resource_prices", item.slug, resource.code), price)
    assert browser.post(url("resource_prices", item.slug, resource.code), price).status_code == 400
    blocking = {
        "first": "2099-01-01",
        "begin": "09:00",
        "last": "2099-01-02",
        "end": "17:00",
        "words": "Keuring",
    }
    browser.post(url("resource_blockings", item.slug, resource.code), blocking)
    code = resource.blockings.get().code
    assert "Keuring" in browser.get(url("resource_blockings", item.slug, resource.code)).text
    browser.post(url("resource_blockings", item.slug, resource.code), {"remove": code})
    opened = {
        "is_open": "on",
        "cancel_hours": 24,
        "remind_days": 3,
        "house_rules": "Helm op.",
        "safety": "",
        "seen_version": 1,
    }
    browser.post(url("facility_settings", item.slug), opened)
    assert "Helm op." in client.get(url("facility_times", item.slug)).text
    browser.post(url("resource_prices", item.slug, resource.code), {"end": resource.prices.get().pk})
    assert resource.prices.get().last is not None
    assert (resource.special_days.count(), resource.blockings.count()) == (0, 0)


def test_a_season_takes_the_place_of_the_year_and_goes_away_again(signed_in, olga, hall, facility):
    browser = signed_in(olga)
    page = url("resource_hours", facility.item.slug, hall.code)
    summer = {
        "act": "week",
        "season": "/",
        "seen_version": hall.version,
        "opens-0-1": "07:00",
        "closes-0-1": "20:00",
        "first": "2099-06-01",
        "last": "2099-08-31",
    }
    assert browser.post(page, summer).status_code == 302
    assert hall.openings.filter(first=None, last=None).count() == len(WHOLE_WEEK)
    shown = browser.get(page, headers={"accept-language": "en"}).text
    assert 'value="08:00"' in shown, "what counts today is shown first"
    assert "1 June 2099 up to and with 31 August 2099" in shown
    key = "2099-06-01/2099-08-31"
    shown = browser.get(page, {"season": key}).text
    assert 'value="07:00"' in shown
    again = Resource.objects.get(pk=hall.pk)
    shorter = summer | {"season": key, "last": "2099-07-31", "seen_version": again.version}
    browser.post(page, shorter)
    assert set(hall.openings.values_list("last", flat=True)) == {None, date(2099, 7, 31)}
    empty = {"act": "week", "season": "/", "first": "2099-09-01", "seen_version": again.version + 1}
    assert browser.post(page, empty).status_code == 400
    browser.post(page, {"act": "remove-season", "season": "2099-06-01/2099-07-31"})
    assert hall.openings.count() == len(WHOLE_WEEK)


def test_hours_that_somebody_else_changed_meanwhile_are_shown_and_not_overwritten(
    signed_in, olga, hall, facility
):
    browser = signed_in(olga)
    page = url("resource_hours", facility.item.slug, hall.code)
    mine = {
        "act": "week",
        "season": "/",
        "seen_version": hall.version,
        "opens-0-1": "07:00",
        "closes-0-1": "20:00",
    }
    assert browser.post(page, mine).status_code == 302
    theirs = browser.post(page, mine | {"opens-0-1": "09:30"}, headers={"accept-language": "en"})
    assert theirs.status_code == 409
    assert "<td>7:00</td><td>9:30</td>" in theirs.text
    assert hall.openings.get().opens == time(7)
    stored = browser.post(page, mine | {"opens-0-1": "09:30", "seen_version": hall.version + 1})
    assert stored.status_code == 302
    assert hall.openings.get().opens == time(9, 30)


def test_differences_are_said_in_words(signed_in, olga, hall, facility):
    browser = signed_in(olga)
    page = url("resource_edit", facility.item.slug, hall.code)
    form = browser.get(page).context["form"]
    said = {name: value for name, value in form.initial.items() if value is not None and value is not False}
    answer = browser.post(
        page, said | {"is_withdrawn": "on", "seen_version": 99}, headers={"accept-language": "en"}
    )
    assert answer.status_code == 409
    cells = answer.text.partition("Changed by both of you")[2].partition("</table>")[0]
    assert "<td>No</td><td>Yes</td>" in cells
    assert "None" not in cells
    assert "True" not in cells


def test_questions_come_and_go(signed_in, olga, hall, facility):
    browser, page = signed_in(olga), url("facility_questions", facility.item.slug)
    sent = {"text": "Hoe groot?", "kind": "choice", "choices": "klein"}
    assert browser.post(page, sent).status_code == 400
    browser.post(page, sent | {"choices": "klein\ngroot"})
    question = facility.questions.get()
    assert question.choices == ["klein", "groot"]
    browser.post(page, {"withdraw": question.pk})
    assert "Hoe groot?" not in browser.get(page).text


def test_two_operators_change_the_rules_and_nothing_is_lost(signed_in, olga, hall, facility):
    browser, page = signed_in(olga), url("facility_settings", facility.item.slug)
    facility.refresh_from_db()
    first = {
        "is_open": "on",
        "cancel_hours": 24,
        "remind_days": 3,
        "house_rules": "A",
        "safety": "",
        "seen_version": facility.version,
    }
    browser.post(page, first)
    answer = browser.post(page, first | {"house_rules": "B"})
    assert answer.status_code == 409
    assert ">B</textarea>" in answer.text.replace("\n", "")
    assert "<td>A</td>" in answer.text


def test_the_desk_says_what_is_wrong_with_a_calendar_and_what_waits(
    signed_in, olga, hall, facility, anna, rotterdam, day
):
    booking = booked(anna, rotterdam, hall, at(day, 9, 10), accepted={facility.pk: 1})
    Resource.objects.update(
        calendar_url="https://elders.example/zaal.ics", calendar_problem="calendar-unreadable"
    )
    hall.busy_times.create(starts_at=booking.starts_at, ends_at=booking.ends_at)
    page = (
        signed_in(olga).get(url("facility_desk", facility.item.slug), headers={"accept-language": "en"}).text
    )
    assert "could not be read yet" in page
    assert "busy in the calendar elsewhere too" in page


def test_who_belongs_nowhere_books_nothing(signed_in, dirk, hall, day):
    browser = signed_in(dirk)
    add(browser, hall, day)
    page = browser.get(url("basket"), headers={"accept-language": "en"}).text
    assert "Join yours first" in page
    assert browser.post(url("basket"), {"seen_version": "2"}).status_code == 400
    assert Booking.objects.count() == 0
    assert WHOLE_WEEK
