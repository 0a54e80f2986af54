"""Decisions about editions, enrolments and tickets, on plain values."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.kernel.refusal import Refusal
from schakel.training import rules
from schakel.training.rules import (
    Audience,
    GroupMode,
    Price,
    PriceKind,
    Situation,
    Standing,
    State,
    Step,
    Times,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STARTS = NOW + timedelta(days=14)
HOUR = timedelta(hours=1)
FINE = Situation(State.OPEN, Audience.EVERYBODY, False, False, None, None, STARTS, NOW)


def test_an_open_edition_is_open_to_everybody():
    rules.check_may_enrol(FINE)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"state": State.PLANNED}, "edition-not-open"),
        ({"state": State.CANCELLED}, "edition-not-open"),
        ({"starts_at": NOW}, "edition-has-begun"),
        ({"starts_at": None}, "edition-has-begun"),
        ({"opens_at": NOW + HOUR}, "enrolment-not-open-yet"),
        ({"closes_at": NOW}, "enrolment-is-closed"),
        ({"audience": Audience.MEMBERS}, "edition-for-members"),
        ({"audience": Audience.PUBLIC_BODIES, "is_member": True}, "edition-for-public-bodies"),
    ],
)
def test_who_may_not_enrol_is_told_why(changed, code):
    with pytest.raises(Refusal, match=code):
        rules.check_may_enrol(replace(FINE, **changed))


@pytest.mark.parametrize("step", list(Step))
def test_a_step_is_possible_from_some_states_alone(step):
    sources, target = rules.WAYS[step]
    for state in State:
        if state in sources:
            assert rules.next_state(state, step) is target
        else:
            with pytest.raises(Refusal, match="edition-step-not-possible"):
                rules.next_state(state, step)


@pytest.mark.parametrize(
    ("before", "lasts"),
    [
        (timedelta(days=30), timedelta(hours=48)),
        (timedelta(hours=40), timedelta(hours=10)),
        (timedelta(hours=5), timedelta(hours=2)),
        (timedelta(hours=1), timedelta(hours=1)),
    ],
)
def test_an_offer_lasts_two_days_less_near_the_start_and_never_beyond_it(before, lasts):
    assert rules.offer_ends_at(now=NOW, starts_at=NOW + before) == NOW + lasts


def test_what_was_kept_for_a_while_is_over_at_its_end_and_nothing_else():
    for stored in Standing:
        found = rules.standing_at(stored, ends_at=NOW, now=NOW)
        kept = stored in (Standing.ASKED, Standing.OFFERED)
        assert found is (Standing.EXPIRED if kept else stored)
        assert rules.standing_at(stored, ends_at=NOW + HOUR, now=NOW) is stored


def test_sessions_touch_and_do_not_overlap():
    first, second = Times(NOW, NOW + HOUR), Times(NOW + HOUR, NOW + 2 * HOUR)
    rules.check_sessions([second, first], now=NOW)
    for wrong, code in (
        ([first, Times(NOW + HOUR - timedelta(seconds=1), NOW + 2 * HOUR)], "sessions-overlap"),
        ([Times(NOW, NOW)], "session-without-length"),
        ([Times(NOW, NOW - HOUR)], "session-without-length"),
        ([Times(NOW, NOW + timedelta(days=36_500))], "session-without-length"),
        (
            [Times(NOW + number * HOUR, NOW + (number + 1) * HOUR) for number in range(31)],
            "sessions-too-many",
        ),
    ):
        with pytest.raises(Refusal, match=code):
            rules.check_sessions(wrong, now=NOW)


@pytest.mark.parametrize(
    ("seats", "code"), [(0, "seats-not-usable"), (5_001, "seats-not-usable"), (2, "seats-are-held")]
)
def test_seats_are_a_number_that_can_be(seats, code):
    rules.check_seats(None, held=3)
    rules.check_seats(3, held=3)
    with pytest.raises(Refusal, match=code):
        rules.check_seats(seats, held=3)


@pytest.mark.parametrize(("seats", "most"), [(None, None), (1, 1), (4, 1), (10, 2), (100, 20)])
def test_a_fifth_of_the_seats_is_kept_for_guests_who_did_not_confirm(seats, most):
    assert rules.most_unconfirmed(seats) == most


def test_a_group_fits_or_says_how_much_room_there_is():
    people = [("An", "an@x.example"), ("Bo", "bo@x.example")]
    rules.check_group(people, free=2, mode=GroupMode.ALL)
    rules.check_group(people, free=None, mode=GroupMode.ALL)
    rules.check_group(people, free=0, mode=GroupMode.AS_MANY)
    for several, free, code in (
        (people, 1, "group-does-not-fit"),
        ([], 9, "group-is-empty"),
        (people * 26, None, "group-too-large"),
    ):
        with pytest.raises(Refusal, match=code):
            rules.check_group(several, free=free, mode=GroupMode.ALL)


@pytest.mark.parametrize(
    ("cents", "percent", "with_vat"),
    [(0, 21, 0), (100, 21, 121), (10_000, 9, 10_900), (2, 21, 2), (3, 21, 4)],
)
def test_vat_is_rounded_as_on_an_invoice(cents, percent, with_vat):
    assert Price(cents, percent).with_vat == with_vat


def test_a_price_that_cannot_be_is_refused():
    for price in (Price(-1, 0), Price(100, 20), Price(10_000_001, 0)):
        with pytest.raises(Refusal, match="price-not-usable"):
            rules.check_price(price)
    assert rules.price_kind_of(is_public_body=False, is_company=True) is PriceKind.COMPANY
    assert rules.price_kind_of(is_public_body=False, is_company=False) is PriceKind.OTHER


@pytest.mark.parametrize("score", [-1, 0, rules.BEST_SCORE + 1, 10**30])
def test_a_score_that_nobody_can_give_is_refused(score):
    with pytest.raises(Refusal, match="score-not-usable"):
        rules.check_score(score)


@pytest.mark.parametrize("score", [1, rules.BEST_SCORE])
def test_a_score_of_the_list_stays(score):
    assert rules.check_score(score) == score


def test_a_copy_begins_at_the_same_hour_of_the_clock_across_the_change_of_summer_time():
    zone = ZoneInfo("Europe/Amsterdam")
    winter = datetime(2027, 3, 22, 9, tzinfo=zone)
    moved = rules.same_clock(winter, days=7, zone=zone).astimezone(zone)
    assert (moved.date().isoformat(), moved.hour) == ("2027-03-29", 9)
    assert rules.same_clock(winter, days=7, zone=zone) - winter == timedelta(days=7, hours=-1)


SECRET = b"geheim"
TICKET = "7-3D45-Z4J3"


@given(st.integers(min_value=1, max_value=2**50), st.integers(min_value=1, max_value=10_000))
def test_a_ticket_is_read_back_however_it_is_typed(number, edition):
    code = rules.ticket_code(number, edition=edition, secret=SECRET)
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("0", "o").replace("1", "l")):
        assert rules.number_on(typed, edition=edition, secret=SECRET) == number
    assert rules.number_on(code, edition=edition + 1, secret=SECRET) is None
    assert rules.number_on(code, edition=edition, secret=b"anders") is None


@given(st.text(max_size=60))
def test_what_is_no_ticket_is_nobody(written):
    assert rules.number_on(written, edition=1, secret=SECRET) is None


def test_the_share_counts_sessions_and_the_minutes_of_those():
    sessions = {
        1: Times(NOW, NOW + 2 * HOUR),
        2: Times(NOW + 3 * HOUR, NOW + 4 * HOUR),
        3: Times(STARTS, STARTS + HOUR),
    }
    share = rules.share_of(sessions, [1, 1, 3, 99])
    assert (share.attended, share.minutes, share.percent) == (2, 180, 66)
    assert rules.share_of({}, [1]).percent == 0


def test_of_fewer_than_five_answers_nothing_is_shown():
    assert rules.judgement_of([5, 5, 5, 5]) is None
    found = rules.judgement_of([5, 4, 4, 4, 4])
    assert found is not None
    assert (found.average, found.by_score) == (42, (0, 0, 0, 4, 1))


def test_cancelling_is_free_until_so_many_days_before():
    for days, is_free in ((8, True), (7, True), (6, False)):
        now = STARTS - timedelta(days=days)
        assert rules.is_free_of_charge(starts_at=STARTS, free_until_days=7, zone=UTC, now=now) is is_free


def test_the_days_before_are_counted_by_the_clock_on_the_wall():
    """At 10:00 in summer time, and a week before, at 10:00 in winter time, it is still free."""
    zone = ZoneInfo("Europe/Amsterdam")
    starts_at = datetime(2027, 3, 30, 10, tzinfo=zone)
    for minute, is_free in ((0, True), (1, False)):
        now = datetime(2027, 3, 23, 10, minute, tzinfo=zone).astimezone(UTC)
        free = rules.is_free_of_charge(
            starts_at=starts_at.astimezone(UTC), free_until_days=7, zone=zone, now=now
        )
        assert free is is_free


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (rules.State, "planned open held cancelled"),
        (rules.Step, "open hold cancel"),
        (rules.Audience, "everybody members public-bodies"),
        (rules.PriceKind, "public-body company other"),
        (rules.Standing, "asked enrolled waiting offered cancelled expired"),
        (rules.Moment, "before after recording"),
        (rules.GroupMode, "all as-many"),
    ],
)
def test_what_is_stored_or_sent_keeps_its_words(words, stored):
    assert [one.value for one in words] == stored.split()


def test_what_is_promised_keeps_its_numbers():
    assert (rules.LONGEST_TITLE, rules.LONGEST_LINE, rules.LONGEST_TEXT) == (160, 200, 4_000)
    assert (rules.MOST_SEATS, rules.MOST_SESSIONS, rules.MOST_IN_A_GROUP, rules.MOST_MATERIALS) == (
        5_000,
        30,
        50,
        60,
    )
    assert (rules.FORMATS, rules.VAT_PERCENTS) == (("onsite", "online", "hybrid"), (0, 9, 21))
    assert " ".join(rules.DIMENSIONS) == "strategy readiness human-centric data interoperability green"
    assert (rules.MOST_REMIND_DAYS, rules.CHECK_LENGTH, rules.FEWEST_SHOWN, rules.BEST_SCORE) == (30, 8, 5, 5)
    assert " ".join(rules.LEVELS) == "basic advanced expert"
    assert {
        "hold": timedelta(days=1),
        "offer": timedelta(days=2),
        "shortest": 2 * HOUR,
        "session": timedelta(days=1),
        "coming": 2 * HOUR,
        "unconfirmed": timedelta(days=30),
        "guests": timedelta(days=365),
        "furthest": timedelta(days=1_825),
    } == {
        "hold": rules.HOLD_LASTS,
        "offer": rules.OFFER_LASTS,
        "shortest": rules.SHORTEST_OFFER,
        "session": rules.LONGEST_SESSION,
        "coming": rules.COMING_BEGINS,
        "unconfirmed": rules.UNCONFIRMED_KEPT_FOR,
        "guests": rules.GUESTS_KEPT_FOR,
        "furthest": rules.FURTHEST,
    }
    assert Price(0, 0) == rules.FREE


# ---------------------------------------------------------------------- what is refused, and what is said of it


def refusal_of(do, *arguments, **named):
    """The code and the details with which something is refused; nothing where it is allowed."""
    try:
        do(*arguments, **named)
    except Refusal as refusal:
        return refusal.code, dict(refusal.details)
    return None


def test_what_is_refused_says_what_the_sentence_on_the_screen_needs():
    step = refusal_of(rules.next_state, State.HELD, Step.OPEN)
    assert step == ("edition-step-not-possible", {"step": "open", "state": "held"})
    many = [Times(NOW + number * HOUR, NOW + (number + 1) * HOUR) for number in range(31)]
    assert refusal_of(rules.check_sessions, many, now=NOW) == ("sessions-too-many", {"most": 30})
    assert refusal_of(rules.check_sessions, many[:30], now=NOW) is None
    assert refusal_of(rules.check_seats, 0, held=0) == ("seats-not-usable", {"most": 5_000})
    assert refusal_of(rules.check_seats, 2, held=3) == ("seats-are-held", {"held": 3})
    assert [refusal_of(rules.check_seats, seats, held=0) for seats in (None, 1, 5_000)] == [None] * 3
    early = replace(FINE, opens_at=NOW + HOUR)
    assert refusal_of(rules.check_may_enrol, early) == ("enrolment-not-open-yet", {"opens_at": NOW + HOUR})
    people = [("An", "an@x.example")] * 51
    large = refusal_of(rules.check_group, people, free=None, mode=GroupMode.AS_MANY)
    assert large == ("group-too-large", {"most": 50})
    assert refusal_of(rules.check_group, people[:50], free=50, mode=GroupMode.ALL) is None
    unfit = refusal_of(rules.check_group, people[:3], free=2, mode=GroupMode.ALL)
    assert unfit == ("group-does-not-fit", {"free": 2, "size": 3})
    assert refusal_of(rules.check_seen_version, stored=2, seen=1) == ("changed-meanwhile", {})
    assert refusal_of(rules.check_seen_version, stored=2, seen=2) is None


def test_the_moment_at_which_it_opens_and_the_audience_let_in_who_they_are_for():
    for changed in (
        {"opens_at": NOW},
        {"closes_at": NOW + HOUR},
        {"audience": Audience.MEMBERS, "is_member": True},
        {"audience": Audience.PUBLIC_BODIES, "is_of_public_body": True},
    ):
        assert refusal_of(rules.check_may_enrol, replace(FINE, **changed)) is None, changed
    assert refusal_of(rules.check_may_enrol, replace(FINE, starts_at=NOW)) == ("edition-has-begun", {})


def test_an_edition_opens_with_a_session_and_was_held_after_the_last():
    assert refusal_of(rules.check_can_open, sessions=0) == ("edition-without-sessions", {})
    assert refusal_of(rules.check_can_open, sessions=1) is None
    for ends_at, code in ((None, "edition-is-not-over"), (NOW + HOUR, "edition-is-not-over"), (NOW, None)):
        found = refusal_of(rules.check_can_be_held, ends_at=ends_at, now=NOW)
        assert found == ((code, {}) if code else None)


@pytest.mark.parametrize(
    ("is_attended", "after", "is_allowed"),
    [
        (False, -HOUR, True),
        (False, 2 * HOUR, True),
        (True, 2 * HOUR, False),
        (False, 3 * HOUR, False),
        (True, -HOUR, False),
    ],
)
def test_what_was_held_in_part_is_not_called_off(is_attended, after, is_allowed):
    sessions = [Times(STARTS, STARTS + 3 * HOUR), Times(STARTS + 9 * HOUR, STARTS + 10 * HOUR)]
    found = refusal_of(
        rules.check_can_be_called_off, sessions=sessions, is_attended=is_attended, now=STARTS + after
    )
    assert found == (None if is_allowed else ("edition-was-held-in-part", {}))


def test_a_session_lasts_a_day_at_most_and_is_not_years_away():
    day = timedelta(days=1)
    assert refusal_of(rules.check_sessions, [Times(NOW, NOW + day)], now=NOW) is None
    longer = [Times(NOW, NOW + day + timedelta(seconds=1))]
    assert refusal_of(rules.check_sessions, longer, now=NOW) == ("session-without-length", {})
    far = NOW + rules.FURTHEST
    assert refusal_of(rules.check_sessions, [Times(far, far + HOUR)], now=NOW) is None
    for moment in (far + timedelta(seconds=1), NOW - rules.FURTHEST - timedelta(seconds=1)):
        found = refusal_of(rules.check_sessions, [Times(moment, moment + HOUR)], now=NOW)
        assert found == ("moment-too-far-away", {"years": 5})
    assert refusal_of(rules.check_not_far_away, None, now=NOW) is None


def test_enrolment_ends_after_it_begins_where_both_are_said():
    for opens_at, closes_at, is_wrong in (
        (NOW, NOW, True),
        (NOW, NOW - HOUR, True),
        (NOW, NOW + HOUR, False),
        (None, NOW, False),
        (NOW, None, False),
        (None, None, False),
    ):
        found = refusal_of(rules.check_window, opens_at, closes_at)
        assert found == (("enrolment-ends-before-it-begins", {}) if is_wrong else None)


def test_words_are_tidied_and_are_not_too_many():
    assert rules.check_line("  een \n regel ") == "een regel"
    assert rules.check_line("", is_required=False) == ""
    assert refusal_of(rules.check_line, " \n ") == ("words-missing", {})
    assert rules.check_line("x" * 200) == "x" * 200
    assert refusal_of(rules.check_line, "x" * 201) == ("words-too-long", {"longest": 200})
    assert refusal_of(rules.check_line, "xxx", longest=2) == ("words-too-long", {"longest": 2})
    assert rules.check_text(" twee\r\nregels ") == "twee\nregels"
    assert rules.check_text("x" * 4_000) == "x" * 4_000
    assert refusal_of(rules.check_text, "x" * 4_001) == ("words-too-long", {"longest": 4_000})


def test_who_organises_it_adds_people_while_there_is_a_seat():
    for state in State:
        found = refusal_of(rules.check_can_be_added, state=state, is_full=False)
        assert found == (None if state in (State.OPEN, State.HELD) else ("edition-not-open", {}))
    assert refusal_of(rules.check_can_be_added, state=State.OPEN, is_full=True) == ("edition-is-full", {})


def test_the_terms_name_what_costs_something_and_whether_one_waits():
    prices = {PriceKind.OTHER: Price(5_000, 21), PriceKind.COMPANY: Price(100, 9)}
    assert rules.terms_text(prices) == "company:100:9 other:5000:21"
    assert rules.terms_text(prices, is_full=False) == "company:100:9 other:5000:21 seat"
    assert rules.terms_text({PriceKind.OTHER: Price(0, 21)}, is_full=True) == "waiting"
    assert rules.terms_text({}) == "free"


def test_a_price_that_can_be_is_kept_and_is_of_what_somebody_is():
    for price in (Price(0, 0), Price(10_000_000, 9)):
        assert rules.check_price(price) == price
    assert refusal_of(rules.check_price, Price(10_000_001, 0)) == ("price-not-usable", {})
    assert rules.price_kind_of(is_public_body=True, is_company=True) is PriceKind.PUBLIC_BODY


def test_a_guest_has_a_day_to_confirm_and_less_near_the_start():
    for before, lasts in ((timedelta(days=30), timedelta(days=1)), (40 * HOUR, 10 * HOUR), (HOUR, HOUR)):
        assert rules.hold_ends_at(now=NOW, starts_at=NOW + before) == NOW + lasts


def test_only_what_is_offered_is_taken_and_only_what_goes_on_is_cancelled():
    for standing in Standing:
        code = {Standing.OFFERED: None, Standing.EXPIRED: "offer-is-over"}.get(standing, "nothing-is-offered")
        assert refusal_of(rules.check_can_accept, standing) == ((code, {}) if code else None)
        is_open = standing in rules.OPEN_STANDINGS
        for starts_at, late in ((None, False), (NOW + HOUR, False), (NOW, True)):
            found = refusal_of(rules.check_can_cancel, standing, starts_at=starts_at, now=NOW)
            said = ("edition-has-begun", {}) if late else None
            assert found == (said if is_open else ("enrolment-is-over", {}))
    assert frozenset({"asked", "enrolled", "waiting", "offered"}) == rules.OPEN_STANDINGS
    assert frozenset({"enrolled", "offered"}) == rules.SEATED
    assert frozenset({"asked", "offered"}) == rules.FOR_A_WHILE
    assert rules.standing_at(Standing.OFFERED, ends_at=None, now=NOW) is Standing.OFFERED


@pytest.mark.parametrize(
    ("changed", "is_due"),
    [
        ({}, True),
        ({"now": STARTS - timedelta(days=2, seconds=1)}, False),
        ({"now": STARTS - timedelta(seconds=1)}, True),
        ({"now": STARTS}, False),
        ({"remind_days": 0, "now": STARTS - timedelta(seconds=1)}, False),
        ({"reminded_of": STARTS}, False),
        ({"reminded_of": STARTS - HOUR}, True),
        ({"changed_at": STARTS - timedelta(days=2)}, False),
        ({"changed_at": STARTS - timedelta(days=2, seconds=1)}, True),
    ],
)
def test_a_reminder_is_due_once_from_so_many_days_before_until_it_begins(changed, is_due):
    fine = {
        "starts_at": STARTS,
        "remind_days": 2,
        "changed_at": NOW,
        "reminded_of": None,
        "now": STARTS - timedelta(days=2),
    }
    assert rules.is_to_be_reminded(**(fine | changed)) is is_due


def test_who_cancels_what_has_no_day_yet_pays_nothing():
    assert rules.is_free_of_charge(starts_at=None, free_until_days=7, zone=UTC, now=NOW)


def test_people_come_from_two_hours_before_and_at_the_moment_that_can_be():
    times = Times(STARTS, STARTS + 3 * HOUR)
    early = STARTS - 2 * HOUR
    assert refusal_of(rules.check_can_come, times=times, now=early) is None
    before = early - timedelta(seconds=1)
    assert refusal_of(rules.check_can_come, times=times, now=before) == ("session-not-begun", {})
    now = STARTS + HOUR
    for said, arrived in (
        (None, now),
        (early, early),
        (before, now),
        (now, now),
        (now + timedelta(seconds=1), now),
    ):
        assert rules.arrived_at(said, times=times, now=now) == arrived
    assert rules.arrived_at(None, times=times, now=times.ends_at + HOUR) == times.ends_at
    late = times.ends_at + 2 * HOUR
    assert rules.arrived_at(times.ends_at + HOUR, times=times, now=late) == times.ends_at


def test_who_was_there_judges_once_it_has_begun_and_once():
    fine = {"was_there": True, "has_begun": True, "has_judged": False}
    assert refusal_of(rules.check_may_judge, Standing.ENROLLED, **fine) is None
    for standing, changed, code in (
        (Standing.CANCELLED, {}, "survey-for-who-took-part"),
        (Standing.ENROLLED, {"was_there": False}, "survey-for-who-took-part"),
        (Standing.ENROLLED, {"was_there": False, "has_begun": False}, "survey-not-yet"),
        (Standing.ENROLLED, {"has_begun": False}, "survey-not-yet"),
        (Standing.ENROLLED, {"has_judged": True}, "survey-answered-already"),
    ):
        assert refusal_of(rules.check_may_judge, standing, **(fine | changed)) == (code, {})


def test_a_ticket_once_given_out_stays_as_it_was():
    assert rules.ticket_code(7, edition=3, secret=SECRET) == TICKET
    assert rules.ticket_code(0, edition=3, secret=SECRET).startswith("0-")
    assert rules.ticket_code(33, edition=3, secret=SECRET).startswith("11-")
    assert rules.number_on(TICKET[2:], edition=3, secret=SECRET) is None
    largest = 2**60 - 1
    code = rules.ticket_code(largest, edition=3, secret=SECRET)
    assert rules.number_on(code, edition=3, secret=SECRET) == largest
    longer = rules.ticket_code(2**60, edition=3, secret=SECRET)
    assert rules.number_on(longer, edition=3, secret=SECRET) is None


def test_a_judgement_counts_each_score_and_rounds_the_average_halves_upwards():
    found = rules.judgement_of([1, 2, 3, 4, 5])
    assert (found.answers, found.average, found.by_score) == (5, 30, (1, 1, 1, 1, 1))
    assert rules.judgement_of([1] * 19 + [2]).average == 11  # 10.5
    assert rules.judgement_of([1] * 20 + [2]).average == 10  # 10.48
