"""The text of documents, slides and sheets: Office Open XML (ISO/IEC 29500) and OpenDocument (ISO/IEC 26300).

Only the parts with text are opened. Macros, embedded objects, pictures, and whatever a document wants to fetch from
elsewhere (templates, linked workbooks) are not looked at.
"""

import re
from collections.abc import Iterable
from contextlib import suppress

from schakel.documents.reading.limits import (
    CELLS,
    SHARED_STRINGS,
    EnoughError,
    FileType,
    Gathered,
    UnreadableError,
)
from schakel.documents.reading.markup import Attributes, read_xml
from schakel.documents.reading.zips import Package

ODF_TYPES = {
    "application/vnd.oasis.opendocument.text": FileType.ODT,
    "application/vnd.oasis.opendocument.presentation": FileType.ODP,
    "application/vnd.oasis.opendocument.spreadsheet": FileType.ODS,
}
_OOXML_FOLDERS = {"word/": FileType.DOCX, "ppt/": FileType.PPTX, "xl/": FileType.XLSX}
_MACROS = "vbaproject.bin"


def type_of(package: Package) -> FileType | None:
    """What the package is by the parts that it has; None for another zip file."""
    if "mimetype" in package.parts and package.parts["mimetype"].size <= len(max(ODF_TYPES, key=len)):
        return ODF_TYPES.get(package.read("mimetype").decode("ascii", "replace").strip())
    if "[Content_Types].xml" in package.parts:
        for folder, file_type in _OOXML_FOLDERS.items():
            if any(name.startswith(folder) for name in package.parts):
                return file_type
    return None


def has_macros(package: Package) -> bool:
    """Whether programs are in it. They are never read; who attaches a document leaves them out."""
    return any(
        name.lower().endswith(_MACROS) or name.startswith(("Basic/", "Scripts/")) for name in package.parts
    )


def read_office(package: Package, file_type: FileType, gathered: Gathered) -> None:
    """Put the text in `gathered`. Raises EnoughError, or UnreadableError."""
    match file_type:
        case FileType.DOCX:
            main = _main_part(package, otherwise="word/document.xml")
            folder = main.rpartition("/")[0]
            for name in (main, f"{folder}/footnotes.xml", f"{folder}/endnotes.xml"):
                if name in package.parts:
                    _read_runs(package.chunks(name), gathered)
        case FileType.PPTX:
            for name in (
                *numbered_parts(package, "ppt/slides/slide"),
                *numbered_parts(package, "ppt/notesSlides/notesSlide"),
            ):
                _read_runs(package.chunks(name), gathered)
                gathered.add("\n")
        case FileType.XLSX:
            _Workbook(package, gathered).read()
        case _:
            if "content.xml" not in package.parts:
                raise UnreadableError("document-broken")
            if b"encryption-data" in package.read("META-INF/manifest.xml"):
                raise UnreadableError("document-encrypted")
            _read_odf(package.chunks("content.xml"), gathered)


def _main_part(package: Package, *, otherwise: str) -> str:
    """Where the document itself stands in the package."""
    found = otherwise

    def begins(name: str, attributes: Attributes) -> None:
        nonlocal found
        is_main = name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument")
        if is_main and attributes.get("TargetMode") != "External":
            found = attributes.get("Target", otherwise).lstrip("/")

    read_xml(package.chunks("_rels/.rels"), begins=begins, ends=_nothing, says=_nothing)
    if found not in package.parts:
        raise UnreadableError("document-broken")
    return found


def numbered_parts(package: Package, beginning: str) -> list[str]:
    """The parts "slide1.xml", "slide2.xml" and so on, in the order of their numbers."""
    pattern = re.compile(re.escape(beginning) + r"(\d{1,6})\.xml")
    found = [(int(match[1]), name) for name in package.parts if (match := pattern.fullmatch(name))]
    return [name for _, name in sorted(found)]


_PARAGRAPHS = {"p", "br", "cr", "tr"}
_NOT_TEXT = {"instrText", "delText", "Fallback", "del", "fldData"}


