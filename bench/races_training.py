"""A race of trainings: the last seats of an edition."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from bench.races_kit import NOW, Race, company, replaced

OFFER_IS_OVER = timedelta(hours=50)


class LastSeats(Race):
    """Three seats: one is free, one is given up and one is offered; all others want in, in the same moment.

    One process gives up the seat, one takes the offer, one finds an offer over that nobody took, and the others enrol.
    """

    name = "seats"
    SEATS = 3

    def prepared(self, number: int) -> int:
        from schakel.library.kinds import Kind
        from schakel.library.models import Item
        from schakel.training.actions import cancel_enrolment
        from tests.items import item_of
        from tests.training import edition_of, enrolled

        training = Item.objects.filter(slug="leren").first() or item_of(
            company(), "Leren", kind=Kind.TRAINING
        )
        edition = edition_of(company(), item=training, seats=self.SEATS, form=f"race {number}")
        gives_up, other, sits = (enrolled(edition, name) for name in ("an", "bo", "cas"))
        for name in ("dre", "els", "fe"):
            enrolled(edition, name)
        cancel_enrolment(enrolment=other, by=None, now=NOW)  # it is offered to the first in the line
        cancel_enrolment(enrolment=sits, by=None, now=NOW + timedelta(hours=1))  # and this to the second
        del gives_up
        if number == 0:
            for process in range(64):
                _guest(process)
        return int(edition.pk)

    def tried(self, thing: int, process: int) -> str:
        from schakel.training.actions import accept_offer, cancel_enrolment, enrol_person, settle_edition
        from schakel.training.models import Edition

        edition = Edition.objects.get(pk=thing)
        when = NOW + OFFER_IS_OVER
        if process == 0:
            return str(cancel_enrolment(enrolment=_of(edition, "an"), by=None, now=NOW).state)
        if process == 1:
            return str(accept_offer(enrolment=_of(edition, "dre"), by=None, now=NOW).state)
        if process == 2:
            return f"settled {settle_edition(edition=edition, now=when)}"
        return str(enrol_person(edition=edition, person=_guest(process), now=NOW).enrolment.state)

    def violations(self, thing: int, outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.training.models import Edition, Enrolment

        edition = Edition.objects.get(pk=thing)
        every = list(Enrolment.objects.filter(edition=edition).order_by("place", "pk"))
        seated = [one for one in every if one.state in ("enrolled", "offered")]
        if len(seated) > self.SEATS or len({one.seat_id for one in seated}) != len(seated):
            yield f"edition {thing} has {self.SEATS} seats and {len(seated)} people"
        waiting = [one.place for one in every if one.state == "waiting"]
        called = [one.place for one in every if one.place and one.state != "waiting"]
        if waiting and called and min(waiting) < max(called):
            yield f"edition {thing}: {called} were called, and {waiting} wait"
        places = [one.place for one in every if one.place]
        if len(set(places)) != len(places):
            yield f"edition {thing}: places {places}"
        known = {"enrolled", "waiting", "cancelled", "offer-is-over", "settled"}
        if unexpected := {outcome.partition(" ")[0] for outcome in outcomes} - known:
            yield f"edition {thing}: {unexpected}"

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        from schakel.training.line import Line
        from schakel.training.models import Enrolment

        def sits_down_unseen(line: Any) -> Any:
            """As if seats were counted, and nobody else could come between counting and sitting down."""
            from schakel.training.models import Seat

            return Seat.objects.filter(edition=line.edition).order_by("number").first()

        with dropped_seats(Enrolment), replaced(Line, "free_seat", sits_down_unseen):
            yield


@contextmanager
def dropped_seats(model: Any) -> Iterator[None]:
    """Two can sit on one seat, as in a program that counts and has no seats."""
    from django.db import connection, models

    before = model._meta.get_field("seat")  # noqa: SLF001 - Django documents it
    after = models.ForeignKey(before.related_model, null=True, on_delete=models.PROTECT, related_name="+")
    after.set_attributes_from_name("seat")
    after.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, before, after)
    try:
        yield
    finally:
        pass  # the database of a control is thrown away


def _guest(process: int) -> Any:
    from tests.training import person_named

    return person_named(f"n{process}")


def _of(edition: Any, name: str) -> Any:
    from schakel.training.models import Enrolment
    from tests.training import person_named

    return Enrolment.objects.filter(edition=edition, person=person_named(name)).latest("pk")


RACES = (LastSeats(),)
