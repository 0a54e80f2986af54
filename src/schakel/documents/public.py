"""The door of documents."""

from schakel.documents.actions import (
    LONGEST_LENT,
    Lent,
    add_attachment,
    forget_document,
    forget_documents,
    lend_file,
    lend_text,
    remove_attachment,
    settle_question,
)
from schakel.documents.extracting import read_table
from schakel.documents.messages import personal_name, refusal_text
from schakel.documents.models import Attachment, LentDocument
from schakel.documents.personal import Found, Personal, personal_data, without
from schakel.documents.queries import (
    AttachedText,
    attached_texts,
    attachment_for,
    attachments_of,
    lent_document,
)
from schakel.documents.rules import KEPT_FOR
from schakel.documents.uploading import bounded, holder_of, known_holder, sent_file, upload_refusal

__all__ = [
    "KEPT_FOR",
    "LONGEST_LENT",
    "AttachedText",
    "Attachment",
    "Found",
    "Lent",
    "LentDocument",
    "Personal",
    "add_attachment",
    "attached_texts",
    "attachment_for",
    "attachments_of",
    "bounded",
    "forget_document",
    "forget_documents",
    "holder_of",
    "known_holder",
    "lend_file",
    "lend_text",
    "lent_document",
    "personal_data",
    "personal_name",
    "read_table",
    "refusal_text",
    "remove_attachment",
    "sent_file",
    "settle_question",
    "upload_refusal",
    "without",
]
