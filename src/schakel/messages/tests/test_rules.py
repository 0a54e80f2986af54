from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.kernel.refusal import Refusal
from schakel.messages import rules
from schakel.messages.rules import Frequency, MailState
from tests.clock import NOW

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("written", "sent_to"),
    [
        ("anna@rotterdam.example", "anna@rotterdam.example"),
        ("anna+hub@Rotterdam.EXAMPLE", "anna+hub@rotterdam.example"),
        ("o'brien@town.example", "o'brien@town.example"),
        ("anna@köln.example", "anna@xn--kln-sna.example"),
    ],
)
def test_an_address_is_written_as_a_mail_server_takes_it(written, sent_to):
    assert rules.checked_address(written) == sent_to


@pytest.mark.parametrize(
    "written",
    [
        "",
        "anna",
        "anna@",
        "@town.example",
        "anna@town",
        "anna@town..example",
        "anna@-town.example",
        "anna@[127.0.0.1]",
        '"a@b"@town.example',
        "anna@town.example,bas@town.example",
        "anna@town.example\r\nBcc: bas@town.example",
        "anna\n@town.example",
        "anna@town.example\n",
        "anna@town.example\u2028",
        "ánna@town.example",
        "Anna <anna@town.example>",
        f"{'a' * 65}@town.example",
        f"anna@{'a' * 63}.{'b' * 63}.{'c' * 63}.{'d' * 63}.example",
    ],
)
def test_an_address_that_can_smuggle_something_or_is_none_is_refused(written):
    with pytest.raises(Refusal) as refused:
        rules.checked_address(written)
    assert refused.value.code == "address-not-usable"


def test_how_long_an_address_may_be():
    longest_local = f"{'a' * 64}@town.example"
    assert rules.checked_address(longest_local) == longest_local
    domain = ".".join(["b" * 63, "c" * 63, "d" * 58, "nl"])
    longest = f"{'a' * 64}@{domain}"
    assert len(longest) == rules.LONGEST_ADDRESS == 254
    assert rules.checked_address(longest) == longest
    with pytest.raises(Refusal):
        rules.checked_address(longest.replace("@", "@x", 1).replace("xb", "x", 1) + "l")


def test_which_addressee_is_a_bare_address():
    assert rules.is_bare("anna@rotterdam.example")
    assert not rules.is_bare("person:7")


def test_a_line_keeps_its_words_and_its_beginning():
    assert rules.one_line("  Een\r\nregel \u2028 of\ttwee ") == "Een regel of twee"
    assert rules.one_line("ab cd", longest=3) == "ab"
    assert rules.one_line(" ab", longest=3) == "ab"
    assert len(rules.one_line("x" * 300)) == 200


@pytest.mark.parametrize("typed", ["=?utf-8?q?a=0D=0ABcc:_x@y.example?=", "==??=?", "=\u2028?utf-8?b?YQ==?="])
def test_a_line_holds_nothing_that_a_program_would_decode(typed):
    assert "=?" not in rules.one_line(typed)
    assert rules.one_line(typed).replace(" ", "") == typed.replace("\u2028", "")


