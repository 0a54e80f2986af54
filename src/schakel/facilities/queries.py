"""Looking facilities and bookings up: always for somebody."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from schakel.accounts.public import Person, Role, may, standing_of
from schakel.facilities.due import (
    is_operator_to_be_reminded,
    is_to_be_asked,
    is_to_be_released,
    is_to_be_reminded,
)
from schakel.facilities.keeping import check_free
from schakel.facilities.knowing import known_of, prices_of, quote_for
from schakel.facilities.models import (
    Basket,
    BasketLine,
    Booking,
    BookingQuerySet,
    Facility,
    FacilityQuerySet,
    Resource,
    Wait,
    after_now,
    operated_by,
)
from schakel.facilities.pricing import Quote
from schakel.facilities.rules import (
    AGREED,
    OF_ALL,
    REMINDED_BEFORE,
    UNDECIDED,
    Side,
    State,
    Step,
    WaitState,
    is_late_to_cancel,
    possible_steps,
)
from schakel.facilities.times import (
    DAY,
    Known,
    Taken,
    Why,
    at_hours,
    days_of,
    free_periods,
    free_unit,
    open_in,
    why_not,
)
from schakel.journal import public as journal
from schakel.kernel.periods import Period
from schakel.kernel.points import Reach, kilometres
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation
from schakel.vocabulary import public as vocabulary

MOST_DAYS = 31
"""So many days are looked at at once."""


def facilities_visible_to(person: Person | None) -> FacilityQuerySet:
    """The one way to reach facilities on behalf of somebody."""
    return Facility.objects.visible_to(person).select_related("item__owner", "item__place")


def facility_at(person: Person | None, slug: str) -> Facility | None:
    """The facility of the item at this address; None when there is none or this person may not see it."""
    return facilities_visible_to(person).filter(item__slug=slug).first()


def roles_towards(person: Person | None, owner: int | None = None) -> frozenset[Role]:
    """The roles somebody has towards the facilities of an organisation; without one towards the hub as a whole."""
    roles = set(standing_of(person))
    if person is not None and person.is_active:
        if organisations.member_organisations(person):
            roles.add(Role.MEMBER)
        if owner is not None and owner in operated_by(person):
            roles.add(Role.OPERATOR)
    return frozenset(roles)


def allows(person: Person | None, act: str, facility: Facility | None = None) -> bool:
    """Whether somebody may do this act, with this facility where it is about one."""
    return may(act, roles_towards(person, facility.item.owner_id if facility else None))


def may_operate_item(person: Person | None, item: Item) -> bool:
    """Whether somebody may let this item be booked."""
    return item.kind == library.Kind.FACILITY and may(
        "facility.operate", roles_towards(person, item.owner_id)
    )


def operated_facilities(person: Person) -> list[Facility]:
    """The facilities that somebody runs; an administrator of the installation those of all."""
    found = Facility.objects.select_related("item__owner")
    if Role.ADMINISTRATOR not in standing_of(person):
        found = found.filter(item__owner__in=operated_by(person))
    return list(found.order_by("item__slug"))


def operated_facility(person: Person, slug: str) -> Facility | None:
    return next((one for one in operated_facilities(person) if one.item.slug == slug), None)


def items_to_open(person: Person) -> list[Item]:
    """Items of kind facility that somebody could let be booked, and that cannot be yet."""
    there = Facility.objects.order_by().values("item")
    found = library.items_visible_to(person).filter(
        kind=library.Kind.FACILITY.value, owner__in=operated_by(person)
    )
    return list(found.exclude(pk__in=there).exclude(state=library.State.ARCHIVED.value).order_by("slug"))


def resources_of(facilities: Iterable[Facility]) -> list[Resource]:
    """What can be booked there now, by name."""
    found = Resource.objects.filter(facility__in=[one.pk for one in facilities], withdrawn_at=None)
    return list(found.select_related("facility__item__owner", "facility__item__place").order_by("name", "pk"))


# ---------------------------------------------------------------------- what is free


@dataclass(frozen=True, slots=True)
class Needs:
    """What somebody looks for: on each of these days from one hour to another, so many units, for so many people."""

    first: date
    last: date
    begin: time
    end: time
    number: int = 1
    people: int | None = None
    words: str = ""
    theme: str = ""
    province: str = ""
    reach: Reach | None = None
    """How far away at the most; what is not known to be within reach is left out."""
    is_on_end: bool = False
    """Once, from the begin on the first day to the end on the last."""

    def periods(self) -> list[Period]:
        if self.is_on_end and self.last > self.first:
            zone = timezone.get_default_timezone()
            begins = at_hours([self.first], self.begin, time(0), zone=zone)
            ends = at_hours([self.last], time(0), self.end, zone=zone)
            return [Period(one.starts_at, other.ends_at) for one in begins for other in ends]
        days = [self.first + DAY * number for number in range((self.last - self.first).days + 1)]
        return at_hours(days[:MOST_DAYS], self.begin, self.end, zone=timezone.get_default_timezone())


@dataclass(frozen=True, slots=True)
class Part:
    """What there is of a time that is not free as a whole: when it is open in it, and what is free of that."""

    opened: tuple[Period, ...] = ()
    free: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """One resource, for each period that was asked whether it is free, and what all of them that are free cost."""

    resource: Resource
    days: list[tuple[Period, Why | None]]
    parts: list[Part]
    """Of each of these periods what there is of it."""
    quotes: list[Quote | None]
    far: float | None = None
    """Kilometres, where somebody said from where."""

    @property
    def free(self) -> list[Period]:
        return [period for period, why in self.days if why is None]

    @property
    def cents(self) -> int | None:
        """Of what is free, without VAT; None where a price is in consultation."""
        known = [one for one in self.quotes if one is not None]
        return sum(one.cents for one in known) if len(known) == len(self.quotes) else None


def offers_for(
    person: Person | None, needs: Needs, *, now: datetime, organisation: Organisation | None = None
) -> list[Offer]:
    """What fits the needs, with what is free of it; what has most that is free first, the cheapest of those first."""
    items = None
    if needs.theme or needs.province:
        items = library.items_under(_wanted(needs), person, parents=vocabulary.all_parents()).order_by()
    facilities = facilities_visible_to(person).filter(is_open=True)
    if items is not None:
        facilities = facilities.filter(item__in=items)
    found = list(facilities.order_by("pk"))
    far: dict[int, float] = {}
    if needs.reach is not None:
        far = _within_reach(needs.reach, person)
        found = [one for one in found if one.item_id in far]
    said = {one.pk: _text_of(one) for one in found} if needs.words else {}
    resources = [
        one
        for one in resources_of(found)
        if _has_words(f"{said.get(one.facility_id, '')} {one.name} {one.text}", needs.words)
        and one.capacity >= needs.number
        and (needs.people is None or one.people is None or one.people >= needs.people)
    ]
    periods = needs.periods()
    if not periods or not resources:
        return []
    known = known_of(resources, Period(periods[0].starts_at, periods[-1].ends_at))
    prices = prices_of(resources)
    offers = []
    for resource in resources:
        days = [(one, why_not_all(known[resource.pk], one, needs.number, now=now)) for one in periods]
        quotes = [quote_for(prices[resource.pk], period, organisation) for period, why in days if why is None]
        parts = _parts(known[resource.pk], days, needs.number, now=now)
        offers.append(Offer(resource, days, parts, quotes, far.get(resource.facility.item_id)))
    return sorted(
        offers,
        key=lambda one: (
            -len(one.free),
            -sum(bool(part.free) for part in one.parts),
            one.cents is None,
            one.cents or 0,
            one.resource.name.casefold(),
            one.resource.pk,
        ),
    )


_IN_PART = (Why.CLOSED, Why.TAKEN, Why.BLOCKED)
"""For these a time can still be free for a part."""


def _parts(
    known: Known, days: Sequence[tuple[Period, Why | None]], number: int, *, now: datetime
) -> list[Part]:
    """Of each time that is closed or taken, when it is open and what is free; of one unit: of more no line says it."""
    if number > 1 or not any(why in _IN_PART for _, why in days):
        return [Part()] * len(days)
    zone = timezone.get_default_timezone()
    span = Period(days[0][0].starts_at, days[-1][0].ends_at)
    free = free_periods(known, span, now=now, zone=zone)
    shortest = timedelta(minutes=known.terms.shortest_minutes)
    return [
        Part(
            tuple(_within(open_in(known, period, zone=zone), period)),
            tuple(one for one in _within(free, period) if one.lasts >= shortest),
        )
        if why in _IN_PART
        else Part()
        for period, why in days
    ]


def _within(periods: Iterable[Period], whole: Period) -> list[Period]:
    """What of these falls in a period."""
    return [
        Period(max(one.starts_at, whole.starts_at), min(one.ends_at, whole.ends_at))
        for one in periods
        if one.overlaps(whole)
    ]


def _within_reach(reach: Reach, person: Person | None) -> dict[int, float]:
    """By the key of each item within reach how far away it is."""
    situated = library.situated_items(person, (library.Kind.FACILITY,))
    places = {one.item_pk: one.whereabouts for one in situated}
    return {
        item: kilometres(reach.near, point)
        for item, point in places.items()
        if point is not None and reach.has(point)
    }


def why_not_all(known: Known, period: Period, number: int, *, now: datetime) -> Why | None:
    """Why so many units cannot be booked for this period; None where they can."""
    zone = timezone.get_default_timezone()
    left = known
    for _ in range(number):
        why = why_not(left, period, now=now, zone=zone)
        unit = free_unit(left, period)
        if why is not None or unit is None:
            return why or Why.TAKEN
        left = replace(left, taken=[*left.taken, Taken(unit, left.terms.held(period))])
    return None


def _wanted(needs: Needs) -> library.Wanted:
    return library.Wanted(
        kinds=frozenset({library.Kind.FACILITY}),
        themes=frozenset({needs.theme} - {""}),
        regions=frozenset({needs.province} - {""}),
    )


def _text_of(facility: Facility) -> str:
    """What the item says can be tested, and its other texts."""
    return " ".join(text.text for text in facility.item.texts.all())


def _has_words(text: str, words: str) -> bool:
    """Whether every word stands somewhere in the texts of the item, or of what is booked itself."""
    said = text.casefold()
    return all(word in said for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class FirstFree:
    """The first stretch in which something of an item can be booked, and what."""

    period: Period
    resource: str


def free_between(
    items: Iterable[int] | None,
    within: Period,
    *,
    person: Person | None,
    now: datetime,
    minutes: int | None = None,
) -> set[int]:
    """Of these items (by key; None: of all), those with something free; see `first_free_between`."""
    return set(first_free_between(items, within, person=person, now=now, minutes=minutes))


def first_free_between(
    items: Iterable[int] | None,
    within: Period,
    *,
    person: Person | None,
    now: datetime,
    minutes: int | None = None,
) -> dict[int, FirstFree]:
    """Of these items (by key; None: of all), those with something free of at least so many minutes in a stretch.

    Each with what is free first, as long as it is. Without minutes the shortest booking of each resource is enough.
    """
    facilities = facilities_visible_to(person).filter(is_open=True)
    if items is not None:
        facilities = facilities.filter(item__in=list(items))
    resources = resources_of(facilities)
    known = known_of(resources, within) if resources else {}
    zone = timezone.get_default_timezone()
    wanted = timedelta(minutes=minutes or 0)
    found: dict[int, FirstFree] = {}
    for one in resources:
        stretches = free_periods(known[one.pk], within, now=now, zone=zone)
        first = next((free for free in stretches if free.lasts >= wanted), None)
        key = one.facility.item_id
        if first is not None and (key not in found or first < found[key].period):
            found[key] = FirstFree(first, one.name)
    return found


LOOKS_AHEAD = timedelta(days=60)


def next_free_days(person: Person | None, item: Item, number: int, *, now: datetime) -> list[date]:
    """The next days on which something of this facility can be booked, looking two months ahead."""
    facility = facilities_visible_to(person).filter(item=item, is_open=True).first()
    if facility is None:
        return []
    resources = resources_of([facility])
    if not resources:
        return []
    zone = timezone.get_default_timezone()
    within = Period(now, now + LOOKS_AHEAD)
    known = known_of(resources, within)
    days = {
        day
        for one in resources
        for free in free_periods(known[one.pk], within, now=now, zone=zone)
        for day in days_of(free, zone)[:number]  # what is open day and night is free for days on end
    }
    return sorted(days)[:number]


# ---------------------------------------------------------------------- baskets and waits


def basket_of(person: Person) -> tuple[int, list[BasketLine]]:
    """The version of somebody's basket and what lies in it, in the order of time."""
    basket = Basket.objects.filter(person=person).first()
    if basket is None:
        return 1, []
    lines = basket.lines.select_related("resource__facility__item__owner").order_by("starts_at", "pk")
    return basket.version, list(lines)


