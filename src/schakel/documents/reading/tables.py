"""The first sheet of a workbook as rows of cells (ISO/IEC 29500-1 §18), for whoever imports it.

A cell is the text that stands in it: a number as it is written in the file, a day as 2026-12-24, a formula as what it
came to when the workbook was saved.
"""

import re
from datetime import datetime, timedelta

from schakel.documents.reading.limits import EnoughError, UnreadableError
from schakel.documents.reading.markup import Attributes, read_xml
from schakel.documents.reading.office import SharedStrings, numbered_parts
from schakel.documents.reading.zips import Package

MOST_COLUMNS = 300
MOST_CELLS = 1_500_000
MOST_CHARACTERS = 12_000_000
LONGEST_NUMBER = 7
"""Digits of the number of a format."""
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of a calendar; 1900 is counted as a leap year there
_LAST_NUMBER = 2_958_465
"""31-12-9999."""
_FORMATS_OF_DAYS = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
"""Built-in number formats for days and times (§18.8.30)."""
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_REFERENCE = re.compile(r"([A-Z]{1,3})[1-9]\d*")


def read_table(package: Package) -> list[list[str]]:
    """The rows of the first sheet that has any. Raises EnoughError when there are more than are read."""
    for name in numbered_parts(package, "xl/worksheets/sheet"):
        rows = _Sheet(package, name).rows()
        if any(any(cell.strip() for cell in row) for row in rows):
            return rows
    raise UnreadableError("document-has-no-text")


class _Sheet:
    def __init__(self, package: Package, name: str) -> None:
        self._package = package
        self._name = name
        self._strings = SharedStrings(package, most=MOST_CHARACTERS)
        self._days = styles_of_days(package)
        self._left = MOST_CHARACTERS
        self._cells = 0

    def rows(self) -> list[list[str]]:
        rows: list[list[str]] = []
        row: list[str] = []
        pieces: list[str] = []
        cell: Attributes = {}
        inside = False

        def begins(name: str, attributes: Attributes) -> None:
            nonlocal cell, inside
            if name == "row":
                row.clear()
            elif name == "c":
                cell = attributes
                pieces.clear()
            inside = name in ("v", "t")

        def ends(name: str) -> None:
            nonlocal inside
            inside = False
            if name == "c":
                self._put(row, cell, "".join(pieces))
            elif name == "row":
                rows.append(row.copy())

        def says(text: str) -> None:
            if inside:
                pieces.append(text)

        read_xml(self._package.chunks(self._name), begins=begins, ends=ends, says=says)
        return rows

    def _put(self, row: list[str], cell: Attributes, written: str) -> None:
        column = column_of(cell.get("r", ""), otherwise=len(row))
        self._cells += 1
        if self._cells > MOST_CELLS or column >= MOST_COLUMNS:
            raise EnoughError
        worth = self._worth(cell, written)
        self._left -= len(worth)
        if self._left < 0:
            raise EnoughError
        row.extend([""] * (column + 1 - len(row)))
        row[column] = worth

    def _worth(self, cell: Attributes, written: str) -> str:
        match cell.get("t", "n"):
            case "s":
                return self._strings.at(written)
            case "e":
                return ""
            case "n" if cell.get("s", "") in self._days:
                return day_of(written)
        return written


def column_of(reference: str, *, otherwise: int) -> int:
    """The number of a column by the name of a cell: "C7" is 2."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return otherwise
    number = 0
    for letter in found.group(1):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def day_of(written: str) -> str:
    """A number of days as a day, with the time where there is one; as it is written when it is no day."""
    try:
        number = float(written)
    except ValueError:
        return written
    if not 1 <= number <= _LAST_NUMBER:
        return written
    moment = _FIRST_DAY + timedelta(seconds=round(number * 86_400))
    return moment.date().isoformat() if number.is_integer() else moment.isoformat(sep=" ", timespec="minutes")


def styles_of_days(package: Package) -> frozenset[str]:
    """The numbers of the styles in which a number is shown as a day."""
    own: set[int] = set()
    styles: list[str] = []
    in_cells = False

    def begins(name: str, attributes: Attributes) -> None:
        nonlocal in_cells
        if name == "numFmt" and re.search(
            "[dmyh]", _NOT_SHOWN.sub("", attributes.get("formatCode", "").lower())
        ):
            own.add(_number(attributes.get("numFmtId", "")))
        elif name == "cellXfs":
            in_cells = True
        elif name == "xf" and in_cells:
            styles.append(attributes.get("numFmtId", ""))

    def ends(name: str) -> None:
        nonlocal in_cells
        if name == "cellXfs":
            in_cells = False

    if "xl/styles.xml" in package.parts:
        read_xml(package.chunks("xl/styles.xml"), begins=begins, ends=ends, says=lambda _: None)
    shown = _FORMATS_OF_DAYS | own
    return frozenset(str(place) for place, number in enumerate(styles) if _number(number) in shown)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < LONGEST_NUMBER else -1


def sheet_read(package: Package) -> tuple[list[list[str]], bool]:
    """The rows, and whether there was more than is read: then none are given, because half a table misleads."""
    try:
        return read_table(package), False
    except EnoughError:
        return [], True