def _read_runs(chunks: Iterable[bytes], gathered: Gathered) -> None:
    """The runs of text in a document or slide: what was deleted, and second versions of drawings, are left out."""
    inside = 0
    passing = 0

    def begins(name: str, _attributes: Attributes) -> None:
        nonlocal inside, passing
        passing += name in _NOT_TEXT
        inside += name == "t"
        if name == "tab" and not passing:
            gathered.add("\t")

    def ends(name: str) -> None:
        nonlocal inside, passing
        passing -= name in _NOT_TEXT
        inside -= name == "t"
        if name in _PARAGRAPHS:
            gathered.add("\n")
        elif name == "tc":
            gathered.add("\t")

    def says(text: str) -> None:
        if inside and not passing:
            gathered.add(text)

    read_xml(chunks, begins=begins, ends=ends, says=says)


_ODF_PARAGRAPHS = {"p", "h", "line-break", "table-row"}
_ODF_NOT_TEXT = {"tracked-changes", "annotation", "scripts", "event-listeners"}


def _read_odf(chunks: Iterable[bytes], gathered: Gathered) -> None:
    body = 0
    passing = 0

    def begins(name: str, _attributes: Attributes) -> None:
        nonlocal body, passing
        body += name == "body"
        passing += name in _ODF_NOT_TEXT
        if name in ("s", "tab"):
            gathered.add(" ")

    def ends(name: str) -> None:
        nonlocal body, passing
        body -= name == "body"
        passing -= name in _ODF_NOT_TEXT
        if name in _ODF_PARAGRAPHS:
            gathered.add("\n")
        elif name == "table-cell":
            gathered.add("\t")

    def says(text: str) -> None:
        if body and not passing:
            gathered.add(text)

    read_xml(chunks, begins=begins, ends=ends, says=says)


class SharedStrings:
    """The texts that the cells of a workbook point to (§18.4); of very many only the first."""

    def __init__(self, package: Package, *, most: int) -> None:
        self._strings: list[str] = []
        if "xl/sharedStrings.xml" in package.parts:
            with suppress(EnoughError):  # cells that point further have no text for us
                self._read(package.chunks("xl/sharedStrings.xml"), most)

    def at(self, written: str) -> str:
        """The text at the place that a cell names; empty where there is none."""
        is_number = written.isascii() and written.isdigit() and len(written) < len("10000000")
        place = int(written) if is_number else -1
        return self._strings[place] if 0 <= place < len(self._strings) else ""

    def _read(self, chunks: Iterable[bytes], left: int) -> None:
        pieces: list[str] = []
        inside = False

        def begins(name: str, _attributes: Attributes) -> None:
            nonlocal inside
            inside = name == "t"
            if name == "si":
                pieces.clear()

        def ends(name: str) -> None:
            nonlocal inside, left
            inside = False
            if name == "si":
                self._strings.append("".join(pieces))
                left -= len(self._strings[-1]) + 1
                if left < 0:
                    raise EnoughError

        def says(text: str) -> None:
            if inside and sum(map(len, pieces)) < left:
                pieces.append(text)

        read_xml(chunks, begins=begins, ends=ends, says=says)


class _Workbook:
    """The cells of a workbook, sheet by sheet, a row on a line. Formulas stay what they came to when it was saved."""

    def __init__(self, package: Package, gathered: Gathered) -> None:
        self.package = package
        self.gathered = gathered
        self.strings = SharedStrings(package, most=SHARED_STRINGS)
        self.cells = 0

    def read(self) -> None:
        sheets = numbered_parts(self.package, "xl/worksheets/sheet")
        if not sheets:
            raise UnreadableError("document-broken")
        for name in sheets:
            self._read_sheet(name)
            self.gathered.add("\n")

    def _read_sheet(self, name: str) -> None:
        kind = ""
        inside = False
        pieces: list[str] = []

        def begins(name: str, attributes: Attributes) -> None:
            nonlocal kind, inside
            if name == "c":
                kind = attributes.get("t", "")
                pieces.clear()
                self.cells += 1
                if self.cells > CELLS:
                    raise EnoughError
            inside = name in ("v", "t")

        def ends(name: str) -> None:
            nonlocal inside
            inside = False
            if name == "c" and pieces:
                self.gathered.add(self._worth("".join(pieces), kind) + "\t")
            elif name == "row":
                self.gathered.add("\n")

        def says(text: str) -> None:
            if inside:
                pieces.append(text)

        read_xml(self.package.chunks(name), begins=begins, ends=ends, says=says)

    def _worth(self, written: str, kind: str) -> str:
        return self.strings.at(written) if kind == "s" else written


def _nothing(*_anything: object) -> None:
    """What is not looked at."""
