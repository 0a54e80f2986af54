"""Races of test facilities: many baskets for one hall, and bookings that move to one time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from bench.races_kit import NOW, Race, asker, company, replaced


class Bookings(Race):
    """All send a basket of their own for one hall: in turn the same hour, hours beside each other, hours that overlap
    by a second and by a minute, hours of the night in which the clock is changed, and two halls in either order."""

    name = "bookings"
    KINDS = ("same", "adjacent", "a second", "a minute", "clock", "two halls")
    SLOTS = 8
    """Hours beside each other, so that of 16 who come two want each."""

    def prepared(self, number: int) -> tuple[int, tuple[int, int]]:
        """The number says the day, which is this round's own, and the kind. The halls are open day and night."""
        first, second = self._halls()
        if number == 0:
            for process in range(64):
                asker("reserveert", process)
        return number, (first.pk, second.pk)

    def tried(self, thing: tuple[int, tuple[int, int]], process: int) -> str:
        from schakel.facilities.actions import Order, empty_basket, fill_basket, send_basket
        from schakel.facilities.models import Basket, Resource
        from schakel.kernel.refusal import Refusal

        body, person = asker("reserveert", process)
        number, halls = thing
        period = self._period(number, process)
        wanted = [Resource.objects.get(pk=hall) for hall in self._wanted(number, halls, process)]
        for hall in wanted:
            if (
                self._kind(number) == "a second"
            ):  # nobody can ask for that; the last to say no is asked all the same
                basket, _ = Basket.objects.get_or_create(person=person)
                basket.lines.create(resource=hall, starts_at=period.starts_at, ends_at=period.ends_at)
            else:
                fill_basket(person=person, resource=hall, periods=[period])
        basket = Basket.objects.get(person=person)
        try:
            send_basket(person=person, order=Order(body, basket.version), now=NOW)
        except Refusal:
            empty_basket(person=person, lines=list(basket.lines.values_list("pk", flat=True)))
            raise
        return "booked"

    def violations(self, thing: tuple[int, tuple[int, int]], outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.facilities.models import Booking

        number, halls = thing
        kind, begin = self._kind(number), self._begins(number)
        found = Booking.objects.filter(
            resource__in=halls, blocks=True, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=1)
        )
        rows = list(
            found.order_by("resource", "unit", "held_from", "pk").values_list(
                "resource", "unit", "held_from", "held_until"
            )
        )
        for one, other in pairwise(rows):
            if one[:2] == other[:2] and other[2] < one[3]:
                yield f"round {number} ({kind}): one hall twice at {other[2]}"
        booked = outcomes.count("booked")
        if len(rows) != booked * (2 if kind == "two halls" else 1):
            yield f"round {number} ({kind}): {booked} were told that they booked, and there are {len(rows)}"
        every_slot = min(self.SLOTS, len(outcomes))
        some = set(range(1, every_slot + 1))
        expected = {"same": {1}, "two halls": {1}, "a second": some, "a minute": some}
        if booked not in expected.get(kind, {every_slot}):
            yield f"round {number} ({kind}): {booked} booked"
        if unexpected := set(outcomes) - {"booked", "basket-not-free"}:
            yield f"round {number} ({kind}): {unexpected}"

    def kind_of(self, thing: tuple[int, tuple[int, int]]) -> str:
        return self._kind(thing[0])

    def _kind(self, number: int) -> str:
        return self.KINDS[number % len(self.KINDS)]

    def _begins(self, number: int) -> datetime:
        """Midnight in UTC of the day of a round; the days on which the clock is changed are far from the others."""
        if self._kind(number) != "clock":
            return datetime(2027, 1, 4, tzinfo=UTC) + timedelta(days=number)
        years, is_autumn = divmod(number // len(self.KINDS), 2)
        last = datetime(2040 + years, 10 if is_autumn else 3, 31, tzinfo=UTC)
        return last - timedelta(days=(last.weekday() + 1) % 7)

    def _period(self, number: int, process: int) -> Any:
        from schakel.kernel.periods import Period

        kind, slot = self._kind(number), process % self.SLOTS
        begins = {
            "adjacent": timedelta(hours=10 + slot),
            "a second": timedelta(hours=10, seconds=3599 * slot),
            "a minute": timedelta(hours=10, minutes=59 * slot),
            "clock": timedelta(hours=slot),
        }
        starts = self._begins(number) + begins.get(kind, timedelta(hours=10))
        return Period(starts, starts + timedelta(hours=1))

    def _wanted(self, number: int, halls: tuple[int, int], process: int) -> tuple[int, ...]:
        if self._kind(number) != "two halls":
            return halls[:1]
        return halls if process % 2 else halls[::-1]

    def _halls(self) -> list[Any]:
        from datetime import time

        from schakel.facilities.models import Resource
        from schakel.facilities.rules import Terms
        from schakel.facilities.times import Hours
        from tests.facilities import facility_of, resource_of

        there = list(Resource.objects.filter(name__startswith="Zaal ").order_by("pk"))
        if there:
            return there
        facility = facility_of(company(), "Testhal")
        always = [Hours(day, time(0), time(0)) for day in range(7)]
        terms = Terms(asks_approval=False, shortest_minutes=1)
        made = [resource_of(facility, f"Zaal {number}", terms=terms, hours=always) for number in range(2)]
        Resource.objects.update(furthest_days=1_000_000)  # many rounds need many days
        return made

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        from django.db import connection

        from schakel.facilities import ordering
        from schakel.facilities.models import Resource

        def unlocked(keys: Any, **_: Any) -> dict[int, Any]:
            rows = Resource.objects.select_related("facility__item__owner", "facility__item__place")
            return {one.pk: one for one in rows.filter(pk__in=set(keys))}

        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("ALTER TABLE facilities_booking DROP CONSTRAINT bookings_do_not_overlap")
            else:
                cursor.execute("DROP TRIGGER bookings_do_not_overlap_insert")
        with (
            replaced(ordering, "locked_resources", unlocked),
            replaced(ordering, "why_not", lambda *_, **__: None),
            replaced(ordering, "free_unit", lambda *_: 1),
        ):
            yield


class Moved(Race):
    """Bookings move: in turn, several to the one hour that is left, and one booking to several hours at once."""

    name = "moving bookings"
    KINDS = ("one hour", "one booking")
    PEOPLE = 4

    def prepared(self, number: int) -> tuple[int, str, list[tuple[int, int]]]:
        """Each booking by its key, and its version as everybody saw it."""
        from tests.facilities import booked

        kind, (hall,) = self.KINDS[number % len(self.KINDS)], self._hall()
        found = []
        for place in range(self.PEOPLE if kind == "one hour" else 1):
            body, person = asker("verplaatst", place)
            booking = booked(person, body, hall, self._hour(number, place))
            found.append((int(booking.pk), int(booking.sequence)))
        return number, kind, found

    def kind_of(self, thing: tuple[int, str, list[tuple[int, int]]]) -> str:
        return thing[1]

    def tried(self, thing: tuple[int, str, list[tuple[int, int]]], process: int) -> str:
        from schakel.facilities.actions import OtherTime, reschedule_booking
        from schakel.facilities.models import Booking

        number, kind, bookings = thing
        key, sequence = bookings[process % len(bookings)]
        hour = 12 if kind == "one hour" else 6 + process
        other = OtherTime(self._hour(number, hour), seen_sequence=sequence)
        booking = Booking.objects.select_related("booked_by").get(pk=key)
        done = reschedule_booking(booking=booking, other=other, by=booking.booked_by, now=NOW)
        return f"moved {done.pk}" if done.sequence == sequence + 1 else "otherwise"

    def violations(
        self, thing: tuple[int, str, list[tuple[int, int]]], outcomes: Sequence[str]
    ) -> Iterator[str]:
        from schakel.facilities.models import Booking
        from schakel.journal.public import history_of

        number, kind, bookings = thing
        found = list(Booking.objects.filter(pk__in=[key for key, _ in bookings]).order_by("pk"))
        rows = [
            row for one in found for row in history_of(one.reference) if row.name == "booking.rescheduled"
        ]
        moved = [one for one, (_, seen) in zip(found, sorted(bookings), strict=True) if one.sequence != seen]
        if len(moved) != 1 or len(rows) != 1:
            yield f"round {number} ({kind}): {len(moved)} moved, and the journal says {len(rows)}"
        told = {outcome for outcome in outcomes if outcome.startswith("moved")}
        if told != {f"moved {one.pk}" for one in moved}:
            yield f"round {number} ({kind}): {moved} moved, and they were told {told}"
        if any(one.sequence > seen + 1 for one, (_, seen) in zip(found, sorted(bookings), strict=True)):
            yield f"round {number} ({kind}): a booking moved twice from one version"
        held = sorted((one.held_from, one.held_until) for one in found)
        if any(other[0] < one[1] for one, other in pairwise(held)):
            yield f"round {number} ({kind}): one hall twice"
        known = {"booking-not-free", "changed-meanwhile"}
        if unexpected := {outcome.partition(" ")[0] for outcome in outcomes} - known - {"moved"}:
            yield f"round {number} ({kind}): {unexpected}"

    def _hour(self, number: int, hour: int) -> Any:
        from schakel.kernel.periods import Period

        starts = datetime(2027, 1, 4, tzinfo=UTC) + timedelta(days=number, hours=hour)
        return Period(starts, starts + timedelta(hours=1))

    def _hall(self) -> list[Any]:
        from datetime import time

        from schakel.facilities.models import Resource
        from schakel.facilities.rules import Terms
        from schakel.facilities.times import Hours
        from tests.facilities import facility_of, resource_of

        there = list(Resource.objects.filter(name="Verplaatszaal"))
        if there:
            return there
        always = [Hours(day, time(0), time(0)) for day in range(7)]
        terms = Terms(asks_approval=False, shortest_minutes=1)
        resource_of(facility_of(company(), "Verplaatshal"), "Verplaatszaal", terms=terms, hours=always)
        Resource.objects.update(furthest_days=1_000_000)
        return list(Resource.objects.filter(name="Verplaatszaal"))

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        from django.db import connection

        from schakel.facilities import rescheduling
        from schakel.facilities.models import Booking

        def unlocked(booking: Any, **_: Any) -> tuple[Any, Any]:
            found = Booking.objects.select_related(
                "organisation",
                "booked_by",
                "resource__facility__item__owner",
                "resource__facility__item__place",
            ).get(pk=booking.pk)
            return found.resource, found

        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "ALTER TABLE facilities_booking DROP CONSTRAINT IF EXISTS bookings_do_not_overlap"
                )
            else:
                cursor.execute("DROP TRIGGER bookings_do_not_overlap_update")
        with (
            replaced(rescheduling, "locked", unlocked),
            replaced(rescheduling, "_free_then", lambda *_: 1),
            replaced(rescheduling.rules, "check_seen_version", lambda **_: None),
        ):
            yield


RACES = (Bookings(), Moved())
