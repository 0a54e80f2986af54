import re
from dataclasses import replace
from datetime import timedelta

import pytest

from schakel.kernel.refusal import Refusal
from schakel.spaces import rules
from schakel.spaces.rules import Channel, Due, Kind, Place, Stay
from tests.clock import NOW, TODAY


def refused(code, act, *arguments, **named):
    with pytest.raises(Refusal) as caught:
        act(*arguments, **named)
    assert caught.value.code == code
    return caught.value


def test_a_private_party_reads_both_channels():
    assert rules.channels_of([False]) == {Channel.EVERYONE, Channel.PRIVATE}


def test_a_public_body_reads_what_is_said_with_everyone():
    assert rules.channels_of([True]) == {Channel.EVERYONE}


def test_who_works_for_both_reads_what_the_public_body_reads():
    assert rules.channels_of([False, True]) == {Channel.EVERYONE}


def test_who_takes_part_for_nobody_reads_nothing():
    assert rules.channels_of([]) == frozenset()


def test_nobody_writes_where_they_do_not_read():
    rules.check_channel(Channel.PRIVATE, frozenset(Channel))
    refused("channel-not-yours", rules.check_channel, Channel.PRIVATE, [Channel.EVERYONE])


@pytest.mark.parametrize(
    ("closed_at", "is_open"),
    [(None, True), (NOW + timedelta(seconds=1), True), (NOW, False), (NOW - timedelta(days=1), False)],
)
def test_something_is_added_until_a_space_closes(closed_at, is_open):
    assert rules.is_open(closed_at, now=NOW) is is_open
    if is_open:
        rules.check_open(closed_at=closed_at, now=NOW)
    else:
        with pytest.raises(Refusal, match="space-is-closed"):
            rules.check_open(closed_at=closed_at, now=NOW)


def test_words_are_tidied():
    assert rules.check_text("  Een\r\nzin. ") == "Een\nzin."
    assert rules.check_line("  Een \n zin. ") == "Een zin."


def test_words_are_needed_and_bounded():
    refused("words-missing", rules.check_text, " \n")
    assert rules.check_text("a" * 8_000)
    assert refused("words-too-long", rules.check_text, "a" * 8_001).details == {"longest": 8_000}
    assert rules.check_line("a" * 300)
    refused("words-too-long", rules.check_line, "a" * 301)


FINE = "https://cloud.example/bord/7?x=1#deel"


def test_a_safe_address_is_kept_as_it_is():
    assert rules.check_address(f" {FINE} ") == FINE
    assert rules.check_address("https://cloud.example:443/") == "https://cloud.example:443/"


@pytest.mark.parametrize(
    "address",
    [
        "http://cloud.example/",
        "javascript:alert(1)",
        "https://localhost/",
        "https://user@cloud.example/",
        "https://:secret@cloud.example/",
        "https://cloud.example:8443/",
        "https://cloud.example:port/",
        "https://cloud.example/a b",
        'https://cloud.example/"><script>',
        "https://cloud.example/a\x01",
        "https://cloud.example/a\x1fb",
        "https://cloud.example/a<b",
        "https://cloud.example/a>b",
        "https://cloud.example/a\\b",
        "https://",
        "https:\\\\cloud.example",
        "https://[::1",
        "//cloud.example/",
        "",
        f"https://cloud.example/{'a' * 500}",
    ],
)
def test_no_other_address_is_taken(address):
    refused("address-not-usable", rules.check_address, address)


def test_a_newer_version_is_never_overwritten_unseen():
    rules.check_seen_version(stored=3, seen=3)
    assert refused("changed-meanwhile", rules.check_seen_version, stored=4, seen=3).details == {"version": 4}


STAY = Stay(until=NOW + timedelta(days=7), revoked_at=None)


def test_a_link_works_until_its_end():
    assert STAY.stands(now=NOW + timedelta(days=7, seconds=-1))
    assert not STAY.stands(now=NOW + timedelta(days=7))


def test_a_link_that_was_ended_opens_nothing():
    assert not replace(STAY, revoked_at=NOW).stands(now=NOW)


def test_a_guest_stays_for_one_of_the_given_times():
    assert rules.guest_until(30, now=NOW) == NOW + timedelta(days=30)
    refused("guest-days-unknown", rules.guest_until, 31, now=NOW)


def test_of_a_link_only_a_hash_is_kept():
    assert rules.key_hash("a") != rules.key_hash("b")
    assert len(rules.key_hash("a")) == 64
    assert "a" * 10 not in rules.key_hash("a" * 10)


@pytest.mark.parametrize(
    ("days", "is_done", "due"),
    [
        (-1, False, Due.LATE),
        (0, False, Due.SOON),
        (7, False, Due.SOON),
        (8, False, Due.LATER),
        (None, False, Due.LATER),
        (-1, True, Due.DONE),
        (None, True, Due.DONE),
    ],
)
def test_how_a_task_stands_follows_from_its_day(days, is_done, due):
    day = None if days is None else TODAY + timedelta(days=days)
    assert rules.due_of(day, is_done=is_done, today=TODAY) is due


def test_what_is_stored_keeps_its_words():
    assert {one.value for one in Channel} == {"everyone", "private"}
    assert {one.value for one in Kind} == {"post", "file", "task", "decision", "link"}
    assert {one.value for one in Place} == {"alkemio", "teams", "nextcloud", "pleio", "other"}
    assert {one.value for one in Due} == {"late", "soon", "later", "done"}


def test_what_is_promised_keeps_its_numbers():
    assert (timedelta(days=30), 50, 200) == (rules.GRACE, rules.MOST_GUESTS, rules.MOST_FILES)
    assert (rules.LONGEST_TITLE, rules.LONGEST_ADDRESS, rules.GUEST_DAYS) == (200, 500, (7, 30, 90))


def test_the_code_in_an_address_is_long_and_never_the_same():
    codes = {rules.new_code() for _ in range(50)}
    assert len(codes) == 50
    assert all(re.fullmatch("[0-9a-f]{16}", code) for code in codes)


def test_an_address_is_as_long_as_it_can_be_stored():
    longest = FINE + "a" * (rules.LONGEST_ADDRESS - len(FINE))
    assert rules.check_address(longest) == longest
    refused("address-not-usable", rules.check_address, longest + "a")


def test_a_closed_space_says_so():
    assert refused("space-is-closed", rules.check_open, closed_at=NOW, now=NOW).details == {}


def test_the_hash_of_a_link_stays_the_same_and_takes_whatever_is_sent():
    assert rules.key_hash("sleutel") == ("c88262e911af0f11b126dfec83a0bd0d1af7d6f98921a88e620dfb9adbb4efff")
    assert rules.key_hash("\udc80") == rules.key_hash("?")
