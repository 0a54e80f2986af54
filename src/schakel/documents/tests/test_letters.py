"""A letter is what somebody says in it: not its greeting, its closing, or what it answers to."""

from schakel.documents.letters import letter_of, readable, unfolded

LETTER = """Van: Anna Bakker <anna@stad.example>
Verzonden: dinsdag 3 november 2026 14:02
Aan: hub
Onderwerp: RE: FW: te warme klaslokalen

Beste Chaima,

In onze scholen is het 's zomers te warm.
Wat kunnen wij daaraan doen?

Met vriendelijke groet,

Anna Bakker
Gemeente Rotterdam
T 010 123 45 67

-----Oorspronkelijk bericht-----
Van: Chaima
Onderwerp: iets anders

Kun je de planning van het groen sturen?
"""


def test_what_is_said_stays_with_its_subject():
    letter = letter_of(LETTER)
    assert letter.text == (
        "te warme klaslokalen.\n\nIn onze scholen is het 's zomers te warm.\nWat kunnen wij daaraan doen?"
    )
    assert letter.signed == ("Anna Bakker", "Gemeente Rotterdam")


def test_quoted_replies_go():
    text = (
        "Wij zoeken hulp.\n> dat zei jij\nEcht waar.\n\nOp di 3 nov 2026 om 14:02 schreef Bas:\nIets anders."
    )
    assert letter_of(text).text == "Wij zoeken hulp.\nEcht waar."


def test_a_signature_goes_after_its_mark():
    assert letter_of("Wij zoeken hulp.\n-- \nAnna\n06-12345678").text == "Wij zoeken hulp."


def test_a_closing_in_the_middle_of_a_long_text_is_none():
    text = "Groeten\n" + "\n".join(f"Regel {number} zegt iets." for number in range(40))
    assert "Regel 39" in letter_of(text).text


def test_a_text_of_politeness_only_stays_what_it_is():
    assert letter_of("Beste Anna,").text == "Beste Anna,"


def test_lines_that_were_full_are_one_again():
    text = "Onze sporthallen gebruiken te veel energie en wij weten\nniet waarom dat zo is.\nKort.\n\nNieuw."
    assert unfolded(text) == (
        "Onze sporthallen gebruiken te veel energie en wij weten niet waarom dat zo is.\nKort.\n\nNieuw."
    )


def test_what_is_no_word_is_left_out():
    assert readable("Een\x00 " + "x" * 200 + " twee " + "y" * 199) == "Een   twee " + "y" * 199