def waits_of(person: Person, *, now: datetime) -> list[Wait]:
    """What the organisations of somebody wait for and is still to come, the first first."""
    own = [one.pk for one in organisations.member_organisations(person)]
    open_ = [WaitState.WAITING.value, WaitState.OFFERED.value]
    found = Wait.objects.filter(organisation__in=own, state__in=open_, starts_at__gt=now)
    return list(
        found.select_related("resource__facility__item", "organisation", "booking").order_by("asked_at", "pk")
    )


def wait_for(person: Person, code: str, *, now: datetime) -> Wait | None:
    return next((one for one in waits_of(person, now=now) if one.code == code), None)


def place_of(wait: Wait) -> int:
    """How many of those who wait for some of the same time asked before, and oneself."""
    before = Wait.objects.filter(
        resource=wait.resource_id,
        state__in=[WaitState.WAITING.value, WaitState.OFFERED.value],
        starts_at__lt=wait.ends_at,
        ends_at__gt=wait.starts_at,
    ).filter(Q(asked_at__lt=wait.asked_at) | Q(asked_at=wait.asked_at, pk__lt=wait.pk))
    return before.count() + 1


# ---------------------------------------------------------------------- bookings


def bookings_visible_to(person: Person | None) -> BookingQuerySet:
    """The one way to reach bookings on behalf of somebody."""
    return Booking.objects.visible_to(person).select_related(
        "resource__facility__item__owner", "organisation", "booked_by", "rules", "lesson"
    )


