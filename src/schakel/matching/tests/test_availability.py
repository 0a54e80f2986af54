"""What can be had at a certain time and within reach, as a condition of an answer."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.kernel.points import Point
from schakel.library.public import Kind, State, Visibility
from schakel.matching import public as matching
from schakel.matching.asking import QuestionForm
from schakel.matching.availability import LONGEST, Wish
from schakel.organisations.public import Organisation
from tests.clock import NOW
from tests.facilities import MAY, at, booked, facility_of, resource_of
from tests.items import item_of
from tests.training import edition_of, enrolled

ROTTERDAM, DELFT, GRONINGEN = Point(51.92, 4.48), Point(52.01, 4.36), Point(53.22, 6.57)
QUESTION = "meten van warmte"
IN_MAY = Wish(MAY, MAY)


@pytest.fixture(autouse=True)
def understanding(db):
    matching.CURRENT.forget()
    yield
    matching.CURRENT.forget()


def found(wish, *, near=None, person=None):
    form = QuestionForm(QUESTION, wish=wish, near=near, most=50)
    return {match.item.title("nl") for match in matching.ask(form, person=person, now=NOW).matches}


def thing(owner, title, kind, **facts):
    return item_of(owner, f"{title} meten warmte", kind=kind, facts=facts)


def test_a_facility_is_there_when_something_of_it_is_free(rotterdam, anna):
    facility = facility_of(rotterdam, "Meethal meten warmte")
    hall = resource_of(facility)
    thing(rotterdam, "Praktijk", Kind.CASE)
    assert found(IN_MAY) == {"Meethal meten warmte", "Praktijk meten warmte"}
    booked(anna, rotterdam, hall, at(MAY, 8, 18))
    assert found(IN_MAY) == {"Praktijk meten warmte"}
    assert found(Wish(MAY, MAY + timedelta(days=1))) == {"Meethal meten warmte", "Praktijk meten warmte"}


def test_a_facility_of_which_nobody_knows_is_not_free(rotterdam):
    thing(rotterdam, "Veld", Kind.FACILITY)
    assert found(Wish()) == {"Veld meten warmte"}
    assert found(IN_MAY) == set()


def test_a_training_is_there_when_an_edition_has_a_seat(rotterdam):
    course = thing(rotterdam, "Cursus", Kind.TRAINING, starts_on=[MAY.isoformat()])
    starts = datetime.combine(MAY, time(9), tzinfo=UTC)
    assert found(IN_MAY) == {
        "Cursus meten warmte"
    }  # the day in its text, as long as nobody planned an edition
    edition = edition_of(rotterdam, item=course, seats=1, starts_at=starts)
    assert found(IN_MAY) == {"Cursus meten warmte"}
    assert found(Wish(MAY + timedelta(days=1), MAY + timedelta(days=9))) == set()
    enrolled(edition, "els")
    assert found(IN_MAY) == set()


def test_an_event_is_there_on_its_day(rotterdam):
    thing(rotterdam, "Dag", Kind.EVENT, starts_on=MAY.isoformat())
    assert found(Wish(MAY - timedelta(days=9), MAY)) == {"Dag meten warmte"}
    assert found(Wish(MAY + timedelta(days=1))) == set()


def test_what_is_too_far_is_left_out_and_what_is_online_never_is(rotterdam):
    thing(rotterdam, "Hier", Kind.EVENT, starts_on=MAY.isoformat())
    thing(rotterdam, "Overal", Kind.EVENT, starts_on=MAY.isoformat(), format="online")
    thing(rotterdam, "Noorden", Kind.FACILITY, latitude=53.22, longitude=6.57)
    thing(rotterdam, "Praktijk", Kind.CASE)
    everything = {f"{one} meten warmte" for one in ("Hier", "Overal", "Noorden", "Praktijk")}
    assert found(Wish(within=25), near=DELFT) == everything - {"Noorden meten warmte"}
    assert found(Wish(within=25), near=GRONINGEN) == everything - {"Hier meten warmte"}
    assert found(Wish(within=25)) == everything  # nobody knows from where


def test_what_nobody_can_place_is_not_near(rotterdam):
    firm = Organisation.objects.create(slug="firma", name="Firma", type="company")
    thing(firm, "Ergens", Kind.FACILITY)
    thing(firm, "Maan", Kind.FACILITY, latitude=5344.2, longitude=4.0)
    assert found(Wish(within=100), near=ROTTERDAM) == set()


def test_it_stands_in_the_address_is_shown_and_can_be_taken_off(client, rotterdam):
    facility = facility_of(rotterdam, "Meethal meten warmte")
    resource_of(facility)
    address = f"/ask/?q=meten&from={MAY}&until={MAY}&within=50&for={rotterdam.slug}"
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "from 3 May 2027 until 3 May 2027" in page
    assert "within 50 km" in page
    assert 'name="from" value="2027-05-03"' in page
    assert f"How far from {rotterdam.name}" in page
    assert "Meethal meten warmte" in page


@pytest.mark.parametrize(
    "nonsense",
    [
        "from=gisteren",
        "from=0001-01-01",
        "until=9999-12-31",
        "within=7",
        "within=-1",
        "from=2027-02-30",
        "from=%00",
    ],
)
def test_what_makes_no_sense_is_left_out(client, rotterdam, nonsense):
    thing(rotterdam, "Veld", Kind.FACILITY)
    assert "Veld meten warmte" in client.get(f"/ask/?q=meten&{nonsense}").content.decode()


def test_what_somebody_may_not_see_changes_nothing(rotterdam, dirk):
    """Neither its bookings nor its editions have a say in what others find."""
    shown = facility_of(rotterdam, "Meethal meten warmte")
    resource_of(shown)
    before = found(IN_MAY, person=dirk)
    hidden = item_of(
        rotterdam,
        "Geheim meten warmte",
        kind=Kind.TRAINING,
        state=State.DRAFT,
        visibility=Visibility.ORGANISATION,
    )
    edition_of(rotterdam, item=hidden, starts_at=datetime.combine(MAY, time(9), tzinfo=UTC))
    assert found(IN_MAY, person=dirk) == before


@given(
    first=st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    last=st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
def test_days_are_in_order_and_not_past(first, last):
    today = date(2027, 1, 1)
    days = Wish(first, last).days(today)
    if first is None and last is None:
        assert days is None
    else:
        assert today <= days[0] <= days[1] <= days[0] + LONGEST
