"""What makes two names of an organisation the same, what an invitation is good for, and who has to stay."""

import hashlib
import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.kernel.refusal import Refusal
from schakel.organisations import rules
from schakel.organisations.reference import other_names
from schakel.organisations.rules import (
    LONGEST_NAME,
    PUBLIC_BODIES,
    InvitationState,
    OrganisationType,
    check_number,
    check_organisation_name,
    check_somebody_stays,
    check_succession,
    check_text,
    comparable_name,
    invitation_state,
    mixes_alphabets,
    named_type,
)
from tests.clock import NOW


def known(name: str) -> str:
    """The comparable form with the names of the reference files, as the hub compares."""
    return comparable_name(name, other_names())


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("Bergen (NH)", "Bergen (NH.)"),
        ("gemeente Bergen NH", "Bergen (NH.)"),
        ("Bergen (N.H.)", "Bergen (NH.)"),
        ("Bergen (Noord-Holland)", "Bergen (NH.)"),
        ("Bergen (L)", "Bergen (L.)"),
        ("Den Haag", "'s-Gravenhage"),
        ("gemeente Den Haag", "'s-Gravenhage"),
        ("The Hague", "'s-Gravenhage"),
        ("The City of The Hague", "'s-Gravenhage"),
        ("s Gravenhage", "'s-Gravenhage"),
        ("\u2019s-Gravenhage", "'s-Gravenhage"),
        ("Den Bosch", "'s-Hertogenbosch"),
        ("Sudwest Fryslan", "Súdwest-Fryslân"),
        ("SUDWEST-FRYSLÂN", "Súdwest-Fryslân"),
        ("Sneek", "Súdwest-Fryslân"),
        ("Nuenen", "Nuenen, Gerwen en Nederwetten"),
        ("Nuenen, Gerwen & Nederwetten", "Nuenen, Gerwen en Nederwetten"),
        ("Nuenen c.a.", "Nuenen, Gerwen en Nederwetten"),
        ("Hendrik Ido Ambacht", "Hendrik-Ido-Ambacht"),
        ("H. I. Ambacht", "Hendrik-Ido-Ambacht"),
        ("Capelle a/d IJssel", "Capelle aan den IJssel"),
        ("Capelle a.d. IJssel", "Capelle aan den IJssel"),
        ("Ĳsselstein", "IJsselstein"),
        ("Flushing", "Vlissingen"),
        ("Ljouwert", "Leeuwarden"),
        ("Hengelo", "Hengelo (O.)"),
        ("North Holland", "Provincie Noord-Holland"),
        ("North Holland Province", "Noord-Holland"),
        ("Provinsje Fryslân", "Friesland"),
        ("the Province of North Brabant", "Noord-Brabant"),
    ],
)
def test_a_name_that_people_use_equals_the_official_one(written: str, official: str) -> None:
    assert known(written) == known(official)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("Bergen (NH.)", "Bergen (L.)"),
        ("Bergen", "Bergen (NH.)"),
        ("Bergen", "Bergen (L.)"),
        ("Bergen op Zoom", "Bergen"),
        ("Haren", "Haaren"),
        ("Rozendaal", "Roosendaal"),
        ("Noord-Holland", "Zuid-Holland"),
        ("Utrechtse Heuvelrug", "Utrecht"),
        ("Москва", "Αθήνα"),
    ],
)
def test_two_places_stay_two(one: str, another: str) -> None:
    assert known(one) != known(another)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("De Bilt", "de bilt"),
        ("Gemeente De Bilt", "de bilt"),
        ("de gemeente Ede", "ede"),
        ("the municipality of Ede", "ede"),
        ("Ede (gemeente)", "ede"),
        ("de provincie Drenthe", "drenthe"),
        ("Utrecht (provincie)", "utrecht"),
        ("Gemeente gemeente Ede", "ede"),
        ("Gemeente Ede (gemeente)", "ede"),
        ("Gemeenten Brabant", "gemeenten brabant"),
    ],
)
def test_words_that_say_what_kind_of_body_it_is_do_not_count(name: str, expected: str) -> None:
    assert comparable_name(name) == expected


@pytest.mark.parametrize("name", ["Gemeente", "provincie", "City of", "municipality"])
def test_a_name_is_never_taken_away_altogether(name: str) -> None:
    assert comparable_name(name) == name.lower()


