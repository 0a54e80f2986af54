"""The certificate on paper: what can be checked of PDF/UA-1 (ISO 14289-1) without a network, read by another program.

Checked, by the clauses of the standard and the checkpoints of the Matterhorn Protocol 1.1: 5 (the file says that it is
PDF/UA-1), 7.1 (marked; title shown; language; every piece of content is tagged or an artifact; no suspects), 7.3
(figures have an alternative), 7.4 (headings in order), 7.5 (tables with headers), 7.18 (links are tagged, have a
description, tab order by structure), 7.21 (fonts embedded, and each letter has a meaning).
"""

import io
import re
from dataclasses import replace
from itertools import pairwise

import pytest
import typst
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject

from schakel.credentials import certificate, printing
from schakel.credentials.certificate import certificate_of
from schakel.credentials.printing import UNPRINTABLE, pdf_of, printable
from schakel.credentials.rules import LONGEST_CRITERIA, LONGEST_NAME, LONGEST_TITLE
from tests.clock import NOW
from tests.credentials import GUEST, credential_of

pytestmark = pytest.mark.django_db
SHOWS_TEXT = {b"Tj", b"TJ", b"'", b'"'}
PAINTS = SHOWS_TEXT | {b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"Do", b"sh", b"INLINE IMAGE"}


def read(content):
    return PdfReader(io.BytesIO(content))


def kids_of(element):
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, ArrayObject) else [kids]
    return [kid.get_object() for kid in kids]


def elements(root):
    for kid in kids_of(root):
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            yield kid
            yield from elements(kid)


def tags(reader):
    return [str(one["/S"]) for one in elements(reader.root_object["/StructTreeRoot"])]


def untagged(reader):
    """Whatever is painted outside of tagged content and artifacts; and what is both."""
    for page in reader.pages:
        open_marks = []
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"BDC", b"BMC"):
                is_tagged = operator == b"BDC" and "/MCID" in (
                    operands[1] if isinstance(operands[1], DictionaryObject) else {}
                )
                open_marks.append(
                    "artifact" if operands[0] == "/Artifact" else "tagged" if is_tagged else "span"
                )
            elif operator == b"EMC":
                open_marks.pop()
            elif operator in PAINTS and not {"artifact", "tagged"} & set(open_marks):
                yield operator
            if {"artifact", "tagged"} <= set(open_marks):
                yield b"both"


def fonts(reader):
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            yield font.get_object()


