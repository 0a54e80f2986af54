"""Which language a question is in."""

import pytest

from schakel.search.analysis.languages import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Onze sporthallen gebruiken te veel energie en we weten niet waarom", "nl"),
        ("elderly people in our neighbourhood suffer from the heat", "en"),
        ("Reduce the number of accidents on provincial roads.", "en"),
        ("Hoe verbeteren we de bevoorrading via bouwhubs?", "nl"),
        ("Comment réduire la chaleur dans notre ville pendant l’été", "fr"),
        ("Wie können wir unsere Sporthallen besser heizen und Energie sparen", "de"),
    ],
)
def test_a_sentence_tells_its_language(text, language):
    assert language_of(text, otherwise="nl" if language != "nl" else "en") == language


@pytest.mark.parametrize("otherwise", ["nl", "en"])
def test_a_text_without_a_sign_is_taken_as_the_screen_is(otherwise):
    assert language_of("", otherwise=otherwise) == otherwise
    assert language_of("LoRaWAN", otherwise=otherwise) == otherwise
