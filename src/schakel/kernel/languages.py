"""The languages of the screens and of the texts in the hub."""

from typing import Final

DUTCH: Final = "nl"
ENGLISH: Final = "en"
LANGUAGES: Final = (DUTCH, ENGLISH)
"""Languages a text can be written in here, in the order in which one stands in for another."""
LANGUAGE_NAMES: Final = {DUTCH: "Nederlands", ENGLISH: "English"}
"""Each in its own language: whoever looks for it cannot read the other."""
