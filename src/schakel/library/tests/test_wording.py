from datetime import UTC, date, datetime, time

import pytest
from django.utils.translation import override

from schakel.library.wording import (
    listed,
    opening,
    paragraphs,
    written_day,
    written_figure,
    written_moment,
    written_money,
    written_month,
    written_number,
    written_time,
    written_times,
    written_weekday,
)

CHRISTMAS_EVE = date(2026, 12, 24)


@pytest.fixture(params=["nl", "en"])
def language(request):
    with override(request.param):
        yield request.param


def said(language, dutch, english):
    return {"nl": dutch, "en": english}[language]


def test_a_day_is_written_out(language):
    assert written_day(CHRISTMAS_EVE) == said(language, "24 december 2026", "24 December 2026")
    assert written_month(CHRISTMAS_EVE) == said(language, "december 2026", "December 2026")
    assert written_weekday(CHRISTMAS_EVE) == said(
        language, "donderdag 24 december 2026", "Thursday 24 December 2026"
    )


def test_a_time_has_a_point_in_dutch(language):
    assert written_time(time(9, 5)) == said(language, "9.05 uur", "9:05")


def test_a_period_of_a_day_says_the_hour_once(language):
    assert written_times(time(14), time(15, 30)) == said(language, "14.00 tot 15.30 uur", "14:00 to 15:30")
    assert written_times(time(14), None) == said(language, "14.00 uur", "14:00")
    assert written_times(None, time(15)) == ""


def test_a_moment_is_told_by_the_clock_of_the_hub(language):
    moment = datetime(2026, 12, 24, 13, 0, tzinfo=UTC)
    assert written_moment(moment) == said(language, "24 december 2026, 14.00 uur", "24 December 2026, 14:00")


@pytest.mark.parametrize(
    ("cents", "dutch", "english"),
    [
        (125_000, "€ 1.250,00", "€1,250.00"),
        (9_950, "€ 99,50", "€99.50"),
        (0, "€ 0,00", "€0.00"),
        (999_900, "€ 9.999,00", "€9,999.00"),
        (1_000_000, "€ 10.000", "€10,000"),
        (1_000_050, "€ 10.000,50", "€10,000.50"),
        (420_000_000, "€ 4.200.000", "€4,200,000"),
    ],
)
def test_money_is_written_as_people_here_do(language, cents, dutch, english):
    assert written_money(cents) == said(language, dutch, english)


def test_thousands_are_marked(language):
    assert written_number(23_000) == said(language, "23.000", "23,000")


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        ("8000", "8.000", "8,000"),
        ("25-30", "25–30", "25–30"),
        ("4.25", "4,25", "4.25"),
        ("2 tot 12000", "2 tot 12.000", "2 tot 12,000"),
        ("2040", "2040", "2040"),
        ("ruim 1,5", "ruim 1,5", "ruim 1,5"),
    ],
)
def test_the_numbers_in_a_figure_are_written_as_people_here_do(language, value, dutch, english):
    assert written_figure(value) == said(language, dutch, english)


def test_a_short_text_is_its_own_opening():
    assert opening("Het werkte. ") == ("Het werkte.", True)


def test_an_opening_ends_with_a_sentence():
    text = "Het werkte goed. Daarna kwam er meer."
    assert opening(text, most=20) == ("Het werkte goed.", False)


def test_an_opening_is_the_first_paragraph():
    assert opening("Het werkte.\n\nEn nog iets.") == ("Het werkte.", False)


def test_an_opening_without_the_end_of_a_sentence_ends_with_a_word():
    assert opening("een heel lange zin zonder eind", most=10) == ("een heel…", False)


def test_a_point_inside_a_number_ends_no_sentence():
    assert opening("Het kostte 1.250 euro per huis en meer. Toch.", most=40)[0].endswith("en meer.")


def test_paragraphs_have_no_white_lines():
    assert paragraphs(" een \n\n twee\n") == ["een", "twee"]


def test_a_list_reads_as_a_sentence(language):
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == said(language, "a, b en c", "a, b and c")
