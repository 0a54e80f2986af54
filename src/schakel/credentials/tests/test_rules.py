"""Decisions about credentials, without a database."""

import re
from dataclasses import replace
from datetime import date

import pytest

from schakel.credentials import rules
from schakel.credentials.drawing import lines_of
from schakel.credentials.open_badge import did_of
from schakel.credentials.rules import Achievement, Evidence, Reason, Sharing, State
from schakel.kernel.refusal import Refusal
from tests.clock import NOW

# As in tests/credentials.py, which needs a database; rules need none.
ACHIEVEMENT = Achievement(
    title="Werken met sensoren",
    criteria="Beide dagen aanwezig en de opdracht gemaakt.",
    minutes=720,
    language="nl",
    source="item:12",
    level="basis",
    dimensions=("Data", "Technologie"),
)
EVIDENCE = Evidence(date(2026, 11, 3), date(2026, 11, 4), 690)


def refused(code, act, *arguments, **named):
    with pytest.raises(Refusal) as caught:
        act(*arguments, **named)
    assert caught.value.code == code
    return caught.value.details


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Zoë \t van  Dam ", "Zoë van Dam"),
        ("Zoe\u0308", "Zoë"),
        ("Bas\x07\x00\r\nvan Dam", "Bas van Dam"),
        ("gpj\u202eexe", "gpjexe"),
        ("\u2066محمد\u2069", "محمد"),
        ("{{ 7*7 }} #let", "{{ 7*7 }} #let"),
        ("👩\u200d🔬 Ada", "👩\u200d🔬 Ada"),
    ],
)
def test_a_name_stands_on_one_line_and_keeps_its_letters(written, kept):
    assert rules.check_name(written) == kept


@pytest.mark.parametrize(("written", "code"), [("", "words-missing"), ("\u202e ", "words-missing")])
def test_a_name_has_letters(written, code):
    refused(code, rules.check_name, written)


def test_a_name_has_an_end():
    assert len(rules.check_name("é" * rules.LONGEST_NAME)) == rules.LONGEST_NAME
    refused("words-too-long", rules.check_name, "é" * (rules.LONGEST_NAME + 1))


def test_an_achievement_that_is_fine_stays_as_it_is():
    assert rules.check_achievement(ACHIEVEMENT) == ACHIEVEMENT
    assert rules.check_achievement(replace(ACHIEVEMENT, level="", dimensions=())).level == ""


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": " "}, "words-missing"),
        ({"criteria": ""}, "words-missing"),
        ({"title": "x" * 201}, "words-too-long"),
        ({"language": "fr"}, "language-unknown"),
        ({"minutes": -1}, "minutes-not-possible"),
        ({"minutes": rules.MOST_MINUTES + 1}, "minutes-not-possible"),
        ({"dimensions": tuple(str(one) for one in range(13))}, "dimensions-too-many"),
    ],
)
def test_an_achievement_that_cannot_be_is_refused(changed, code):
    refused(code, rules.check_achievement, replace(ACHIEVEMENT, **changed))


def test_the_last_day_is_not_before_the_first():
    assert rules.check_evidence(EVIDENCE) == EVIDENCE
    one_day = Evidence(date(2026, 11, 3), date(2026, 11, 3), 0)
    assert rules.check_evidence(one_day) == one_day
    refused("days-in-wrong-order", rules.check_evidence, replace(EVIDENCE, ended_on=date(2026, 11, 2)))


@pytest.mark.parametrize("email", ["", "@", "a@", "@b", "a b@c.example", "a@" + "b" * 254])
def test_what_cannot_be_an_address_is_refused(email):
    refused("address-not-usable", rules.check_address, email)


