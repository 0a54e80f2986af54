"""The languages of the screens and of the texts in the hub."""

from typing import Final

DUTCH: Final = "nl"
ENGLISH: Final = "en"
LANGUAGES: Final = (DUTCH, ENGLISH)
"""Languages a text can be written in here, in the order in which one stands in for another."""
