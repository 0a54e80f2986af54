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
    ],
)
def test_a_name_is_made_harmless_and_says_what_the_file_is(given, kept):
    assert tidy_name(given, "pdf") == kept


def test_a_name_is_no_longer_than_fits():
    assert len(tidy_name("x" * 500, "docx")) == LONGEST_NAME
    assert tidy_name("x" * 500, "docx").endswith("x.docx")


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
    with pytest.raises(Refusal, match="document-empty"):
        rules.check_size(0, largest=10)
    with pytest.raises(Refusal) as raised:
        rules.check_size(3 * 2**20 + 1, largest=3 * 2**20)
    assert (raised.value.code, raised.value.details) == ("document-too-large", {"megabytes": 3})


def test_how_long_things_are_kept():
    assert timedelta(hours=1) == KEPT_FOR
    assert timedelta(minutes=15) == GRACE
    assert not rules.is_over(NOW, now=NOW + KEPT_FOR - timedelta(seconds=1))
    assert rules.is_over(NOW, now=NOW + KEPT_FOR)


def test_every_type_has_a_kind_of_its_own():
    assert MEDIA_TYPES["txt"] == "text/plain; charset=utf-8"
    assert len(set(MEDIA_TYPES.values())) == len(MEDIA_TYPES) == 10