@pytest.mark.parametrize(
    ("name", "email", "stands_there"),
    [
        ("Kim de Wit", "kim@town.example", "Kim de Wit"),
        (" kim ", "kim@town.example", "kim"),
        ("Kim@Town.Example", "kim@town.example", "k…@town.example"),
        ("ander@town.example", "kim@town.example", "ander@town.example"),
        (f"{'a' * 200}@b.nl"[: rules.LONGEST_NAME], f"{'a' * 200}@b.nl", "a…@b.nl"),
    ],
)
def test_a_name_that_is_only_the_address_does_not_tell_it(name, email, stands_there):
    assert rules.name_beside(email, name) == stands_there


def test_the_hash_of_an_address_is_that_of_the_standard():
    # SHA-256 over the address and the salt behind it, worked out with sha256sum.
    assert rules.identity_hash("a@example.org", "deadsea") == (
        "sha256$af9ceeb38da403253f8ba009aa7311772db0f46fc82293b1743453689d618ca3"
    )


@pytest.mark.parametrize(
    ("revoked", "replaced", "erased", "state"),
    [
        (None, False, None, State.VALID),
        (NOW, False, None, State.REVOKED),
        (NOW, True, None, State.REPLACED),
        (NOW, True, NOW, State.ERASED),
        (NOW, False, NOW, State.ERASED),
    ],
)
def test_how_a_credential_stands(revoked, replaced, erased, state):
    assert rules.state_of(revoked_at=revoked, is_replaced=replaced, erased_at=erased) is state


def test_only_what_stands_can_be_changed():
    rules.check_stands(State.VALID)
    for state in set(State) - {State.VALID}:
        refused("credential-does-not-stand", rules.check_stands, state)


def test_some_reasons_are_given_by_the_hub_alone():
    assert rules.check_reason("mistake") is Reason.MISTAKE
    for reason in ("corrected", "erased", "", "because"):
        refused("reason-unknown", rules.check_reason, reason)


@pytest.mark.parametrize(
    ("sharing", "state", "by_holder", "by_others", "listed"),
    [
        (Sharing.PRIVATE, State.VALID, True, False, False),
        (Sharing.LINK, State.VALID, True, True, False),
        (Sharing.PUBLIC, State.VALID, True, True, True),
        (Sharing.PUBLIC, State.REVOKED, True, True, False),
        (Sharing.PRIVATE, State.REVOKED, True, False, False),
        (Sharing.PUBLIC, State.ERASED, False, False, False),
    ],
)
def test_who_opens_a_page_and_whether_it_is_listed(sharing, state, by_holder, by_others, listed):
    assert rules.may_open(sharing, state, is_holder=True) is by_holder
    assert rules.may_open(sharing, state, is_holder=False) is by_others
    assert rules.may_be_listed(sharing, state) is listed


def test_bits_stand_most_significant_first():
    bits = rules.bits_of([0, 9, rules.STATUS_LIST_SIZE - 1])
    assert len(bits) == 16_384
    assert (bits[0], bits[1], bits[-1]) == (0x80, 0x40, 0x01)


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://hub.example", "did:web:hub.example"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
        ("https://hub.example:8443", "did:web:hub.example%3A8443"),
    ],
)
def test_the_hub_is_named_by_its_host(address, did):
    assert did_of(address) == did


def test_a_title_fits_in_its_lines():
    assert lines_of("Werken met sensoren", width=10, most=4) == ["Werken met", "sensoren"]
    assert lines_of("a" * 25, width=10, most=4) == ["a" * 10, "a" * 10, "a" * 5]
    assert lines_of("een twee drie vier", width=4, most=2) == ["een", "twe…"]
    assert lines_of("", width=4, most=2) == []


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (rules.Sharing, "private link public"),
        (rules.Reason, "mistake not-attended asked corrected erased"),
        (rules.State, "valid revoked replaced erased"),
        (rules.Verdict, "valid revoked replaced erased altered unknown-issuer not-a-badge"),
    ],
)
def test_what_is_stored_or_sent_keeps_its_words(words, stored):
    assert [one.value for one in words] == stored.split()


