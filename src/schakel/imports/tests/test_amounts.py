"""Numbers and money as people of a language write them."""

from decimal import Decimal

import pytest

from schakel.imports.amounts import cents_in, number_in


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1.250,5", "nl", "1250.5"),
        ("1,250.5", "en", "1250.5"),
        ("1.250", "nl", "1250"),
        ("1.250", "en", "1.250"),
        ("12.5", "nl", "12.5"),
        ("12,5", "nl", "12.5"),
        ("1 250 000", "nl", "1250000"),
        ("-3", "en", "-3"),
        ("52.36761", "nl", "52.36761"),
    ],
)
def test_numbers(text, language, number):
    assert number_in(text, language) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "language"),
    [("", "nl"), ("n.v.t.", "nl"), ("1,250.5", "nl"), ("1.2.3", "nl"), ("12,5", "en"), ("1e9", "nl")],
)
def test_what_is_no_number(text, language):
    assert number_in(text, language) is None


@pytest.mark.parametrize(
    ("text", "language", "cents"),
    [
        ("€ 1.250,00", "nl", 125_000),
        ("€1,250.50", "en", 125_050),
        ("12,50 euro", "nl", 1250),
        ("250k", "en", 25_000_000),
        ("1,5 miljoen", "nl", 150_000_000),
        ("EUR 40 mln", "nl", 4_000_000_000),
        ("€ 75,-", "nl", 7500),
        ("0", "nl", 0),
    ],
)
def test_money(text, language, cents):
    assert cents_in(text, language) == cents


@pytest.mark.parametrize("text", ["", "gratis", "-5", "5 apples", "$ 5", "€"])
def test_what_is_no_money(text):
    assert cents_in(text, "nl") is None
