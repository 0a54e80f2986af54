"""An edition and everybody in it: seats, the line, and the prices. One at a time has it in hands."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import get_random_string

from schakel.accounts.public import Person
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.organisations.public import PUBLIC_BODIES, Organisation, OrganisationType
from schakel.training import rules
from schakel.training.form_rules import Answers
from schakel.training.models import (
    CODE_LENGTH,
    Edition,
    Enrolment,
    EnrolmentForm,
    Seat,
    Session,
    seat_key,
)
from schakel.training.rules import FREE, Price, PriceKind, Standing, State
from schakel.training.telling import NEWS, tell_one, tell_place


class Line:
    """An edition whose row is locked, with everything settled that was over."""

    order_of_the_line = "place"

    def __init__(self, edition: Edition, now: datetime) -> None:
        self.now = now
        self.edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        self.sessions = list(Session.objects.filter(edition=self.edition, struck_at=None))
        self.offered = 0
        self._settle()

    @property
    def first_session_at(self) -> datetime | None:
        return self.sessions[0].starts_at if self.sessions else None

    @property
    def starts_at(self) -> datetime:
        """When it begins. Raises a Refusal where it has no sessions: then nobody takes part in it either."""
        if self.first_session_at is None:
            raise Refusal("edition-not-open")
        return self.first_session_at

    def situation(self, *, is_member: bool, is_of_public_body: bool) -> rules.Situation:
        return rules.Situation(
            state=State(self.edition.state),
            audience=rules.Audience(self.edition.audience),
            is_member=is_member,
            is_of_public_body=is_of_public_body,
            opens_at=self.edition.opens_at,
            closes_at=self.edition.closes_at,
            starts_at=self.first_session_at,
            now=self.now,
        )

    def locked(self, enrolment: Enrolment) -> Enrolment:
        """The enrolment as it is now, not as somebody saw it."""
        return Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk, edition=self.edition)

    def form(self) -> EnrolmentForm | None:
        return EnrolmentForm.objects.filter(edition=self.edition, version=self.edition.form_version).first()

    # seats

    def free_seat(self) -> Seat | None:
        """A seat on which nobody sits. Without a limit one is put down where there is none."""
        free = Seat.objects.filter(edition=self.edition, enrolment=None).order_by("number").first()
        if free is not None or self.edition.seats is not None:
            return free
        last = Seat.objects.filter(edition=self.edition).aggregate(last=Max("number"))["last"] or 0
        number = last + 1
        return Seat.objects.create(key=seat_key(self.edition.pk, number), edition=self.edition, number=number)

    def number_free(self) -> int | None:
        """None without a limit. Who waits comes first, so that nothing is free while somebody does."""
        if self.edition.seats is None:
            return None
        if self.is_waited_for():
            return 0
        return Seat.objects.filter(edition=self.edition, enrolment=None).count()

    def is_waited_for(self) -> bool:
        return Enrolment.objects.filter(edition=self.edition, state=Standing.WAITING.value).exists()

    def may_keep_for_guest(self) -> bool:
        most = rules.most_unconfirmed(self.edition.seats)
        if most is None:
            return True
        kept = Enrolment.objects.filter(
            edition=self.edition, state=Standing.ASKED.value, seat__isnull=False
        ).count()
        return kept < most and not self.is_waited_for()

    # people

    def new(
        self,
        organisation: Organisation | None,
        *,
        language: str,
        person: Person | None = None,
        name: str = "",
        address: str = "",
        answers: Answers | None = None,
        enrolled_by: Person | None = None,
    ) -> Enrolment:
        """Not stored yet."""
        one = Enrolment(
            code=get_random_string(CODE_LENGTH),
            edition=self.edition,
            person=person,
            name=name,
            address=address,
            language=language,
            form=self.form(),
            answers=answers or {},
            made_at=self.now,
        )
        self.set_terms(one, organisation, enrolled_by)
        return one

    def set_terms(self, one: Enrolment, organisation: Organisation | None, by: Person | None) -> None:
        """For whom it is, and at which price: it is taken down here, and stays whatever becomes of the price list."""
        kind = _price_kind(organisation)
        price = self._prices().get(kind, FREE)
        one.organisation, one.enrolled_by = organisation, by
        one.price_kind, one.price_cents, one.price_vat_percent = kind.value, price.cents, price.vat_percent

    def _prices(self) -> dict[PriceKind, Price]:
        return {PriceKind(one.kind): one.price for one in self.edition.prices.all()}

    def check_terms(self, seen: str | None, *, is_full: bool | None = None) -> None:
        """Raises a Refusal when somebody read something else than what holds now. None: nobody read anything."""
        if seen is not None and seen != rules.terms_text(self._prices(), is_full=is_full):
            raise Refusal("terms-changed")

    def come_in(self, one: Enrolment, *, by: Person | None) -> None:
        """A seat, the one that was kept for them or a free one; or the next place in the line."""
        one.ends_at = None
        if one.seat is None and not self.is_waited_for():
            one.seat = self.free_seat()
        if one.seat is not None:
            row = step(one, Standing.ENROLLED, "enrolment.enrolled", by, self.now)
            self.has_seat(one, row, by=by)
            return
        self.edition.last_place += 1
        self.edition.save(update_fields=["last_place"])
        one.place = self.edition.last_place
        row = step(one, Standing.WAITING, "enrolment.queued", by, self.now)
        tell_one(NEWS, one, event=f"row:{row}", now=self.now, payload={"what": "waiting"})

    def has_seat(self, one: Enrolment, row: int, *, by: Person | None) -> None:
        """Somebody takes part from now on: told, and freed of what an earlier late cancelling here cost them."""
        for before in Enrolment.objects.before(one).filter(due_cents__gt=0).order_by("pk"):
            details = {"edition": self.edition.reference, "due_cents": before.due_cents}
            before.due_cents = 0
            before.save(update_fields=["due_cents"])
            record("enrolment.due-dropped", before.reference, by, self.now, details)
        self.tell_enrolled(one, row)

    def tell_enrolled(self, one: Enrolment, row: int) -> None:
        ahead = [session for session in self.sessions if self.now < session.ends_at]
        tell_place("enrolled", one, ahead, event=f"row:{row}", now=self.now)

    # the line

    def _settle(self) -> None:
        kept = [one.value for one in rules.FOR_A_WHILE]
        due = Enrolment.objects.filter(edition=self.edition, state__in=kept, ends_at__lte=self.now)
        for one in due.select_for_update(no_key=True).order_by("ends_at", "pk"):
            was = Standing(one.state)
            one.seat = None
            row = step(one, Standing.EXPIRED, "enrolment.expired", None, self.now)
            if was is Standing.OFFERED:
                tell_one(NEWS, one, event=f"row:{row}", now=self.now, payload={"what": "expired"})
        self.offer_seats()

    def offer_seats(self) -> None:
        """Each free seat to exactly one of those who wait, in the order of the line; nothing once it has begun."""
        starts_at = self.first_session_at
        if self.edition.state != State.OPEN or starts_at is None or self.now >= starts_at:
            return
        waiting = Enrolment.objects.filter(edition=self.edition, state=Standing.WAITING.value)
        for one in waiting.select_for_update(no_key=True).order_by(self.order_of_the_line):
            seat = self.free_seat()
            if seat is None:
                return
            one.seat = seat
            one.ends_at = rules.offer_ends_at(now=self.now, starts_at=starts_at)
            row = step(one, Standing.OFFERED, "enrolment.offered", None, self.now)
            tell_one(NEWS, one, event=f"row:{row}", now=self.now, payload={"what": "offered"})
            self.offered += 1


def cost_of_cancelling(one: Enrolment, *, starts_at: datetime | None, now: datetime) -> int:
    """What somebody would still pay who cancels now, in cents without VAT: nothing without a seat, or in time."""
    is_free = rules.is_free_of_charge(
        starts_at=starts_at,
        free_until_days=one.edition.free_until_days,
        zone=timezone.get_default_timezone(),
        now=now,
    )
    return 0 if is_free or one.standing(now) is not Standing.ENROLLED else one.price_cents


def is_public(organisation: Organisation) -> bool:
    return OrganisationType(organisation.type) in PUBLIC_BODIES


def _price_kind(organisation: Organisation | None) -> PriceKind:
    return rules.price_kind_of(
        is_public_body=organisation is not None and is_public(organisation),
        is_company=organisation is not None and organisation.type == OrganisationType.COMPANY,
    )


def step(
    one: Enrolment, standing: Standing, name: str, by: Person | None, now: datetime, **more: object
) -> int:
    """Store how somebody stands from now on, with what an account of it needs later; the number of its row."""
    was = one.state
    one.state, one.since = standing.value, now
    one.save()
    details = {
        "edition": f"edition:{one.edition_id}",
        "from": was,
        "to": standing.value,
        "person": f"person:{one.person_id}" if one.person_id else "",
        "organisation": f"organisation:{one.organisation_id}" if one.organisation_id else "",
        "place": one.place,
        "ends_at": one.ends_at.isoformat() if one.ends_at else "",
        "price_kind": one.price_kind,
        "price_cents": one.price_cents,
        "price_vat_percent": one.price_vat_percent,
        **more,
    }
    return record(name, one.reference, by, now, details)


def record(name: str, on: str, by: Person | None, now: datetime, details: Mapping[str, object]) -> int:
    return journal.record(name, on=on, by=by.reference if by else "", at=now, details=details)


def due_in(edition: Edition, now: datetime) -> bool:
    """Whether anything in an edition is over that was kept for a while: then the next one can have it."""
    for_a_while = [one.value for one in rules.FOR_A_WHILE]
    return Enrolment.objects.filter(edition=edition, state__in=for_a_while, ends_at__lte=now).exists()
