import csv
import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from schakel.kernel.sheets import csv_file, xlsx_file

ROWS = [["Titel", "Versie"], ["Zes “warme” huizen, één straat", 3], ["regel\ntwee", 0]]
NAMES = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def cells_of(file: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        assert package.testzip() is None
        sheet = ET.fromstring(package.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    return [
        ["".join(cell.itertext()) for cell in row.findall("s:c", NAMES)]
        for row in sheet.findall(".//s:row", NAMES)
    ]


def test_a_csv_file_gives_back_what_was_put_in():
    text = csv_file(ROWS).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [[str(cell) for cell in row] for row in ROWS]


def test_a_csv_file_says_that_it_is_utf_8():
    assert csv_file(ROWS).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("typed", ["=1+1", "+31 10", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless_in_csv(typed):
    text = csv_file([[typed]]).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text, newline=""))) == [f"'{typed}"]


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
