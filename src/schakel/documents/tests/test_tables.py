"""The first sheet of a workbook as rows, read by a process of its own."""

import io
import zipfile

import pytest

from schakel.documents.extracting import read_table
from schakel.documents.reading.tables import MOST_COLUMNS, column_of, day_of
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import xlsx_file

STYLES = """<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd\\-mm\\-yyyy"/>
<numFmt numFmtId="171" formatCode="&quot;dagen&quot; 0"/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>"""


def workbook(cells, *, strings=("Naam", "Waarde")):
    sheet = f"<worksheet><sheetData>{cells}</sheetData></worksheet>"
    shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": "<workbook/>",
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f"<sst>{shared}</sst>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return file.getvalue()


def test_cells_stand_in_their_columns_and_days_are_days():
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Warmte</t></is></c><c r="C2" s="1"><v>46380</v></c></row>'
        '<row r="3"><c r="B3" s="2"><v>46380.5</v></c><c r="C3" s="3"><v>12.5</v></c></row>'
        '<row r="4"><c r="A4" t="e"><v>#REF!</v></c><c r="B4" t="str"><f>A1</f><v>Naam</v></c></row>'
    )
    assert read_table(workbook(cells)) == [
        ["Naam", "", "Waarde"],
        ["Warmte", "", "2026-12-24"],
        ["", "2026-12-24 12:00", "12.5"],
        ["", "Naam"],
    ]


def test_what_the_hub_exports_can_be_read_again():
    rows = [["Titel", "Jaar"], ["Café & co", 2026], ["=1+1", ""]]
    assert read_table(xlsx_file(rows, name="Items"))[:2] == [["Titel", "Jaar"], ["Café & co", "2026"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n1,2\n", "document-is-no-table"),
        (b"PK\x03\x04nonsense", "document-broken"),
        (workbook(""), "document-has-no-text"),
        (workbook('<row><c r="ZZZ1"><v>1</v></c></row>'), "document-too-big"),
    ],
    ids=["text", "nonsense", "empty", "too wide"],
)
def test_what_is_no_table_is_refused(content, code):
    with pytest.raises(Refusal, match=code):
        read_table(content)


def test_names_of_columns():
    assert [column_of(name, otherwise=9) for name in ("A1", "Z9", "AA1", "nonsense")] == [0, 25, 26, 9]
    assert column_of("ZZ1", otherwise=0) > MOST_COLUMNS


@pytest.mark.parametrize("written", ["0", "-4", "9999999", "nan", "a lot"])
def test_a_number_that_is_no_day_stays_as_it_is(written):
    assert day_of(written) == written
