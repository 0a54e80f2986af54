"""What the worker does with documents."""

from datetime import timedelta

from django.utils import timezone

from schakel.documents import files
from schakel.documents.actions import READ, forget_documents, keep_text
from schakel.documents.extracting import read_document
from schakel.documents.keeping import holders
from schakel.documents.letters import readable, unfolded
from schakel.documents.models import Attachment
from schakel.documents.reading.limits import FileType
from schakel.documents.rules import GRACE
from schakel.jobs.public import Work, handles
from schakel.kernel.refusal import Refusal
from schakel.search.analysis.languages import language_of

PATIENCE = 60.0
"""Seconds that the worker waits for its turn: people who ask go first."""
_TRY_AGAIN = "documents-busy"


@handles(READ, longest=timedelta(minutes=5))
def read_attachment(work: Work) -> None:
    """Read the text of one attachment."""
    attachment = (
        Attachment.objects.filter(pk=int(str(work.payload["attachment"]))).select_related("item").first()
    )
    if attachment is None:
        return
    text, is_cut, unreadable = "", False, ""
    try:
        read = read_document(files.path_of(attachment.sha256).read_bytes(), patience=PATIENCE)
        text = readable(unfolded(read.text) if read.type in (FileType.PDF, FileType.TEXT) else read.text)
        is_cut = read.is_cut
    except Refusal as refusal:
        if refusal.code == _TRY_AGAIN:
            raise
        unreadable = refusal.code
    except FileNotFoundError:
        unreadable = "attachment-file-gone"
    with work.completion():
        keep_text(
            attachment=attachment,
            text=text,
            language=language_of(text[:5000], otherwise=attachment.item.original_language),
            is_cut=is_cut,
            unreadable=unreadable,
            now=work.now(),
        )


@handles("documents.forget", longest=timedelta(minutes=5), every=timedelta(minutes=5))
def forget_lent_documents(work: Work) -> None:
    """What was lent for a question is there no longer than was promised."""
    with work.completion():
        forget_documents(now=work.now())


def _is_needed(digest: str) -> bool:
    return Attachment.objects.filter(sha256=digest).exists() or any(
        holder.holds(digest) for holder in holders()
    )


@handles("attachments.sweep", longest=timedelta(minutes=30), every=timedelta(minutes=15))
def sweep_files(_work: Work) -> None:
    """Files that belong to no attachment, because it was removed or never came to be, are removed."""
    files.remove_unless(
        _is_needed,
        before=(timezone.now() - GRACE).timestamp(),
    )
