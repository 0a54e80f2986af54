"""What people do with documents: lend one to a question, attach one to an item, take it away again."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from schakel.accounts.public import Person
from schakel.documents import files, rules
from schakel.documents.extracting import read_document
from schakel.documents.letters import letter_of, readable, unfolded
from schakel.documents.models import Attachment, LentDocument
from schakel.documents.reading.limits import CHARACTERS, FileType
from schakel.jobs import public as jobs
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library.public import Item

READ = "attachment.read"
LONGEST_LENT = 60_000
"""Characters of a document that somebody asks with: some twenty pages."""
_FOLDED = frozenset({FileType.PDF, FileType.MAIL, FileType.TEXT})
_LETTERS = frozenset({FileType.MAIL, FileType.TEXT, FileType.DOCX, FileType.ODT, FileType.PDF})


@dataclass(frozen=True, slots=True)
class Lent:
    """What somebody may ask with: the word in their address, which is kept nowhere, and the document."""

    key: str
    document: LentDocument


def lend_file(*, content: bytes, name: str, holder: str, now: datetime) -> Lent:
    """Read a file that somebody asks with. Raises a Refusal when there is nothing to read."""
    rules.check_size(len(content), largest=settings.ENVIRONMENT.document_megabytes * 2**20)
    read = read_document(content)
    text = unfolded(read.text) if read.type in _FOLDED else read.text
    people = read.people
    if read.type in _LETTERS:
        letter = letter_of(text)
        text, people = letter.text, (*people, *letter.signed)
    tidy = rules.tidy_name(name, read.type.value)
    return _lend(text, name=tidy, people=people, is_cut=read.is_cut, holder=holder, now=now)


def lend_text(*, text: str, holder: str, now: datetime) -> Lent:
    """Keep a mail or letter that somebody pasted, to ask with. Raises a Refusal when there is nothing in it."""
    if not text.strip():
        raise Refusal("document-empty")
    letter = letter_of(unfolded(readable(text[:CHARACTERS])))
    return _lend(letter.text, name="", people=letter.signed, is_cut=False, holder=holder, now=now)


def _lend(text: str, *, name: str, people: tuple[str, ...], is_cut: bool, holder: str, now: datetime) -> Lent:
    plain = readable(text)
    if not any(character.isalpha() for character in plain):
        raise Refusal("document-has-no-text")
    key = secrets.token_urlsafe(24)
    document = LentDocument.objects.create(
        key_hash=sha256(key.encode()).hexdigest(),
        holder=holder,
        name=name,
        text=plain[:LONGEST_LENT],
        people=list(people),
        is_cut=is_cut or len(plain) > LONGEST_LENT,
        lent_at=now,
    )
    return Lent(key, document)


def settle_question(
    *, document: LentDocument, question: str, choices: Mapping[str, object], is_settled: bool
) -> None:
    """Remember the question as somebody made it of their document. It is theirs, and goes when the document does."""
    document.question = question
    document.choices = dict(choices)
    document.is_settled = is_settled
    document.save(update_fields=["question", "choices", "is_settled"])


def forget_document(*, document: LentDocument) -> None:
    """Throw it away now: who lent it is done with it."""
    document.delete()


def forget_documents(*, now: datetime) -> int:
    """Remove what was lent longer ago than it is kept; returns how many."""
    return LentDocument.objects.filter(lent_at__lte=now - rules.KEPT_FOR).delete()[0]


def add_attachment(
    *, item: Item, content: bytes, name: str, added_by: Person | None, now: datetime
) -> Attachment:
    """Put a file with an item. Its type is looked at now; its text is read by a job, for the index.

    Raises a Refusal for a file that is too large, of a type that is not accepted, or there already.
    """
    environment = settings.ENVIRONMENT
    rules.check_size(len(content), largest=environment.document_megabytes * 2**20)
    read = read_document(content)
    digest = files.store(content)
    with transaction.atomic():
        Item.objects.select_for_update().get(pk=item.pk)
        there = Attachment.objects.filter(item=item)
        rules.check_attachment(
            file_type=read.type.value,
            has_macros=read.has_macros,
            accepted=environment.attachment_types,
            number=there.count(),
            most=environment.attachments_per_item,
        )
        if there.filter(sha256=digest).exists():
            raise Refusal("attachment-there-already")
        attachment = Attachment.objects.create(
            item=item,
            name=rules.tidy_name(name, read.type.value),
            file_type=read.type.value,
            size=len(content),
            sha256=digest,
            added_by=added_by,
            added_at=now,
        )
        _record("attachment.added", attachment, added_by, now)
        jobs.queue(READ, key=f"{READ} {attachment.pk}", due_at=now, payload={"attachment": attachment.pk})
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, removed_by: Person | None, now: datetime) -> None:
    """Take a file away from its item. The file itself goes with the next sweep, when nothing else needs it."""
    stored = Attachment.objects.select_for_update().filter(pk=attachment.pk).first()
    if stored is None:
        return
    files.touch(stored.sha256)
    _record("attachment.removed", stored, removed_by, now)
    stored.delete()


@transaction.atomic
def keep_text(
    *, attachment: Attachment, text: str, language: str, is_cut: bool, unreadable: str, now: datetime
) -> None:
    """Keep what was read of a file, so that its item is found by it."""
    stored = Attachment.objects.select_for_update().filter(pk=attachment.pk).first()
    if stored is None:
        return  # it was taken away in the meantime
    stored.text, stored.language, stored.is_cut = text, language, is_cut
    stored.unreadable, stored.read_at = unreadable, now
    stored.save(update_fields=["text", "language", "is_cut", "unreadable", "read_at"])
    _record("attachment.read", stored, None, now)


def _record(name: str, attachment: Attachment, by: Person | None, now: datetime) -> None:
    """On the item, so that the index reads it anew. What a document says is not for a journal that never forgets."""
    journal.record(
        name,
        on=attachment.item.reference,
        by=by.reference if by else "",
        at=now,
        details={"attachment": attachment.pk, "sha256": attachment.sha256, "size": attachment.size},
    )
