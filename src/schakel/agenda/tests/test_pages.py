"""The agenda, one's own feed and the meetings at an event, over HTTP."""

import json
import re
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import vobject
from django.utils import timezone
from icalendar import Calendar

from schakel.accounts.public import close_account
from schakel.agenda.actions import make_feed, revoke_feed
from schakel.agenda.models import Meeting
from schakel.library.public import Item, Kind, State
from tests.clock import NOW
from tests.items import item_of
from tests.meetings import agreed_meeting, asked_meeting, event_of, joined, round_at

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def in_days(number):
    return TODAY + timedelta(days=number)


def events_in(answer):
    """Read by two programs that know nothing of each other; they agree on what there is."""
    assert answer.status_code == 200
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    others = list(vobject.readOne(answer.content.decode()).contents.get("vevent", []))
    assert [str(one["uid"]) for one in events] == [one.uid.value for one in others]
    assert [one.decoded("dtstart") for one in events] == [one.dtstart.value for one in others]
    return events


def titles(page):
    return [event["title"] for month in page.context["months"] for event in month.events]


@pytest.fixture
def days(rotterdam, heat_pumps):
    item_of(
        rotterdam,
        "Waterdag",
        kind=Kind.EVENT,
        place=rotterdam,
        facts={"starts_on": in_days(5).isoformat(), "ends_on": in_days(7).isoformat(), "price_cents": 0},
    )
    item_of(
        heat_pumps,
        "Warmtedag",
        kind=Kind.EVENT,
        facts={"starts_on": in_days(9).isoformat(), "format": "online", "price_cents": 2500},
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Waterdag", "Warmtedag"]),
        ("?q=WATER", ["Waterdag"]),
        ("?price=free", ["Waterdag"]),
        ("?price=paid", ["Warmtedag"]),
        ("?format=online", ["Warmtedag"]),
        ("?place=gm0599", ["Waterdag"]),
        ("?organiser=heat-pumps-bv", ["Warmtedag"]),
        ("?language=en", []),
        (f"?from={in_days(6)}", ["Waterdag", "Warmtedag"]),
        (f"?from={in_days(8)}", ["Warmtedag"]),
        (f"?until={in_days(5)}", ["Waterdag"]),
        ("?format=nonsense&from=never", ["Waterdag", "Warmtedag"]),
    ],
)
def test_the_filter_is_the_address_of_every_form_in_which_the_days_are_given(client, days, asked, found):
    page = client.get(f"/agenda/{asked}", headers={"accept-language": "nl"})
    assert titles(page) == found
    assert [str(one["summary"]) for one in events_in(client.get(f"/agenda/calendar.ics{asked}"))] == found
    feed = json.loads(client.get(f"/agenda/days.json{asked}").content)
    assert [item["title"] for item in feed["items"]] == found
    tree = ET.fromstring(client.get(f"/agenda/days.atom{asked}").content)  # noqa: S314 - our own
    atom = "{http://www.w3.org/2005/Atom}"
    assert [one.findtext(f"{atom}title") for one in tree.findall(f"{atom}entry")] == found
    said = [datetime.fromisoformat(one.text) for one in tree.iter(f"{atom}updated")]
    assert all(moment <= timezone.now() for moment in said)  # when it was written, not when it takes place
    assert not list(tree.iter(f"{atom}published"))
    table = client.get(f"/agenda/days.csv{asked}").content.decode("utf-8-sig").splitlines()
    assert len(table) == len(found) + 1


def test_what_takes_three_days_stands_on_each_of_them_and_ends_after_the_last(client, days):
    month = client.get(f"/agenda/?view=month&month={in_days(5):%Y-%m}&q=waterdag")
    cells = [cell for week in month.context["weeks"] for cell in week if cell.lines]
    in_month = [in_days(n) for n in (5, 6, 7) if in_days(n).month == in_days(5).month]
    assert [cell.on for cell in cells] == in_month
    assert [line["goes_on"] for cell in cells for line in cell.lines] == [False, True, True][: len(cells)]
    [event] = events_in(client.get("/agenda/calendar.ics?q=waterdag"))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (in_days(5), in_days(8))


