"""Files that somebody makes to harm whoever reads them: some two hundred, made here, the same every time.

Each says what may come of it: one of the codes with which it is refused, or clean text ("read"). None is kept anywhere;
the largest are a few megabytes, and become gigabytes only in the hands of a careless reader. Sources: the abuse
catalogue's part F (files); CWE-409, 611, 776, 22, 674; "A better zip bomb" (Fifield, 2019).
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

READ = "read"
BROKEN = frozenset({"document-broken"})
ANYTHING = frozenset(
    {
        READ,
        "document-broken",
        "document-empty",
        "document-encrypted",
        "document-has-no-text",
        "document-harmful",
        "document-is-archive",
        "document-is-old",
        "document-is-picture",
        "document-is-program",
        "document-too-big",
        "document-too-many-parts",
        "document-too-slow",
        "document-type-unknown",
    }
)
"""For what is damaged at random: whatever comes of it is said in a clear sentence."""
TOO_BIG = frozenset({"document-too-big", "document-too-many-parts", "document-broken"})


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A file with the name it came by, what may come of it, and words that must never come out of it."""

    name: str
    make: Callable[[], bytes]
    may_be: frozenset[str]
    never_says: str = "root:x:"
    is_quick: bool = True
    """Whether it is among those that the tests read every time."""


# ---------------------------------------------------------------- valid beginnings

_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{main}"/>'
    "</Relationships>"
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SENTENCE = "Onze sporthallen gebruiken te veel energie en wij weten niet waarom."


Parts = Mapping[str, bytes | str]


def zipped(parts: Parts, *, packed: bool = True) -> bytes:
    """A zip file with these parts."""
    content = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(content, "w", method) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part, compress_type=method)
    return content.getvalue()


def docx(body: str = "", *, before: str = "", parts: Parts | None = None) -> bytes:
    """A document of Word with this body (a paragraph with a sentence when none is given)."""
    inside = body or f"<w:p><w:r><w:t>{_SENTENCE}</w:t></w:r></w:p>"
    document = f'<?xml version="1.0"?>{before}<w:document {_W}><w:body>{inside}</w:body></w:document>'
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELS.format(main="word/document.xml"),
            "word/document.xml": document,
            **(parts or {}),
        }
    )


def pptx(text: str = _SENTENCE, *, slides: int = 1) -> bytes:
    slide = '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>'
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELS.format(main="ppt/presentation.xml"),
            "ppt/presentation.xml": "<p/>",
            **{f"ppt/slides/slide{number}.xml": slide.format(text) for number in range(1, slides + 1)},
        }
    )


def xlsx(sheet: str | bytes = "", strings: str | bytes = "", *, parts: Parts | None = None) -> bytes:
    """A workbook with these rows, and this table of strings."""
    inside = sheet or f'<row><c t="inlineStr"><is><t>{_SENTENCE}</t></is></c><c><v>12</v></c></row>'
    if isinstance(inside, str):
        inside = f"<worksheet><sheetData>{inside}</sheetData></worksheet>"
    if isinstance(strings, str):
        strings = f"<sst>{strings}</sst>"
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELS.format(main="xl/workbook.xml"),
            "xl/workbook.xml": "<workbook/>",
            "xl/sharedStrings.xml": strings,
            "xl/worksheets/sheet1.xml": inside,
            **(parts or {}),
        }
    )


def odt(body: str = "", *, before: str = "", kind: str = "text", parts: Parts | None = None) -> bytes:
    inside = body or f"<text:p>{_SENTENCE}</text:p>"
    content = (
        f'<?xml version="1.0"?>{before}<office:document-content xmlns:office="o" xmlns:text="t">'
        f"<office:body>{inside}</office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": content,
            **(parts or {}),
        }
    )