def test_the_terms_as_they_are_documented():
    minutes = [int(pause.total_seconds() // 60) for pause in rules.PAUSES]
    assert minutes == [1, 5, 15, 60, 240, 720]
    assert (
        timedelta(minutes=15),
        timedelta(minutes=10),
    ) == (rules.LONGEST_UNSEEN, rules.LONGEST_HANDING_OVER)
    assert (rules.KEPT_FOR.days, rules.CAN_BE_SENT_AGAIN_FOR.days, rules.NOTICES_KEPT_FOR.days) == (
        90,
        7,
        365,
    )
    assert (rules.MOST_AN_HOUR, rules.LONGEST_WHY, timedelta(minutes=5)) == (20, 200, rules.GRACE)
    assert [state.value for state in MailState] == [
        "waiting",
        "handing-over",
        "sent",
        "failed",
        "uncertain",
        "dropped",
    ]
    assert [one.value for one in Frequency] == ["at-once", "daily", "weekly", "never"]


@given(st.text(max_size=300))
def test_a_header_is_one_line_whatever_is_put_in_it(text):
    line = rules.one_line(text)
    assert len(line.splitlines()) <= 1
    assert line.isprintable()
    assert len(line) <= rules.LONGEST_SUBJECT


def test_a_server_that_says_not_now_is_asked_with_growing_pauses_and_then_given_up():
    pauses = [rules.pause_after(tries) for tries in range(1, 8)]
    assert pauses[:6] == sorted(pauses[:6])
    assert pauses[0] == timedelta(minutes=1)
    assert pauses[6] is None


@pytest.mark.parametrize(
    ("choices", "must", "expected"),
    [
        ({}, False, Frequency.DAILY),
        ({"": "never"}, False, Frequency.NEVER),
        ({"": "never", "letter": "at-once"}, False, Frequency.AT_ONCE),
        ({"": "never", "letter": "never"}, True, Frequency.AT_ONCE),
    ],
)
def test_what_somebody_chose_counts_unless_it_must_be_told(choices, must, expected):
    assert rules.frequency_of("letter", choices, default=Frequency.DAILY, must=must) is expected


@pytest.mark.parametrize(
    ("moment", "frequency", "name", "ends_at"),
    [
        ("2026-11-23T05:59+00:00", Frequency.DAILY, "daily:2026-11-22", "2026-11-23T06:00+00:00"),
        ("2026-11-23T06:00+00:00", Frequency.DAILY, "daily:2026-11-23", "2026-11-24T06:00+00:00"),
        ("2026-11-23T05:59+00:00", Frequency.WEEKLY, "weekly:2026-11-16", "2026-11-23T06:00+00:00"),
        ("2026-11-23T06:00+00:00", Frequency.WEEKLY, "weekly:2026-11-23", "2026-11-30T06:00+00:00"),
        # The night in which the clock goes back: the day is an hour longer.
        ("2026-10-24T12:00+00:00", Frequency.DAILY, "daily:2026-10-24", "2026-10-25T06:00+00:00"),
    ],
)
def test_a_day_and_a_week_begin_at_seven_in_the_morning_here(moment, frequency, name, ends_at):
    period = rules.period_of(frequency, datetime.fromisoformat(moment), zone=AMSTERDAM)
    assert (period.name, period.ends_at) == (name, datetime.fromisoformat(ends_at))


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - it adds UTC
    st.sampled_from([Frequency.DAILY, Frequency.WEEKLY]),
)
def test_every_moment_lies_in_its_period_and_the_next_begins_where_it_ends(moment, frequency):
    period = rules.period_of(frequency, moment, zone=AMSTERDAM)
    assert period.begins_at <= moment < period.ends_at
    assert (
        rules.period_of(frequency, period.ends_at.astimezone(UTC), zone=AMSTERDAM).begins_at == period.ends_at
    )


def test_a_mail_that_failed_can_be_sent_again_for_a_week():
    week = rules.CAN_BE_SENT_AGAIN_FOR
    rules.check_can_be_sent_again(MailState.FAILED, ended_at=NOW - week, now=NOW)
    with pytest.raises(Refusal) as refused:
        rules.check_can_be_sent_again(MailState.FAILED, ended_at=NOW - week - timedelta(seconds=1), now=NOW)
    assert (refused.value.code, refused.value.details) == ("mail-too-old", {"days": 7})


@pytest.mark.parametrize("state", [state for state in MailState if state not in rules.IN_TROUBLE])
def test_a_mail_that_did_not_fail_is_not_sent_again(state):
    with pytest.raises(Refusal) as refused:
        rules.check_can_be_sent_again(state, ended_at=NOW, now=NOW)
    assert refused.value.code == "mail-not-in-trouble"
