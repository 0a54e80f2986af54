"""The agenda on a page and as a calendar."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from schakel.agenda.queries import coming_days
from schakel.agenda.rules import in_order
from schakel.agenda.sources import Look, days_seen
from schakel.library.public import Item, Kind, State
from schakel.organisations.public import Organisation
from tests.items import item_of
from tests.training import called_off, edition_of

# Pages look at the clock, so these days are counted from today.
TODAY = timezone.localdate()


def in_days(number):
    return (TODAY + timedelta(days=number)).isoformat()


@pytest.fixture
def meeting(rotterdam):
    facts = {"starts_on": in_days(10), "starts_at": "14:00", "ends_at": "16:30", "venue": "Stadhuis"}
    texts = {"nl": {"title": "Dag van de hub; met vragen", "summary": "Kom langs, en neem iemand mee."}}
    return item_of(rotterdam, kind=Kind.EVENT, facts=facts, texts=texts)


@pytest.fixture
def course(rotterdam):
    return item_of(
        rotterdam, "Cursus", kind=Kind.TRAINING, facts={"starts_on": [in_days(-5), in_days(5), in_days(40)]}
    )


@pytest.fixture
def scheme(rotterdam):
    windows = [{"opens_on": in_days(-3), "closes_on": in_days(20)}]
    return item_of(rotterdam, "Regeling", kind=Kind.FUNDING, facts={"windows": windows})


def told(page):
    return [event["title"] for month in page.context["months"] for event in month.events]


def events_of(answer):
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_agenda_shows_what_is_to_come_in_the_order_of_time(client, meeting, course, scheme):
    assert told(client.get("/agenda/", headers={"accept-language": "nl"})) == [
        "Cursus",
        "Dag van de hub; met vragen",
        "Regeling",
        "Cursus",
    ]


def test_one_kind_of_day_can_be_asked_for(client, meeting, course):
    assert told(client.get("/agenda/?kind=event")) == ["Dag van de hub; met vragen"]
    assert len(told(client.get("/agenda/?kind=nonsense"))) == 3


def test_days_can_be_asked_for_around_a_place_on_the_page_and_in_every_file(
    client, rotterdam, meeting, scheme
):
    there = Organisation.objects.create(slug="gm0014", code="gm0014", name="Groningen", type="municipality")
    far = item_of(rotterdam, "Ver", kind=Kind.EVENT, facts={"starts_on": in_days(11)})
    Item.objects.filter(pk=far.pk).update(place=there)
    Item.objects.filter(pk=meeting.pk).update(place=rotterdam)
    near = "?near=gm0599&within=50"
    page = client.get(f"/agenda/{near}", headers={"accept-language": "en"})
    assert told(page) == ["Dag van de hub; met vragen", "Regeling"]
    assert "at most 50 km from Rotterdam" in page.text
    assert len(told(client.get("/agenda/?near=gm0599"))) == 3, "from there, and no matter how far"
    assert len(told(client.get("/agenda/?near=nowhere&within=50"))) == 3
    for file in page.context["files"]:
        assert "near=gm0599&within=50" in file["url"]
        assert "Ver" not in client.get(file["url"]).text


def test_days_stand_under_their_month(client, rotterdam):
    for day in ("2099-01-31", "2099-02-01", "2099-02-28"):
        item_of(rotterdam, day, kind=Kind.EVENT, facts={"starts_on": day})
    page = client.get("/agenda/", headers={"accept-language": "nl"})
    assert [(month.name, len(month.events)) for month in page.context["months"]] == [
        ("januari 2099", 1),
        ("februari 2099", 2),
    ]


def test_a_calendar_of_an_event_has_its_hours(client, meeting):
    answer = client.get(f"/item/{meeting.slug}/calendar.ics")
    [event] = events_of(answer)
    amsterdam = ZoneInfo("Europe/Amsterdam")
    day = TODAY + timedelta(days=10)
    assert answer["Content-Type"].startswith("text/calendar")
    assert event.decoded("dtstart") == datetime(day.year, day.month, day.day, 14, tzinfo=amsterdam)
    assert event.decoded("dtend") == datetime(day.year, day.month, day.day, 16, 30, tzinfo=amsterdam)
    assert str(event["summary"]) == "Dag van de hub; met vragen"
    assert str(event["location"]) == "Stadhuis"


def test_a_day_without_hours_is_a_whole_day(client, course):
    events = events_of(client.get(f"/item/{course.slug}/calendar.ics"))
    starts = [event.decoded("dtstart") for event in events]
    assert len(events) == 3
    assert all(type(start) is date for start in starts)
    assert all(
        event.decoded("dtend") - start == timedelta(days=1)
        for event, start in zip(events, starts, strict=True)
    )


def test_every_day_has_a_name_of_its_own_that_stays(client, course, meeting, scheme):
    names = [str(event["uid"]) for event in events_of(client.get("/agenda/calendar.ics"))]
    again = [str(event["uid"]) for event in events_of(client.get("/agenda/calendar.ics"))]
    assert len(names) == len(set(names)) == 4
    assert names == again


def test_the_calendar_to_follow_has_what_is_to_come(client, course, scheme):
    summaries = [
        str(event["summary"])
        for event in events_of(client.get("/agenda/calendar.ics", headers={"accept-language": "en"}))
    ]
    assert summaries == ["Starts: Cursus", "Closes: Regeling", "Starts: Cursus"]


def test_the_calendar_of_a_hidden_item_is_not_there(client, rotterdam):
    hidden = item_of(rotterdam, "Geheim", kind=Kind.EVENT, state=State.DRAFT, facts={"starts_on": in_days(3)})
    assert client.get(f"/item/{hidden.slug}/calendar.ics").status_code == 404


def test_an_item_without_days_has_no_calendar(client, rotterdam):
    case = item_of(rotterdam, "Zonder dagen")
    assert client.get(f"/item/{case.slug}/calendar.ics").status_code == 404


def test_an_empty_agenda_is_an_empty_calendar(client, db):
    assert events_of(client.get("/agenda/calendar.ics")) == []


# ---------------------------------------------------------------------- editions, and what was cancelled


def at_ten(number):
    return timezone.make_aware(datetime.combine(TODAY + timedelta(days=number), time(10)))


def shown(**named):
    look = Look(None, begin=TODAY, end=None, today=TODAY, language="nl", **named)
    return [(day.first_on - TODAY).days for day in in_order(days_seen(look), today=TODAY)]


def test_an_edition_stands_in_the_place_of_its_own_day_and_loses_no_other(rotterdam):
    course = item_of(rotterdam, kind=Kind.TRAINING, facts={"starts_on": [in_days(5), in_days(40)]})
    edition_of(rotterdam, item=course, starts_at=at_ten(5), now=timezone.now())
    assert shown() == [5, 40]


def test_an_event_that_got_new_days_after_its_edition_is_there(rotterdam):
    event = item_of(rotterdam, kind=Kind.EVENT, facts={"starts_on": in_days(5)})
    long_ago = timezone.now() - timedelta(days=400)
    edition_of(rotterdam, item=event, starts_at=long_ago + timedelta(days=2), now=long_ago)
    assert shown() == [5]
    edition_of(rotterdam, item=event, starts_at=at_ten(6), form="two", now=timezone.now())
    assert shown() == [6]


@pytest.mark.parametrize("kind", [Kind.EVENT, Kind.TRAINING])
def test_what_was_cancelled_hides_nothing_that_comes_after_it(rotterdam, kind):
    if kind is Kind.EVENT:
        for number in (1, 2):
            item_of(
                rotterdam, kind=kind, facts={"starts_on": in_days(number), "cancelled_on": TODAY.isoformat()}
            )
        item_of(rotterdam, kind=kind, facts={"starts_on": in_days(3)})
    else:
        now = timezone.now()
        course = item_of(rotterdam, kind=kind)
        for number in (1, 2):
            off = edition_of(rotterdam, item=course, starts_at=at_ten(number), form=str(number), now=now)
            called_off(off, now=now)
        edition_of(rotterdam, item=course, starts_at=at_ten(3), now=now)
    days = coming_days(None, today=TODAY, language="nl", most=2)
    assert [(day.first_on - TODAY).days for day in days] == [3]


@pytest.mark.parametrize(
    "path", ["/agenda/", "/agenda/calendar.ics", "/agenda/days.csv", "/agenda/days.json", "/agenda/days.atom"]
)
@pytest.mark.parametrize("asked", ["until=9999-12-31", "from=0001-01-01", "from=9999-12-31"])
def test_the_first_and_the_last_day_that_can_be_written_are_cut(client, course, path, asked):
    answer = client.get(f"{path}?{asked}")
    assert answer.status_code == 200
    assert ("Cursus" in answer.text) is (asked != "from=9999-12-31")


def test_an_event_on_the_last_day_there_is_keeps_the_calendar_of_nobody(client, rotterdam):
    item_of(rotterdam, kind=Kind.EVENT, facts={"starts_on": "9999-12-31"})
    [event] = events_of(client.get("/agenda/calendar.ics"))
    assert event.decoded("dtstart") == date.max
    assert "dtend" not in event


# ---------------------------------------------------------------------- the same in every calendar


def said_in(answer):
    names = ("summary", "sequence", "dtstart", "dtend", "status", "location", "transp", "categories")
    return {
        str(event["uid"]): [event.get(name) and event.get(name).to_ical() for name in names]
        for event in events_of(answer)
    }


def test_an_event_is_the_same_in_its_own_calendar_and_in_that_of_the_agenda(
    client, rotterdam, meeting, scheme
):
    off = item_of(rotterdam, kind=Kind.EVENT, facts={"starts_on": in_days(3), "cancelled_on": in_days(-1)})
    several = item_of(rotterdam, kind=Kind.EVENT, facts={"starts_on": in_days(3), "ends_on": in_days(5)})
    everything = said_in(client.get("/agenda/calendar.ics"))
    for item in (meeting, off, several, scheme):
        own = said_in(client.get(f"/item/{item.slug}/calendar.ics"))
        known = {uid: said for uid, said in own.items() if uid in everything}
        assert known
        assert known == {uid: everything[uid] for uid in known}


def test_a_session_is_the_same_in_the_calendar_of_its_edition_and_in_that_of_the_agenda(client, rotterdam):
    edition = edition_of(rotterdam, days=2, starts_at=at_ten(5), now=timezone.now())
    own = said_in(client.get(f"{edition.get_absolute_url()}calendar.ics", headers={"accept-language": "nl"}))
    assert [said[0].decode()[-9:] for said in own.values()] == ["(1 van 2)", "(2 van 2)"]
    every = said_in(client.get("/agenda/calendar.ics", headers={"accept-language": "nl"}))
    assert {uid: said[:-1] for uid, said in every.items()} == {uid: said[:-1] for uid, said in own.items()}
