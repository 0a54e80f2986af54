"""Looking documents up: always for somebody, or for an item that somebody may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import connection
from django.db.models import QuerySet

from schakel.accounts.public import Person
from schakel.documents.models import CODE_LENGTH, Attachment, LentDocument
from schakel.documents.rules import is_over
from schakel.library import public as library
from schakel.library.public import Item

LONGEST_INDEXED = 60_000
"""Characters of one attachment by which its item is found."""


@dataclass(frozen=True, slots=True)
class AttachedText:
    """What an attachment says, for the index and for quoting it."""

    attachment: int
    name: str
    language: str
    text: str


def lent_document(key: str, *, holder: str, now: datetime) -> LentDocument | None:
    """The document with this word in its address, for who lent it, and for as long as it is kept."""
    found = LentDocument.objects.filter(
        key_hash=sha256(key.encode("utf-8", "replace")).hexdigest(), holder=holder
    ).first()
    return None if found is None or is_over(found.lent_at, now=now) else found


def attachments_of(item: Item) -> QuerySet[Attachment]:
    """The files of an item, for somebody who has been found to may see it."""
    return Attachment.objects.filter(item=item).order_by("name", "pk")


def attachment_of(item: Item, code: str) -> Attachment | None:
    """The file with this code at this item."""
    return attachments_of(item).filter(sha256__startswith=code).first() if len(code) == CODE_LENGTH else None


def attachment_for(person: Person | None, slug: str, code: str) -> Attachment | None:
    """The file with this code at this item; None where this person may not see the item, or it has no such file."""
    item = library.item_for(person, slug)
    return None if item is None else attachment_of(item, code)


_ATTACHED = """
SELECT item_id, id, name, language, text FROM documents_attachment
WHERE item_id IN ({keys}) AND text <> '' ORDER BY item_id, id"""


def attached_texts(items: Iterable[int]) -> dict[int, tuple[AttachedText, ...]]:
    """What the attachments of these items say, by the key of the item; whoever asks shows it with the item only."""
    keys = list(items)
    found: dict[int, list[AttachedText]] = {}
    if keys:
        # Without a query set: every answer waits for this, and most often there is nothing.
        with connection.cursor() as cursor:
            cursor.execute(_ATTACHED.format(keys=",".join(["%s"] * len(keys))), keys)
            for item, pk, name, language, text in cursor.fetchall():
                found.setdefault(item, []).append(AttachedText(pk, name, language, text[:LONGEST_INDEXED]))
    return {item: tuple(texts) for item, texts in found.items()}
