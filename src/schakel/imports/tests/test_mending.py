"""Texts as they are found become texts as they were meant, and every repair is counted."""

import pytest

from schakel.imports.mending import Mender


@pytest.mark.parametrize(
    ("found", "meant", "repair"),
    [
        ("the beneficiariesâ€™ costs", "the beneficiaries’ costs", "encoding-mended"),
        ("SÃºdwest-FryslÃ¢n", "Súdwest-Fryslân", "encoding-mended"),
        ("<p>One.</p><p>Two</p>", "One.\nTwo", "markup-removed"),
        ("a<script>alert('x')</script>b", "ab", "markup-removed"),
        ('">General conditions', "General conditions", "markup-removed"),
        ("Fish &amp; chips", "Fish & chips", "entities-written-out"),
        ("It ends.Then it begins", "It ends.\nThen it begins", "sentences-unglued"),
        ("Write to jan.jansen@example.org now", "Write to […] now", "contact-left-out"),
        ("Call +31 6 12345678 today", "Call […] today", "contact-left-out"),
        ("zero\u200bwidth", "zerowidth", "control-signs-removed"),
        ("  a   b\xa0c \n\n\n\n d", "a b c\n\n d".replace(" d", "d"), "blanks-trimmed"),
    ],
)
def test_what_is_wrong_is_mended_and_counted_by_name(found, meant, repair):
    mender = Mender()
    assert mender.text(found) == meant
    assert mender.repairs[repair] == 1


@pytest.mark.parametrize(
    "text",
    [
        "Een gewone zin. Nog een zin.",
        "Versie 2.0 en 3.11; zie https://example.org/a.B?c=1",
        "Café, naïef, 's-Gravenhage, Súdwest-Fryslân",
        "a < b and b > c",
        "In 2024-2025 there were 1.250.000 visitors",
        "NextGenerationEU and iPad and GmbH",
    ],
)
def test_what_is_right_stays_as_it_is(text):
    mender = Mender()
    assert mender.text(text) == text
    assert not mender.repairs


def test_a_heading_glued_to_its_text_gets_a_line_of_its_own():
    mender = Mender()
    text = mender.text(
        "Expected Outcome:Cities save energy.Scope:All of Europe", headings=("Expected Outcome", "Scope")
    )
    assert text == "Expected Outcome:\nCities save energy.\n\nScope:\nAll of Europe"
    assert mender.repairs["heading-unglued"] == 2


def test_a_line_is_one_line():
    assert Mender().line("one\ntwo  three ") == "one two three"
