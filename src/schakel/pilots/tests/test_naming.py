"""What a pilot is called, in the language it is spoken of."""

import pytest

from schakel.pilots import rules
from schakel.pilots.naming import bare_title, pilot_title


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Proef: Een deksel bij Rotterdam", "Een deksel bij Rotterdam"),
        ("Pilot: A lid at Rotterdam", "A lid at Rotterdam"),
        ("Een deksel", "Een deksel"),
    ],
)
def test_the_word_that_says_it_is_a_pilot_is_left_out_of_other_titles(title, bare):
    assert bare_title(title) == bare


def test_a_title_that_is_too_long_is_cut_in_what_is_tried_and_keeps_whose_it_is():
    title = pilot_title("woord " * 60, "Rotterdam", "nl")
    assert len(title) <= rules.LONGEST_TITLE
    assert title.endswith("… bij Rotterdam")
