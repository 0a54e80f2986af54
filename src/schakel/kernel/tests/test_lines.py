"""A line of text as people see it."""

import pytest

from schakel.kernel.lines import tidy_line


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("  Kim \n de\tBoer ", "Kim de Boer"),
        ("Zoe\u0308", "Zoë"),
        ("\u202egpj.exe", "gpj.exe"),
        ("An\x00Bo", "An Bo"),
        ("\u200b", ""),
        ("\u200d \u200c", ""),
        ("क्\u200dष", "क्\u200dष"),
    ],
)
def test_what_is_seen_is_kept_and_nothing_else(written, line):
    assert tidy_line(written) == line
