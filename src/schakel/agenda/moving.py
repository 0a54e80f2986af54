"""What of meetings moves along when an organisation goes on in another: who takes part for it, does for the other."""

from schakel.agenda.models import Attendee
from schakel.journal import public as journal
from schakel.organisations.public import Going, register_move


def _move_attendees(going: Going) -> int:
    by = going.by.reference if going.by else ""
    there = list(Attendee.objects.select_for_update().filter(organisation=going.organisation).order_by("pk"))
    for attendee in there:
        attendee.organisation = going.into
        attendee.save(update_fields=["organisation"])
        said = {"was": going.organisation.reference, "organisation": going.into.reference}
        journal.record("attendee.moved", on=f"attendee:{attendee.pk}", by=by, at=going.now, details=said)
    return len(there)


register_move("meetings", _move_attendees)
