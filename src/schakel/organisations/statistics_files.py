"""Reading how many people live where, from the tables of Statistics Netherlands (CBS) as they are downloaded.

"Regionale kerncijfers Nederland" and "Gebieden in Nederland" from StatLine: CSV with ``;`` or ``,``, with or without
lines above the heading, or the JSON of its open data service; and lines of JSON with ``gm_code``. Codes are found by
their form (GM0599, PV28), the other columns by their names. Plain Python.
"""

import csv
import gzip
import io
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from schakel.kernel.refusal import Refusal

LARGEST_FILE = 64_000_000
"""Bytes, after unzipping."""
LINES_ABOVE = 20
"""The heading is looked for in so many lines."""

_MUNICIPALITY = re.compile(r"GM\d{4}", re.IGNORECASE)
_PROVINCE = re.compile(r"PV\d{2}", re.IGNORECASE)
_OTHER_REGION = re.compile(r"(NL|LD|PV|CR|COROP|AM|RE|VR|GG|JZ|WA|RW|TR)\s?\d{2,4}", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_INHABITANTS = ("totalebevolking", "inwonertal", "aantalinwoners", "inwoners", "inhabitants", "population")
_NAMES = ("gemeentenaam", "naam", "name", "municipality")
_PROVINCES = ("provincienaam", "provincie", "province")
_PERIODS = ("perioden", "periode", "jaar", "year")


@dataclass(frozen=True, slots=True)
class CountedMunicipality:
    """What a file says of a municipality. Codes are small letters; empty or None is what it does not say."""

    code: str
    name: str = ""
    province: str = ""
    inhabitants: int | None = None
    year: int | None = None
    unreadable: str = ""
    """What stands where the number of inhabitants should be."""


@dataclass(frozen=True, slots=True)
class CountedMunicipalities:
    """A file: each municipality once, in its newest year. ``repairs`` counts what was left out, by name."""

    found: tuple[CountedMunicipality, ...]
    repairs: Mapping[str, int]


def read_municipalities(path: Path) -> CountedMunicipalities:
    """Every municipality in a file. Raises a Refusal when it cannot be read, or has none."""
    text = _text(path)
    repairs: Counter[str] = Counter()
    newest: dict[str, CountedMunicipality] = {}
    for record in _json_records(text) if text.lstrip()[:1] in ("{", "[") else _csv_records(text):
        counted = _counted(record)
        if counted is None:
            repairs["row-of-another-region-left-out"] += 1
            continue
        before = newest.get(counted.code)
        if before is not None:
            repairs["row-of-another-year-left-out"] += 1
        if before is None or (counted.year or 0) > (before.year or 0):
            newest[counted.code] = counted
    if not newest:
        raise Refusal("municipalities-not-found")
    return CountedMunicipalities(
        tuple(newest[code] for code in sorted(newest)), dict(sorted(repairs.items()))
    )


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            is_zipped = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if is_zipped else path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Refusal("municipalities-unreadable") from error
    if len(raw) > LARGEST_FILE:
        raise Refusal("municipalities-too-large", largest=LARGEST_FILE // 1_000_000)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _json_records(text: str) -> Iterator[Mapping[str, object]]:
    """Of a list, of the answer of the open data service ({"value": […]}), or one on each line."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        try:
            whole = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError) as error:
            raise Refusal("municipalities-unreadable") from error
    if isinstance(whole, dict):
        whole = whole.get("value", [whole])
    if not isinstance(whole, list):
        raise Refusal("municipalities-unreadable")
    yield from (record for record in whole if isinstance(record, dict))


def _csv_records(text: str) -> Iterator[Mapping[str, object]]:
    separator = max(";,\t", key=text[:20_000].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise Refusal("municipalities-unreadable") from error
    for number, row in enumerate(rows[:LINES_ABOVE]):
        if len(row) > 1 and any(_plain(cell).startswith((*_INHABITANTS, *_NAMES)) for cell in row):
            yield from (dict(zip(row, cells, strict=False)) for cells in rows[number + 1 :] if any(cells))
            return
    raise Refusal("municipalities-not-found")


def _counted(record: Mapping[str, object]) -> CountedMunicipality | None:
    """What a row says; None for one of another region, or of none."""
    cells = {_plain(name): str(value).strip() for name, value in record.items() if value is not None}
    code = next((value for value in cells.values() if _MUNICIPALITY.fullmatch(value)), "")
    # "Gebieden in Nederland" names the other regions a municipality lies in, but behind its own code.
    first = next(
        (
            value
            for value in cells.values()
            if _MUNICIPALITY.fullmatch(value) or _OTHER_REGION.fullmatch(value)
        ),
        "",
    )
    if not code or first != code:
        return None
    number = _cell(cells, _INHABITANTS)
    digits = re.sub(r"[.\s]", "", number)
    year = _YEAR.match(_cell(cells, _PERIODS))
    province = next((value for value in cells.values() if _PROVINCE.fullmatch(value)), "")
    return CountedMunicipality(
        code=code.lower(),
        name=_cell(cells, _NAMES),
        province=province.lower() or _cell(cells, _PROVINCES),
        inhabitants=int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else None,  # noqa: PLR2004
        year=int(year.group()) if year else None,
        unreadable="" if not number or digits.isdigit() else number[:40],
    )


def _cell(cells: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The first cell that is filled of the columns whose names begin like this, in this order."""
    return next(
        (value for wanted in names for name, value in cells.items() if name.startswith(wanted) and value), ""
    )


def _plain(name: object) -> str:
    """A column's name in small letters, of its last part: "Bevolking/Totale bevolking (aantal)" is totalebevolking…"""
    return re.sub(r"[^a-z0-9]", "", str(name).rpartition("/")[2].lower())
