"""What people were told, and everything that the journal says, for tests that look at all of it."""

from schakel.journal.models import Entry
from schakel.messages.models import Notice


def told() -> list[tuple[str, str]]:
    """Kind and addressee of every notice there is, in order."""
    return sorted(Notice.objects.values_list("kind", "addressee"))


def journal_text() -> str:
    """Everything that stands in the journal."""
    return "\n".join(f"{row.name} {row.subject} {row.details}" for row in Entry.objects.order_by("pk"))


def number_of_rows(*names: str) -> int:
    """How many rows have one of these names."""
    return Entry.objects.filter(name__in=names).count()
