"""What must be true of consultations."""

from collections.abc import Iterator

from schakel.consultations.models import Consultation, ConsultationFile, Inquiry
from schakel.consultations.rules import State
from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant
from schakel.library.public import Visibility

_BACKUP = "Put back a backup: it was changed past the hub."
_SAID = {
    State.OPEN: "consultation.opened",
    State.CLOSED: "consultation.closed",
    State.REPORTED: "consultation.reported",
}


def open_and_not_for_everybody() -> Iterator[str]:
    hidden = Consultation.objects.filter(state=State.OPEN.value).exclude(
        challenge__woo_ground="", challenge__item__visibility=Visibility.PUBLIC.value
    )
    for slug in hidden.order_by("pk").values_list("challenge__item__slug", flat=True):
        yield f"the consultation about {slug} is open, and not everybody may find it"


def otherwise_than_recorded() -> Iterator[str]:
    """Where it stands, and every answer and file for all, is in the log."""
    every = {one.reference: one for one in Consultation.objects.order_by("pk")}
    answered = set(
        Inquiry.objects.exclude(answered_at=None).order_by().values_list("consultation_id", "number")
    )
    shared = set(
        ConsultationFile.objects.filter(participant=None).order_by().values_list("consultation_id", "sha256")
    )
    logged_answers, logged_files = set(), set()
    histories = journal.histories_of(every)
    for reference, consultation in every.items():
        rows = histories.get(reference, ())
        names = {row.name for row in rows}
        wanted = _SAID.get(State(consultation.state))
        if wanted is not None and wanted not in names:
            yield f"{reference} is {consultation.state!r}, which is not in its log"
        for row in rows:
            if row.name == "consultation.answered":
                logged_answers.add((consultation.pk, row.details.get("inquiry")))
            if row.name == "consultation.file-added":
                logged_files.add((consultation.pk, row.details.get("sha256")))
    for pk, number in sorted(answered - logged_answers):
        yield f"the answer to question {number} of consultation:{pk} is not in its log"
    for pk, digest in sorted(shared - logged_files):
        yield f"file {digest[:12]} of consultation:{pk} is not in its log"


INVARIANTS = (
    Invariant(
        "what is consulted openly can be found by everybody",
        open_and_not_for_everybody,
        "Choose with the challenge that everybody may find it, until the consultation is closed.",
    ),
    Invariant("every consultation is as its log says", otherwise_than_recorded, _BACKUP),
)
