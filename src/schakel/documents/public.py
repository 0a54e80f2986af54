"""The door of documents."""

from schakel.documents.actions import (
    LONGEST_LENT,
    Lent,
    StoredFile,
    add_attachment,
    forget_document,
    forget_documents,
    keep_file,
    lend_file,
    lend_text,
    remove_attachment,
    settle_question,
)
from schakel.documents.extracting import read_table
from schakel.documents.files import path_of, touch
from schakel.documents.handing_out import file_answer
from schakel.documents.holding import hold_files
from schakel.documents.invariants import file_otherwise
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
    "StoredFile",
    "add_attachment",
    "attached_texts",
    "attachment_for",
    "attachments_of",
    "bounded",
    "file_answer",
    "file_otherwise",
    "forget_document",
    "forget_documents",
    "hold_files",
    "holder_of",
    "keep_file",
    "known_holder",
    "lend_file",
    "lend_text",
    "lent_document",
    "path_of",
    "personal_data",
    "personal_name",
    "read_table",
    "refusal_text",
    "remove_attachment",
    "sent_file",
    "settle_question",
    "touch",
    "upload_refusal",
    "without",
]
