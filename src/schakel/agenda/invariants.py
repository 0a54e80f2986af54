"""What is true of meetings at every moment; checked by ``schakel verify``."""

from collections import Counter
from collections.abc import Iterator

from schakel.agenda.meeting_rules import State, units_in
from schakel.agenda.models import Meeting, Slot, TakenTime
from schakel.kernel.invariants import Invariant


def otherwise_taken() -> Iterator[str]:
    """What was agreed takes the time of both, and of a table; what was not takes none."""
    rows = Meeting.objects.order_by("pk").select_related("slot", "asker", "asked", "round")
    taken: dict[int, Counter[str]] = {}
    for key, begins_at, person, table in TakenTime.objects.order_by("pk").values_list(
        "meeting", "begins_at", "person", "table"
    ):
        who = f"table {table}" if table is not None else f"person {person}"
        taken.setdefault(key, Counter())[f"{who} at {begins_at.isoformat()}"] += 1
    for meeting in rows.iterator(chunk_size=500):
        wanted = Counter(_wanted(meeting))
        if taken.get(meeting.pk, Counter()) != wanted:
            yield f"{meeting.reference} is {meeting.state!r}, and takes other time than its slot"


def _wanted(meeting: Meeting) -> Iterator[str]:
    if meeting.state != State.AGREED:
        return
    for begins_at in units_in(meeting.slot.period):
        for person in (meeting.asker.person_id, meeting.asked.person_id):
            if person is not None:
                yield f"person {person} at {begins_at.isoformat()}"
        if meeting.table_id is not None:
            yield f"table {meeting.table_id} at {begins_at.isoformat()}"


def overlapping_slots() -> Iterator[str]:
    """The slots of a round come one after the other."""
    before: Slot | None = None
    for slot in Slot.objects.order_by("round", "starts_at").iterator(chunk_size=500):
        if before is not None and before.round_id == slot.round_id and slot.starts_at < before.ends_at:
            yield f"slot:{slot.pk} begins before slot:{before.pk} has ended"
        before = slot


_BACKUP = "Put back a backup: it was changed past the hub."

INVARIANTS = (
    Invariant("a meeting takes the time of its slot, once it was agreed", otherwise_taken, _BACKUP),
    Invariant("the slots of a meeting round do not overlap", overlapping_slots, _BACKUP),
)