def pdf(*objects: str, root: int = 1, streams: dict[int, bytes] | None = None, filter_: str = "") -> bytes:
    """A PDF of these objects, numbered from one; streams (packed already where a filter is named) come after them."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    bodies: list[bytes] = [body.encode("latin-1") for body in objects]
    for content in (streams or {}).values():
        head = f"<< /Length {len(content)} {filter_} >>\nstream\n".encode()
        bodies.append(head + content + b"\nendstream")
    for number, body in enumerate(bodies, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010} 00000 n \n".encode() for place in places))
    out.write(f"trailer << /Size {len(bodies) + 1} /Root {root} 0 R >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


_PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_PAGE = (
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R "
    "/Resources << /Font << /F1 4 0 R >> >> >>"
)
_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def good_pdf(catalog: str = "", text: str = _SENTENCE) -> bytes:
    """A PDF of one page with a sentence, and whatever else the catalog says."""
    drawn = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("latin-1")
    return pdf(f"<< /Type /Catalog /Pages 2 0 R {catalog} >>", _PAGES, _PAGE, _FONT, streams={5: drawn})


def mail(body: str = _SENTENCE, heading: str = "") -> bytes:
    return (
        f"From: Jan de Boer <jan@stad.example>\r\nTo: hub@example.org\r\nSubject: Energie\r\n"
        f"Date: Mon, 23 Nov 2026 10:00:00 +0100\r\n{heading}\r\n{body}\r\n"
    ).encode()


def page(body: str = f"<p>{_SENTENCE}</p>") -> bytes:
    return f"<!doctype html><html><head><title>x</title></head><body>{body}</body></html>".encode()


GOOD: dict[str, Callable[[], bytes]] = {
    "good.docx": docx,
    "good.pptx": pptx,
    "good.xlsx": xlsx,
    "good.odt": odt,
    "good.ods": lambda: odt(kind="spreadsheet"),
    "good.odp": lambda: odt(kind="presentation"),
    "good.pdf": good_pdf,
    "good.eml": mail,
    "good.html": page,
    "good.txt": _SENTENCE.encode,
}
"""Files in which nothing is wrong: each is read, and gives the sentence."""
SENTENCE = _SENTENCE

# ---------------------------------------------------------------- zip files


def _zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros, packed, without ever being whole in memory."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = bytes(1 << 20)
    return b"".join([*(packing.compress(piece) for _ in range(megabytes)), packing.flush()])


def raw_zip(entries: list[tuple[bytes, bytes, int, int, int]], *, number: int | None = None) -> bytes:
    """A zip file with sizes as we say: (name, packed content, size, method, flags), whatever the truth."""
    out = io.BytesIO()
    places = []
    for name, content, size, method, flags in entries:
        places.append(out.tell())
        head = struct.pack(
            "<4s5H3L2H", b"PK\3\4", 20, flags, method, 0, 0, 0, len(content), size, len(name), 0
        )
        out.write(head + name + content)
    start = out.tell()
    for (name, content, size, method, flags), place in zip(entries, places, strict=True):
        head = struct.pack(
            "<4s6H3L5H2L",
            b"PK\1\2",
            20,
            20,
            flags,
            method,
            0,
            0,
            0,
            len(content),
            size,
            len(name),
            0,
            0,
            0,
            0,
            0,
            place,
        )
        out.write(head + name)
    length = out.tell() - start
    said = len(entries) if number is None else number
    out.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, min(said, 65535), min(said, 65535), length, start, 0))
    return out.getvalue()


def flat_bomb(*, says: int | None = None, megabytes: int = 2000) -> bytes:
    """Two gigabytes in two megabytes, as the text of a document; or less, as it says."""
    content = _zeros(megabytes)
    size = megabytes << 20 if says is None else says
    return raw_zip(
        [
            (b"[Content_Types].xml", _TYPES.encode(), len(_TYPES), 0, 0),
            (b"_rels/.rels", _rels(), len(_rels()), 0, 0),
            (b"word/document.xml", content, size, 8, 0),
        ]
    )


def _rels(main: str = "word/document.xml") -> bytes:
    return _RELS.format(main=main).encode()


def xml_bomb(beginning: bytes, unit: bytes, *, megabytes: int, says: int = 1000) -> bytes:
    """Well-formed XML that goes on and on, packed."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    times = (1 << 20) // len(unit)
    pieces = [packing.compress(beginning)]
    pieces += [packing.compress(unit * times) for _ in range(megabytes)]
    content = b"".join([*pieces, packing.flush()])
    return raw_zip(
        [
            (b"[Content_Types].xml", _TYPES.encode(), len(_TYPES), 0, 0),
            (b"_rels/.rels", _rels(), len(_rels()), 0, 0),
            (b"word/document.xml", content, says, 8, 0),
        ]
    )


def overlapping_bomb(number: int) -> bytes:
    """Many entries that share one kernel of packed data (Fifield)."""
    kernel = _zeros(50)
    out = io.BytesIO()
    out.write(
        struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(kernel), 50 << 20, 1, 0) + b"0" + kernel
    )
    start = out.tell()
    for place in range(number):
        name = b"word/document.xml" if place == 0 else f"word/{place}.xml".encode()
        out.write(
            struct.pack(
                "<4s6H3L5H2L",
                b"PK\1\2",
                20,
                20,
                0,
                8,
                0,
                0,
                0,
                len(kernel),
                50 << 20,
                len(name),
                0,
                0,
                0,
                0,
                0,
                0,
            )
            + name
        )
    out.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, number, number, out.tell() - start, start, 0))
    return out.getvalue()


def nested_bomb(depth: int) -> bytes:
    """A zip in a zip in a zip, each sixteen times."""
    content = zipped({"0.txt": bytes(1 << 20)})
    for _ in range(depth):
        content = zipped({f"{number}.zip": content for number in range(16)})
    return content


def many_entries(number: int, *, says: int | None = None) -> bytes:
    """A directory of so many empty parts."""
    out = io.BytesIO()
    one = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"x"
    out.write(one)
    head = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0)
    start = out.tell()
    for place in range(number):
        out.write(head + f"{place:07}".encode())
    said = min(number if says is None else says, 65535)
    out.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, said, said, out.tell() - start, start, 0))
    return out.getvalue()


