"""What of trainings moves along when an organisation goes on in another: who takes part does so for the other."""

from schakel.journal import public as journal
from schakel.organisations.public import Going, register_move
from schakel.training.models import Enrolment


def _move_enrolments(going: Going) -> int:
    found = Enrolment.objects.filter(organisation=going.organisation)
    enrolments = list(found.select_for_update(no_key=True).order_by("pk"))
    for one in enrolments:
        one.organisation = going.into
        one.save(update_fields=["organisation"])
        said = {"was": going.organisation.reference, "organisation": going.into.reference}
        by = going.by.reference if going.by else ""
        journal.record("enrolment.handed-over", on=one.reference, by=by, at=going.now, details=said)
    return len(enrolments)


register_move("enrolments", _move_enrolments)
