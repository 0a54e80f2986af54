"""How named columns of numbers lie in one file.

A magic word, the columns one after another (each at a multiple of 64 bytes), a table of contents in JSON,
the length of that table in eight bytes, and the magic word again. The table stands at the end because a
merge learns the sizes as it goes. A file is written once under another name and never changed; the table
holds a checksum of everything before it, for whoever wants to know whether the disk kept it.
"""

import json
import mmap
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self
from zlib import crc32

import numpy as np
from numpy.typing import DTypeLike, NDArray

from schakel.search.engines.columnar import files

Column = NDArray[Any]

MAGIC = b"SCHAKEL1"
ALIGNMENT = 64


class NotAnIndexFileError(ValueError):
    """The file was not written by this layout, or not to its end."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Named columns with a note (plain JSON values) about them."""

    note: Mapping[str, Any]
    arrays: Mapping[str, Column]
    mapped: mmap.mmap | None = None
    """The file they lie in: it exists for as long as somebody keeps this, removed or not."""

    def forget(self) -> None:
        """Give back the memory in which the file was read; what is used again is read again."""
        if self.mapped:
            self.mapped.madvise(mmap.MADV_DONTNEED)


class Place(Protocol):
    """Where one column is being filled, in any order."""

    def fill(self, start: int, values: Column) -> None:
        """Write ``values`` from row ``start`` on."""


class Sink(Protocol):
    """What takes the columns that are being made: memory, or a file."""

    def place(self, name: str, dtype: DTypeLike, shape: int | tuple[int, ...]) -> Place: ...


@dataclass(frozen=True, slots=True)
class ArrayPlace:
    array: Column

    def fill(self, start: int, values: Column) -> None:
        self.array[start : start + len(values)] = values


class MemorySink:
    def __init__(self) -> None:
        self._arrays: dict[str, Column] = {}

    def place(self, name: str, dtype: DTypeLike, shape: int | tuple[int, ...]) -> ArrayPlace:
        self._arrays[name] = np.zeros(shape, dtype)
        return ArrayPlace(self._arrays[name])

    def columns(self, note: Mapping[str, Any]) -> Columns:
        return Columns(note, self._arrays)


@dataclass(frozen=True, slots=True)
class FilePlace:
    descriptor: int
    offset: int
    dtype: np.dtype[Any]
    row_bytes: int

    def fill(self, start: int, values: Column) -> None:
        if len(values):
            content = np.ascontiguousarray(values, self.dtype)
            files.write(
                self.descriptor, content.reshape(-1).view(np.uint8).data, self.offset + start * self.row_bytes
            )


class FileSink:
    """A new file; used as a context, and complete once ``finish`` has returned."""

    def __init__(self, path: Path) -> None:
        self._descriptor = files.create(path)
        self._end = 0
        self._contents: dict[str, tuple[str, tuple[int, ...], int]] = {}

    def __enter__(self) -> Self:
        files.write(self._descriptor, MAGIC, 0)
        self._end = len(MAGIC)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        files.close(self._descriptor)

    def place(self, name: str, dtype: DTypeLike, shape: int | tuple[int, ...]) -> FilePlace:
        kind = np.dtype(dtype)
        rows = (shape,) if isinstance(shape, int) else shape
        offset = -(-self._end // ALIGNMENT) * ALIGNMENT
        row_bytes = kind.itemsize * int(np.prod(rows[1:], dtype=np.int64))
        self._contents[name] = (kind.str, rows, offset)
        self._end = offset + rows[0] * row_bytes
        return FilePlace(self._descriptor, offset, kind, row_bytes)

    def finish(self, note: Mapping[str, Any], *, durable: bool = True) -> None:
        """Write the table of contents; ``durable`` unless the file needs not survive the process."""
        contents: dict[str, Any] = {"note": note, "columns": self._contents}
        contents["checksum"] = _checksum(self._descriptor, self._end, contents)
        table = _written(contents)
        files.write(self._descriptor, table + len(table).to_bytes(8, "little") + MAGIC, self._end)
        if durable:
            files.sync(self._descriptor)


def write_columns(path: Path, columns: Columns, *, durable: bool = True) -> None:
    """Write a new file; its name is durable only after the folder was synced."""
    with FileSink(path) as sink:
        for name, array in columns.arrays.items():
            sink.place(name, array.dtype, array.shape).fill(0, array)
        sink.finish(columns.note, durable=durable)


def map_columns(path: Path) -> Columns:
    """The columns of a file, read from disk as they are used; the file may be removed meanwhile."""
    with path.open("rb") as file:
        mapped, _, table = _opened(file)
    return Columns(
        note=table["note"],
        arrays={
            name: _mapped_column(mapped, np.dtype(kind), tuple(shape), offset)
            for name, (kind, shape, offset) in table["columns"].items()
        },
        mapped=mapped,
    )


def is_damaged(path: Path) -> bool:
    """Whether the file holds something else than was written; reads all of it."""
    with path.open("rb") as file:
        try:
            _, end, table = _opened(file)
        except NotAnIndexFileError:
            return True
        # Files of before there were checksums have none.
        return "checksum" in table and table.pop("checksum") != _checksum(file.fileno(), end, table)


def _opened(file: BinaryIO) -> tuple[mmap.mmap, int, dict[str, Any]]:
    """The file in memory, where its columns end, and its table of contents."""
    tail = len(MAGIC) + 8
    if os.fstat(file.fileno()).st_size < len(MAGIC) + tail:
        raise NotAnIndexFileError(file.name)
    mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if mapped[: len(MAGIC)] != MAGIC or mapped[-len(MAGIC) :] != MAGIC:
        raise NotAnIndexFileError(file.name)
    end = len(mapped) - tail - int.from_bytes(mapped[-tail : -len(MAGIC)], "little")
    try:
        return mapped, end, json.loads(mapped[end : len(mapped) - tail])
    except ValueError as error:
        raise NotAnIndexFileError(file.name) from error


def _checksum(descriptor: int, end: int, contents: Mapping[str, Any]) -> int:
    """CRC-32 of the table of contents and of what the file holds before it: it tells damage, not malice."""
    found = crc32(_written(contents))
    for offset in range(0, end, _PIECE):
        size = min(_PIECE, end - offset)
        # Nothing was written yet where the last column is empty; it reads as zeros once the table stands behind it.
        found = crc32(os.pread(descriptor, size, offset).ljust(size, b"\0"), found)
    return found


def _written(contents: Mapping[str, Any]) -> bytes:
    return json.dumps(contents, separators=(",", ":")).encode()


_PIECE = 1 << 20


def _mapped_column(mapped: mmap.mmap, kind: np.dtype[Any], shape: tuple[int, ...], offset: int) -> Column:
    count = int(np.prod(shape, dtype=np.int64))
    if not count:
        return np.zeros(shape, kind)
    return np.frombuffer(mapped, kind, count, offset).reshape(shape)
