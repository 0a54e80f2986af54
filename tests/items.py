"""Items for tests, through the actions that people use."""

from django.db import transaction

from schakel.accounts.public import Person
from schakel.documents import files
from schakel.documents.actions import keep_text
from schakel.documents.models import Attachment
from schakel.journal import public as journal
from schakel.library.actions import move_item, write_item
from schakel.library.kinds import Kind
from schakel.library.models import Item
from schakel.library.rules import State, Step, Visibility
from schakel.library.writing import Content, Provenance
from schakel.organisations.public import Organisation
from tests.clock import NOW

STEPS_TO = {
    State.DRAFT: (),
    State.REVIEW: (Step.SUBMIT,),
    State.PUBLISHED: (Step.PUBLISH,),
    State.ARCHIVED: (Step.PUBLISH, Step.ARCHIVE),
}


def content(owner: Organisation | None, title: str = "Warmte uit het kanaal", **fields: object) -> Content:
    """What somebody says about an item: a Dutch title, and whatever else the test is about."""
    texts = fields.pop("texts", None) or {"nl": {"title": title}}
    facts = fields.pop("facts", {})
    return Content(texts=texts, facts=facts, owner=owner, **fields)  # type: ignore[arg-type]


def item_of(
    owner: Organisation,
    title: str = "Warmte uit het kanaal",
    *,
    kind: Kind = Kind.CASE,
    state: State = State.PUBLISHED,
    visibility: Visibility = Visibility.PUBLIC,
    by: Person | None = None,
    **fields: object,
) -> Item:
    """An item as it is after the steps that lead to its state."""
    said = content(owner, title, visibility=visibility, **fields)
    item = write_item(kind=kind, content=said, written_by=by, now=NOW)
    for step in STEPS_TO[state]:
        item = move_item(item=item, step=step, moved_by=by, now=NOW)
    return item


@transaction.atomic
def attachment_of(item: Item, content: bytes, *, name: str = "toelichting.txt") -> Attachment:
    """A text with an item, as it is once the job has read it; no process is started for it."""
    digest = files.store(content)
    attachment = Attachment.objects.create(
        item=item, name=name, file_type="txt", size=len(content), sha256=digest, added_at=NOW
    )
    details = {"attachment": attachment.pk, "sha256": digest, "size": len(content)}
    journal.record("attachment.added", on=item.reference, by="", at=NOW, details=details)
    keep_text(
        attachment=attachment, text=content.decode(), language="nl", is_cut=False, unreadable="", now=NOW
    )
    attachment.refresh_from_db()
    return attachment


__all__ = ["Provenance", "attachment_of", "content", "item_of"]