def booking_for(person: Person | None, code: str) -> Booking | None:
    """The booking at this address; None when there is none or this person may not see it."""
    return bookings_visible_to(person).filter(code=code).first()


def own_bookings(person: Person) -> BookingQuerySet:
    """Those of the organisations of somebody."""
    own = [one.pk for one in organisations.member_organisations(person)]
    return bookings_visible_to(person).filter(organisation__in=own)


def is_alive(booking: Booking) -> bool:
    """Whether it is agreed, asked or offered, and came to nothing neither by a no nor by waiting too long."""
    return State(booking.state) not in (State.CANCELLED, State.DECLINED, State.RELEASED)


def bookings_of(organisation: Organisation) -> list[Booking]:
    """All bookings of an organisation, the newest first: for whoever accounts for what was delivered."""
    found = Booking.objects.filter(organisation=organisation)
    return list(
        found.select_related("resource__facility__item__owner", "organisation").order_by("-starts_at", "-pk")
    )


def bookings_named(references: Collection[str], person: Person | None) -> list[Booking]:
    """Of the references ("booking:7"), the bookings that somebody may see now."""
    keys = [int(one.partition(":")[2]) for one in references]
    return list(bookings_visible_to(person).filter(pk__in=keys).order_by("pk"))


def sides_of(person: Person, booking: Booking) -> frozenset[Side]:
    """On which sides of a booking somebody can act; the staff looks on."""
    sides = set()
    if booking.organisation_id in {one.pk for one in organisations.member_organisations(person)}:
        sides.add(Side.BOOKER)
    if allows(person, "facility.operate", booking.resource.facility):
        sides.add(Side.OPERATOR)
    return frozenset(sides)


