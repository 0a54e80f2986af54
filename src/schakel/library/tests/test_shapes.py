from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from schakel.library.kinds import KINDS, Fact, Shape
from schakel.library.rules import fact_is_usable
from schakel.library.web.shapes import example, is_long, read_day, read_fact, written_fact

CHOSEN = (Shape.CHOICE, Shape.CHOICES)
TYPED = [shape for shape in Shape if shape not in CHOSEN]
LINES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(lambda day: day.isoformat())
FIGURE_PARTS = st.text(st.sampled_from("abc 12%é"), max_size=20).map(str.strip)
WINDOWS = st.tuples(DAYS, DAYS).map(
    lambda days: {"opens_on": min(days), "closes_on": max(days)},
)
VALUES = {
    Shape.WORD: LINES,
    Shape.WORDS: st.lists(LINES, min_size=1, max_size=5),
    Shape.NUMBER: st.integers(0, 10**13),
    Shape.DECIMAL: st.integers(-(10**9), 10**9).map(lambda number: number / 10_000),
    Shape.CENTS: st.integers(0, 10**13),
    Shape.YEAR: st.integers(1900, 2100),
    Shape.DATE: DAYS,
    Shape.DATES: st.sets(DAYS, min_size=1, max_size=4).map(sorted),
    Shape.TIME: st.tuples(st.integers(0, 23), st.integers(0, 59)).map(
        lambda clock: "{:02}:{:02}".format(*clock)
    ),
    Shape.ADDRESS: st.from_regex(r"https?://[a-z]{3,20}\.nl(/[a-z]{0,9})?", fullmatch=True),
    Shape.FIGURES: st.lists(
        st.fixed_dictionaries(
            {"value": FIGURE_PARTS.filter(bool), "unit_nl": FIGURE_PARTS, "unit_en": FIGURE_PARTS}
        ),
        min_size=1,
        max_size=4,
    ),
    Shape.WINDOWS: st.lists(WINDOWS, min_size=1, max_size=4),
}


def fact(shape: Shape) -> Fact:
    return Fact("fact", shape)


def refusal_of(shape: Shape, typed: str) -> str:
    with pytest.raises(ValidationError) as refusal:
        read_fact(fact(shape), typed)
    return str(refusal.value.code)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("shape", [shape for shape in TYPED if shape is not Shape.BODIES])
def test_what_is_stored_comes_back_when_the_form_is_stored_again(shape, language):
    @settings(max_examples=40, deadline=None)
    @given(VALUES[shape])
    def comes_back(value):
        with translation.override(language):
            assert read_fact(fact(shape), written_fact(fact(shape), value)) == value

    comes_back()


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([shape for shape in TYPED if shape is not Shape.BODIES]), st.text(max_size=60))
def test_whatever_somebody_types_is_usable_or_refused_with_a_sentence(shape, typed):
    try:
        value = read_fact(fact(shape), typed)
    except ValidationError as refusal:
        assert str(refusal.messages[0]).endswith(".")  # noqa: PT017 - either outcome is fine
    else:
        assert value is None or fact_is_usable(fact(shape), value)


@pytest.mark.parametrize("shape", TYPED)
@pytest.mark.parametrize("typed", ["", "  ", "\n"])
def test_an_empty_field_is_nothing(shape, typed):
    assert read_fact(fact(shape), typed) is None


@pytest.mark.parametrize("value", [None, "", []])
def test_nothing_is_written_as_an_empty_field(value):
    assert written_fact(fact(Shape.WORDS), value) == ""


@pytest.mark.parametrize(
    "typed",
    [
        "24-12-2026",
        "24/12/2026",
        "24.12.2026",
        "2026-12-24",
        "24 december 2026",
        "24 dec 2026",
        "24 dec. 2026",
        "24 December 2026",
        " 24-12-2026 ",
    ],
)
def test_a_day_may_be_written_as_people_write_it(typed):
    assert read_day(typed) == date(2026, 12, 24)


@pytest.mark.parametrize("name", ["maart", "mrt", "march", "mar"])
def test_months_have_dutch_and_english_names(name):
    assert read_day(f"1 {name} 2027") == date(2027, 3, 1)


@pytest.mark.parametrize(
    "typed", ["morgen", "24-12", "24-12-26", "12/2026", "24 brumaire 2026", "30-2-2026", "2026-13-01"]
)
def test_what_is_no_day_is_refused(typed):
    assert refusal_of(Shape.DATE, typed) == "no-day"


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1250", 125_000),
        ("1.250", 125_000),
        ("1,250", 125_000),
        ("1250,50", 125_050),
        ("1250.5", 125_050),
        ("1.250,00", 125_000),
        ("1,250.75", 125_075),
        ("€ 12,-", 1_200),
        ("1 250 000", 125_000_000),
        ("0", 0),
    ],
)
def test_an_amount_may_be_written_as_people_write_it(typed, cents):
    assert read_fact(fact(Shape.CENTS), typed) == cents


@pytest.mark.parametrize("typed", ["gratis", "-5", "1,2,3", "12,345,6", "1250 euro", "12.3456"])
def test_what_is_no_amount_is_refused(typed):
    assert refusal_of(Shape.CENTS, typed) == "no-amount"


