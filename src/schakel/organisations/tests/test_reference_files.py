"""The reference files hold together, and are what Statistics Netherlands publishes."""

import gzip
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from schakel.organisations import reference
from schakel.organisations.reference import ReferenceBody, other_names, reference_bodies
from schakel.organisations.rules import OrganisationType, SizeClass, comparable_name

BODIES = list(reference_bodies())
BY_CODE = {body.code: body for body in BODIES}
PROVINCES = [body for body in BODIES if body.type is OrganisationType.PROVINCE]
MUNICIPALITIES = [
    body for body in BODIES if body.type is OrganisationType.MUNICIPALITY and body.ended_on is None
]
FORMER = [body for body in BODIES if body.ended_on is not None]
SUCCESSIONS = [(body.ended_on, body.successor) for body in FORMER if body.ended_on is not None]
PUBLISHED = "nl_municipalities_2025.jsonl.gz"
# The municipalities formed since 2014; all others were there before, and some of them took in a neighbour.
FORMED = frozenset(
    f"gm{number}"
    for number in (
        *(1921, 1930, 1931, 1940, 1942, 1945, 1948, 1949, 1950, 1952, 1954, 1959, 1960),
        *(1961, 1963, 1966, 1969, 1970, 1978, 1979, 1980, 1982, 1991, 1992),
    )
)
# How many municipalities there were on 1 January, as Statistics Netherlands counted them.
COUNTED = {
    2013: 408,
    2014: 403,
    2015: 393,
    2016: 390,
    2017: 388,
    2018: 380,
    2019: 355,
    2020: 355,
    2021: 352,
    2022: 345,
    2023: 342,
    2024: 342,
    2025: 342,
}


def test_there_are_342_municipalities_and_12_provinces() -> None:
    assert len(MUNICIPALITIES) == 342
    assert len(PROVINCES) == 12


def test_every_code_is_used_once_and_has_its_form() -> None:
    assert len(BY_CODE) == len(BODIES)
    for body in BODIES:
        letters = "pv" if body.type is OrganisationType.PROVINCE else "gm"
        assert body.code[:2] == letters
        assert body.code[2:].isdigit()
        assert len(body.code) == (4 if letters == "pv" else 6)


def test_every_municipality_lies_in_a_province_and_a_province_in_none() -> None:
    codes = {province.code for province in PROVINCES}
    assert {body.province for body in (*MUNICIPALITIES, *FORMER)} == codes
    assert {province.province for province in PROVINCES} == {""}


def test_only_the_municipalities_of_today_have_a_size() -> None:
    assert all(isinstance(body.size_class, SizeClass) for body in MUNICIPALITIES)
    assert {body.size_class for body in (*PROVINCES, *FORMER)} == {None}


@pytest.mark.parametrize(
    ("size", "fewest", "most"),
    [
        # A dozen municipalities stand within 3 % of a limit: the bounds leave room for those.
        (SizeClass.UNDER_20K, 60, 70),
        (SizeClass.UNDER_50K, 175, 190),
        (SizeClass.UNDER_100K, 58, 68),
        (SizeClass.UNDER_250K, 28, 28),
        (SizeClass.LARGER, 4, 4),
    ],
)
def test_each_size_has_about_as_many_municipalities_as_it_should(
    size: SizeClass, fewest: int, most: int
) -> None:
    assert fewest <= Counter(body.size_class for body in MUNICIPALITIES)[size] <= most


def test_the_sizes_add_up_to_the_inhabitants_of_the_country() -> None:
    average = {
        SizeClass.UNDER_20K: 13_500,
        SizeClass.UNDER_50K: 32_000,
        SizeClass.UNDER_100K: 68_000,
        SizeClass.UNDER_250K: 146_000,
        SizeClass.LARGER: 635_000,
    }
    assert (
        17_500_000 < sum(average[body.size_class] for body in MUNICIPALITIES if body.size_class) < 18_500_000
    )


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Rozendaal", SizeClass.UNDER_20K),
        ("Schiermonnikoog", SizeClass.UNDER_20K),
        ("Harderwijk", SizeClass.UNDER_50K),
        ("Waalwijk", SizeClass.UNDER_100K),
        ("Purmerend", SizeClass.UNDER_100K),
        ("Apeldoorn", SizeClass.UNDER_250K),
        ("Eindhoven", SizeClass.UNDER_250K),
        ("Utrecht", SizeClass.LARGER),
        ("Amsterdam", SizeClass.LARGER),
    ],
)
def test_a_well_known_municipality_has_its_size(name: str, size: SizeClass) -> None:
    assert [body.size_class for body in MUNICIPALITIES if body.name == name] == [size]