@pytest.mark.parametrize("name", ["", "   ", "!?", "\u200b", "\u0301"])
def test_what_holds_no_letter_and_no_digit_has_an_empty_form(name: str) -> None:
    assert comparable_name(name) == ""


def test_what_cannot_be_seen_makes_no_difference() -> None:
    assert comparable_name("Rotter\u200bdam\u00ad") == "rotterdam"


@pytest.mark.parametrize(
    "name", ["Gem\u0435ente Utrecht", "\u0420otterdam", "Wind\u03bfang", "W\u0430rmte BV"]
)
def test_a_word_of_letters_that_only_look_alike_is_seen(name: str) -> None:
    assert mixes_alphabets(name)


@pytest.mark.parametrize(
    "name",
    [
        "Gemeente Utrecht",
        "Fryslân",
        "Åland & Ünal",
        "Москва",
        "Bureau Москва",
        "\uff35trecht",
        "Ø 3 µm-lab",
        "",
        "Zürich 2",
    ],
)
def test_a_name_in_letters_of_one_alphabet_a_word_is_fine(name: str) -> None:
    assert not mixes_alphabets(name)


@pytest.mark.parametrize("marks", [1, 1_000, 200_000])
def test_marks_without_end_make_a_name_no_other_and_too_long_a_name_is_refused(marks: int) -> None:
    name = "Rotterdam" + "\u0336" * marks
    assert comparable_name(name) == "rotterdam"
    if len(name) <= LONGEST_NAME:
        assert check_organisation_name(name) == name
        return
    with pytest.raises(Refusal) as refused:
        check_organisation_name(name)
    assert refused.value.code == "text-too-long"


def test_an_accent_makes_no_difference_however_it_is_encoded() -> None:
    assert (
        comparable_name(unicodedata.normalize("NFD", "Fryslân"))
        == comparable_name("Frysla\u0302n")
        == "fryslan"
    )


def test_only_the_letters_of_an_abbreviation_are_drawn_together() -> None:
    assert comparable_name("Warmte a.b.c. nv. x1. y") == "warmte abc nv x1 y"


def test_no_other_names_are_known_unless_they_are_given() -> None:
    assert comparable_name("Den Haag") == "den haag"
    assert comparable_name("Den Haag", {"den haag": "s gravenhage"}) == "s gravenhage"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Provincie Utrecht", OrganisationType.PROVINCE),
        ("Provinsje Fryslân", OrganisationType.PROVINCE),
        ("de provincie Utrecht", OrganisationType.PROVINCE),
        ("province of Utrecht", OrganisationType.PROVINCE),
        ("the province of Utrecht", OrganisationType.PROVINCE),
        ("Utrecht province", OrganisationType.PROVINCE),
        ("Utrecht (provincie)", OrganisationType.PROVINCE),
        ("Gemeente Utrecht", OrganisationType.MUNICIPALITY),
        ("de gemeente Utrecht", OrganisationType.MUNICIPALITY),
        ("city of Utrecht", OrganisationType.MUNICIPALITY),
        ("The city of Utrecht", OrganisationType.MUNICIPALITY),
        ("municipality of Utrecht", OrganisationType.MUNICIPALITY),
        ("the municipality of Utrecht", OrganisationType.MUNICIPALITY),
        ("Utrecht municipality", OrganisationType.MUNICIPALITY),
        ("Utrecht (gemeente)", OrganisationType.MUNICIPALITY),
        ("Gemeente Utrecht (provincie)", OrganisationType.MUNICIPALITY),
        ("Utrecht", None),
        ("Gemeente", None),
        ("", None),
    ],
)
def test_a_name_can_say_whether_it_is_a_municipality_or_a_province(
    name: str, said: OrganisationType | None
) -> None:
    assert named_type(name) == said


official_words = st.sampled_from(
    ["gemeente", "Gemeente", "de", "the", "city", "of", "province", "provincie", "(", ")", "."]
)
names = st.one_of(
    st.text(),
    st.lists(st.one_of(official_words, st.text(max_size=3))).map(" ".join),
    st.sampled_from(sorted(other_names())),
)


@given(names)
def test_a_comparable_name_is_its_own_comparable_form(name: str) -> None:
    assert comparable_name(comparable_name(name)) == comparable_name(name)
    assert known(known(name)) == known(name)


@given(names)
def test_case_and_blanks_around_it_make_no_difference(name: str) -> None:
    assert comparable_name(f"  {name}\t") == comparable_name(name.casefold()) == comparable_name(name)


