"""From a file as it is found to records: plain mappings from field to value. Nothing of Django.

A file may be gzipped. What had to be done to read it at all is told as repairs, by name.
"""

import csv
import gzip
import io
import json
import math
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from schakel.documents.public import read_table
from schakel.kernel.refusal import Refusal

Record = dict[str, Any]
Repaired = Callable[[str], None]
LARGEST_FILE = 200 * 2**20
"""Bytes, after unzipping."""
LONGEST_CELL = 2**22
LARGEST_NUMBER = 2**53
"""Beyond it databases do not agree; such a number is kept as text."""
DEEPEST = 40
"""Levels of lists and objects in each other; more is no data but an attack on whoever reads it."""


def read_text(path: Path, repaired: Repaired) -> str:
    """The whole text of a file. Raises a Refusal when it is no text, or larger than LARGEST_FILE bytes."""
    raw = _unzipped(path)
    if b"\0" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refusal("file-is-no-text")
    if raw.startswith(b"\xef\xbb\xbf"):
        repaired("byte-order-mark-removed")
        return raw[3:].decode("utf-8", errors="replace")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        repaired("read-as-utf-16")
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        repaired("read-as-windows-1252")
        return raw.decode("cp1252", errors="replace")


def _unzipped(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_FILE:
        raise Refusal("file-too-large", most_megabytes=LARGEST_FILE >> 20)
    with path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            file.seek(0)
            return file.read()
    try:
        with gzip.open(path) as unzipped:
            raw = unzipped.read(LARGEST_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Refusal("file-damaged") from error
    if len(raw) > LARGEST_FILE:
        raise Refusal("file-too-large", most_megabytes=LARGEST_FILE >> 20)
    return raw


def _begins_with(path: Path, sign: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(sign)) == sign


def read_csv(text: str, repaired: Repaired) -> Iterator[Record]:
    """The rows of a table with a heading; the separator is found out."""
    csv.field_size_limit(LONGEST_CELL)
    sample = text[:20_000]
    first = sample.splitlines()[0] if sample.strip() else ""
    separator = max(",;\t|", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    try:
        yield from _rows_by_name(rows, repaired)
    except csv.Error as error:
        raise Refusal("file-damaged") from error


def _rows_by_name(rows: Iterator[list[str]], repaired: Repaired) -> Iterator[Record]:
    """The rows below the first one that has anything in it: that one says what the columns are called."""
    names: list[str] = []
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if not names:
            names = [cell.strip() for cell in cells]
            continue
        if len(cells) != len(names):
            repaired("row-of-other-length")
        yield dict(zip(names, cells, strict=False))
    if not names:
        raise Refusal("file-empty")


def read_json(text: str, repaired: Repaired) -> Iterator[Record]:
    """The objects of a JSON list, of JSON lines, or of objects that stand against each other without a separator."""

    def fields_of(pairs: list[tuple[str, object]]) -> Record:
        """A name that stands twice has the last value, as nearly every program takes it; it is said that it does."""
        fields = dict(pairs)
        for _ in range(len(pairs) - len(fields)):
            repaired("name-there-twice")
        return fields

    decoder = json.JSONDecoder(parse_constant=lambda _: None, object_pairs_hook=fields_of)
    place, size, found, glued = 0, len(text), 0, 0
    while (place := _next_sign(text, place)) < size:
        try:
            value, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            raise Refusal("file-damaged") from error
        glued += found > 0 and text[place - 1 : place] == "}"
        place, found = end, found + 1
        yield from _objects(value)
    for _ in range(glued):
        repaired("record-separator-missing")
    if not found:
        raise Refusal("file-empty")


def _next_sign(text: str, place: int) -> int:
    while place < len(text) and (text[place].isspace() or text[place] in ",\x1e"):
        place += 1
    return place


def _objects(value: object) -> Iterator[Record]:
    for entry in value if isinstance(value, list) else [value]:
        if not isinstance(entry, dict) or _depth(entry) > DEEPEST:
            raise Refusal("file-holds-no-records")
        yield entry


def _depth(value: object) -> int:
    """How many levels deep; looked at level by level, so that depth itself cannot do harm."""
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            inner
            for entry in level
            if isinstance(entry, dict | list)
            for inner in (entry.values() if isinstance(entry, dict) else entry)
        ]
    return depth


def read_yaml(text: str, _repaired: Repaired) -> Iterator[Record]:
    """The one object of a YAML file. References back ("*name") are refused: ten lines of them can fill a memory."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=loader)):
            raise Refusal("file-refers-to-itself")
        value = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Refusal("file-damaged") from error
    yield from _objects(_plain(value))


def _plain(value: object) -> object:
    """YAML reads days as dates; here they are written, as in every other format."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def read_xlsx(path: Path, repaired: Repaired) -> Iterator[Record]:
    """The rows of the first sheet of a workbook; a process of its own reads it."""
    rows = read_table(path.read_bytes())
    widest = max(map(len, rows), default=0)  # a row ends at its last cell that has something in it
    return _rows_by_name((row + [""] * (widest - len(row)) for row in rows), repaired)


READERS: Mapping[str, Callable[[str, Repaired], Iterator[Record]]] = {
    "csv": read_csv,
    "json": read_json,
    "yaml": read_yaml,
}


def storable(value: object) -> Any:
    """The value as every database can keep it: without NULs, halves of letters, and numbers that are none."""
    if isinstance(value, str):
        whole = value.replace("\0", "")
        return whole if whole.isascii() else whole.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {storable(str(name)): storable(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [storable(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, int) and abs(value) > LARGEST_NUMBER else value


def read_records(path: Path, formats: Sequence[str], repaired: Repaired) -> Iterator[Record]:
    """The records of a file in one of these formats. Raises a Refusal when it cannot be read."""
    if "xlsx" in formats and _begins_with(path, b"PK\x03\x04"):
        return map(storable, read_xlsx(path, repaired))
    text = read_text(path, repaired)
    looks_like_json = text.lstrip()[:1] in {"{", "["}
    chosen = next((name for name in formats if (name == "json") == looks_like_json), formats[0])
    return map(storable, READERS[chosen](text, repaired))