def shortcomings(content):
    """What is missing of the standard; nothing of a certificate of ours."""
    reader = read(content)
    root = reader.root_object
    meta = reader.xmp_metadata.stream.get_data().decode() if reader.xmp_metadata else ""
    structure = list(elements(root["/StructTreeRoot"])) if "/StructTreeRoot" in root else []
    headings = [
        int(tag[2:]) for tag in map(str, (one["/S"] for one in structure)) if re.fullmatch(r"/H\d", tag)
    ]
    links = [
        note.get_object()
        for page in reader.pages
        for note in page.get("/Annots", ArrayObject()).get_object()
        if note.get_object()["/Subtype"] == "/Link"
    ]
    checks = {
        "5 says that it is PDF/UA-1": re.search(r"pdfuaid:part(>|=\")1", meta),
        "7.1 marked": _is_true(root.get("/MarkInfo", {}).get("/Marked")),
        "7.1 no suspects": not _is_true(root.get("/MarkInfo", {}).get("/Suspects")),
        "7.1 language": root.get("/Lang"),
        "7.1 title": "dc:title" in meta and reader.metadata.title,
        "7.1 title is shown": _is_true(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
        "7.1 structure": structure,
        "7.1 everything is tagged or an artifact": not list(untagged(reader)),
        "7.3 figures have an alternative": all("/Alt" in one for one in structure if one["/S"] == "/Figure"),
        "7.4 one first heading, none skipped": headings[:1] == [1]
        and all(after <= before + 1 for before, after in pairwise(headings)),
        "7.5 tables have headers": "/TH" in {str(one["/S"]) for one in structure},
        "7.18 links are tagged": {str(one["/S"]) for one in structure} >= {"/Link"} and links,
        "7.18 links have a description": all(one.get("/Contents") for one in links),
        "7.18 links know their place": all("/StructParent" in one for one in links),
        "7.18 tab order": all(page.get("/Tabs") == "/S" for page in reader.pages),
        "7.21 fonts are embedded": all(map(_is_embedded, fonts(reader))),
        "7.21 letters have a meaning": all("/ToUnicode" in font for font in fonts(reader)),
    }
    return [name for name, is_fine in checks.items() if not is_fine]


def _is_true(found):
    """An object of the file that says false is one all the same."""
    return getattr(found, "value", found) is True


def _is_embedded(font):
    of = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return any(
        name in of["/FontDescriptor"].get_object() for name in ("/FontFile", "/FontFile2", "/FontFile3")
    )


def text_of(content):
    return " ".join(" ".join(page.extract_text() for page in read(content).pages).split())


@pytest.fixture
def credential(db, anna, heat_pumps):
    return credential_of(anna, heat_pumps)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_is_missing_of_the_standard(anna, heat_pumps, language):
    content = certificate_of(credential_of(anna, heat_pumps, changes={"language": language}))
    assert shortcomings(content) == []
    assert read(content).root_object["/Lang"] == language
    assert read(content).pdf_header == "%PDF-1.7"


def test_control_a_page_without_tags_falls_short(credential, monkeypatch):
    plain = printing._fonts().compile(
        input=printing._layout("certificate"),
        sys_inputs=printing._given(certificate._values(credential)),
        format="pdf",
        pdf_tags=False,
    )
    assert len(shortcomings(plain)) >= 8


def test_it_reads_in_the_order_in_which_it_is_meant(credential):
    text = text_of(certificate_of(credential))
    said = [
        "Certificaat van deelname",
        "Heat Pumps BV verklaart dat",
        "Anna",
        "Werken met sensoren",
        "3 november 2026 tot en met 4 november 2026",
        "11 uur en 30 minuten",
        "Data, Technologie",
        "Beide dagen aanwezig",
        f"/credentials/{credential.code}/",
    ]
    places = [text.index(words) for words in said]
    assert places == sorted(places)


def test_the_same_words_in_english(anna, heat_pumps):
    text = text_of(certificate_of(credential_of(anna, heat_pumps, changes={"language": "en"})))
    for words in (
        "Certificate of attendance",
        "Heat Pumps BV declares that",
        "3 November 2026 to 4 November 2026",
    ):
        assert words in text


def test_the_structure_is_that_of_a_document(credential):
    found = tags(read(certificate_of(credential)))
    assert found[0] == "/Document"
    assert found.count("/H1") == 1
    assert {"/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/Figure", "/Link"} <= set(found)


def test_the_file_says_what_it_is_and_the_same_each_time(credential):
    content = certificate_of(credential)
    about = read(content).metadata
    assert about.title == "Certificaat van deelname: Werken met sensoren"
    assert about.author == "Heat Pumps BV"
    assert certificate_of(credential) == content
    assert len(content) < 120_000


@pytest.mark.parametrize(
    "name",
    [
        '#strong[x] #let a = 1; #read("/etc/passwd")',
        "{{ 7*7 }} ${7*7} %(name)s {% url %} <b>&amp;</b>",
        "*Ster* _streep_ $a^2$ `code` = Kop // weg \\ @wie <label>",
        "\"'\\n\\u{41} \\",
        "\\input{/etc/passwd} \\write18{id} {{config}} <%= 7*7 %>",
    ],
)
def test_what_looks_like_a_program_is_printed_as_it_stands(heat_pumps, anna, name):
    one = credential_of(anna, heat_pumps, changes={"title": name, "criteria": name})
    content = certificate_of(one)
    assert text_of(content).replace(" ", "").count(name.replace(" ", "")) >= 2
    assert shortcomings(content) == []


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Zoë Ångström-Łukasiewicz Őry", "Zoë Ångström-Łukasiewicz Őry"),
        ("Ελένη Παπαδοπούλου", "Ελένη Παπαδοπούλου"),
        ("Олена Шевченко", "Олена Шевченко"),
        ("王小明", UNPRINTABLE * 3),
        ("Ada 😀 Bot", f"Ada {UNPRINTABLE} Bot"),
        ("ก", UNPRINTABLE),
    ],
)
def test_a_letter_that_no_font_has_is_shown_as_a_box_and_said(heat_pumps, name, printed):
    content = certificate_of(credential_of(replace(GUEST, name=name), heat_pumps))
    assert shortcomings(content) == []
    text = text_of(content)
    assert printed in text
    assert ("konden hier niet worden afgedrukt" in text) is (UNPRINTABLE in printed)


def test_letters_from_right_to_left_are_printed(heat_pumps):
    for name in ("محمد علي", "שרה כהן"):
        content = certificate_of(credential_of(replace(GUEST, name=name), heat_pumps, key=name))
        assert shortcomings(content) == []
        assert UNPRINTABLE not in printable(name)


@pytest.mark.parametrize("letter", ["W", "é", "\u0301", "😀", "ﷺ"])
def test_the_longest_words_fit(heat_pumps, letter):
    one = credential_of(
        replace(GUEST, name="a" + letter * (LONGEST_NAME - 1)),
        heat_pumps,
        changes={
            "title": "a" + letter * (LONGEST_TITLE - 1),
            "criteria": "a" + letter * (LONGEST_CRITERIA - 1),
        },
    )
    content = certificate_of(one)
    assert shortcomings(content) == []
    assert len(read(content).pages) <= 4


def test_nothing_outside_can_be_read_by_a_layout():
    with pytest.raises(typst.TypstError):
        printing._fonts().compile(input=b'#read("/etc/passwd")', sys_inputs={}, format="pdf")
    with pytest.raises(typst.TypstError):
        printing._fonts().compile(input=b'#import "@preview/cetz:0.3.0"', sys_inputs={}, format="pdf")


def test_fonts_of_the_machine_are_not_looked_at():
    found = {font.path for font in printing._fonts().fonts.fonts()}
    assert found <= {None, ""}


def test_a_probe_is_a_page_too():
    assert pdf_of("probe", {"words": "x"}, made_at=NOW).startswith(b"%PDF-1.7")
