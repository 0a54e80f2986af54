"""What must be true of documents."""

import time
from collections.abc import Iterator
from itertools import chain

from django.utils import timezone

from schakel.documents import files
from schakel.documents.keeping import holders
from schakel.documents.models import Attachment, LentDocument
from schakel.documents.rules import GRACE, KEPT_FOR
from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant

_SLACK = 4
"""Times a period, before it counts that a job that repeats has not been done."""


def files_otherwise_than_their_rows() -> Iterator[str]:
    """Every attachment has its file, and it is that file to the last bit."""
    rows = Attachment.objects.order_by("pk").values_list("pk", "name", "size", "sha256")
    attached = ((f"attachment {pk} ({name})", size, digest) for pk, name, size, digest in rows.iterator())
    for what, size, digest in chain(attached, *(holder.every() for holder in holders())):
        path = files.path_of(digest)
        if not path.is_file():
            yield f"{what} has no file"
        elif path.stat().st_size != size or files.digest_of(path) != digest:
            yield f"the file of {what} is another than was attached"


def files_of_nobody() -> Iterator[str]:
    """A file that belongs to nothing is removed by the sweep; none is left for long."""
    long_ago = time.time() - _SLACK * GRACE.total_seconds()
    known = set(Attachment.objects.order_by().values_list("sha256", flat=True))
    known |= {digest for holder in holders() for _, _, digest in holder.every()}
    for path in files.every_file():
        if path.name not in known and path.stat().st_mtime < long_ago:
            yield f"{path.name[:12]} belongs to nothing"


def attachments_of_no_action() -> Iterator[str]:
    """An attachment came to be by an action, on the item where it is."""
    known = {
        (row.subject, row.details.get("attachment"), row.details.get("sha256"))
        for row in journal.rows_named("attachment.added")
    }
    for pk, item, digest in Attachment.objects.order_by("pk").values_list("pk", "item_id", "sha256"):
        if (f"item:{item}", pk, digest) not in known:
            yield f"attachment {pk} of item:{item} is not in the journal"


def lent_for_too_long() -> Iterator[str]:
    before = timezone.now() - _SLACK * KEPT_FOR
    for pk in LentDocument.objects.filter(lent_at__lt=before).order_by("pk").values_list("pk", flat=True):
        yield f"lent document {pk} should have been forgotten"


INVARIANTS = (
    Invariant(
        "every attachment has its file, as it was attached",
        files_otherwise_than_their_rows,
        "Put the folder documents/attachments of a backup back beside the database.",
    ),
    Invariant(
        "every stored file belongs to something",
        files_of_nobody,
        "See that the worker runs: it removes them.",
    ),
    Invariant(
        "every attachment is in the journal",
        attachments_of_no_action,
        "Put back a backup: it was added past the hub.",
    ),
    Invariant(
        "what was lent for a question is forgotten in time",
        lent_for_too_long,
        "See that the worker runs: it removes them.",
    ),
)
