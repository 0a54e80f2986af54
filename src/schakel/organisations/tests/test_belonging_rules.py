"""What an invitation is good for, and who has to stay; without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from schakel.kernel.refusal import Refusal
from schakel.organisations.rules import (
    InvitationState,
    check_number,
    check_organisation_name,
    check_somebody_stays,
    check_succession,
    check_text,
    invitation_state,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FINE = {
    "is_accepted": False,
    "is_withdrawn": False,
    "expires_at": NOW + timedelta(seconds=1),
    "inviter_may": True,
    "now": NOW,
}


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "open"),
        ({"expires_at": NOW}, "expired"),
        ({"inviter_may": False}, "void"),
        ({"is_withdrawn": True}, "withdrawn"),
        ({"is_accepted": True}, "used"),
        ({"is_accepted": True, "expires_at": NOW, "inviter_may": False}, "used"),
        ({"is_withdrawn": True, "expires_at": NOW}, "withdrawn"),
        ({"inviter_may": False, "expires_at": NOW}, "expired"),
    ],
)
def test_what_an_invitation_is_good_for(changes, state):
    assert invitation_state(**FINE | changes) is InvitationState(state)


def test_the_last_who_looks_after_an_organisation_stays():
    check_somebody_stays(is_administrator=False, other_administrators=0)
    check_somebody_stays(is_administrator=True, other_administrators=1)
    with pytest.raises(Refusal, match="last-organisation-administrator"):
        check_somebody_stays(is_administrator=True, other_administrators=0)


def test_an_organisation_goes_on_in_another_once():
    fine = {"is_same": False, "has_ended": False, "goes_round": False}
    check_succession(**fine)
    for change, code in (
        ("is_same", "succeeds-itself"),
        ("goes_round", "succeeds-itself"),
        ("has_ended", "succeeded-already"),
    ):
        with pytest.raises(Refusal, match=code):
            check_succession(**fine | {change: True})


def test_there_are_no_more_than_there_may_be():
    check_number(2, most=3, code="too-many")
    with pytest.raises(Refusal, match="too-many") as refusal:
        check_number(3, most=3, code="too-many")
    assert refusal.value.details == {"most": 3}


def test_texts_are_tidied_and_have_a_length():
    assert check_text(" a\r\nb ", longest=3) == "a\nb"
    assert check_text("  ", longest=3) == ""
    with pytest.raises(Refusal, match="text-too-long"):
        check_text("abcd", longest=3)
    with pytest.raises(Refusal, match="reason-missing"):
        check_text(" ", longest=3, missing="reason-missing")


def test_an_organisation_has_a_name():
    assert check_organisation_name("  Wind \n vang ") == "Wind vang"
    assert check_organisation_name("x" * 160) == "x" * 160
    for name, code in (
        ("", "organisation-name-missing"),
        ("!?", "organisation-name-missing"),
        ("x" * 161, "text-too-long"),
    ):
        with pytest.raises(Refusal, match=code):
            check_organisation_name(name)
