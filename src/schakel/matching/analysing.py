"""The analyser of this hub: its lexicon and themes, read once and again whenever staff changes them."""

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.conf import settings

from schakel.journal import public as journal
from schakel.matching.places import KnownPlace, PlaceFinder
from schakel.organisations.public import Organisation, other_names
from schakel.search.analysis.analyser import Analyser
from schakel.search.analysis.concepts import ConceptFinder, Label
from schakel.search.analysis.lexicon import Lexicon, Pair
from schakel.vocabulary import public as vocabulary

MOST_NEIGHBOURS = 2000
"""Sets of themes whose neighbours are remembered."""
MOST_ROWS = 1000
"""A longer way back in the journal is not read; everything is then taken anew."""


def lexicon_of(pairs: Sequence[Pair]) -> Lexicon:
    """These pairs; for words that are not among them, the packs that are installed on this machine, if any."""
    folders = settings.ENVIRONMENT.lexicon_packs
    if not vocabulary.packs_in(folders):
        return Lexicon(pairs)
    english: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        english[pair.english].append(pair.dutch)
    more = vocabulary.pack_pairs(folders, english)
    return Lexicon(pairs, otherwise=Lexicon(Pair(pair.dutch, pair.english, pair.rank) for pair in more))


def analyser_from_files() -> Analyser:
    """The analyser as Schakel ships it, without a database: for evaluation and benchmarks."""
    pairs = [
        Pair(word.dutch, english, rank, word.word_class)
        for word in vocabulary.written_words()
        for rank, english in enumerate(word.english)
    ]
    written = list(vocabulary.written_concepts())
    labels = [
        Label(concept.notation, language, text)
        for concept in written
        for language, texts in concept.labels.items()
        for text in texts
    ]
    return Analyser(
        lexicon_of(pairs), ConceptFinder(labels, {concept.notation: concept.broader for concept in written})
    )


def analyser_from_hub() -> Analyser:
    """The analyser with the vocabulary and lexicon as they stand in the hub's database now."""
    return Analyser(
        lexicon_of([Pair(*pair) for pair in vocabulary.all_word_pairs()]),
        ConceptFinder(
            (Label(notation, language, text) for notation, language, text in vocabulary.all_labels()),
            vocabulary.all_parents(),
        ),
    )


def places_from_hub() -> PlaceFinder:
    """Finds the municipalities and provinces as they stand in the hub's database now."""
    places = [
        KnownPlace(
            comparable=body.comparable,
            name=body.name,
            code=body.code or "",
            region=(body.code if body.type == "province" else body.province.code if body.province else "")
            or "",
            size_class=body.size_class,
        )
        for body in Organisation.objects.visible_to(None)
        .filter(type__in=["municipality", "province"], valid_until=None)
        .select_related("province")
        .order_by("-is_illustrative", "type", "pk")
    ]
    return PlaceFinder(places, other_names())


class CurrentKnowledge:
    """Hands out what a process needs to understand questions, renewed when the journal says that it changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._analyser: Analyser | None = None
        self._places: PlaceFinder | None = None
        self._themes: dict[str, Mapping[str, vocabulary.Theme]] = {}
        self._neighbours: dict[tuple[str, ...], list[str]] = {}
        self._as_of = (-1, "")

    def get(self) -> Analyser:
        with self._lock:
            self._renew()
            if self._analyser is None:
                self._analyser = analyser_from_hub()
            return self._analyser

    def places(self) -> PlaceFinder:
        with self._lock:
            self._renew()
            if self._places is None:
                self._places = places_from_hub()
            return self._places

    def themes(self, language: str) -> Mapping[str, vocabulary.Theme]:
        """Every theme by its notation, labelled in this language."""
        with self._lock:
            self._renew()
            if language not in self._themes:
                self._themes[language] = vocabulary.themes(language)
            return self._themes[language]

    def neighbours(self, notations: tuple[str, ...], *, most: int) -> list[str]:
        """Themes beside and just below these."""
        with self._lock:
            self._renew()
            if len(self._neighbours) > MOST_NEIGHBOURS:
                self._neighbours.clear()
            if notations not in self._neighbours:
                self._neighbours[notations] = vocabulary.neighbours(notations, most=most)
            return self._neighbours[notations]

    def forget(self) -> None:
        with self._lock:
            self._empty()
            self._as_of = (-1, "")

    def _empty(self) -> None:
        self._analyser, self._places, self._themes, self._neighbours = None, None, {}, {}

    def _renew(self) -> None:
        last = journal.last_place()
        if last != self._as_of:
            if self._changed_since(*self._as_of, last[0]):
                self._empty()
            self._as_of = last

    def _changed_since(self, number: int, row_hash: str, last: int) -> bool:
        if journal.hash_at(number) != row_hash or last - number > MOST_ROWS:
            return True  # another journal than before (a database put back), or too long a way to read
        return any(changes_understanding(row) for row in journal.rows_after(number, most=MOST_ROWS))


def changes_understanding(row: journal.Row) -> bool:
    """Whether this row changes how texts are understood."""
    return row.subject.startswith(("theme:", "vocabulary:", "organisations:"))


CURRENT = CurrentKnowledge()
