"""What is about a person is found by its form and its own proof; what only looks like it is left alone."""

import pytest

from schakel.documents.personal import Personal, is_bank_account, is_citizen_number, personal_data, without


def found(text, **more):
    return [(one.kind, one.words) for one in personal_data(text, **more)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Mail naar anna.bakker@stad.example.", Personal.EMAIL, "anna.bakker@stad.example"),
        ("Bel 06-12345678 na tienen.", Personal.TELEPHONE, "06-12345678"),
        ("Bel (010) 123 45 67.", Personal.TELEPHONE, "(010) 123 45 67"),
        ("Bel +31 6 1234 5678.", Personal.TELEPHONE, "+31 6 1234 5678"),
        ("Zijn bsn is 111222333.", Personal.CITIZEN_NUMBER, "111222333"),
        ("Rekening NL91 ABNA 0417 1643 00 graag.", Personal.BANK_ACCOUNT, "NL91 ABNA 0417 1643 00"),
        ("Hij woont op Kerkstraat 5, 1234 AB.", Personal.ADDRESS, "Kerkstraat 5, 1234 AB"),
        ("Geachte heer Van der Berg,\nWij", Personal.NAME, "Van der Berg"),
        ("Contactpersoon: Fatima el Amrani\n", Personal.NAME, "Fatima el Amrani"),
        ("Volgens mevrouw De Vries kan het.", Personal.NAME, "De Vries"),
    ],
)
def test_it_is_found(text, kind, words):
    assert (kind, words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Het kost € 123456789 in totaal.",
        "Zaaknummer 111222334 van de rechtbank.",
        "Rekening NL91 ABNA bestaat niet.",
        "In 2026 zijn er 1234 meldingen.",
        "Geachte raad,\nBeste collega's,\nGeacht college,",
        "Het gebied 1234 AB is groot.",
        "Artikel 1.2.3 van 12-10-2026 om 14:30.",
        "Beste inwoners, wij vragen u iets.",
    ],
)
def test_what_only_looks_like_it_is_not(text):
    assert found(text) == []


def test_a_name_is_found_again_wherever_it_stands():
    [one] = [
        one for one in personal_data("Dag Fatima,\nFatima vroeg of Fatima mag.") if one.kind is Personal.NAME
    ]
    assert len(one.places) == 3


def test_a_mail_address_tells_whose_name_it_is():
    text = "Mail naar joost.hermans@stad.example of info@stad.example. Info: Joost Hermans. Joost weet het."
    names = [one.words for one in personal_data(text) if one.kind is Personal.NAME]
    assert names == ["Joost Hermans", "Joost"]


def test_names_from_a_heading_count_with_their_parts():
    text = "Dat zei Jan gisteren, en De Boer ook."
    assert (Personal.NAME, "Jan") in found(text, people=["Jan de Boer"])
    assert found(text) == []


def test_what_is_left_out_is_gone_and_leaves_a_mark():
    text = "Bel Jan op 06-12345678, niet Janneke."
    assert without(text, ["Jan", "06-12345678"]) == "Bel […] op […], niet Janneke."
    assert without(text, []) == text


def test_the_eleven_test_and_the_check_digits():
    assert is_citizen_number("111222333")
    assert is_citizen_number("010000008") == is_citizen_number("10000008")
    assert not is_citizen_number("111222334")
    assert not is_citizen_number("000000000")
    assert not is_citizen_number("1112223334")
    assert is_bank_account("BE71 0961 2345 6769")
    assert not is_bank_account("BE71 0961 2345 6768")
    assert not is_bank_account("NL00")
