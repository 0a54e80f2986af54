"""What an alert decides, without a database."""

from datetime import timedelta

import pytest

from schakel.alerts import rules
from schakel.alerts.rules import Rhythm
from schakel.kernel.refusal import Refusal
from tests.clock import NOW


def refused(decision, *arguments, **named):
    with pytest.raises(Refusal) as caught:
        decision(*arguments, **named)
    return caught.value


def test_a_rhythm_is_a_known_one():
    assert rules.check_rhythm("weekly") is Rhythm.WEEKLY
    assert refused(rules.check_rhythm, "hourly").code == "rhythm-unknown"


@pytest.mark.parametrize(
    ("rhythm", "waited", "due"),
    [
        (Rhythm.DAILY, timedelta(days=1), True),
        (Rhythm.DAILY, timedelta(days=1) - timedelta(seconds=1), False),
        (Rhythm.WEEKLY, timedelta(days=7), True),
        (Rhythm.WEEKLY, timedelta(days=6, hours=23), False),
    ],
)
def test_an_alert_looks_once_in_its_rhythm(rhythm, waited, due):
    assert rules.is_due(rhythm, looked_at=NOW - waited, now=NOW) is due


def test_somebody_can_have_so_many_alerts_and_no_more():
    rules.check_room(confirmed=rules.MOST_OF_ONE - 1, unconfirmed=rules.MOST_OF_NEW_PEOPLE - 1)
    full = refused(rules.check_room, confirmed=rules.MOST_OF_ONE, unconfirmed=0)
    assert (full.code, full.details) == ("alerts-too-many", {"most": rules.MOST_OF_ONE})
    waiting = refused(rules.check_room, confirmed=0, unconfirmed=rules.MOST_OF_NEW_PEOPLE)
    assert (waiting.code, waiting.details) == ("alerts-wait-for-a-yes", {"most": rules.MOST_OF_NEW_PEOPLE})


def test_what_is_asked_is_something_and_not_endless():
    longest = "q=" + "a" * (rules.LONGEST_ASKED - 2)
    assert rules.check_asked(longest) == longest
    assert refused(rules.check_asked, "").code == "question-empty"
    too_long = refused(rules.check_asked, longest + "a")
    assert (too_long.code, too_long.details) == ("question-too-long", {"longest": rules.LONGEST_ASKED})


def test_the_same_question_of_the_same_somebody_is_recognised():
    key = rules.asked_key("anna@rotterdam.example", "q=hitte")
    assert key == rules.asked_key("Anna@Rotterdam.example", "q=hitte")
    assert (
        len(
            {
                key,
                rules.asked_key("bas@x.example", "q=hitte"),
                rules.asked_key("anna@rotterdam.example", "q=kou"),
            }
        )
        == 3
    )
    assert rules.asked_key("a", "b\nc") != rules.asked_key("a", "b c")
    assert len(key) == 64


def test_an_alert_that_nobody_confirmed_in_time_is_forgotten():
    late = NOW - rules.CONFIRMED_WITHIN - timedelta(seconds=1)
    assert rules.is_forgotten(made_at=late, confirmed_at=None, now=NOW)
    assert not rules.is_forgotten(made_at=NOW - rules.CONFIRMED_WITHIN, confirmed_at=None, now=NOW)
    assert not rules.is_forgotten(made_at=late, confirmed_at=late, now=NOW)


def test_what_is_stored_keeps_its_words_and_what_is_promised_its_numbers():
    assert [rhythm.value for rhythm in Rhythm] == ["daily", "weekly"]
    assert (rules.NEAR_ENOUGH, rules.MOST_TOLD) == (3, 10)
    assert (rules.MOST_OF_ONE, rules.MOST_OF_NEW_PEOPLE, rules.LONGEST_ASKED) == (50, 5, 8_000)
    assert timedelta(days=7) == rules.CONFIRMED_WITHIN