def test_a_month_is_a_table_with_heads(client, days):
    page = client.get("/agenda/?view=month&month=2026-12", headers={"accept-language": "nl"}).content.decode()
    assert page.count('<th scope="col">') == 7
    assert "december 2026" in page
    assert 'rel="next"' in page


def test_what_is_hidden_is_in_no_form_and_in_no_count(client, days, rotterdam):
    before = [client.get(f"/agenda/{end}").content for end in ("days.json", "days.csv", "calendar.ics")]
    counts = client.get("/agenda/").context["tabs"]
    item_of(
        rotterdam,
        "Geheim",
        kind=Kind.EVENT,
        state=State.DRAFT,
        facts={"starts_on": in_days(2).isoformat()},
    )
    assert [
        client.get(f"/agenda/{end}").content for end in ("days.json", "days.csv", "calendar.ics")
    ] == before
    assert client.get("/agenda/").context["tabs"] == counts


def test_what_was_cancelled_is_struck_in_calendars_for_a_while_and_said_on_the_page(client, rotterdam):
    for number, title in ((3, "Kort geleden"), (31, "Lang geleden")):
        facts = {"starts_on": in_days(40).isoformat(), "cancelled_on": in_days(-number).isoformat()}
        item_of(rotterdam, title, kind=Kind.EVENT, facts=facts)
    [event] = events_in(client.get("/agenda/calendar.ics"))
    assert (str(event["summary"]), str(event["status"])) == ("Kort geleden", "CANCELLED")
    page = client.get("/agenda/", headers={"accept-language": "en"}).content.decode()
    assert "Cancelled" in page
    assert "EventCancelled" in page


def test_an_event_that_is_moved_keeps_its_name_in_calendars(client, days):
    [before] = events_in(client.get("/agenda/calendar.ics?q=warmtedag"))
    item = Item.objects.get(slug="warmtedag")
    moved = {**item.facts, "starts_on": in_days(20).isoformat()}
    Item.objects.filter(pk=item.pk).update(facts=moved, version=item.version + 1)
    [after] = events_in(client.get("/agenda/calendar.ics?q=warmtedag"))
    assert str(before["uid"]) == str(after["uid"])
    assert int(after["sequence"]) > int(before["sequence"])


# ---------------------------------------------------------------------- one's own feed


def test_ones_own_feed_is_read_without_signing_in_and_is_kept_by_nobody(client, anna, bas, rotterdam):
    found = round_at(event_of(rotterdam, in_days(10)), anna, now=timezone.now())
    agreed_meeting(joined(found, anna), joined(found, bas), now=timezone.now())
    key = make_feed(person=anna, now=NOW)
    answer = client.get(f"/agenda/own/{key}.ics")
    [event] = events_in(answer)
    assert str(event["summary"]).endswith("Heat Pumps BV")
    assert bas.email not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_the_address_of_a_feed_is_shown_once_renewed_and_ended(client, anna, signed_in):
    browser = signed_in(anna)
    page = browser.post("/me/agenda/feed/", {"act": "make"}).content.decode()
    [first] = re.findall(r"/agenda/own/([\w-]+)\.ics", page)
    assert first not in browser.get("/me/agenda/").content.decode()
    assert client.get(f"/agenda/own/{first}.ics").status_code == 200
    page = browser.post("/me/agenda/feed/", {"act": "make"}).content.decode()
    [second] = re.findall(r"/agenda/own/([\w-]+)\.ics", page)
    assert client.get(f"/agenda/own/{first}.ics").status_code == 404
    assert client.get(f"/agenda/own/{second}.ics").status_code == 200
    browser.post("/me/agenda/feed/", {"act": "revoke"})
    assert client.get(f"/agenda/own/{second}.ics").status_code == 404


def test_the_feed_of_a_closed_account_is_not_there(client, anna, ada):
    key = make_feed(person=anna, now=NOW)
    close_account(person=anna, closed_by=ada, now=NOW)
    assert client.get(f"/agenda/own/{key}.ics").status_code == 404
    revoke_feed(person=anna, now=NOW)


# ---------------------------------------------------------------------- meetings


@pytest.fixture
def gathering(rotterdam, anna):
    return round_at(event_of(rotterdam, in_days(10)), anna, now=timezone.now())