def test_every_body_stands_behind_its_province_and_its_successor() -> None:
    seen: set[str] = set()
    for body in BODIES:
        assert {body.province, body.successor} - {""} <= seen
        seen.add(body.code)


def test_what_ended_has_a_successor_that_was_there_on_that_day() -> None:
    assert len(FORMER) == 90
    for body in FORMER:
        successor = BY_CODE[body.successor]
        assert successor.type is OrganisationType.MUNICIPALITY
        assert body.ended_on is not None
        assert successor.ended_on is None or successor.ended_on > body.ended_on
    assert {body.successor for body in BODIES if body.ended_on is None} == {""}


def test_what_ended_did_so_between_2014_and_2025() -> None:
    assert all(date(2014, 1, 1) <= ended_on <= date(2025, 12, 31) for ended_on, _ in SUCCESSIONS)


def test_a_successor_is_a_municipality_of_the_same_province_unless_the_border_moved() -> None:
    moved = {body.name for body in FORMER if BY_CODE[body.successor].province != body.province}
    assert moved == {"Leerdam", "Zederik"}  # from Zuid-Holland to Utrecht, as parts of Vijfheerenlanden


@pytest.mark.parametrize("year", COUNTED)
def test_as_many_municipalities_are_there_in_each_year_as_were_counted(year: int) -> None:
    day = date(year, 1, 1)
    there = [
        body for body in (*MUNICIPALITIES, *FORMER) if _had_begun(body, day) and not _had_ended(body, day)
    ]
    assert len(there) == COUNTED[year]


def _had_begun(body: ReferenceBody, day: date) -> bool:
    return body.code not in FORMED or min(end for end, code in SUCCESSIONS if code == body.code) <= day


def _had_ended(body: ReferenceBody, day: date) -> bool:
    return body.ended_on is not None and body.ended_on <= day


def test_no_other_name_means_two_bodies() -> None:
    bodies_of: dict[str, set[str]] = {}
    for body in BODIES:
        for other in body.other_names:
            bodies_of.setdefault(comparable_name(other), set()).add(body.code)
    assert {name: codes for name, codes in bodies_of.items() if len(codes) > 1} == {}


def test_no_other_name_is_the_official_name_of_a_body() -> None:
    official = {comparable_name(body.name) for body in BODIES}
    assert official & set(other_names()) == set()


def test_official_names_differ_except_of_a_province_and_its_capital() -> None:
    bodies_of = Counter(comparable_name(body.name) for body in BODIES)
    assert {name for name, number in bodies_of.items() if number > 1} == {"groningen", "utrecht"}


def test_other_names_are_written_tidily() -> None:
    for body in BODIES:
        assert len(set(body.other_names)) == len(body.other_names)
        for name in (body.name, *body.other_names):
            assert name == " ".join(name.split())
            assert comparable_name(name)


def test_a_line_with_a_column_too_few_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tmp_path.joinpath("data").mkdir()
    tmp_path.joinpath("data", "provinces.tsv").write_text("# code\tname\tother_names\npv20\tGroningen\n")
    monkeypatch.setattr(reference, "files", lambda _package: tmp_path)
    with pytest.raises(ValueError, match=r"provinces.tsv, line 2: 2 columns instead of 3"):
        list(reference_bodies())


def test_names_and_codes_are_those_that_were_published() -> None:
    published = _published_file()
    if published is None:
        pytest.skip(f"the published list ({PUBLISHED}) is not beside this checkout, in ../shared/data")
    with gzip.open(published, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    assert {(body.code, body.name, body.province) for body in MUNICIPALITIES} == {
        (row["gm_code"].lower(), row["name"], row["pv_code"].lower()) for row in rows
    }
    assert {(body.code, body.name) for body in PROVINCES} == {
        (row["pv_code"].lower(), row["province"]) for row in rows
    }


def _published_file() -> Path | None:
    for folder in Path(__file__).resolve().parents:
        candidate = folder / "shared" / "data" / PUBLISHED
        if candidate.exists():
            return candidate
    return None
