from schakel.kernel.languages import DUTCH, ENGLISH, LANGUAGE_NAMES, LANGUAGES


def test_languages_are_named_by_their_codes_in_iso_639_and_dutch_comes_first():
    assert LANGUAGES == (DUTCH, ENGLISH) == ("nl", "en")


def test_a_language_is_named_in_itself():
    assert LANGUAGE_NAMES == {"nl": "Nederlands", "en": "English"}
