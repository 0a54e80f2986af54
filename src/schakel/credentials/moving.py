"""What was certified by an organisation that goes on in another: that one answers for it now, under the old name."""

from schakel.credentials.models import Credential
from schakel.journal import public as journal
from schakel.organisations.public import Going, register_move


def _move_credentials(going: Going) -> int:
    moved = list(Credential.objects.select_for_update().filter(issuer=going.organisation).order_by("pk"))
    by = going.by.reference if going.by else ""
    said = {"was": going.organisation.reference, "organisation": going.into.reference}
    for one in moved:
        one.issuer = going.into
        one.save(update_fields=["issuer"])
        journal.record("credential.moved", on=one.reference, by=by, at=going.now, details=said)
    return len(moved)


register_move("credentials", _move_credentials)
