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
from schakel.documents.extracting import read_picture, read_table
from schakel.documents.files import path_of, store, touch
from schakel.documents.keeping import Holder, KeptFile, content_of, file_answer, keep_file, register_holder
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
from schakel.documents.reading.start import Rendition
from schakel.documents.rules import KEPT_FOR, MEDIA_TYPES
from schakel.documents.uploading import bounded, holder_of, known_holder, sent_file, upload_refusal

__all__ = [
    "KEPT_FOR",
    "LONGEST_LENT",
    "MEDIA_TYPES",
    "AttachedText",
    "Attachment",
    "Found",
    "Holder",
    "KeptFile",
    "Lent",
    "LentDocument",
    "Personal",
    "Rendition",
    "add_attachment",
    "attached_texts",
    "attachment_for",
    "attachments_of",
    "bounded",
    "content_of",
    "file_answer",
    "forget_document",
    "forget_documents",
    "holder_of",
    "keep_file",
    "known_holder",
    "lend_file",
    "lend_text",
    "lent_document",
    "path_of",
    "personal_data",
    "personal_name",
    "read_picture",
    "read_table",
    "refusal_text",
    "register_holder",
    "remove_attachment",
    "sent_file",
    "settle_question",
    "store",
    "touch",
    "upload_refusal",
    "without",
]