@given(st.text(alphabet="ﷺ㎧a ", max_size=400))
def test_a_comparable_name_is_no_longer_than_the_database_can_hold(name: str) -> None:
    assert len(comparable_name(name)) <= 160


def test_a_name_of_the_greatest_length_is_kept_whole() -> None:
    assert comparable_name("a" * 160) == comparable_name("a" * 161) == "a" * 160


def test_the_words_under_which_types_are_stored_do_not_change() -> None:
    assert [type_.value for type_ in OrganisationType] == [
        "municipality",
        "province",
        "water-board",
        "company",
        "knowledge",
        "association",
        "national",
        "hub-partner",
    ]


def test_public_bodies_are_those_of_government() -> None:
    assert sorted(PUBLIC_BODIES) == ["municipality", "national", "province", "water-board"]


# ---------------------------------------------------------------------- registering and belonging

FINE: dict[str, Any] = {
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
def test_what_an_invitation_is_good_for(changes: dict[str, Any], state: str) -> None:
    assert invitation_state(**FINE | changes) is InvitationState(state)


def test_the_last_who_looks_after_an_organisation_stays() -> None:
    check_somebody_stays(is_administrator=False, other_administrators=0)
    check_somebody_stays(is_administrator=True, other_administrators=1)
    with pytest.raises(Refusal, match="last-organisation-administrator"):
        check_somebody_stays(is_administrator=True, other_administrators=0)


def test_an_organisation_goes_on_in_another_once() -> None:
    fine = {"is_same": False, "has_ended": False, "goes_round": False}
    check_succession(**fine)
    for change, code in (
        ("is_same", "succeeds-itself"),
        ("goes_round", "succeeds-itself"),
        ("has_ended", "succeeded-already"),
    ):
        with pytest.raises(Refusal, match=code):
            check_succession(**fine | {change: True})


def test_there_are_no_more_than_there_may_be() -> None:
    check_number(2, most=3, code="too-many")
    with pytest.raises(Refusal, match="too-many") as refusal:
        check_number(3, most=3, code="too-many")
    assert refusal.value.details == {"most": 3}


def test_texts_are_tidied_and_have_a_length() -> None:
    assert check_text(" a\r\nb ", longest=3) == "a\nb"
    assert check_text("  ", longest=3) == ""
    with pytest.raises(Refusal, match="text-too-long") as refusal:
        check_text("abcd", longest=3)
    assert refusal.value.details == {"longest": 3}
    with pytest.raises(Refusal, match="reason-missing"):
        check_text(" ", longest=3, missing="reason-missing")


def test_an_organisation_has_a_name() -> None:
    assert check_organisation_name("  Wind \n vang ") == "Wind vang"
    assert check_organisation_name("x" * 160) == "x" * 160
    for name, code in (
        ("", "organisation-name-missing"),
        ("!?", "organisation-name-missing"),
        ("x" * 161, "text-too-long"),
    ):
        with pytest.raises(Refusal, match=code):
            check_organisation_name(name)


def test_what_is_promised_keeps_its_numbers() -> None:
    assert (rules.LONGEST_DESCRIPTION, rules.LONGEST_MESSAGE, rules.LONGEST_REASON) == (1_000, 1_000, 500)
    assert (rules.MOST_WAITING_REGISTRATIONS, rules.MOST_OPEN_REQUESTS, rules.MOST_OPEN_INVITATIONS) == (
        3,
        10,
        50,
    )
    assert timedelta(days=14) == rules.INVITATION_LASTS


def test_of_a_code_a_hash_is_kept_that_stays_the_same() -> None:
    assert rules.code_hash("sleutel") == hashlib.sha256(b"sleutel").hexdigest()


# ---------------------------------------------------------------------- sizes


@pytest.mark.parametrize(
    ("inhabitants", "size"),
    [
        (0, "under-20k"),
        (19_999, "under-20k"),
        (20_000, "20k-50k"),
        (49_999, "20k-50k"),
        (50_000, "50k-100k"),
        (99_999, "50k-100k"),
        (100_000, "100k-250k"),
        (249_999, "100k-250k"),
        (250_000, "over-250k"),
        (900_000, "over-250k"),
    ],
)
def test_a_municipality_is_of_the_class_that_begins_with_its_number(inhabitants: int, size: str) -> None:
    assert rules.size_class_of(inhabitants).value == size
