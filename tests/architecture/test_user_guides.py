"""What the user guides print in bold stands on the screens, word for word."""

import re

import pytest

from tests.architecture.catalogues import sentences
from tests.architecture.project import ROOT

_BOLD = re.compile(r"\*\*([^*]+)\*\*")
ENGLISH = {english for english, _ in sentences()}
DUTCH = {dutch for _, dutch in sentences()}


def bold_in(guide: str) -> list[str]:
    text = (ROOT / "docs" / "user" / guide).read_text(encoding="utf-8")
    return sorted({" ".join(words.split()) for words in _BOLD.findall(text)})


@pytest.mark.parametrize("words", bold_in("en.md"))
def test_words_of_the_english_guide_stand_on_the_screen(words):
    assert words in ENGLISH


@pytest.mark.parametrize("words", bold_in("nl.md"))
def test_words_of_the_dutch_guide_stand_on_the_screen(words):
    assert words in DUTCH


def test_the_guides_name_many_words_of_the_screen():
    assert min(len(bold_in("en.md")), len(bold_in("nl.md"))) > 15
