"""What a file is, by its content; its name may say anything."""

from schakel.documents.reading.limits import FileType, UnreadableError
from schakel.documents.reading.mails import is_mail
from schakel.documents.reading.office import type_of
from schakel.documents.reading.plain import decoded, is_text
from schakel.documents.reading.zips import Package

_PDF_BEGINS_WITHIN = 1024
_PAGE_BEGINS = ("<!doctype html", "<html", "<head", "<body")
_OTHERS = (
    (b"\x89PNG", "document-is-picture"),
    (b"\xff\xd8\xff", "document-is-picture"),
    (b"GIF8", "document-is-picture"),
    (b"II*\x00", "document-is-picture"),
    (b"MM\x00*", "document-is-picture"),
    (b"RIFF", "document-is-picture"),
    (b"BM", "document-is-picture"),
    (b"7z\xbc\xaf", "document-is-archive"),
    (b"Rar!", "document-is-archive"),
    (b"\x1f\x8b", "document-is-archive"),
    (b"BZh", "document-is-archive"),
    (b"\xfd7zXZ", "document-is-archive"),
    (b"MZ", "document-is-program"),
    (b"\x7fELF", "document-is-program"),
    (b"#!", "document-is-program"),
    (b"{\\rtf", "document-is-old"),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The files of Office until 2003; the ones of today too, when they have a password."""
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_PDF_BEGINS_WITHIN] and not content.startswith(b"PK\x03\x04")


def recognised(content: bytes) -> tuple[FileType, Package | None]:
    """The type, and the package where it is one. Raises UnreadableError for what is not read, saying what it is."""
    if not content.strip(b"\x00 \r\n\t"):
        raise UnreadableError("document-empty")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        package = Package(content)
        found = type_of(package)
        if found is None:
            raise UnreadableError("document-is-archive")
        return found, package
    if is_pdf(content):
        return FileType.PDF, None
    if content.startswith(_COMPOUND):
        raise UnreadableError("document-encrypted" if _LOCKED in content else "document-is-old")
    return _recognised_text(content), None


def _recognised_text(content: bytes) -> FileType:
    for beginning, code in _OTHERS:
        if content.startswith(beginning):
            raise UnreadableError(code)
    if not is_text(content):
        raise UnreadableError("document-type-unknown")
    first = decoded(content[:2000]).lstrip().lower()
    if first.startswith(_PAGE_BEGINS) or (first.startswith("<?xml") and "<html" in first):
        return FileType.HTML
    if first.startswith(("<?xml", "<svg", "<!doctype", "<!entity")):
        raise UnreadableError("document-type-unknown")
    return FileType.MAIL if is_mail(content) else FileType.TEXT
