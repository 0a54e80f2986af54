"""How files may be called, how many there may be, and how long what is lent is kept."""

from datetime import timedelta

import pytest

from schakel.documents import rules
from schakel.documents.rules import GRACE, KEPT_FOR, LONGEST_NAME, MEDIA_TYPES, tidy_name
from schakel.kernel.refusal import Refusal
from tests.clock import NOW


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("rapport.pdf", "rapport.pdf"),
        ("C:\\Users\\anna\\rapport.pdf", "rapport.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("rapport.pdf.exe", "rapport.pdf.exe.pdf"),
        ("rapport.PDF", "rapport.pdf"),
        ("een\u202efdp.exe", "eenfdp.exe.pdf"),
        ("regel\r\neinde\x00.pdf", "regel einde.pdf"),
        ('a<b>"c|d?*.pdf', "a b c d.pdf"),
        ("CON.pdf", "document CON.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        (".pdf", "pdf.pdf"),
        ("😀.pdf", "😀.pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
        ("regel\u2028een\u00a0twee.pdf", "regel een twee.pdf"),
        ("half\ud800eigen\ue000geen\u0378.pdf", "halfeigengeen.pdf"),
        ("naam..pdf", "naam.pdf"),
        ("Xerox X.pdf", "Xerox X.pdf"),
        ("X. .pdf", "X.pdf"),
        ("CON.tar.pdf", "document CON.tar.pdf"),
        ("lpt1", "document lpt1.pdf"),
    ],
)
def test_a_name_is_made_harmless_and_says_what_the_file_is(given, kept):
    assert tidy_name(given, "pdf") == kept


def test_a_name_is_no_longer_than_fits():
    assert len(tidy_name("x" * 500, "docx")) == LONGEST_NAME
    assert tidy_name("x" * 500, "docx").endswith("x.docx")
    assert tidy_name("x" * 114 + ". en meer", "pdf") == "x" * 114 + ".pdf"
    assert LONGEST_NAME == 120


def refused(**changed):
    situation = {"file_type": "pdf", "has_macros": False, "accepted": ("pdf", "odt"), "number": 1, "most": 2}
    try:
        rules.check_attachment(**{**situation, **changed})
    except Refusal as refusal:
        return refusal.code, refusal.details
    return None


def test_what_may_be_attached():
    assert refused() is None
    assert refused(file_type="html") == ("attachment-type", {"accepted": "odt, pdf"})
    assert refused(has_macros=True) == ("attachment-has-macros", {})
    assert refused(number=2) == ("attachments-too-many", {"most": 2})


def test_how_large_a_document_may_be():
    rules.check_size(2**20, largest=2**20)
    with pytest.raises(Refusal) as raised:
        rules.check_size(0, largest=10)
    assert raised.value.code == "document-empty"
    with pytest.raises(Refusal) as raised:
        rules.check_size(4 * 2**20, largest=3 * 2**20 + 5)
    assert (raised.value.code, raised.value.details) == ("document-too-large", {"megabytes": 3})


def test_how_long_things_are_kept():
    assert timedelta(hours=1) == KEPT_FOR
    assert timedelta(minutes=15) == GRACE
    assert not rules.is_over(NOW, now=NOW + KEPT_FOR - timedelta(seconds=1))
    assert rules.is_over(NOW, now=NOW + KEPT_FOR)


def test_every_type_has_the_media_type_that_is_registered_for_it():
    """As the register of IANA has them; what is text says in which encoding it is sent."""
    assert MEDIA_TYPES == {
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "odt": "application/vnd.oasis.opendocument.text",
        "odp": "application/vnd.oasis.opendocument.presentation",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "txt": "text/plain; charset=utf-8",
        "html": "text/html; charset=utf-8",
        "eml": "message/rfc822",
    }
