"""Recognising the place a question speaks of."""

import pytest

from schakel.matching.places import KnownPlace, PlaceFinder
from schakel.search.analysis.words import words_of

BEST = KnownPlace("best", "Best", "gm0753", "pv30", "20k-50k")
THE_HAGUE = KnownPlace("s gravenhage", "'s-Gravenhage", "gm0518", "pv28", "over-250k")
SUDWEST = KnownPlace("sudwest fryslan", "Súdwest-Fryslân", "gm1900", "pv21", "50k-100k")
FINDER = PlaceFinder([BEST, THE_HAGUE, SUDWEST], {"den haag": "s gravenhage", "nergens": "unknown"})


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Waar kunnen ouderen in Best sporten?", BEST),
        ("wij zoeken hulp in Den Haag", THE_HAGUE),
        ("wat doet gemeente Súdwest-Fryslân", SUDWEST),
        ("SUDWEST FRYSLAN zoekt iets voor gemeente Sudwest Fryslan", SUDWEST),
        ("best een goed plan", None),
        ("Best een goed plan", None),
        ("in best veel straten", None),
        ("Wij wonen nergens", None),
        ("", None),
    ],
)
def test_a_place_counts_when_it_is_written_as_one(question, place):
    assert FINDER.find(words_of(question)) == place
