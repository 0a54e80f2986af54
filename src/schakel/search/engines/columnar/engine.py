"""The columnar engine: how entries get into the folder, and how a question finds the latest state of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from threading import Lock, Thread

import numpy as np

from schakel.search.engine import Answer, Entry, Hit, Question, StreamSettings, Term
from schakel.search.engines.columnar import files
from schakel.search.engines.columnar.answering import Asking
from schakel.search.engines.columnar.building import built_from
from schakel.search.engines.columnar.folder import CURRENT, IndexFolder
from schakel.search.engines.columnar.layout import (
    FileSink,
    MemorySink,
    is_damaged,
    map_columns,
    write_columns,
)
from schakel.search.engines.columnar.merging import Source, due, merge, numbered
from schakel.search.engines.columnar.scratch import Scratch
from schakel.search.engines.columnar.segment import LiveSegment, Segment, newest
from schakel.search.engines.columnar.state import State, publish, read_state, stamp_of
from schakel.search.engines.columnar.terms import Asked
from schakel.search.engines.hashing import hashes_of_many
from schakel.search.engines.weighing import step_of


@dataclass(frozen=True, slots=True)
class Sizes:
    """Where the engine changes its way of working; the answers are the same whatever they are."""

    head: int = 512
    """A head with more entries is sealed."""
    load: int = 4_000_000
    """How many tokens and entries that come in are held in memory at once."""
    postings: int = 2_000_000
    """How many postings are merged at once."""


class ColumnarEngine:
    """Entries as memory-mapped columns in a folder, shared by any number of threads and processes.

    Writers take turns. Readers never wait for them: at every question they look whether something new was
    published, and each question is answered on one state from begin to end.
    """

    def __init__(
        self,
        folder: Path,
        streams: Mapping[str, StreamSettings],
        *,
        sorted_by: str = "",
        merges_by_itself: bool = True,
        sizes: Sizes = Sizes(),
    ) -> None:
        """Raises ``OtherSettingsError`` where the folder holds an index made with other settings.

        ``sorted_by`` is the facet that is asked under a condition most: entries with the same value of it are laid
        beside each other, from the next merge on, and a question that accepts few of its values reads little else.
        No answer depends on it.

        With ``merges_by_itself`` a thread merges segments when a change made that worth while; without it the
        caller calls ``merge`` now and then.
        """
        self._folder = IndexFolder(folder)
        self._streams = dict(streams)
        self._sorted_by = sorted_by
        self._merges_by_itself = merges_by_itself
        self._sizes = sizes
        self._merger: Thread | None = None
        self._scratch = Scratch()
        self._reading = Lock()
        self._state = read_state(folder, self._streams, earlier=State())

    def find(self, question: Question) -> Answer:
        state = self._current()
        return Asking(question, state.view, self._streams, self._scratch).answer(watermark=state.watermark)

    def score(self, question: Question, keys: Iterable[str]) -> Mapping[str, Hit]:
        free = replace(question, conditions={})
        return Asking(free, self._current().view, self._streams, self._scratch).score(set(keys))

    def rarities(self, terms: Sequence[Term]) -> Sequence[float]:
        alike = Question(tuple(replace(term, weight=1.0) for term in terms), frozenset())
        of_steps = Asked.of(alike, self._streams).coefficients(self._current().view, self._streams)
        return [
            float(worth) / step_of(self._streams[term.stream])
            for worth, term in zip(of_steps, terms, strict=True)
        ]

    def keys(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for live in self._current().view.segments:
            pairs = zip(live.segment.keys(), live.segment.digests(), strict=True)
            found.update(pair for entry, pair in enumerate(pairs) if live.has(entry))
        return found

    def watermark(self) -> int:
        return self._current().watermark

    def damaged_files(self) -> list[str]:
        """The names of files that do not hold what was written to them; reads the whole index."""
        return [name for name in (CURRENT, *self._current().sealed) if self._is_damaged(name)]

    def _is_damaged(self, name: str) -> bool:
        try:
            return is_damaged(self._folder.path / name)
        except FileNotFoundError:  # a merge has taken it away, unless it still counts
            return name in self._current().sealed

    def put(self, entries: Iterable[Entry], *, watermark: int) -> None:
        self._bring_in(entries, watermark, in_place_of_all=False)

    def replace_all(self, entries: Iterable[Entry], *, watermark: int) -> None:
        """As promised; what others put while this builds is replaced too, as the watermark tells."""
        self._bring_in(entries, watermark, in_place_of_all=True)

    def drop(self, keys: Iterable[str], *, watermark: int) -> None:
        unwanted = list(keys)
        hashes = hashes_of_many(unwanted)
        with self._writing() as state:
            remaining = state.changed(
                lambda live: live.without(
                    np.array([entry for _, entry in live.entries_of(unwanted, hashes)], np.uint32)
                )
            )
            self._publish(self._with_head(replace(remaining, watermark=watermark), []))
        self._merge_when_due()

    def merge(self) -> bool:
        """Merge the segments for which that is worth while; False where none were, or another is at it.

        Questions and changes go on meanwhile; what is dropped while this works is dropped from its result.
        """
        with self._folder.building(waiting=False) as ours:
            before = self._current()
            names = due(before.sealed)
            if not ours or not names:
                return False
            sources = numbered([before.sealed[name] for name in names], sorted_by=self._sorted_by)
            path = self._written(sources)
            with self._writing() as now:
                pairs = zip(names, sources, strict=True)
                dropped = np.concatenate([source.newly_dropped(now.sealed[name]) for name, source in pairs])
                merged = LiveSegment(Segment(map_columns(path)), np.sort(dropped).astype(np.uint32))
                self._publish(self._with_sealed(now, path, merged, in_place_of=names))
        return True

    def close(self) -> None:
        """Wait for a merge that is going on; the engine remains usable."""
        if self._merger:
            self._merger.join()

    def _bring_in(self, entries: Iterable[Entry], watermark: int, *, in_place_of_all: bool) -> None:
        segments = built_from(entries, self._streams, load=self._sizes.load, sorted_by=self._sorted_by)
        first = newest(list(islice(segments, 2)))
        is_all = False
        if sum(live.size for live in first) <= self._sizes.head:
            # Few entries can be so long that there are more segments.
            more = list(islice(segments, 1))
            first, is_all = newest([*first, *more]), not more
        if is_all:
            with self._writing() as state:
                kept = State() if in_place_of_all else state.without_keys_of(first)
                self._publish(self._with_head(replace(kept, watermark=watermark), first))
        else:
            with self._folder.building(waiting=True):
                parts = (
                    first
                    if len(first) == 1
                    else newest([self._on_disk(live) for live in chain(first, segments)])
                )
                path = self._written(numbered(parts, sorted_by=self._sorted_by))
                fresh = LiveSegment(Segment(map_columns(path)), np.zeros(0, np.uint32))
                with self._writing() as state:
                    kept = State() if in_place_of_all else state.without_keys_of([fresh])
                    kept = self._with_head(replace(kept, watermark=watermark), [])
                    self._publish(self._with_sealed(kept, path, fresh, in_place_of=[]))
        self._merge_when_due()

    def _on_disk(self, live: LiveSegment) -> LiveSegment:
        """The same segment, no longer in the process's own memory."""
        path = self._folder.unfinished()
        write_columns(path, live.segment.columns, durable=False)
        mapped = Segment(map_columns(path))
        # It stays readable while it is mapped, and is gone with us whatever happens.
        files.remove(path)
        return LiveSegment(mapped, live.dropped)

    def _written(self, sources: Sequence[Source]) -> Path:
        """The sources merged in a durable file under an unfinished name."""
        path = self._folder.unfinished()
        with FileSink(path) as sink:
            sink.finish(merge(sources, self._streams, sink, at_once=self._sizes.postings))
        return path

    def _with_head(self, state: State, fresh: Sequence[LiveSegment]) -> State:
        """The state with a head in which the fresh entries are and the dropped ones no longer."""
        parts = [live for live in (state.head, *fresh) if live and live.size]
        if not parts:
            return replace(state, head=None)
        sink = MemorySink()
        sources = numbered(parts, sorted_by=self._sorted_by)
        columns = sink.columns(merge(sources, self._streams, sink, at_once=self._sizes.postings))
        head = LiveSegment(Segment(columns), np.zeros(0, np.uint32))
        if head.size <= self._sizes.head:
            return replace(state, head=head)
        path = self._folder.new_segment()
        write_columns(path, columns)
        return replace(state, sealed={**state.sealed, path.name: head}, head=None)

    def _with_sealed(
        self, state: State, path: Path, live: LiveSegment, *, in_place_of: Sequence[str]
    ) -> State:
        """The state with this finished file as a segment, where the others were, or else as the youngest."""
        names = list(state.sealed)
        place = names.index(in_place_of[0]) if in_place_of else len(names)
        older = {name: state.sealed[name] for name in names[:place]}
        younger = {name: state.sealed[name] for name in names[place:] if name not in in_place_of}
        if not live.size:
            return replace(state, sealed={**older, **younger})
        final = self._folder.new_segment()
        files.rename(path, final)
        return replace(state, sealed={**older, final.name: live, **younger})

    @contextmanager
    def _writing(self) -> Iterator[State]:
        with self._folder.writing():
            yield self._current()

    def _publish(self, state: State) -> None:
        # The names of new segments are made durable before the name of the state that mentions them.
        if state.sealed.keys() - self._state.sealed.keys():
            files.sync_folder(self._folder.path)
        publish(state, self._folder.path, self._streams)
        with self._reading:
            self._state = read_state(self._folder.path, self._streams, earlier=replace(state, stamp=None))
        self._folder.remove_all_but(state.sealed)

    def _current(self) -> State:
        """The state that was published last, by whatever process."""
        state = self._state
        if stamp_of(self._folder.path) == state.stamp:
            return state
        with self._reading:
            self._state = read_state(self._folder.path, self._streams, earlier=self._state)
            return self._state

    def _merge_when_due(self) -> None:
        busy = self._merger is not None and self._merger.is_alive()
        if self._merges_by_itself and not busy and due(self._state.sealed):
            self._merger = Thread(target=self._merge_all, name="merge", daemon=True)
            self._merger.start()

    def _merge_all(self) -> None:
        try:
            while self.merge():
                pass
        except FileNotFoundError:
            # Whoever removed the folder needs no merge; a file that is missing from it is another matter.
            if self._folder.path.exists():
                raise