def steps_for(person: Person, booking: Booking, *, now: datetime) -> tuple[Step, ...]:
    """The steps that somebody may take now, in the order of the table."""
    return possible_steps(
        State(booking.state),
        sides=sides_of(person, booking),
        starts_at=booking.asked_period.starts_at,
        now=now,
        has_wish=booking.wished is not None,
        waits_for_booker=booking.waits_for_booker,
        is_late=is_late_to_cancel(starts_at=booking.starts_at, cancel_hours=booking.cancel_hours, now=now),
    )


def sent_with(person: Person, booking: Booking) -> list[Booking]:
    """What was sent in the same basket, itself too, as far as somebody may see it: in the order of time."""
    found = bookings_visible_to(person).filter(together=booking.together)
    return list(found.order_by("starts_at", "pk"))


def steps_for_all(person: Person, bookings: Sequence[Booking], *, now: datetime) -> dict[Step, list[Booking]]:
    """What somebody may do with several of these at once, and with which: those of which no price is to be named."""
    found: dict[Step, list[Booking]] = {}
    for one in bookings if len(bookings) > 1 else ():
        for step in steps_for(person, one, now=now):
            if step in OF_ALL and (step is not Step.CONFIRM or one.price_cents is not None):
                found.setdefault(step, []).append(one)
    return {step: of for step, of in found.items() if len(of) > 1}