def test_what_is_promised_keeps_its_numbers():
    assert (rules.LONGEST_NAME, rules.LONGEST_TITLE, rules.LONGEST_CRITERIA) == (150, 200, 1_000)
    assert (rules.LONGEST_LEVEL, rules.LONGEST_NOTE, rules.LONGEST_SOURCE, rules.LONGEST_KEY) == (
        60,
        500,
        100,
        200,
    )
    assert (rules.MOST_DIMENSIONS, rules.MOST_MINUTES, rules.LONGEST_ADDRESS) == (12, 366 * 24 * 60, 254)
    assert (rules.LARGEST_BADGE, rules.STATUS_LIST_SIZE) == (512 * 1024, 131_072)


def test_what_is_not_said_of_an_achievement_or_how_it_is_known_is_empty():
    assert (Achievement("t", "c", 1, "nl", "s").level, Achievement("t", "c", 1, "nl", "s").dimensions) == (
        "",
        (),
    )
    assert Evidence(date(2026, 11, 3), date(2026, 11, 3), 1).note == ""


def test_what_stands_in_an_address_and_what_is_mixed_in_are_long_and_never_the_same():
    for made in (rules.new_code, rules.new_salt):
        several = {made() for _ in range(50)}
        assert len(several) == 50
        assert all(re.fullmatch("[0-9a-f]{32}", one) for one in several)


def test_an_address_is_compared_in_small_letters_and_has_something_on_both_sides_of_its_last_at():
    assert rules.check_address(" Kim@Town.Example ") == "kim@town.example"
    assert rules.check_address('"a@b"@town.example') == '"a@b"@town.example'
    longest = "a" * (254 - len("@town.example")) + "@town.example"
    assert rules.check_address(longest) == longest
    for wrong in ("kim", "@town.example", "kim@", "a@b@", f"a{longest}"):
        refused("address-not-usable", rules.check_address, wrong)


def test_a_refusal_says_what_the_sentence_needs():
    assert refused("words-too-long", rules.check_line, "aaaa", longest=3) == {"longest": 3}
    assert rules.check_line("aaa", longest=3) == "aaa"
    unknown = replace(ACHIEVEMENT, language="de")
    assert refused("language-unknown", rules.check_achievement, unknown) == {"language": "de"}
    assert refused("minutes-not-possible", rules.check_minutes, -1) == {"most": 527_040}
    assert rules.check_minutes(527_040) == 527_040
    gone = refused("credential-does-not-stand", rules.check_stands, State.REVOKED)
    assert gone == {"state": State.REVOKED.value}


def test_so_many_dimensions_of_such_a_length_and_no_more():
    most = tuple(f"{number:02}" + "d" * 118 for number in range(12))
    assert rules.check_achievement(replace(ACHIEVEMENT, dimensions=most)).dimensions == most
    for wrong in ((*most, "nog een"), ("d" * 121,)):
        details = refused(
            "dimensions-too-many", rules.check_achievement, replace(ACHIEVEMENT, dimensions=wrong)
        )
        assert details == {"most": 12}


def test_a_note_is_kept_and_bounded():
    noted = replace(EVIDENCE, note=" Deed mee. ")
    assert rules.check_evidence(noted).note == "Deed mee."
    refused("words-too-long", rules.check_evidence, replace(EVIDENCE, note="n" * 501))


def test_a_key_is_something_and_not_endless():
    assert rules.check_key("k" * 200) == "k" * 200
    refused("key-not-usable", rules.check_key, "")
    refused("key-not-usable", rules.check_key, "k" * 201)


def test_minutes_are_told_in_hours_and_minutes():
    assert [rules.hours_and_minutes(minutes) for minutes in (59, 60, 61, 690)] == [
        (0, 59),
        (1, 0),
        (1, 1),
        (11, 30),
    ]


def test_two_places_in_one_byte_are_both_told():
    bits = rules.bits_of([0, 3, 15])
    assert (bits[0], bits[1], len(bits)) == (0b1001_0000, 0b0000_0001, 131_072 // 8)
