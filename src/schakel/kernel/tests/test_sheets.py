import csv
import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from schakel.kernel.sheets import csv_file, xlsx_file

ROWS = [["Titel", "Versie"], ["Zes “warme” huizen, één straat", 3], ["regel\ntwee", 0]]
OPEN_XML = "http://schemas.openxmlformats.org"
LINK = f"{OPEN_XML}/officeDocument/2006/relationships"
PACKAGE = "application/vnd.openxmlformats-package.relationships+xml"
DOCUMENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
NAMES = {
    "s": f"{OPEN_XML}/spreadsheetml/2006/main",
    "l": f"{OPEN_XML}/package/2006/relationships",
    "t": f"{OPEN_XML}/package/2006/content-types",
}


class Workbook:
    """Reads a workbook as ECMA-376 says: from the package to the workbook to its sheet, each of the right type."""

    def __init__(self, file: bytes):
        self.package = zipfile.ZipFile(io.BytesIO(file))
        assert self.package.testzip() is None
        types = self.part("[Content_Types].xml")
        endings = {
            entry.get("Extension"): entry.get("ContentType") for entry in types.findall("t:Default", NAMES)
        }
        parts = {
            entry.get("PartName"): entry.get("ContentType") for entry in types.findall("t:Override", NAMES)
        }
        assert endings == {"rels": PACKAGE}
        [(_, workbook)] = self.links("_rels/.rels", f"{LINK}/officeDocument")
        assert parts.pop(f"/{workbook}") == f"{DOCUMENT}.sheet.main+xml"
        [(number, sheet)] = self.links("xl/_rels/workbook.xml.rels", f"{LINK}/worksheet")
        assert parts == {f"/xl/{sheet}": f"{DOCUMENT}.worksheet+xml"}
        [named] = self.part(workbook).findall("s:sheets/s:sheet", NAMES)
        assert (named.get(f"{{{LINK}}}id"), named.get("sheetId")) == (number, "1")
        self.name = named.get("name") or ""
        self.sheet = self.part(f"xl/{sheet}")

    def part(self, path: str) -> ET.Element:
        text = self.package.read(path)
        assert text.startswith(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<')
        found = ET.fromstring(text)  # noqa: S314 - our own file
        assert not any((element.tail or "").strip() for element in found.iter())
        return found

    def links(self, path: str, kind: str) -> list[tuple[str | None, str]]:
        return [
            (link.get("Id"), link.get("Target") or "")
            for link in self.part(path).findall("l:Relationship", NAMES)
            if link.get("Type") == kind
        ]

    @property
    def cells(self) -> list[list[str]]:
        return [
            ["".join(cell.itertext()) for cell in row.findall("s:c", NAMES)]
            for row in self.sheet.findall("s:sheetData/s:row", NAMES)
        ]


def cells_of(file: bytes) -> list[list[str]]:
    return Workbook(file).cells


def test_a_csv_file_gives_back_what_was_put_in():
    text = csv_file(ROWS).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [[str(cell) for cell in row] for row in ROWS]


def test_a_csv_file_says_that_it_is_utf_8():
    assert csv_file(ROWS).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        "+31 10",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "=cmd|' /C calc'!A0",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20SUM(A1)",
        "  =1",
        "\u00a0=1",
        "\u3000\uff1d1",
        "\u200b\ufeff=1",
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless_in_csv(typed):
    text = csv_file([[typed]]).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text, newline=""))) == [f"'{typed}"]


@pytest.mark.parametrize("typed", ["'=1", '"=1"', "a=1", "1-5", "huis = thuis", "", " "])
def test_a_text_that_no_spreadsheet_runs_stays_as_it_was_typed(typed):
    text = csv_file([[typed]]).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text, newline=""))) == [typed]


def test_a_workbook_holds_exactly_what_was_typed():
    typed = ["=1+1", "\uff1d1", " =1", "'=1", "+31 10"]
    assert cells_of(xlsx_file([typed], name="Items")) == [typed]


def test_a_number_below_zero_stays_a_number():
    assert csv_file([[-5]]) == b"\xef\xbb\xbf-5\r\n"


def test_a_workbook_gives_back_what_was_put_in():
    assert cells_of(xlsx_file(ROWS, name="Items")) == [[str(cell) for cell in row] for row in ROWS]


def test_a_formula_is_a_text_in_a_workbook():
    file = xlsx_file([["=HYPERLINK(1)"]], name="Items")
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert 't="inlineStr"' in sheet
    assert "<f>" not in sheet


def test_what_xml_cannot_hold_is_left_out_of_a_workbook():
    assert cells_of(xlsx_file([["a\x00b\x1bc <&>"]], name='A & "B"')) == [["abc <&>"]]


def test_a_cell_holds_no_more_than_a_spreadsheet_can():
    assert [len(cell) for row in cells_of(xlsx_file([["x" * 40_000]], name="Items")) for cell in row] == [
        32_767
    ]


def test_the_same_rows_give_the_same_file():
    assert xlsx_file(ROWS, name="Items") == xlsx_file(ROWS, name="Items")


def test_the_first_row_of_a_workbook_stays_in_sight():
    [pane] = Workbook(xlsx_file(ROWS, name="Items")).sheet.findall("s:sheetViews/s:sheetView/s:pane", NAMES)
    assert pane.attrib == {"ySplit": "1", "topLeftCell": "A2", "activePane": "bottomLeft", "state": "frozen"}


def test_a_sheet_is_called_what_was_asked_for_as_far_as_a_spreadsheet_allows():
    assert (
        Workbook(xlsx_file(ROWS, name='Zes "warme" & <koele> huizen aan de gracht')).name
        == ('Zes "warme" & <koele> huizen aan'[:31])
    )


def test_tabs_and_ends_of_lines_stay_in_a_workbook():
    assert b'<t xml:space="preserve">a\tb\nc\rd</t>' in Workbook(
        xlsx_file([["a\tb\nc\rd\x0be\x1f"]], name="Items")
    ).package.read("xl/worksheets/sheet1.xml").replace(b"e</t>", b"</t>")


def test_a_workbook_carries_no_moment_and_is_compressed():
    parts = Workbook(xlsx_file(ROWS, name="Items")).package.infolist()
    assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}
    assert {part.compress_type for part in parts} == {zipfile.ZIP_DEFLATED}
