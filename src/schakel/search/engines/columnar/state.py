"""What an index consists of at one moment, and how that moment is written down and read.

The folder holds sealed segments, which never change, and one small file ``current``: the names of the sealed
segments that count, what was dropped from each, the watermark, and the *head*, a segment of the latest
entries. Publishing is: write a new ``current`` under another name, make it durable, rename it over the old
one, make the folder durable. Whoever opens ``current`` sees the whole of the old or the whole of the new.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from schakel.search.engine import StreamSettings
from schakel.search.engines.columnar import files
from schakel.search.engines.columnar.folder import CURRENT, UNFINISHED
from schakel.search.engines.columnar.layout import Columns, map_columns, write_columns
from schakel.search.engines.columnar.segment import LiveSegment, Segment
from schakel.search.engines.columnar.view import View

FORMAT = 2

Stamp = tuple[int, int, int]


class OtherSettingsError(ValueError):
    """The folder holds an index that was made with other stream settings (or by another version)."""


@dataclass(frozen=True)
class State:
    """Immutable; a question is answered on one of these from begin to end."""

    watermark: int = -1
    sealed: Mapping[str, LiveSegment] = field(default_factory=dict)
    head: LiveSegment | None = None
    stamp: Stamp | None = None
    """Which ``current`` this was read from."""
    current: Columns | None = None
    """That file, kept open so that no later one can be given its inode, and with it its stamp."""

    @cached_property
    def view(self) -> View:
        return View.of((*self.sealed.values(), *([self.head] if self.head else [])))

    def changed(self, change: Callable[[LiveSegment], LiveSegment]) -> "State":
        sealed = {name: change(live) for name, live in self.sealed.items()}
        return replace(self, sealed=sealed, head=change(self.head) if self.head else None)

    def without_keys_of(self, newer: Iterable[LiveSegment]) -> "State":
        """The state without the entries that the newer segments replace."""
        state = self
        for fresh in newer:
            state = state.changed(partial(_without_keys_of, fresh.segment))
        return state


def _without_keys_of(newer: Segment, live: LiveSegment) -> LiveSegment:
    return live.without(live.replaced_by(newer))


def stamp_of(folder: Path) -> Stamp | None:
    """What tells one ``current`` from the next; None where nothing was published yet."""
    try:
        status = os.stat(folder / CURRENT)  # noqa: PTH116 - once per question: three times as fast as Path.stat
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def publish(state: State, folder: Path, streams: Mapping[str, StreamSettings]) -> None:
    """Make this the current state of the folder; its sealed segments must be durable already."""
    assert state.head is None or not len(state.head.dropped), "a head is made anew without what was dropped"
    arrays = {f"dropped.{number}": live.dropped for number, live in enumerate(state.sealed.values())}
    if state.head:
        arrays |= {f"head.{name}": column for name, column in state.head.segment.columns.arrays.items()}
    note = {
        "format": FORMAT,
        "streams": settings_note(streams),
        "watermark": state.watermark,
        "sealed": list(state.sealed),
        "head": state.head.segment.columns.note if state.head else None,
    }
    unfinished = folder / (CURRENT + UNFINISHED)
    write_columns(unfinished, Columns(note, arrays))
    files.rename(unfinished, folder / CURRENT)
    files.sync_folder(folder)


def read_state(folder: Path, streams: Mapping[str, StreamSettings], *, earlier: State) -> State:
    """The state of the folder now; segments that ``earlier`` had are not opened again."""
    while True:
        stamp = stamp_of(folder)
        if stamp is None:
            return State()
        if stamp == earlier.stamp:
            return earlier
        try:
            return _read(folder, streams, stamp, earlier)
        except FileNotFoundError:
            # A writer published and cleaned up between our two looks; unless nothing changed, look again.
            if stamp_of(folder) == stamp:
                raise


def _read(folder: Path, streams: Mapping[str, StreamSettings], stamp: Stamp, earlier: State) -> State:
    current = map_columns(folder / CURRENT)
    if current.note["format"] != FORMAT or current.note["streams"] != settings_note(streams):
        raise OtherSettingsError(str(folder))
    sealed: dict[str, LiveSegment] = {}
    for number, name in enumerate(current.note["sealed"]):
        known = earlier.sealed.get(name)
        dropped = current.arrays[f"dropped.{number}"]
        if known is None:
            sealed[name] = LiveSegment(Segment(map_columns(folder / name)), dropped)
        elif len(known.dropped) == len(dropped):
            sealed[name] = known
        else:
            sealed[name] = LiveSegment(known.segment, dropped, earlier=known)
    return State(current.note["watermark"], sealed, _head(current), stamp, current)


def _head(current: Columns) -> LiveSegment | None:
    if current.note["head"] is None:
        return None
    arrays = {name[5:]: column for name, column in current.arrays.items() if name.startswith("head.")}
    return LiveSegment(Segment(Columns(current.note["head"], arrays)), np.zeros(0, np.uint32))


def settings_note(streams: Mapping[str, StreamSettings]) -> dict[str, Any]:
    return {stream: asdict(settings) for stream, settings in sorted(streams.items())}
