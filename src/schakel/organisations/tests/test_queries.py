"""Finding organisations by what people call them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from schakel.organisations.models import Organisation
from schakel.organisations.public import (
    OrganisationType,
    find_organisation,
    load_reference,
    organisation_by_code,
    search_organisations,
)
from tests.clock import NOW
from tests.worlds import made_once

pytestmark = pytest.mark.usefixtures("the_country", "db")


@pytest.fixture(scope="module")
def the_country(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """All provinces and municipalities."""
    with made_once(django_db_blocker, tmp_path_factory.mktemp("the-country")):
        load_reference(now=NOW)
        yield


def code_of(organisation: Organisation | None) -> str | None:
    return organisation.code if organisation else None


def codes(organisations: list[Organisation]) -> list[str | None]:
    return [organisation.code for organisation in organisations]


@pytest.mark.parametrize("code", ["gm0599", "GM0599", " gm0599 "])
def test_a_code_is_known_however_it_is_written(code: str) -> None:
    found = organisation_by_code(code)
    assert found is not None
    assert found.name == "Rotterdam"


def test_a_code_of_one_that_ended_gives_that_one() -> None:
    found = organisation_by_code("gm0501")
    assert found is not None
    assert found.name == "Brielle"


@pytest.mark.parametrize("code", ["gm9999", "", "Rotterdam"])
def test_an_unknown_code_gives_nothing(code: str) -> None:
    assert organisation_by_code(code) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("gm0599", "gm0599"),
        ("PV28", "pv28"),
        ("gemeente-rotterdam", "gm0599"),
        ("rotterdam", "gm0599"),
        ("The Hague", "gm0518"),
        ("Bergen NH", "gm0373"),
        ("Bergen (L.)", "gm0893"),
        ("SUDWEST FRYSLAN", "gm1900"),
        ("Nuenen", "gm0820"),
        ("Fryslân", "pv21"),
        ("Brabant", "pv30"),
        ("Utrecht", "gm0344"),
        ("gemeente Utrecht", "gm0344"),
        ("provincie Utrecht", "pv26"),
        ("Groningen (provincie)", "pv20"),
        ("Gemeente Flevoland", None),
        ("Provincie Rotterdam", None),
        ("Bergen", None),
        ("Gotham", None),
        ("", None),
        ("...", None),
    ],
)
def test_a_body_is_found_by_what_people_call_it(name: str, code: str | None) -> None:
    assert code_of(find_organisation(name)) == code


@pytest.mark.parametrize(
    ("name", "successor"),
    [
        ("Brielle", "gm1992"),
        ("gemeente Weesp", "gm0363"),
        ("gm0457", "gm0363"),
        ("gemeente-haaren", "gm0824"),
        ("Ubbergen", "gm1945"),
        ("Groesbeek", "gm1945"),
        ("Lemsterland", "gm1940"),
        ("De Friese Meren", "gm1940"),
    ],
)
def test_one_that_ended_is_found_as_who_goes_on(name: str, successor: str) -> None:
    assert code_of(find_organisation(name)) == successor


def test_successors_that_go_round_do_not_keep_anybody_waiting() -> None:
    Organisation.objects.filter(code="gm1992").update(successor=organisation_by_code("gm0501"))
    assert code_of(find_organisation("Voorne aan Zee")) == "gm0501"


def test_a_successor_that_is_not_verified_is_not_shown() -> None:
    Organisation.objects.filter(code="gm1992").update(is_verified=False)
    assert code_of(find_organisation("Brielle")) == "gm0501"


def test_a_company_is_found_by_its_name(heat_pumps: Organisation) -> None:
    assert find_organisation("heat pumps b.v.") == heat_pumps
    assert find_organisation("heat-pumps-bv") == heat_pumps


def test_a_company_is_found_though_its_name_says_city() -> None:
    things = Organisation.objects.create(slug="things", name="City of Things", type=OrganisationType.COMPANY)
    assert find_organisation("City of Things") == things


def test_a_municipality_comes_before_a_company_of_that_name() -> None:
    Organisation.objects.create(slug="delft-bv", name="Delft", type=OrganisationType.COMPANY)
    assert code_of(find_organisation("Delft")) == "gm0503"


def test_a_body_that_exists_comes_before_one_that_ended() -> None:
    club = Organisation.objects.create(slug="uden-club", name="Uden", type=OrganisationType.ASSOCIATION)
    assert find_organisation("Uden") == club
    assert code_of(find_organisation("gemeente Uden")) == "gm1991"


def test_nobody_finds_what_is_not_verified(heat_pumps: Organisation) -> None:
    Organisation.objects.filter(pk=heat_pumps.pk).update(is_verified=False, code="hp1")
    assert find_organisation("Heat Pumps BV") is None
    assert find_organisation("heat-pumps-bv") is None
    assert organisation_by_code("hp1") is None
    assert search_organisations("heat", person=None) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rotterdam", ["gm0599"]),
        ("Rotter", ["gm0599"]),
        ("gemeente Rotterdam", ["gm0599"]),
        ("haag", ["gm0518"]),
        ("hague", ["gm0518"]),
        ("ijssel capelle", ["gm0502"]),
        ("frysl", ["pv21", "gm1970", "gm1900"]),
        ("brielle", ["gm0501"]),
        ("rotterdam gotham", []),
    ],
)
def test_a_search_finds_every_word_in_one_of_the_names(text: str, expected: list[str]) -> None:
    assert codes(search_organisations(text, person=None)) == expected


def test_the_best_fit_comes_first_and_what_ended_behind_what_exists() -> None:
    found = codes(search_organisations("haren", person=None))
    assert found[0] == "gm0017"  # of that very name, though it ended
    found = codes(search_organisations("ede", person=None))
    assert found[0] == "gm0228"
    assert found.index("gm1740") < found.index("gm0643")  # Neder-Betuwe, which exists; Nederlek, which ended


def test_of_equal_fits_the_name_decides() -> None:
    assert codes(search_organisations("alphen", person=None)) == ["gm0484", "gm1723"]


def test_a_search_can_be_kept_to_a_type(heat_pumps: Organisation) -> None:
    assert codes(search_organisations("utrecht", person=None, type=OrganisationType.PROVINCE)) == ["pv26"]
    assert search_organisations(person=None, type=OrganisationType.COMPANY) == [heat_pumps]


def test_a_search_can_be_kept_to_a_province_which_is_one_of_its_own() -> None:
    found = search_organisations(person=None, province="pv24")
    assert [body.name for body in found] == [
        "Almere",
        "Dronten",
        "Flevoland",
        "Lelystad",
        "Noordoostpolder",
        "Urk",
        "Zeewolde",
    ]


def test_without_a_text_only_what_exists_is_listed() -> None:
    everything = search_organisations(person=None, most=1000)
    assert len(everything) == 342 + 12
    assert {body.valid_until for body in everything} == {None}


def test_a_search_gives_one_page_at_a_time() -> None:
    everything = search_organisations(person=None, most=1000)
    assert search_organisations(person=None, most=20, skip=40) == everything[40:60]
    named = search_organisations("wijk", person=None, most=1000)
    assert search_organisations("wijk", person=None, most=2, skip=1) == named[1:3]
    assert len(search_organisations(person=None)) == 50


def test_signs_are_no_part_of_what_is_searched() -> None:
    assert len(search_organisations("%", person=None, most=1000)) == 342 + 12
    assert codes(search_organisations("hendrik%ido_", person=None)) == ["gm0531"]


def test_on_a_day_only_those_that_existed_are_valid() -> None:
    there = Organisation.objects.valid_on(date(2022, 3, 23)).filter(code__in=["gm0457", "gm0363", "gm0370"])
    assert codes(list(there.order_by("code"))) == ["gm0363", "gm0457"]
