from schakel.kernel.languages import DUTCH, ENGLISH, LANGUAGES


def test_languages_are_named_by_their_codes_in_iso_639_and_dutch_comes_first():
    assert LANGUAGES == (DUTCH, ENGLISH) == ("nl", "en")