@pytest.mark.parametrize(
    ("typed", "number"), [("12500", 12_500), ("12.500", 12_500), ("12 500", 12_500), ("0", 0)]
)
def test_a_whole_number_may_have_its_thousands_marked(typed, number):
    assert read_fact(fact(Shape.NUMBER), typed) == number


@pytest.mark.parametrize("typed", ["veel", "12,5", "-3", "1.25", "12.50", "1.234,567"])
def test_what_is_no_whole_number_is_refused(typed):
    assert refusal_of(Shape.NUMBER, typed) == "no-number"


@pytest.mark.parametrize(("typed", "time"), [("9:05", "09:05"), ("13.30", "13:30"), ("13:30 uur", "13:30")])
def test_a_time_may_be_written_as_people_write_it(typed, time):
    assert read_fact(fact(Shape.TIME), typed) == time


@pytest.mark.parametrize("typed", ["24:00", "12:60", "twaalf", "12", "1230"])
def test_what_is_no_time_is_refused(typed):
    assert refusal_of(Shape.TIME, typed) == "no-time"


def test_a_web_address_gets_what_people_leave_out():
    assert read_fact(fact(Shape.ADDRESS), "schakel.example/code") == "https://schakel.example/code"
    assert refusal_of(Shape.ADDRESS, "geen adres") == "not-usable"


def test_a_figure_has_its_unit_in_two_languages_or_the_same_in_both():
    read = read_fact(fact(Shape.FIGURES), "25 | procent minder gas | percent less gas\n\n8 | kWh\n3")
    assert read == [
        {"value": "25", "unit_nl": "procent minder gas", "unit_en": "percent less gas"},
        {"value": "8", "unit_nl": "kWh", "unit_en": "kWh"},
        {"value": "3", "unit_nl": "", "unit_en": ""},
    ]


@pytest.mark.parametrize("typed", ["| kWh", "1 | 2 | 3 | 4"])
def test_what_is_no_figure_is_refused(typed):
    assert refusal_of(Shape.FIGURES, typed) == "no-figure"


@pytest.mark.parametrize(
    "typed",
    [
        "1-3-2027 – 30-4-2027",
        "1-3-2027 - 30-4-2027",
        "2027-03-01 t/m 2027-04-30",
        "1 maart 2027 tot 30 april 2027",
    ],
)
def test_a_period_is_two_days_whatever_stands_between(typed):
    assert read_fact(fact(Shape.WINDOWS), typed) == [{"opens_on": "2027-03-01", "closes_on": "2027-04-30"}]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1-3-2027", "no-window"),
        ("1-3-2027 1-4-2027 1-5-2027", "no-window"),
        ("straks", "no-window"),
        ("1-4-2027 - 1-3-2027", "window-ends-before-it-begins"),
        ("1-4-2027 - 31-4-2027", "no-day"),
    ],
)
def test_what_is_no_period_is_refused(typed, code):
    assert refusal_of(Shape.WINDOWS, typed) == code


@pytest.mark.parametrize(
    ("shape", "typed"),
    [
        (Shape.WORD, "x" * 301),
        (Shape.WORDS, "kort\n" + "x" * 301),
        (Shape.YEAR, "1812"),
        (Shape.NUMBER, "1" + "0" * 14),
        (Shape.DECIMAL, "nan"),
        (Shape.DECIMAL, "1e9"),
        (Shape.FIGURES, "5 | " + "x" * 121),
    ],
)
def test_what_is_too_much_is_refused(shape, typed):
    assert refusal_of(shape, typed) == "not-usable"


@pytest.mark.django_db
def test_organisations_are_typed_by_name_and_stored_by_code_or_short_name(rotterdam, heat_pumps):
    stored = read_fact(fact(Shape.BODIES), "Gemeente Rotterdam\nheat pumps bv\nROTTERDAM")
    assert stored == ["gm0599", "heat-pumps-bv"]
    assert written_fact(fact(Shape.BODIES), stored) == "Rotterdam\nHeat Pumps BV"


@pytest.mark.django_db
def test_an_organisation_whose_name_means_another_one_is_written_by_its_code(rotterdam):
    province = rotterdam.__class__.objects.create(slug="pv99", name="Rotterdam", type="province", code="pv99")
    written = written_fact(fact(Shape.BODIES), [province.code, "gm0599"])
    assert written == "pv99\nRotterdam"
    assert read_fact(fact(Shape.BODIES), written) == ["pv99", "gm0599"]


@pytest.mark.django_db
def test_an_unknown_organisation_is_refused_by_its_name():
    with pytest.raises(ValidationError) as refusal:
        read_fact(fact(Shape.BODIES), "Atlantis")
    assert refusal.value.code == "unknown-organisation"
    assert "Atlantis" in refusal.value.messages[0]


def test_a_fact_that_takes_several_lines_says_so():
    several = [fact for definition in KINDS.values() for fact in definition.facts if is_long(fact)]
    assert several
    with translation.override("en"):
        assert all("on each line" in example(fact) for fact in several)