def _symlink() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _rels())
        link = zipfile.ZipInfo("word/document.xml")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    return content.getvalue()


def _named(*names: str) -> bytes:
    parts: Parts = dict.fromkeys(names, "root:x:0:0")
    return docx(parts=parts)


def _quine_like() -> bytes:
    """A zip whose only entry says it is the zip itself: its place is the beginning of the file."""
    content = bytearray(raw_zip([(b"r/r.zip", b"", 0, 0, 0)]))
    struct.pack_into("<L", content, 18, len(content))
    struct.pack_into("<L", content, 22, len(content))
    return bytes(content)


def zip_files() -> Iterator[HostileFile]:
    yield HostileFile("bomb-flat.docx", flat_bomb, TOO_BIG, is_quick=False)
    yield HostileFile("bomb-that-lies.docx", lambda: flat_bomb(says=1000), TOO_BIG, is_quick=False)
    yield HostileFile("bomb-that-lies-a-little.docx", lambda: flat_bomb(says=1000, megabytes=100), TOO_BIG)
    yield HostileFile(
        "bomb-overlapping.docx", lambda: overlapping_bomb(3000), TOO_BIG | {"document-is-archive"}
    )
    yield HostileFile("bomb-overlapping-wide.docx", lambda: overlapping_bomb(60_000), TOO_BIG)
    for depth in (1, 2, 3):
        yield HostileFile(
            f"bomb-nested-{depth}.zip",
            partial(nested_bomb, depth),
            frozenset({"document-is-archive"}),
        )
    yield HostileFile("quine.zip", _quine_like, frozenset({"document-is-archive", "document-broken"}))
    yield HostileFile("entries-65000.docx", lambda: many_entries(65_000), TOO_BIG)
    yield HostileFile("entries-that-lie.docx", lambda: many_entries(65_000, says=3), TOO_BIG)
    yield HostileFile("entries-a-million.docx", lambda: many_entries(1_000_000), TOO_BIG, is_quick=False)
    yield HostileFile(
        "entries-a-million-that-lie.docx", lambda: many_entries(1_000_000, says=2), TOO_BIG, is_quick=False
    )
    yield HostileFile("deep.docx", lambda: xml_bomb(b"<w>", b"<a>", megabytes=70), TOO_BIG)
    yield HostileFile("attributes.docx", lambda: xml_bomb(b"<w ", b'a="1" ', megabytes=40), TOO_BIG)
    yield HostileFile("many-names.docx", lambda: xml_bomb(b"<w>", b"<a/>", megabytes=70), ANYTHING)
    yield HostileFile("one-long-word.docx", lambda: xml_bomb(b"<w><t>", b"x", megabytes=70), ANYTHING)
    yield HostileFile("one-long-name.docx", lambda: xml_bomb(b"<", b"x", megabytes=70), TOO_BIG)
    yield HostileFile("comment.docx", lambda: xml_bomb(b"<w><!--", b"x", megabytes=70), TOO_BIG)
    yield HostileFile("symlink.docx", _symlink, BROKEN)
    names = (
        "../../../etc/passwd",
        "/etc/passwd",
        "C:\\Windows\\system.ini",
        "word\\document.xml",
        "..",
        "a\x00b",
    )
    for number, name in enumerate(names):
        yield HostileFile(
            f"traversal-{number}.docx", partial(_named, name), frozenset({READ, "document-broken"})
        )
    yield HostileFile(
        "main-part-above.docx",
        lambda: zipped(
            {"[Content_Types].xml": _TYPES, "_rels/.rels": _rels("../../etc/passwd"), "word/x.xml": "<x/>"}
        ),
        BROKEN,
    )
    yield HostileFile(
        "main-part-elsewhere.docx",
        lambda: zipped(
            {
                "[Content_Types].xml": _TYPES,
                "_rels/.rels": _rels("http://127.0.0.1:9/x"),
                "word/x.xml": "<x/>",
            }
        ),
        BROKEN,
    )
    yield HostileFile(
        "two-of-one-name.docx", lambda: raw_zip([(b"word/document.xml", b"<w/>", 4, 0, 0)] * 2), BROKEN
    )
    yield HostileFile(
        "password.docx",
        lambda: raw_zip(
            [
                (b"[Content_Types].xml", _TYPES.encode(), len(_TYPES), 0, 0),
                (b"_rels/.rels", b"?" * 30, 30, 0, 1),
                (b"word/document.xml", b"?", 1, 0, 1),
            ]
        ),
        frozenset({"document-encrypted"}),
    )
    yield HostileFile(
        "unknown-packing.docx",
        lambda: raw_zip(
            [
                (b"[Content_Types].xml", b"", 0, 0, 0),
                (b"_rels/.rels", b"?" * 30, 30, 99, 0),
                (b"word/document.xml", b"?", 1, 99, 0),
            ]
        ),
        BROKEN,
    )
    yield HostileFile(
        "sizes-beyond.docx", lambda: raw_zip([(b"word/document.xml", b"x", 0xFFFFFFFF, 8, 0)]), TOO_BIG
    )
    yield HostileFile(
        "only-an-end.docx",
        lambda: struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0, 0, 0, 0, 0),
        frozenset({"document-is-archive"}),
    )
    yield HostileFile(
        "program-in-front.docx",
        lambda: b"MZ" + docx(),
        frozenset({"document-is-program", "document-type-unknown"}),
    )
    yield HostileFile("archive.zip", lambda: zipped({"a.txt": "a"}), frozenset({"document-is-archive"}))


