"""What must be true of credentials."""

from collections.abc import Iterator

from schakel.credentials.keys import current_key, file_of
from schakel.credentials.models import Credential
from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant


def credentials_of_no_action() -> Iterator[str]:
    known = {
        row.subject
        for name in ("credential.issued", "credential.replaced")
        for row in journal.rows_named(name)
    }
    for one in Credential.objects.order_by("pk").only("pk"):
        if one.reference not in known:
            yield f"{one.reference} is not in the journal"


def credentials_replaced_by_others() -> Iterator[str]:
    rows = Credential.objects.filter(replaced_by__isnull=False).select_related("replaced_by").order_by("pk")
    for one in rows:
        after = one.replaced_by
        if after is not None and (after.key != one.key or after.version != one.version + 1):
            yield f"{one.reference} was replaced by {after.reference}, which certifies something else"


def keys_without_file() -> Iterator[str]:
    key = current_key()
    if key is not None and not file_of(key).exists():
        yield f"the secret half of {key.thumbprint} is gone"


_BACKUP = "Put back a backup: it was changed past the hub."

INVARIANTS = (
    Invariant("every credential is in the journal", credentials_of_no_action, _BACKUP),
    Invariant("a credential is replaced by one of the same", credentials_replaced_by_others, _BACKUP),
    Invariant(
        "the key that signs badges is there",
        keys_without_file,
        "Put back the folder badge-keys of the same backup, or run: schakel keys replace",
    ),
)