def number_sent_with(bookings: Iterable[Booking], among: BookingQuerySet) -> dict[str, int]:
    """By what bookings have in common how many of these were sent in one basket; only where there are more."""
    shared = {one.together for one in bookings}
    rows = among.filter(together__in=shared).order_by().values_list("together").annotate(number=Count("pk"))
    return {together: number for together, number in rows if number > 1}


def bookings_at(facility: Facility) -> BookingQuerySet:
    """All bookings of a facility; for who runs it."""
    return Booking.objects.filter(resource__facility=facility).select_related(
        "resource__facility__item__owner", "organisation", "booked_by", "rules"
    )


def booked_while_closed(resources: Sequence[Resource], *, now: datetime) -> list[Booking]:
    """What is booked from now on at a time at which it is closed by now: the hours were changed after it was."""
    coming = list(
        Booking.objects.filter(resource__in=[one.pk for one in resources], blocks=True, starts_at__gt=now)
        .select_related("resource", "organisation")
        .order_by("starts_at", "pk")
    )
    if not coming:
        return []
    span = Period(coming[0].starts_at, max(one.ends_at for one in coming))
    known = known_of(resources, span)
    zone = timezone.get_default_timezone()
    return [
        one
        for one in coming
        if not any(
            opened.covers(one.period) for opened in open_in(known[one.resource_id], one.period, zone=zone)
        )
    ]


def can_still_move(booking: Booking) -> bool:
    """Whether the other time that was asked for is free, as far as the operator could say yes to it."""
    try:
        check_free(booking.resource, booking.wished or booking.period, but_for=[booking])
    except Refusal:
        return False
    return True


def is_no_longer_free(bookings: Sequence[Booking]) -> set[int]:
    """Of the requests among these, the keys of those whose time is taken or blocked by now."""
    asking = [one for one in bookings if State(one.state) in (State.REQUESTED, State.PROPOSED)]
    if not asking:
        return set()
    resources = list({one.resource_id: one.resource for one in asking}.values())
    wanted = {one.pk: one.asked_period for one in asking}
    span = Period(min(one.starts_at for one in wanted.values()), max(one.ends_at for one in wanted.values()))
    known = known_of(resources, span)
    zone = timezone.get_default_timezone()
    return {
        one.pk
        for one in asking
        if why_not(known[one.resource_id], wanted[one.pk], now=wanted[one.pk].starts_at, zone=zone)
        in (Why.TAKEN, Why.BLOCKED)
    }


@dataclass(frozen=True, slots=True)
class Use:
    """What was used of a resource in a month. Minutes and cents without VAT."""

    month: str
    resource: str
    bookings: int
    minutes: int
    missed: int
    cancelled_late: int
    cents: int
    """Of what took place, of whom nobody came for, and of what was cancelled too late to be free."""


def use_of(facility: Facility, *, now: datetime) -> list[Use]:
    """Use per month and resource of what began by now, the newest month first."""
    owed = Q(state__in=[one.value for one in sorted(AGREED)]) | Q(cancelled_late=True)
    found = bookings_at(facility).filter(owed, starts_at__lte=now)
    sums: dict[tuple[str, str], list[int]] = {}
    for one in found.order_by("starts_at", "pk"):
        month = timezone.localtime(one.starts_at).strftime("%Y-%m")
        line = sums.setdefault((month, one.resource.name), [0, 0, 0, 0, 0])
        is_missed = one.state == State.NO_SHOW
        line[0] += not one.cancelled_late
        line[1] += 0 if is_missed or one.cancelled_late else one.period.lasts // timedelta(minutes=1)
        line[2] += is_missed
        line[3] += one.cancelled_late
        line[4] += one.price_cents or 0
    return [Use(month, name, *line) for (month, name), line in sorted(sums.items(), reverse=True)]


def has_price(booking: Booking, period: Period) -> bool:
    """Whether the list says what this booking would cost at another time."""
    prices = prices_of([booking.resource])[booking.resource_id]
    return quote_for(prices, period, booking.organisation) is not None


def history_of(booking: Booking) -> list[journal.Row]:
    """What happened to it, newest first."""
    return journal.history_of(booking.reference)


