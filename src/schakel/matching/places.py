"""Recognising the municipality or province that a question speaks of; plain Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schakel.search.analysis.words import Word, without_marks

MOST_WORDS = 4
_BEFORE_IN_DUTCH = ("in", "te", "bij", "van", "voor", "naar", "uit", "rond", "gemeente", "provincie", "regio")
_BEFORE_IN_ENGLISH = ("near", "of", "from", "at", "municipality", "province", "city")
BEFORE_A_PLACE = frozenset((*_BEFORE_IN_DUTCH, *_BEFORE_IN_ENGLISH))


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A municipality or province by one of its names; ``comparable`` is the name as it is compared."""

    comparable: str
    name: str
    code: str
    region: str
    size_class: str


class PlaceFinder:
    """Finds the first known place in the words of a question."""

    def __init__(self, places: Iterable[KnownPlace], other_names: Mapping[str, str] | None = None) -> None:
        """`other_names`: from what people say ("den haag") to the name as it is compared ("s gravenhage")."""
        self._by_name: dict[str, KnownPlace] = {}
        for place in places:
            self._by_name.setdefault(place.comparable, place)
        for other, official in (other_names or {}).items():
            if official in self._by_name:
                self._by_name.setdefault(other, self._by_name[official])

    def find(self, words: Sequence[Word]) -> KnownPlace | None:
        """The place named in the words: written with a capital, and a name no one would read as another word.

        "Best", "Ede" and "Buren" are words too, so a place of one word counts only where a sentence does not
        begin, or after a word such as "in" or "gemeente".
        """
        for start in range(len(words)):
            for size in range(min(MOST_WORDS, len(words) - start), 0, -1):
                place = self._by_name.get(_comparable(words[start : start + size]))
                if place is not None and self._is_meant(words, start):
                    return place
        return None

    def begins_with(self, words: Sequence[Word]) -> KnownPlace | None:
        """The place whose name the first of these words are, where somebody said that they are one."""
        for size in range(min(MOST_WORDS, len(words)), 0, -1):
            if place := self._by_name.get(_comparable(words[:size])):
                return place
        return None

    def _is_meant(self, words: Sequence[Word], start: int) -> bool:
        written_as_name = words[start].written[:1].isupper() or words[start].written[:1] == "'"
        after_a_sign = start > 0 and words[start - 1].folded in BEFORE_A_PLACE
        return written_as_name and (words[start].is_name or after_a_sign)


def _comparable(words: Sequence[Word]) -> str:
    return " ".join(without_marks(word.folded) for word in words)
