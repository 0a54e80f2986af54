"""What must be true of editions, seats and the line."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Q

from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant
from schakel.training.models import Attendance, Edition, Enrolment
from schakel.training.rules import OPEN_STANDINGS, SEATED, Standing, State


def more_people_than_seats() -> Iterator[str]:
    """The database refuses it; what was put back without its constraints may hold one all the same."""
    seated = Count("enrolments", filter=Q(enrolments__state__in=[one.value for one in SEATED]))
    limited = Edition.objects.exclude(seats=None).annotate(seated=seated).order_by("pk")
    for pk, seats, people in limited.values_list("pk", "seats", "seated"):
        if people > (seats or 0):
            yield f"edition:{pk} has {seats} seats and {people} people"


def without_a_seat() -> Iterator[str]:
    lost = Enrolment.objects.filter(state__in=[one.value for one in SEATED], seat=None).order_by("pk")
    elsewhere = Enrolment.objects.exclude(seat=None).exclude(seat__edition=F("edition")).order_by("pk")
    for one in (*lost, *elsewhere):
        yield f"{one.reference} is {one.state} and has no seat of its edition"


def seats_that_are_not_there() -> Iterator[str]:
    """An edition with a limit has as many chairs as seats, from 1 on."""
    chairs = Edition.objects.exclude(seats=None).annotate(
        number=Count("chairs"), highest=Max("chairs__number")
    )
    for pk, seats, number, highest in chairs.order_by("pk").values_list("pk", "seats", "number", "highest"):
        if not number == highest == seats:
            yield f"edition:{pk} has {seats} seats and {number} chairs"


def passed_in_line() -> Iterator[str]:
    """Nobody is offered a seat while somebody before them waits: the line goes by the place alone."""
    waiting = Enrolment.objects.filter(state=Standing.WAITING.value).order_by("pk")
    for one in waiting.select_related("edition"):
        after = Enrolment.objects.filter(
            edition=one.edition_id, state=Standing.OFFERED.value, place__gt=one.place or 0
        )
        if after.exists():
            yield f"{one.reference} still waits, and somebody behind it is offered a seat"


def places_beyond_the_last() -> Iterator[str]:
    beyond = Enrolment.objects.filter(place__gt=F("edition__last_place")).order_by("pk")
    for one in beyond:
        yield f"{one.reference} has place {one.place}, which was never given"


def otherwise_than_recorded() -> Iterator[str]:
    """The last row that says how an edition or an enrolment stands, says how it does."""
    every: dict[str, str] = {one.reference: one.state for one in Edition.objects.order_by("pk")}
    every |= {one.reference: one.state for one in Enrolment.objects.order_by("pk")}
    for reference, rows in journal.histories_of(every).items():
        went = [row.details["to"] for row in rows if "to" in row.details]
        if not went or went[-1] != every[reference]:
            yield f"{reference} is {every[reference]!r}, and went to {went[-1:]}"


def open_in_what_is_called_off() -> Iterator[str]:
    open_still = Enrolment.objects.filter(
        edition__state=State.CANCELLED.value, state__in=[one.value for one in OPEN_STANDINGS]
    )
    for one in open_still.order_by("pk"):
        yield f"{one.reference} is {one.state} in an edition that was called off"


def came_without_taking_part() -> Iterator[str]:
    wrong = Attendance.objects.exclude(session__edition=F("enrolment__edition")).order_by("pk")
    for one in wrong:
        yield f"enrolment:{one.enrolment_id} came to a session of another edition"


_BACKUP = "Put back a backup: it was changed past the hub."

INVARIANTS = (
    Invariant("no edition has more people than seats", more_people_than_seats, _BACKUP),
    Invariant("whoever takes part has a seat of that edition", without_a_seat, _BACKUP),
    Invariant(
        "every edition has as many chairs as seats",
        seats_that_are_not_there,
        "Set the number of seats once more on the desk of the edition.",
    ),
    Invariant("nobody in a line is passed", passed_in_line, _BACKUP),
    Invariant("every place in a line was given once", places_beyond_the_last, _BACKUP),
    Invariant("every edition and enrolment is where the journal says", otherwise_than_recorded, _BACKUP),
    Invariant(
        "nobody takes part in what was called off",
        open_in_what_is_called_off,
        "Tell these people, and call the edition off once more from a backup.",
    ),
    Invariant("whoever came took part in that edition", came_without_taking_part, _BACKUP),
)
