"""Keeping the vectors of items equal to what the library holds, by reading on in the journal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from schakel.journal import public as journal
from schakel.library import public as library
from schakel.library.public import ItemValue
from schakel.matching.analysing import CURRENT, changes_understanding
from schakel.matching.indexing import index_key
from schakel.matching.reading import Meaning, Readable

TOGETHER = 32
"""Items that are kept at once: they count in answers while the rest is being encoded."""
MOST_ROWS = 5000
"""A longer way back in the journal is not read; every item is then looked at."""
READ_UP_TO = "read-up-to"

Report = Callable[[int, int], object]


class ItemVectors:
    """Encodes what changed; one process at a time, while others go on answering with what is there."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self._seal = meaning.store.folder / READ_UP_TO

    @property
    def is_behind(self) -> bool:
        """Whether something was written that has not been looked at."""
        return self._read_up_to() != journal.last_place()

    def catch_up(self, *, today: date, report: Report, threads: int = 1) -> int | None:
        """Encode what is missing; returns how many items that were, or None when another process is at it.

        `report` is told how many items are done, and of how many; it may end the work by raising, and what is
        done is kept.
        """
        with self.meaning.store.only_one_encodes() as is_ours:
            if not is_ours:
                return None
            place = journal.last_place()
            changed = self._changed()
            wanted = self._readable(library.all_values(changed, today=today))
            self._forget_others(changed, wanted)
            missing = self.meaning.store.missing({key: read.everything for key, read in wanted.items()})
            self._encode({key: wanted[key] for key in missing}, report, threads)
            self._note(*place)
            return len(missing)

    def _readable(self, items: Sequence[ItemValue]) -> dict[str, Readable]:
        lexicon = CURRENT.get().lexicon
        read = ((index_key(item.pk), self.meaning.read_item(item, lexicon)) for item in items)
        return {key: readable for key, readable in read if readable is not None}

    def _forget_others(self, changed: set[int] | None, wanted: Mapping[str, Readable]) -> None:
        if changed is None:
            self.meaning.store.keep_only(wanted)
        elif gone := {index_key(pk) for pk in changed} - wanted.keys():
            self.meaning.store.drop(sorted(gone))

    def _encode(self, wanted: Mapping[str, Readable], report: Report, threads: int) -> None:
        done = 0
        report(done, len(wanted))
        with ThreadPoolExecutor(threads) as workers:
            for keys in _in_parts(list(wanted)):
                kept = workers.map(self.meaning.encode, [wanted[key] for key in keys])
                self.meaning.store.put(dict(zip(keys, kept, strict=True)))
                done += len(keys)
                report(done, len(wanted))

    def _changed(self) -> set[int] | None:
        """The items written since the last time; None when every item has to be looked at."""
        number, row_hash = self._read_up_to()
        if number < 0 or journal.hash_at(number) != row_hash:
            return None
        rows = journal.rows_after(number, most=MOST_ROWS)
        if len(rows) == MOST_ROWS or any(changes_understanding(row) for row in rows):
            return None
        return {int(row.subject.partition(":")[2]) for row in rows if row.subject.startswith("item:")}

    def _read_up_to(self) -> tuple[int, str]:
        """The place in the journal that was read last with this model; a number below 0 when there is none."""
        model, _, place = self._seal.read_text().rpartition("\n") if self._seal.exists() else ("", "", "")
        number, _, row_hash = place.partition(" ")
        return (int(number), row_hash) if model == self.meaning.store.model else (-1, "")

    def _note(self, number: int, row_hash: str) -> None:
        fresh = self._seal.with_name(f"{READ_UP_TO}.new")
        fresh.write_text(f"{self.meaning.store.model}\n{number} {row_hash}")
        fresh.replace(self._seal)


def _in_parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), TOGETHER):
        yield keys[start : start + TOGETHER]
