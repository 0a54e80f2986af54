"""A line of text as people see it."""

import unicodedata

_DIRECTIONS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that change the order in which letters are shown: "gpj.exe" would read as "exe.jpg"."""
_JOINERS = "\u200c\u200d"
"""Some scripts need them between letters; by themselves they show nothing."""


def tidy_line(words: str) -> str:
    """On one line, composed (NFC), without control characters and without marks that turn the reading direction.

    Empty where nothing would be seen.
    """
    shown = "".join(
        letter if not unicodedata.category(letter).startswith("C") or letter in _JOINERS else " "
        for letter in unicodedata.normalize("NFC", words)
        if letter not in _DIRECTIONS
    )
    line = " ".join(shown.split())
    return line if line.strip(f"{_JOINERS} ") else ""