# ---------------------------------------------------------------- office documents

_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
_OUTSIDE = (
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    '<!DOCTYPE x PUBLIC "a" "file:///etc/passwd">',
    '<!DOCTYPE x [<!ENTITY % e SYSTEM "file:///etc/passwd"> %e;]>',
    '<!DOCTYPE x [<!ENTITY e "' + "x" * 10_000 + '">]>',
)
_HARMFUL = frozenset({"document-harmful"})


def _with_rels(before: str) -> bytes:
    return docx(parts={"_rels/.rels": before + _rels().decode()})


def office_files() -> Iterator[HostileFile]:
    for number, before in enumerate((_LAUGHS, *_OUTSIDE)):
        said = "<w:p><w:r><w:t>&e;&j;</w:t></w:r></w:p>"
        yield HostileFile(f"entities-{number}.docx", partial(docx, said, before=before), _HARMFUL)
        yield HostileFile(
            f"entities-{number}.odt",
            partial(odt, "<text:p>&e;&j;</text:p>", before=before),
            _HARMFUL,
        )
        strings = before.encode() + b"<sst><si><t>&e;</t></si></sst>"
        yield HostileFile(
            f"entities-{number}.xlsx",
            partial(xlsx, '<row><c t="s"><v>0</v></c></row>', strings),
            _HARMFUL,
        )
        yield HostileFile(
            f"entities-{number}.rels.docx",
            partial(_with_rels, before),
            _HARMFUL,
        )
    linked = (
        '<Relationships xmlns="r"><Relationship Id="r1" Type="http://x/attachedTemplate" '
        'Target="http://127.0.0.1:9/template.dotm" TargetMode="External"/></Relationships>'
    )
    include = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    )
    read = frozenset({READ})
    yield HostileFile(
        "template-elsewhere.docx", lambda: docx(parts={"word/_rels/settings.xml.rels": linked}), read
    )
    yield HostileFile("includes.docx", lambda: docx(include + f"<w:p><w:t>{_SENTENCE}</w:t></w:p>"), read)
    field = "<w:p><w:instrText>DDEAUTO cmd root:x:</w:instrText><w:t>Wij zoeken hulp.</w:t></w:p>"
    yield HostileFile("command-in-a-field.docx", lambda: docx(field), read)
    yield HostileFile(
        "macros.docm", lambda: docx(parts={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0root:x:"}), read
    )
    yield HostileFile("macros.xlsm", lambda: xlsx(parts={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), read)
    yield HostileFile("macros.odt", lambda: odt(parts={"Basic/Standard/Module1.xml": "<x>root:x:</x>"}), read)
    yield HostileFile(
        "objects.docx", lambda: docx(parts={"word/embeddings/oleObject1.bin": b"MZroot:x:"}), read
    )
    svg = '<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg>&e;</svg>'
    yield HostileFile("picture-that-reads.docx", lambda: docx(parts={"word/media/image1.svg": svg}), read)
    yield HostileFile(
        "deleted-text.docx",
        lambda: docx(f"<w:p><w:del><w:delText>root:x:</w:delText></w:del><w:t>{_SENTENCE}</w:t></w:p>"),
        read,
    )
    yield HostileFile(
        "links.xlsx", lambda: xlsx(parts={"xl/externalLinks/externalLink1.xml": "<x>root:x:</x>"}), read
    )
    formula = f'<row><c><f>WEBSERVICE("http://127.0.0.1:9/root:x:")</f><v>7</v></c><c t="str"><v>{_SENTENCE}</v></c></row>'  # noqa: E501
    yield HostileFile("formula-that-fetches.xlsx", lambda: xlsx(formula), read)
    dde = f"<row><c><f>cmd|'/c calc'!root:x:</f><v>0</v></c><c t=\"inlineStr\"><is><t>{_SENTENCE}</t></is></c></row>"
    yield HostileFile("command-in-a-cell.xlsx", lambda: xlsx(dde), read)
    cell = "<row>" + "<c><v>1234</v></c>" * 1000 + "</row>"
    yield HostileFile("cells-3-million.xlsx", lambda: xlsx(cell * 3000), frozenset({READ, *TOO_BIG}))
    yield HostileFile(
        "strings-huge.xlsx",
        lambda: xlsx('<row><c t="s"><v>0</v></c></row>', "<si><t>" + "woord " * 9_000_000 + "</t></si>"),
        frozenset({READ, *TOO_BIG}),
        is_quick=False,
    )
    yield HostileFile(
        "strings-many.xlsx",
        lambda: xlsx('<row><c t="s"><v>5</v></c></row>', "<si><t>woord</t></si>" * 2_000_000),
        frozenset({READ, *TOO_BIG}),
    )
    one = "<row>" + '<c t="s"><v>0</v></c>' * 100_000 + "</row>"
    yield HostileFile(
        "one-long-string-often.xlsx", lambda: xlsx(one, "<si><t>" + "lang " * 200_000 + "</t></si>"), read
    )
    yield HostileFile(
        "places-beyond.xlsx",
        lambda: xlsx(
            f'<row><c t="s"><v>99999999999</v></c><c t="s"><v>-1</v></c><c t="s"><v>٣</v></c><c t="inlineStr"><is><t>{_SENTENCE}</t></is></c></row>',  # noqa: E501
            "",
        ),
        read,
    )
    yield HostileFile(
        "columns-repeated.ods",
        lambda: odt(
            f'<table-cell number-columns-repeated="2000000000"><text:p>{_SENTENCE}</text:p></table-cell>',
            kind="spreadsheet",
        ),
        read,
    )
    yield HostileFile(
        "spaces-repeated.odt", lambda: odt(f'<text:p><text:s text:c="2000000000"/>{_SENTENCE}</text:p>'), read
    )
    yield HostileFile(
        "password.odt",
        lambda: odt(parts={"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        frozenset({"document-encrypted"}),
    )
    yield HostileFile(
        "no-content.odt", lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), BROKEN
    )
    yield HostileFile(
        "no-sheets.xlsx", lambda: zipped({"[Content_Types].xml": _TYPES, "xl/workbook.xml": "<x/>"}), BROKEN
    )
    yield HostileFile("no-slides.pptx", lambda: pptx(slides=0), frozenset({"document-has-no-text"}))
    yield HostileFile("slides-3000.pptx", lambda: pptx(slides=3000), read)
    yield HostileFile(
        "slides-numbered-wildly.pptx",
        lambda: zipped(
            {
                "[Content_Types].xml": _TYPES,
                "ppt/presentation.xml": "<p/>",
                "ppt/slides/slide999999.xml": f"<a><t>{_SENTENCE}</t></a>",
                "ppt/slides/slide-1.xml": "<a/>",
            }
        ),
        read,
    )
    yield HostileFile("not-well-formed.docx", lambda: docx("<w:p><w:t>open"), BROKEN)
    yield HostileFile(
        "wrong-letters.docx",
        lambda: docx(before="", parts={"word/document.xml": b'<?xml version="1.0" encoding="utf-99"?><w/>'}),
        BROKEN,
    )
    yield HostileFile(
        "letters-of-elsewhere.docx",
        lambda: docx(parts={"word/document.xml": b'<?xml version="1.0" encoding="cp037"?><w/>'}),
        BROKEN,
    )
    yield HostileFile(
        "utf-16.docx",
        lambda: docx(parts={"word/document.xml": f"<w><t>{_SENTENCE}</t></w>".encode("utf-16")}),
        read,
    )
    yield HostileFile(
        "nul-in-text.docx", lambda: docx(parts={"word/document.xml": b"<w><t>a\x00b</t></w>"}), BROKEN
    )
    yield HostileFile(
        "turned-around.docx", lambda: docx(f"<w:p><w:t>\u202e{_SENTENCE}\u2066</w:t></w:p>"), read
    )
    yield HostileFile(
        "old.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), frozenset({"document-is-old"})
    )
    yield HostileFile(
        "locked-by-office.docx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
        frozenset({"document-encrypted"}),
    )
    yield HostileFile(
        "old.rtf", lambda: rb"{\rtf1{\object\objautlink root:x:}}", frozenset({"document-is-old"})
    )


# ---------------------------------------------------------------- PDF


def _packed_stream(content: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return content


def _pdf_with_stream(content: bytes, filters: str) -> bytes:
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        _PAGES,
        _PAGE,
        _FONT,
        streams={5: content},
        filter_=f"/Filter [{filters}]",
    )


def _pdf_bomb(times: int) -> bytes:
    """A hundred megabytes of nothing on a page, packed so many times."""
    return _pdf_with_stream(_packed_stream(bytes(100 << 20), times), "/FlateDecode " * times)


def _many_objects(number: int) -> bytes:
    return pdf("<< /Type /Catalog /Pages 2 0 R >>", _PAGES, _PAGE, _FONT, *(["<< /A 1 >>"] * number))


def _deep_pages(depth: int) -> bytes:
    pages = [f"<< /Type /Pages /Kids [{number + 1} 0 R] /Count 1 >>" for number in range(2, depth)]
    return pdf("<< /Type /Catalog /Pages 2 0 R >>", *pages, f"<< /Type /Page /Parent {depth - 1} 0 R >>")


def _encrypted_pdf() -> bytes:
    """Locked with a password that nobody knows (RC4, 40 bits; what it is locked with is noise)."""
    return good_pdf().replace(
        b"trailer << ",
        b"trailer << /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <"
        + b"41" * 32
        + b"> /U <"
        + b"42" * 32
        + b"> >> ",
    )


def pdf_files() -> Iterator[HostileFile]:
    catalog = "<< /Type /Catalog /Pages 2 0 R >>"
    none = frozenset({READ, "document-has-no-text", "document-broken"})
    read = frozenset({READ})
    yield HostileFile(
        "pages-in-a-circle.pdf", lambda: pdf(catalog, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), none
    )
    yield HostileFile(
        "pages-in-a-wide-circle.pdf",
        lambda: pdf(
            catalog,
            "<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 9 >>",
            "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>",
        ),
        none,
    )
    yield HostileFile(
        "pages-that-are-not-there.pdf",
        lambda: pdf(catalog, "<< /Type /Pages /Kids [] /Count 2000000000 >>"),
        none,
    )
    yield HostileFile(
        "pages-a-million.pdf",
        lambda: pdf(
            catalog,
            f"<< /Type /Pages /Kids [{'3 0 R ' * 300_000}] /Count 300000 >>",
            _PAGE,
            _FONT,
            streams={5: b"BT /F1 9 Tf (wij zoeken hulp) Tj ET"},
        ),
        frozenset({READ, "document-has-no-text", "document-broken", "document-too-slow"}),
    )
    yield HostileFile("pages-deep.pdf", lambda: _deep_pages(20_000), none)
    for times in (1, 2, 3):
        yield HostileFile(
            f"flate-bomb-{times}.pdf",
            partial(_pdf_bomb, times),
            ANYTHING - {"document-is-old"},
            is_quick=False,
        )
    yield HostileFile(
        "flate-bomb-small.pdf",
        lambda: _pdf_with_stream(_packed_stream(b"BT " + b"(x) Tj " * 3_000_000), "/FlateDecode"),
        ANYTHING,
    )
    yield HostileFile(
        "run-length-bomb.pdf", lambda: _pdf_with_stream(b"\x81x" * 500_000, "/RunLengthDecode"), ANYTHING
    )
    yield HostileFile(
        "ascii-85-a-hundred-times.pdf",
        lambda: _pdf_with_stream(b"zzzz~>" * 10_000, "/ASCII85Decode " * 100),
        ANYTHING,
    )
    yield HostileFile("objects-a-million.pdf", lambda: _many_objects(400_000), ANYTHING, is_quick=False)
    yield HostileFile("objects-many.pdf", lambda: _many_objects(30_000), ANYTHING)
    actions = {
        "javascript": "/OpenAction << /S /JavaScript /JS (app.alert\\('root:x:'\\)) >>",
        "launch": "/OpenAction << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) /P (root:x:) >> >>",
        "uri": "/OpenAction << /S /URI /URI (http://127.0.0.1:9/root:x:) >>",
        "goto-elsewhere": "/OpenAction << /S /GoToR /F (\\\\\\\\127.0.0.1\\\\x.pdf) /D [0 /Fit] >>",
        "submits": "/OpenAction << /S /SubmitForm /F (http://127.0.0.1:9/) >>",
        "imports": "/OpenAction << /S /ImportData /F (/etc/passwd) >>",
        "forms": "/AcroForm << /XFA (<x>root:x:</x>) /Fields [] >>",
        "embedded": "/Names << /EmbeddedFiles << /Names [(a.exe) << /Type /Filespec /F (a.exe) >>] >> >>",
        "names-in-a-circle": "/Names 1 0 R",
        "outlines-in-a-circle": "/Outlines << /First 1 0 R /Last 1 0 R /Count 2147483647 >>",
    }
    for name, said in actions.items():
        yield HostileFile(f"{name}.pdf", partial(good_pdf, said), read)
    yield HostileFile(
        "file-of-the-machine.pdf",
        lambda: pdf(
            catalog, _PAGES, _PAGE, _FONT, "<< /Length 10 /F (/etc/passwd) >>\nstream\n0123456789\nendstream"
        ),
        none,
    )
    yield HostileFile("password.pdf", _encrypted_pdf, frozenset({"document-encrypted", "document-broken"}))
    yield HostileFile(
        "form-in-itself.pdf",
        lambda: pdf(
            catalog,
            _PAGES,
            "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /X 4 0 R >> >> >>",
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Length 4 >>\nstream\n/X Do\nendstream",  # noqa: E501
        ),
        none,
    )
    yield HostileFile(
        "brackets.pdf", lambda: pdf(catalog, _PAGES, _PAGE, _FONT, streams={5: b"[" * 2_000_000}), none
    )
    yield HostileFile("dictionaries.pdf", lambda: pdf("<< /A " * 100_000), BROKEN | none)
    yield HostileFile("no-end.pdf", lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 100_000, none)
    yield HostileFile("only-a-name.pdf", lambda: b"%PDF-1.7", BROKEN)
    yield HostileFile(
        "previous-in-a-circle.pdf",
        lambda: good_pdf().replace(b"trailer << ", b"trailer << /Prev 9 "),
        ANYTHING,
    )
    yield HostileFile(
        "length-wrong.pdf", lambda: good_pdf().replace(b"/Length ", b"/Length 99999999"), ANYTHING
    )
    yield HostileFile(
        "picture-30000.pdf",
        lambda: pdf(
            catalog,
            _PAGES,
            _PAGE.replace("/Font", "/XObject << /I 5 0 R >> /Font"),
            _FONT,
            streams={5: b"/I Do"},
            filter_="/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /BitsPerComponent 8 /ColorSpace /DeviceRGB",  # noqa: E501
        ),
        ANYTHING,
    )
    yield HostileFile("page-and-archive.pdf", lambda: good_pdf() + docx(), frozenset({READ}))
    yield HostileFile("page-in-front.pdf", lambda: b"<html><script>root:x:</script>" + good_pdf(), ANYTHING)


# ---------------------------------------------------------------- mail, pages, text, and what is something else


def _nested_mail(depth: int) -> bytes:
    heading = b"From: a@b.example\r\nSubject: x\r\nTo: c@d.example\r\nDate: x\r\n"
    part = b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n'
    return b"".join([heading, *(part % (number, number) for number in range(depth)), b"\r\ntekst"])


def other_files() -> Iterator[HostileFile]:
    read = frozenset({READ})
    for depth in (50, 500, 5000, 100_000):
        yield HostileFile(
            f"mail-deep-{depth}.eml",
            partial(_nested_mail, depth),
            frozenset({READ, "document-broken", "document-has-no-text", "document-too-slow"}),
        )
    message = b"From: a@b.example\r\nSubject: x\r\nTo: c@d.example\r\nContent-Type: message/rfc822\r\n\r\n"
    yield HostileFile("mail-in-mail.eml", lambda: message * 20_000, ANYTHING)
    yield HostileFile(
        "mail-heading-huge.eml", lambda: mail(heading="X-A: " + "a" * 5_000_000 + "\r\n"), BROKEN
    )
    yield HostileFile("mail-headings-many.eml", lambda: mail(heading="X-A: b\r\n" * 200_000), BROKEN)
    yield HostileFile(
        "mail-parts-many.eml",
        lambda: mail(
            body="--b\r\nContent-Type: multipart/x\r\n\r\n" * 100_000,
            heading='Content-Type: multipart/mixed; boundary="b"\r\n',
        ),
        BROKEN,
    )
    yield HostileFile(
        "mail-encoded-words.eml", lambda: mail(heading="Cc: " + "=?utf-8?q?a?= " * 12_000 + "\r\n"), ANYTHING
    )
    yield HostileFile(
        "mail-odd-letters.eml",
        lambda: mail(heading='Content-Type: text/plain; charset="../../etc/passwd"\r\n'),
        read,
    )
    yield HostileFile(
        "mail-codec-that-unpacks.eml",
        lambda: mail(heading='Content-Type: text/plain; charset="zlib_codec"\r\n'),
        read,
    )
    yield HostileFile(
        "mail-uuencode.eml",
        lambda: mail(
            body="begin 644 /etc/passwd\nM" + "x" * 60 + "\nend",
            heading="Content-Transfer-Encoding: x-uuencode\r\n",
        ),
        ANYTHING,
    )
    yield HostileFile(
        "mail-injected.eml", lambda: mail(heading="Subject: =?utf-8?q?a=0d=0aBcc:_x@y.example?=\r\n"), read
    )
    yield HostileFile(
        "mail-outside.eml",
        lambda: mail(
            heading='Content-Type: message/external-body; access-type=local-file; name="/etc/passwd"\r\n'
        ),
        ANYTHING,
    )
    yield HostileFile("page-deep.html", lambda: page("<div>" * 1_000_000 + _SENTENCE), read)
    yield HostileFile("page-open-tag.html", lambda: page("<p>" + "<a" * 1_000_000), ANYTHING, is_quick=False)
    yield HostileFile(
        "page-open-comment.html", lambda: page(f"<p>{_SENTENCE}</p>" + "<!--" * 300_000), ANYTHING
    )
    yield HostileFile(
        "page-open-declaration.html", lambda: page(f"<p>{_SENTENCE}</p>" + "<![" * 300_000), ANYTHING
    )
    yield HostileFile(
        "page-attributes.html", lambda: page("<p " + "a=b " * 500_000 + f">{_SENTENCE}</p>"), ANYTHING
    )
    yield HostileFile("page-references.html", lambda: page("&#9999999999999;" * 100_000 + _SENTENCE), read)
    yield HostileFile("page-script.html", lambda: page(f"<script>root:x:</script><p>{_SENTENCE}</p>"), read)
    yield HostileFile(
        "page-that-fetches.html",
        lambda: page(f'<link href="http://127.0.0.1:9/"><img src="file:///etc/passwd"><p>{_SENTENCE}</p>'),
        read,
    )
    yield HostileFile("text-nul.txt", lambda: b"a\x00b", frozenset({"document-type-unknown"}))
    yield HostileFile("text-empty.txt", lambda: b"", frozenset({"document-empty"}))
    yield HostileFile("text-white.txt", lambda: b" \n\t" * 1000, frozenset({"document-empty"}))
    yield HostileFile("text-of-zeros.txt", lambda: bytes(1_000_000), frozenset({"document-empty"}))
    yield HostileFile("text-one-line.txt", lambda: b"woord " * 3_000_000, read)
    yield HostileFile("text-lines.txt", lambda: b"a\n" * 5_000_000, read)
    yield HostileFile("text-marks.txt", ("a" + "\u0301" * 500_000).encode, read)
    yield HostileFile("text-turned.txt", f"\u202e{_SENTENCE}".encode, read)
    yield HostileFile("text-utf-16.txt", lambda: _SENTENCE.encode("utf-16"), read)
    yield HostileFile("text-utf-16-half.txt", lambda: _SENTENCE.encode("utf-16")[:-1], read)
    yield HostileFile("text-not-utf-8.txt", lambda: b"caf\xe9 \xff\xfe \xc0\xaf" * 100, read)
    yield HostileFile("text-surrogates.txt", lambda: b"\xed\xa0\x80" * 1000 + _SENTENCE.encode(), read)
    yield HostileFile(
        "text-escapes.txt", lambda: b"\x1b]0;x\x07" * 100_000, frozenset({"document-type-unknown"})
    )
    yield HostileFile("text-addresses.txt", lambda: b"a" * 300_000 + b"@" + b"a." * 100_000, read)
    yield HostileFile("text-digits.txt", lambda: b"0612345678 " * 30_000, ANYTHING)
    yield HostileFile("text-greetings.txt", lambda: b"Geachte heer van de der den ten " * 20_000, read)
    yield HostileFile("text-quotes.txt", lambda: b">" * 2_000_000 + b"\nvan: " * 1000, ANYTHING)
    yield HostileFile(
        "xml.xml",
        lambda: b'<?xml version="1.0"?>' + _LAUGHS.encode() + b"<x>&j;</x>",
        frozenset({"document-type-unknown"}),
    )
    yield HostileFile(
        "picture.svg",
        lambda: b'<svg xmlns="x"><script>root:x:</script></svg>',
        frozenset({"document-type-unknown"}),
    )
    picture = frozenset({"document-is-picture"})
    yield HostileFile("picture.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), picture)
    yield HostileFile("picture-and-script.docx", lambda: b"GIF89a/*root:x:*/=1;", picture)
    yield HostileFile("photo.txt", lambda: b"\xff\xd8\xff\xe1" + bytes(100), picture)
    yield HostileFile("program.pdf", lambda: b"MZ" + bytes(1000), frozenset({"document-is-program"}))
    yield HostileFile("program.txt", lambda: b"\x7fELF" + bytes(1000), frozenset({"document-is-program"}))
    yield HostileFile(
        "script.docx", lambda: b"#!/bin/sh\ncat /etc/passwd\n", frozenset({"document-is-program"})
    )
    archive = frozenset({"document-is-archive"})
    yield HostileFile("archive.7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100), archive)
    yield HostileFile("archive.gz", lambda: b"\x1f\x8b\x08" + bytes(100), archive)
    yield HostileFile("archive.rar", lambda: b"Rar!\x1a\x07" + bytes(100), archive)


# ---------------------------------------------------------------- damaged at random


def damaged_files() -> Iterator[HostileFile]:
    """Valid files, cut off somewhere or with bytes changed, the same ones every time."""
    for kind in ("docx", "xlsx", "pptx", "odt", "pdf", "eml", "html"):
        for number in range(4):
            yield HostileFile(f"cut-{number}.{kind}", partial(_cut, kind, number), ANYTHING)
        for number in range(6):
            yield HostileFile(
                f"changed-{number}.{kind}",
                partial(_changed, kind, number),
                ANYTHING,
                is_quick=number < 2,
            )


def _cut(kind: str, number: int) -> bytes:
    content = GOOD[f"good.{kind}"]()
    return content[: len(content) * (number + 1) // 5]


def _changed(kind: str, number: int) -> bytes:
    content = bytearray(GOOD[f"good.{kind}"]())
    chance = random.Random(f"{kind} {number}")
    for _ in range(1 + number * 10):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def hostile_files() -> tuple[HostileFile, ...]:
    return (*zip_files(), *office_files(), *pdf_files(), *other_files(), *damaged_files())
