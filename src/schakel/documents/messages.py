"""Why a document was not read or not attached, and what to do, in the language of the screen."""

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    sentence = _reading(refusal.code) or _attaching(refusal.code)
    if not sentence:
        return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
    return sentence % refusal.details if refusal.details else sentence


def _reading(code: str) -> str:
    return {
        "document-missing": gettext("Choose a document, or paste a text."),
        "document-empty": gettext("There is nothing in this document. Choose another one."),
        "document-too-large": gettext(
            "This document is too large. Use one of at most %(megabytes)s megabytes."
        ),
        "document-has-no-text": gettext(
            "We find no text in this document. Is it a scan? Then copy the text into the box yourself."
        ),
        "document-encrypted": gettext("This document has a password. Save it without one and try again."),
        "document-is-old": gettext(
            "This is an older kind of document. Save it as PDF, or as a document of today (.docx, .odt)."
        ),
        "document-is-picture": gettext("This is a picture. We read text: choose a document."),
        "document-is-archive": gettext(
            "This is an archive with files. Take the document out and choose that."
        ),
        "document-is-program": gettext("This is a program, and not a document. We have not opened it."),
        "document-type-unknown": gettext(
            "We do not know this kind of file. We read PDF, Word, PowerPoint, Excel, OpenDocument, text and mails."
        ),
        "document-is-no-table": gettext("This is no workbook. Save the table as XLSX or as CSV."),
        "document-broken": gettext(
            "This document is damaged, and we cannot read it. Save it again and try once more."
        ),
        "document-harmful": gettext(
            "This document holds something that documents do not need and that can do harm. We have not read it."
        ),
        "document-too-big": gettext(
            "This document takes too much to read. Save the part that matters by itself."
        ),
        "document-too-many-parts": gettext(
            "This document is made of too many parts. Save the part that matters by itself."
        ),
        "document-too-slow": gettext(
            "Reading this document takes too long. Save the part that matters by itself."
        ),
        "documents-busy": gettext("Many documents are being read at the moment. Try again in a minute."),
    }.get(code, "")


def _attaching(code: str) -> str:
    return {
        "attachment-type": gettext("This kind of file cannot be attached. Use one of these: %(accepted)s."),
        "attachment-has-macros": gettext(
            "There are programs (macros) in this document. Save it without them."
        ),
        "attachments-too-many": gettext(
            "This item has as many attachments as it may have: %(most)s. Remove one first."
        ),
        "attachment-there-already": gettext("This file is attached to this item already."),
        "attachment-file-gone": gettext("The file is not there any more."),
    }.get(code, "")


def personal_name(kind: str) -> str:
    """What kind of personal data it is, on the screen."""
    return {
        "name": gettext("name"),
        "email": gettext("e-mail address"),
        "telephone": gettext("telephone number"),
        "citizen-number": gettext("citizen service number"),
        "bank-account": gettext("bank account"),
        "address": gettext("address"),
    }[kind]