# ---------------------------------------------------------------------- what is due


def bookings_due(*, now: datetime) -> list[Booking]:
    """Bookings of which it is time to ask again, to remind or to release: looked at once more, one by one."""
    offered = Q(state=State.OFFERED.value, offered_until__lte=now)
    near = _to_ask(now) | _to_remind(now)
    coming = Q(state=State.CONFIRMED.value, starts_at__gt=now) & near
    asked = Q(state__in=[State.REQUESTED.value, State.PROPOSED.value])
    waits = asked & (
        Q(since__lte=now - DAY) | Q(starts_at__lte=now + DAY) | ~after_now(now, edge="starts_at")
    )
    found = Booking.objects.filter(offered | coming | waits)
    found = found.select_related("resource__facility").order_by("pk")
    return [one for one in found if any(is_due(one, now) for is_due in _DUE)]


_DUE = (is_to_be_asked, is_to_be_reminded, is_operator_to_be_reminded, is_to_be_released)


def _to_ask(now: datetime) -> Q:
    """What comes so soon that it may be asked again, for each number of days that some resource has."""
    days = Resource.objects.filter(ask_again_days__gt=0).order_by()
    found = Q(pk__in=[])
    for number in days.values_list("ask_again_days", flat=True).distinct():
        found |= Q(resource__ask_again_days=number, starts_at__lte=now + timedelta(days=number))
    return found & Q(answered_again_at=None)


def _to_remind(now: datetime) -> Q:
    """What comes so soon that who booked may be reminded: by the days of its facility, or by its own hours."""
    open_ = Booking.objects.filter(state=State.CONFIRMED.value, reminded_at=None, starts_at__gt=now)
    pairs = open_.order_by().values_list("resource__facility__remind_days", "cancel_hours").distinct()
    found = Q(pk__in=[])
    for days, hours in pairs:
        if days:
            before = max(timedelta(days=days), timedelta(hours=hours) + REMINDED_BEFORE)
            found |= Q(resource__facility__remind_days=days, cancel_hours=hours, starts_at__lte=now + before)
    return found & Q(reminded_at=None)


def resources_waited_for(*, now: datetime) -> list[Resource]:
    waits = Wait.objects.filter(state=WaitState.WAITING.value, starts_at__gt=now).order_by()
    return list(Resource.objects.filter(pk__in=waits.values("resource")).order_by("pk"))


def resources_with_calendar() -> list[Resource]:
    """Those whose calendar elsewhere is read."""
    return list(Resource.objects.exclude(calendar_url="").filter(withdrawn_at=None).order_by("pk"))


def resource_with(key: int) -> Resource | None:
    return Resource.objects.select_related("facility__item__owner").filter(pk=key).first()


def booking_with(key: int) -> Booking | None:
    return Booking.objects.select_related("resource").filter(pk=key).first()


IS_NAMED = Q(wished_terms__is_named=True)
"""The operator named a price for another time: who booked says yes to it first."""
WAITS_FOR_OPERATOR = Q(state=State.REQUESTED.value) | Q(wished_starts_at__isnull=False) & (
    Q(wished_terms__is_named=False) | Q(wished_terms__is_named__isnull=True)
)
"""A request, or the wish to move to another time."""


def number_to_answer(facilities: Iterable[Facility], *, now: datetime) -> dict[int, int]:
    """By the key of each facility how many requests wait for its operator."""
    keys = [one.pk for one in facilities]
    rows = (
        Booking.objects.filter(WAITS_FOR_OPERATOR, resource__facility__in=keys, starts_at__gt=now)
        .order_by()
        .values_list("resource__facility")
        .annotate(number=Count("pk"))
    )
    return dict(rows)


UNDECIDED_STATES = tuple(one.value for one in sorted(UNDECIDED))


def first_free_days(
    items: Iterable[int], within: Period | None, *, person: Person | None, now: datetime
) -> dict[int, date | None]:
    """By the key of each of these items that can be booked the first day in this stretch on which something is free.

    None where nothing is, or no stretch is given.
    """
    can_be_booked = facilities_visible_to(person).filter(is_open=True, item__in=set(items))
    keys = {one.facility.item_id for one in resources_of(can_be_booked)}
    free = first_free_between(keys, within, person=person, now=now) if keys and within is not None else {}
    return {key: timezone.localdate(free[key].period.starts_at) if key in free else None for key in keys}
