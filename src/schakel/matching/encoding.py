"""Keeping the vectors of items equal to what the library holds, by reading on in the journal."""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

from schakel.journal import public as journal
from schakel.library import public as library
from schakel.matching.analysing import CURRENT, changes_understanding
from schakel.matching.indexing import index_key
from schakel.matching.reading import Meaning, Readable
from schakel.search.semantic.vectors import Found, Progress, VectorStore

TOGETHER = 16
"""Items whose vectors are kept at once: they count in answers while the rest is being encoded."""
MOST_ROWS = 5000
"""A longer way back in the journal is not read; every item is then looked at."""
MOST_ROWS_WAITED_FOR = 500
"""The same while somebody waits for an answer; it then comes from words alone."""

Report = Callable[[int, int], object]


def up_to_date(store: VectorStore, keys: Collection[str]) -> Found:
    """The vectors of those items that have not been written since their vectors were made."""
    found = store.find(keys)
    progress = found.progress
    if progress is None or (progress.place, progress.seal) == journal.last_place():
        return found
    rows = journal.rows_after(progress.place, most=MOST_ROWS_WAITED_FOR)
    if len(rows) == MOST_ROWS_WAITED_FOR or not _is_of_this_journal(progress):
        return found.without(set(found.keys))
    return found.without({index_key(pk) for pk in _items_in(rows)})


class ItemVectors:
    """Encodes what changed; one process at a time, while others go on answering with what is there."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self.store = meaning.store

    @property
    def is_behind(self) -> bool:
        """Whether there is something to encode, or to look at."""
        progress = self.store.progress()
        if progress is None or not progress.is_complete:
            return True
        return (progress.place, progress.seal) != journal.last_place()

    def catch_up(self, *, today: date, report: Report, threads: int = 1) -> int | None:
        """Encode what is missing; returns how many items that were, or None when another process is at it.

        `report` is told how many items have vectors, and how many there will be; it may end the work by raising,
        and what is done is kept.
        """
        with self.store.only_one_encodes() as is_ours:
            return self._catch_up(today, report, threads) if is_ours else None

    def differences(self, *, today: date) -> Iterator[str]:
        """The items whose vectors are missing or of another text, and the vectors of which there is no item."""
        kept = self.store.digests()
        wanted = {key: readable.digest for key, readable in self._readable(None, today).items()}
        for key in sorted(kept.keys() | wanted.keys()):
            if key not in kept:
                yield f"{key} has no vectors"
            elif key not in wanted:
                yield f"{key} has vectors and is not in the database"
            elif kept[key] != wanted[key]:
                yield f"{key} has vectors of an older text"

    def _catch_up(self, today: date, report: Report, threads: int) -> int:
        place, seal = journal.last_place()
        changed = self._changed()
        readable = self._readable(changed, today)
        kept = self.store.digests()
        looked_at = kept.keys() if changed is None else {index_key(pk) for pk in changed}
        right = {key for key, read in readable.items() if kept.get(key) == read.digest}
        stale = (looked_at & kept.keys()) - right
        missing = {key: read for key, read in readable.items() if key not in right}
        progress = Progress(place, seal, wanted=len(kept) - len(stale) + len(missing))
        self.store.move_on(progress, forget=stale)
        self._encode(missing, report, threads)
        self.store.move_on(replace(progress, is_complete=True))
        return len(missing)

    def _readable(self, pks: Collection[int] | None, today: date) -> dict[str, Readable]:
        lexicon = CURRENT.get().lexicon
        items = library.all_values(today=today) if pks is None else library.values_with_keys(pks, today=today)
        sources = ((index_key(item.pk), self.meaning.source_of(item)) for item in items)
        return {key: self.meaning.read(source, lexicon) for key, source in sources if source is not None}

    def _encode(self, missing: dict[str, Readable], report: Report, threads: int) -> None:
        done = self.store.count()
        wanted = done + len(missing)
        report(done, wanted)
        with ThreadPoolExecutor(threads) as workers:
            for keys in _in_parts(list(missing)):
                vectors = workers.map(self.meaning.encode, [missing[key] for key in keys])
                self.store.put(dict(zip(keys, vectors, strict=True)))
                done += len(keys)
                report(done, wanted)

    def _changed(self) -> set[int] | None:
        """The items written since the last time; None when every item has to be looked at."""
        progress = self.store.progress()
        if progress is None or not progress.is_complete or not _is_of_this_journal(progress):
            return None
        rows = journal.rows_after(progress.place, most=MOST_ROWS)
        if len(rows) == MOST_ROWS or any(changes_understanding(row) for row in rows):
            return None
        return _items_in(rows)


def _is_of_this_journal(progress: Progress) -> bool:
    return journal.hash_at(progress.place) == progress.seal


def _items_in(rows: Sequence[journal.Row]) -> set[int]:
    return {int(row.subject.partition(":")[2]) for row in rows if row.subject.startswith("item:")}


def _in_parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), TOGETHER):
        yield keys[start : start + TOGETHER]
