"""The analyser of this hub: its lexicon and themes, read once and again whenever staff changes them."""

import threading

from schakel.journal import public as journal
from schakel.search.analysis.analyser import Analyser
from schakel.search.analysis.concepts import ConceptFinder, Label
from schakel.search.analysis.lexicon import Lexicon, Pair
from schakel.vocabulary import public as vocabulary

_VOCABULARY_SUBJECTS = ("theme:", "vocabulary:")


def analyser_from_files() -> Analyser:
    """The analyser as Schakel ships it, without a database: for evaluation and benchmarks."""
    pairs = [
        Pair(word.dutch, english, rank)
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
        Lexicon(pairs), ConceptFinder(labels, {concept.notation: concept.broader for concept in written})
    )


def analyser_from_hub() -> Analyser:
    """The analyser with the vocabulary and lexicon as they stand in the hub's database now."""
    return Analyser(
        Lexicon(Pair(dutch, english, rank) for dutch, english, rank in vocabulary.all_word_pairs()),
        ConceptFinder(
            (Label(notation, language, text) for notation, language, text in vocabulary.all_labels()),
            vocabulary.all_parents(),
        ),
    )


class CurrentAnalyser:
    """Hands out one analyser per process, renewed when the journal says that the vocabulary changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._analyser: Analyser | None = None
        self._as_of = -1

    def get(self) -> Analyser:
        last = journal.last_number()
        with self._lock:
            if self._analyser is None or self._changed_since(last):
                self._analyser = analyser_from_hub()
            self._as_of = last
            return self._analyser

    def forget(self) -> None:
        with self._lock:
            self._analyser, self._as_of = None, -1

    def _changed_since(self, last: int) -> bool:
        if last < self._as_of:  # another database than before (tests)
            return True
        return any(is_about_vocabulary(row) for row in _rows_between(self._as_of, last))


def is_about_vocabulary(row: journal.Row) -> bool:
    """Whether this row changes how texts are understood."""
    return row.subject.startswith(_VOCABULARY_SUBJECTS)


def _rows_between(after: int, last: int) -> list[journal.Row]:
    return journal.rows_after(after, most=max(0, last - after)) if last > after else []


CURRENT = CurrentAnalyser()
