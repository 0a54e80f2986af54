"""The text of a PDF, by PDFium: without JavaScript, forms, attachments, and actions, none of which it is asked for."""

import time

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from schakel.documents.reading.limits import PAGES, EnoughError, Gathered, UnreadableError

_PATIENCE = 9.0
"""Seconds of processor after which what was read is enough."""
_SMALLEST_SPACE = 32


def read_pdf(content: bytes, gathered: Gathered) -> None:
    """Put the text of each page in `gathered`. Raises EnoughError, or UnreadableError."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        is_locked = pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD
        raise UnreadableError("document-encrypted" if is_locked else "document-broken") from error
    number = len(document)
    if number == 0:
        raise UnreadableError("document-broken")
    read = 0
    for place in range(min(number, PAGES)):
        if time.process_time() > _PATIENCE:
            raise EnoughError
        try:
            page = document[place]
            text = page.get_textpage()
        except pdfium.PdfiumError:
            continue  # a page that is damaged does not spoil the others
        read += 1
        gathered.add(_cleaned(text.get_text_range()) + "\n\n")
        text.close()
        page.close()
    if not read:
        raise UnreadableError("document-broken")
    if number > PAGES:
        raise EnoughError


def _cleaned(text: str) -> str:
    """As people see it: PDFium marks a hyphen at the end of a line with a character of its own."""
    joined = text.replace("\r\n", "\n").replace("\ufffe\n", "").replace("\ufffe", "").replace("\x02", "")
    return "".join(
        character for character in joined if ord(character) >= _SMALLEST_SPACE or character in "\n\t"
    )
