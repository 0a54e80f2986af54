"""The vectors of texts, kept in one SQLite file: whole after a crash, shared by every process, one encoding at a time.

A vector is kept as whole numbers from -127 to 127. Its length is lost, which says nothing: only directions are
compared. Vectors are found by key, a few hundred at a time; nothing goes through all of them.

Every vector is that of a text as it stood when its source had been read up to one place, which is kept beside them
(``Progress``). Whoever compares leaves out what changed after that place.
"""

import fcntl
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
FILE = "vectors.sqlite3"
LARGEST = 127
KEYS_AT_ONCE = 500
PATIENCE = 30.0
"""Seconds that a process waits for another one's writing, which takes milliseconds."""
_TABLES = """
CREATE TABLE IF NOT EXISTS vector (key TEXT PRIMARY KEY, digest TEXT NOT NULL, numbers BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS progress (
    only INTEGER PRIMARY KEY CHECK (only = 1), model TEXT NOT NULL, place INTEGER NOT NULL, seal TEXT NOT NULL,
    wanted INTEGER NOT NULL, is_complete INTEGER NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the source was read for these vectors, and whether every text of it has vectors since."""

    place: int
    seal: str
    """What stood at that place: a source put back from a backup is known by it."""
    wanted: int = 0
    """Texts that have vectors when all is done."""
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Vectors of length 1: the whole of each text (keys, width), and the passages of all of them one after another."""

    keys: tuple[str, ...]
    digests: tuple[str, ...]
    whole: Vectors
    passages: Vectors
    starts: NDArray[np.intp]
    """(keys + 1) The passages of text n are ``passages[starts[n]:starts[n + 1]]``; each text has at least one."""
    progress: Progress | None
    """As it was when these were read; None when there are no vectors of this model."""

    def passages_of(self, place: int) -> Vectors:
        """The vectors of the passages of the text at this place among the keys."""
        return self.passages[self.starts[place] : self.starts[place + 1]]

    def without(self, keys: Collection[str]) -> "Found":
        """The same, these keys left out."""
        stay = [place for place, key in enumerate(self.keys) if key not in keys]
        if len(stay) == len(self.keys):
            return self
        passages = [self.passages_of(place) for place in stay]
        return Found(
            keys=tuple(self.keys[place] for place in stay),
            digests=tuple(self.digests[place] for place in stay),
            whole=self.whole[stay],
            passages=np.concatenate([self.passages[:0], *passages]),
            starts=np.cumsum([0, *map(len, passages)], dtype=np.intp),
            progress=self.progress,
        )


def digest_of(text: str) -> str:
    """What tells whether vectors are those of this text."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


class VectorStore:
    """Vectors of one model by key, in a folder, each with the digest of the text it was made of."""

    def __init__(self, folder: Path, *, model: str, width: int) -> None:
        self.folder = folder
        self.model = model
        self.width = width

    def find(self, keys: Collection[str]) -> Found:
        """The vectors of those keys that have them, in the order of the keys."""
        kept: dict[str, tuple[str, bytes]] = {}
        with self._reading() as file:
            progress = self._progress(file)
            for some in _in_parts(list(keys)) if progress else ():
                places = ",".join("?" * len(some))
                asked = f"SELECT key, digest, numbers FROM vector WHERE key IN ({places})"  # noqa: S608 - question marks
                kept.update({row[0]: row[1:] for row in file.execute(asked, some)})
        found = tuple(key for key in keys if key in kept)
        rows = [np.frombuffer(kept[key][1], np.int8).reshape(-1, self.width) for key in found]
        begins = np.cumsum([0, *map(len, rows)], dtype=np.intp)
        every = np.concatenate([np.zeros((0, self.width), np.int8), *rows]).astype(np.float32)
        every /= np.maximum(np.linalg.norm(every, axis=1, keepdims=True), np.float32(1))
        return Found(
            keys=found,
            digests=tuple(kept[key][0] for key in found),
            whole=every[begins[:-1]],
            passages=np.delete(every, begins[:-1], axis=0),
            starts=begins - np.arange(len(begins)),
            progress=progress,
        )

    def digests(self) -> dict[str, str]:
        """Of every key the digest of the text its vectors were made of."""
        with self._reading() as file:
            return dict(file.execute("SELECT key, digest FROM vector")) if self._progress(file) else {}

    def count(self) -> int:
        """How many texts have vectors."""
        with self._reading() as file:
            return (
                int(file.execute("SELECT count(*) FROM vector").fetchone()[0]) if self._progress(file) else 0
            )

    def progress(self) -> Progress | None:
        """How far the source was read; None when it never was with this model."""
        with self._reading() as file:
            return self._progress(file)

    def put(self, vectors: Mapping[str, tuple[str, Vectors]]) -> None:
        """Keep these: by key the digest of the text, and the vectors of its whole and its passages in this order."""
        rows = [(key, digest, _small(found)) for key, (digest, found) in vectors.items()]
        with self._writing() as file:
            file.executemany("INSERT OR REPLACE INTO vector (key, digest, numbers) VALUES (?, ?, ?)", rows)

    def move_on(self, progress: Progress, *, forget: Collection[str] = ()) -> None:
        """In one step note how far the source was read, and forget these keys and whatever is of another model."""
        with self._writing() as file:
            if self._progress(file) is None:
                file.execute("DELETE FROM vector")
            file.executemany("DELETE FROM vector WHERE key = ?", [(key,) for key in forget])
            file.execute(
                "INSERT OR REPLACE INTO progress VALUES (1, ?, ?, ?, ?, ?)",
                (self.model, progress.place, progress.seal, progress.wanted, progress.is_complete),
            )

    @contextmanager
    def only_one_encodes(self) -> Iterator[bool]:
        """Whether this process is the one that encodes while the block lasts; the lock goes with the process."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "encoding.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def _progress(self, file: sqlite3.Connection) -> Progress | None:
        asked = "SELECT place, seal, wanted, is_complete FROM progress WHERE model = ?"
        row = file.execute(asked, (self.model,)).fetchone()
        return Progress(row[0], row[1], row[2], bool(row[3])) if row else None

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the file for everything that is read in the block."""
        with closing(self._open()) as file:
            file.execute("BEGIN")
            yield file

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(self._open()) as file, file:
            file.execute("BEGIN IMMEDIATE")
            yield file

    def _open(self) -> sqlite3.Connection:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_new = not (self.folder / FILE).exists()
        file = sqlite3.connect(self.folder / FILE, timeout=PATIENCE, isolation_level=None)
        try:
            if is_new or not file.execute("SELECT 1 FROM sqlite_master WHERE name = 'progress'").fetchone():
                file.execute("PRAGMA journal_mode = WAL")
                file.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
            file.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes is encoded again
        except sqlite3.Error:
            file.close()
            raise
        return file


def _small(vectors: Vectors) -> bytes:
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), np.float32(1e-12))
    small: NDArray[np.int8] = np.rint(vectors / largest * LARGEST).astype(np.int8)
    return small.tobytes()


def _in_parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), KEYS_AT_ONCE):
        yield keys[start : start + KEYS_AT_ONCE]