def test_an_organiser_opens_a_round_and_two_meet_in_it(rotterdam, anna, bas, signed_in):
    event = event_of(rotterdam, in_days(10))
    place = f"/item/{event.slug}/meetings/"
    organiser, other = signed_in(anna), signed_in(bas)
    assert other.get(f"{place}open/").status_code == 404
    said = {"minutes": 15, "pause": 5, "where": "tables", "tables": 2}
    said |= {"begins_0": "13:00", "ends_0": "14:00"}
    assert organiser.post(f"{place}open/", {**said, "minutes": 7}).status_code == 400
    assert organiser.post(f"{place}open/", said).status_code == 302
    for browser in (organiser, other):
        form = browser.get(f"{place}join/").context["form"]
        sent = {
            "organisation": form.fields["organisation"].choices[0][0],
            "seeks": "Water",
            "slots": [key for key, _ in form.fields["slots"].choices],
        }
        assert browser.post(f"{place}join/", sent).status_code == 302
    [partner] = other.get(place).context["partners"]
    page = other.get(place).content.decode()
    assert "Anna" not in page
    assert anna.email not in page
    ask = f"{place}ask/{partner['about'].code}/"
    form = other.get(ask).context
    sent = {"slot": form["slots"][0].pk, "reason": "Wij ook.", "form": form["form_key"]}
    first = other.post(ask, sent).headers["Location"]
    assert other.post(ask, sent).headers["Location"] == first  # pressed twice, it is one
    assert bas.email not in organiser.get(first).content.decode()
    organiser.post(f"{first}act/", {"act": "accept", "seen_version": 1})
    assert bas.email in organiser.get(first).content.decode()
    assert anna.email in other.get(first).content.decode()
    assert len(events_in(other.get(f"{place}schedule.ics"))) == 1
    other.post(f"{first}act/", {"act": "cancel", "seen_version": 2})
    assert bas.email not in organiser.get(first).content.decode()
    [struck] = events_in(organiser.get(f"{first}calendar.ics"))
    assert str(struck["status"]) == "CANCELLED"


def test_a_meeting_is_for_the_two_of_it(gathering, anna, bas, chaima, dirk, signed_in):
    meeting = asked_meeting(joined(gathering, anna), joined(gathering, bas), now=timezone.now())
    for person, status in ((anna, 200), (bas, 200), (chaima, 404), (dirk, 404)):
        assert signed_in(person).get(meeting.get_absolute_url()).status_code == status, person


def test_what_changed_meanwhile_is_shown_before_it_is_answered(gathering, anna, bas, signed_in):
    meeting = asked_meeting(joined(gathering, anna), joined(gathering, bas), now=timezone.now())
    Meeting.objects.filter(pk=meeting.pk).update(version=2)
    page = signed_in(bas).post(f"{meeting.get_absolute_url()}act/", {"act": "accept", "seen_version": 1})
    assert page.status_code == 409
    meeting.refresh_from_db()
    assert meeting.state == "asked"


def test_the_overview_says_which_organisations_meet_and_not_why(gathering, anna, bas, signed_in):
    agreed_meeting(joined(gathering, anna), joined(gathering, bas), now=timezone.now())
    place = f"/item/{gathering.item.slug}/meetings/overview"
    table = signed_in(anna).get(f"{place}.csv").content.decode("utf-8-sig")
    assert "Heat Pumps BV" in table
    assert "Wij koelen ook" not in table
    assert "Heat Pumps BV" in signed_in(anna).get(f"{place}/").content.decode()
    assert signed_in(bas).get(f"{place}/").status_code == 404


def test_an_event_is_copied_by_who_may_edit_it(rotterdam, anna, bas, signed_in):
    event = event_of(rotterdam, in_days(10))
    page = signed_in(anna).get(f"/item/{event.slug}/copy/")
    sent = {"first_on": in_days(50).isoformat(), "form": page.context["form_key"]}
    one = signed_in(anna).post(f"/item/{event.slug}/copy/", sent)
    other = signed_in(anna).post(f"/item/{event.slug}/copy/", sent)
    assert one.headers["Location"] == other.headers["Location"]
    assert Item.objects.filter(kind="event").count() == 2
    assert signed_in(bas).get(f"/item/{event.slug}/copy/").status_code == 404
