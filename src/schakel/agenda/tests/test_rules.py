"""What fits, what is shown, months and keys; without a database."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from schakel.agenda import rules
from schakel.agenda.rules import (
    Day,
    Wanted,
    day_asked,
    days_of_event,
    days_on,
    fits,
    in_order,
    is_shown,
    is_told_by_sessions,
    key_hash,
    last_of_month,
    month_after,
    month_asked,
    new_key,
    weeks_of,
    with_broader,
)
from schakel.kernel.points import Point, Reach

TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
DAY = Day(
    key="dag",
    kind="event",
    title="Dag van de Élektrische bus",
    path="/item/dag/",
    first_on=date(2026, 12, 1),
    last_on=date(2026, 12, 3),
    changed_at=NOW,
    themes=frozenset({"heat", "climate"}),
    places=frozenset({"gm0599", "rotterdam", "pv28"}),
    languages=frozenset({"nl"}),
    format="onsite",
    price_cents=0,
    organiser="rotterdam",
)


def test_who_wants_nothing_in_particular_sees_everything():
    assert fits(DAY, Wanted())


@pytest.mark.parametrize(
    ("name", "fitting", "other"),
    [
        ("kinds", {"event", "training"}, {"training"}),
        ("themes", {"climate"}, {"energy"}),
        ("places", {"pv28"}, {"utrecht"}),
        ("languages", {"nl", "en"}, {"en"}),
        ("formats", {"onsite"}, {"online"}),
        ("organisers", {"rotterdam"}, {"utrecht"}),
    ],
)
def test_each_filter_lets_through_what_fits_it_and_nothing_else(name, fitting, other):
    assert fits(DAY, replace(Wanted(), **{name: frozenset(fitting)}))
    assert not fits(DAY, replace(Wanted(), **{name: frozenset(other)}))
    assert not fits(DAY, replace(Wanted(kinds=frozenset({"event"})), **{name: frozenset(other)}))


def test_what_is_held_both_ways_fits_who_comes_and_who_stays_at_home():
    hybrid = replace(DAY, format="hybrid")
    assert fits(hybrid, Wanted(formats=frozenset({"online"})))
    assert fits(hybrid, Wanted(formats=frozenset({"onsite"})))
    assert not fits(replace(DAY, format=""), Wanted(formats=frozenset({"online"})))


@pytest.mark.parametrize(
    ("cents", "free", "paid"), [(0, True, False), (1, False, True), (None, False, False)]
)
def test_a_price_that_is_not_known_is_neither_free_nor_paid(cents, free, paid):
    day = replace(DAY, price_cents=cents)
    assert (fits(day, Wanted(price="free")), fits(day, Wanted(price="paid"))) == (free, paid)


@pytest.mark.parametrize(
    ("there", "is_near"),
    [
        ({"point": Point(51.92, 4.48)}, True),
        ({"point": Point(53.22, 6.57)}, False),
        ({"point": None}, False),
        ({"format": "hybrid"}, True),
        ({"format": "online"}, True),
        ({"is_anywhere": True}, True),
    ],
)
def test_what_one_goes_to_has_to_be_within_reach(there, is_near):
    around_delft = Wanted(reach=Reach(Point(52.01, 4.36), 25))
    assert fits(replace(DAY, **there), around_delft) is is_near
    assert fits(replace(DAY, **there), Wanted())


def test_words_are_found_in_the_title_in_whatever_letters():
    assert fits(DAY, Wanted(words="BUS élektr"))
    assert not fits(DAY, Wanted(words="bus tram"))


def test_what_was_cancelled_is_told_for_thirty_days():
    cancelled = replace(DAY, cancelled_on=TODAY)
    assert is_shown(cancelled, today=TODAY + timedelta(days=30))
    assert not is_shown(cancelled, today=TODAY + timedelta(days=31))
    assert in_order([cancelled], today=TODAY + timedelta(days=31)) == []


def test_whole_days_come_before_the_hours_of_the_same_day():
    at_ten = replace(DAY, key="a", starts_at=datetime(2026, 12, 1, 9, tzinfo=UTC))
    later = replace(DAY, key="b", first_on=date(2026, 12, 2))
    assert in_order([later, at_ten, DAY], today=TODAY) == [DAY, at_ten, later]


def test_an_event_of_three_days_is_on_each_of_them():
    on = [day for day in (date(2026, 12, 1) + timedelta(days=n - 1) for n in range(5)) if days_on([DAY], day)]
    assert on == [date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2027-02", date(2027, 2, 1)),
        ("2027-13", date(2026, 11, 1)),
        ("0000-01", date(2026, 11, 1)),
        ("9999-12", date(2026, 11, 1)),
        ("٢٠٢٧-٠٢", date(2026, 11, 1)),
        ("", date(2026, 11, 1)),
    ],
)
def test_a_month_that_cannot_be_is_this_month(text, month):
    assert month_asked(text, today=TODAY) == month


def test_months_follow_each_other_over_the_year():
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert month_after(date(2026, 1, 1), number=-1) == date(2025, 12, 1)
    assert last_of_month(date(2028, 2, 1)) == date(2028, 2, 29)


def test_weeks_run_from_monday_to_sunday_around_the_month():
    weeks = weeks_of(date(2026, 12, 1))
    assert weeks[0][0] == date(2026, 11, 30)
    assert all(len(week) == 7 and week[0].weekday() == 0 for week in weeks)
    assert weeks[-1][-1] >= date(2026, 12, 31)


def test_a_theme_is_found_under_everything_it_is_part_of_also_where_those_go_round():
    assert with_broader(["heat"], {"heat": "climate"}) == {"heat", "climate"}
    assert with_broader(["a"], {"a": "b", "b": "a"}) == {"a", "b"}


def test_no_two_keys_are_alike_and_none_is_kept():
    one, other = new_key(), new_key()
    assert one != other
    assert len(one) >= 43  # characters of 6 bits: what nobody guesses (OWASP ASVS 5.0, 11.5.1 asks for 128)
    assert one not in key_hash(one)
    assert key_hash(one) != key_hash(other)


def test_a_day_is_told_by_sessions_on_it_and_what_is_held_once_by_those_to_come():
    first, last = date(2026, 12, 8), date(2026, 12, 10)

    def told(held=(), off=(), *, once=False):
        return is_told_by_sessions(
            first, last, held_on=held, off_on=off, is_only_one=once, today=date(2026, 11, 23)
        )

    within, later, past = date(2026, 12, 9), date(2027, 1, 9), date(2025, 12, 9)
    assert told([within])
    assert told([], [within])
    assert not told([later, past])
    assert told([later], once=True)
    assert not told([past], [later], once=True)


def test_what_was_cancelled_stands_behind_nothing_that_is_held():
    first, last = date(2026, 12, 8), date(2026, 12, 10)

    def told(held=(), off=()):
        return is_told_by_sessions(
            first, last, held_on=held, off_on=off, is_only_one=True, today=TODAY, is_off=True
        )

    assert told(off=[last])
    assert not told([first], [last])
    assert not told([date(2027, 1, 9)])
    assert not told()


def test_an_event_is_held_on_its_own_days_and_on_those_of_its_sessions():
    first, last, later = date(2026, 12, 8), date(2026, 12, 9), date(2027, 1, 9)

    def days(held=(), off=(), said=(first, last), today=TODAY):
        return days_of_event(said, held_on=held, off_on=off, today=today)

    assert days() == [first, last]
    assert days(today=last) == [last]
    assert days(today=later) == []
    assert days([last]) == [first, last]
    assert days([last, later]) == [first, last, later]
    assert days([later]) == [first, last, later]
    assert days([later], [first]) == [later]
    assert days(off=[first]) == days(off=[last]) == []
    assert days([last], [first]) == [first, last]
    assert days([first], said=None, today=first) == [first]
    assert days([first], [last]) == [first, last]
    assert days([later], said=None) == [later]
    assert days([first], said=None, today=last) == []
    assert len(days(said=(first, date(9999, 12, 31)))) == 367


def test_a_day_in_an_address_is_cut_at_what_anybody_counts_with():
    assert day_asked("2026-12-31") == date(2026, 12, 31)
    assert day_asked("9999-12-31") == date(2199, 12, 31)
    assert day_asked("0001-01-01") == date(2000, 1, 1)
    assert day_asked("morgen") is None


def test_what_stands_in_an_address_keeps_its_words_and_what_is_promised_its_numbers():
    assert rules.PRICES == ("free", "paid")
    assert rules.FORMATS == ("onsite", "online", "hybrid")
    assert (rules.FOLLOW, rules.LONGEST_WORDS, rules.KEY_BYTES) == ("agenda.follow", 80, 32)


def test_what_is_not_said_of_a_day_is_not_known_and_fits_no_wish():
    bare = Day("k", "event", "Titel", "/", TODAY, TODAY, NOW)
    words = (bare.title_language, bare.full_title, bare.about, bare.text, bare.place, bare.format)
    assert (*words, bare.organiser, bare.organiser_name) == ("",) * 8
    assert (bare.starts_at, bare.ends_at, bare.point, bare.price_cents, bare.cancelled_on) == (None,) * 5
    assert (bare.places, bare.themes, bare.languages) == (frozenset(),) * 3
    assert (bare.sequence, bare.is_anywhere, bare.is_certain, bare.keeps_free) == (0, False, True, False)


def test_who_wants_nothing_in_particular_wants_everything():
    every = Wanted()
    heaps = (every.kinds, every.themes, every.places, every.languages, every.formats, every.organisers)
    assert heaps == (frozenset(),) * 6
    assert (every.price, every.words, every.reach) == ("", "", None)
    assert fits(DAY, every)


def test_sessions_tell_of_the_first_and_of_the_last_day_and_one_of_today_is_still_to_come():
    first, last = date(2026, 12, 1), date(2026, 12, 3)

    def told(*held, off=(), only=False):
        return is_told_by_sessions(first, last, held_on=held, off_on=off, is_only_one=only, today=TODAY)

    assert told(first)
    assert told(last)
    assert told(off=[last])
    assert not told(first - timedelta(days=1), last + timedelta(days=1))
    assert told(TODAY, only=True)
    assert not told(TODAY - timedelta(days=1), only=True)


def test_months_are_counted_from_the_first_year_to_the_last():
    for text in ("2000-01", "2000-12", "2199-01", "2199-12"):
        assert month_asked(text, today=TODAY).isoformat() == f"{text}-01"
    for text in ("1999-12", "2200-01", "2026-00", "2026-13"):
        assert month_asked(text, today=TODAY) == date(2026, 11, 1)


def test_what_is_kept_of_an_address_stays_the_same_and_takes_whatever_is_sent():
    assert key_hash("sleutel") == hashlib.sha256(b"feed sleutel").hexdigest()
    assert key_hash("\udc80") == key_hash("?")
