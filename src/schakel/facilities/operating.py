"""What operators do with their facilities: resources, hours, prices, and what they want to know of who books."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from django.db import transaction

from schakel.accounts.public import Person
from schakel.facilities import rules
from schakel.facilities.actions import offer_waits
from schakel.facilities.knowing import new_code, value_of
from schakel.facilities.models import (
    Blocking,
    Booking,
    BusyTime,
    Facility,
    HouseRules,
    IntakeQuestion,
    Opening,
    Price,
    Resource,
    SpecialDay,
)
from schakel.facilities.pricing import Price as PriceValue
from schakel.facilities.pricing import check_price
from schakel.facilities.rules import QuestionKind, Terms
from schakel.facilities.times import Hours, Season, with_season
from schakel.jobs import public as jobs
from schakel.journal import public as journal
from schakel.kernel.periods import Period, joined
from schakel.kernel.refusal import Refusal
from schakel.library.public import Item, Kind

READ = "facility.read-calendar"
"""The work of reading the calendar of one resource elsewhere."""


@transaction.atomic
def make_facility(*, item: Item, made_by: Person | None, now: datetime) -> Facility:
    """Let an item of kind facility be booked here; not yet for others. Made once.

    Raises a Refusal for an item of another kind.
    """
    if item.kind != Kind.FACILITY:
        raise Refusal("not-a-facility")
    Item.objects.select_for_update(no_key=True).get(pk=item.pk)  # the second click waits here
    there = Facility.objects.filter(item=item).first()
    if there is not None:
        return there
    facility = Facility.objects.create(item=item, created_at=now)
    _record("facility.made", facility, made_by, now, {"item": item.reference})
    return facility


@dataclass(frozen=True, slots=True)
class FacilityDraft:
    """What holds for all resources of a facility."""

    is_open: bool
    cancel_hours: int
    remind_days: int = 2
    house_rules: str = ""
    safety: str = ""


@transaction.atomic
def change_facility(
    *, facility: Facility, seen_version: int, draft: FacilityDraft, changed_by: Person | None, now: datetime
) -> Facility:
    """Store what holds for a facility. Other rules are a new version: who booked said yes to the one before.

    Raises a Refusal when somebody else changed it since, or for opening it without anything to book.
    """
    stored = Facility.objects.select_for_update().get(pk=facility.pk)
    rules.check_seen_version(stored=stored.version, seen=seen_version)
    if draft.is_open and not stored.resources.filter(withdrawn_at=None).exists():
        raise Refusal("nothing-to-book")
    if not 0 <= draft.cancel_hours <= 24 * 90:
        raise Refusal("hours-out-of-reach")
    if not 0 <= draft.remind_days <= rules.MOST_REMIND_DAYS:
        raise Refusal("reminder-out-of-reach", most=rules.MOST_REMIND_DAYS)
    texts = (rules.check_text(draft.house_rules), rules.check_text(draft.safety))
    newest = stored.rules.order_by("-version").first()
    is_new = texts != ((newest.house_rules, newest.safety) if newest else ("", ""))
    said = {name: getattr(draft, name) for name in ("is_open", "cancel_hours", "remind_days")}
    if not is_new and all(getattr(stored, name) == value for name, value in said.items()):
        return stored
    if is_new:
        number = newest.version + 1 if newest else 1
        HouseRules.objects.create(
            facility=stored, version=number, house_rules=texts[0], safety=texts[1], since=now
        )
    for name, value in said.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save()
    _record("facility.changed", stored, changed_by, now, {**said, "has_new_rules": is_new})
    return stored


@transaction.atomic
def add_intake_question(
    *,
    facility: Facility,
    text: str,
    kind: QuestionKind,
    choices: Sequence[str] = (),
    is_required: bool = False,
    added_by: Person | None,
    now: datetime,
) -> IntakeQuestion:
    """Ask who books this too. The same question twice is one. Raises a Refusal for too many, or a choice of one."""
    line, tidy = rules.check_question(text, kind, choices)
    stored = Facility.objects.select_for_update().get(pk=facility.pk)
    there = stored.questions.filter(withdrawn_at=None)
    same = there.filter(text=line, kind=kind.value).first()
    if same is not None:
        return same
    if there.count() >= rules.MOST_QUESTIONS:
        raise Refusal("questions-too-many", most=rules.MOST_QUESTIONS)
    question = IntakeQuestion.objects.create(
        facility=stored, text=line, kind=kind.value, choices=list(tidy), is_required=is_required
    )
    _record("facility.question-added", stored, added_by, now, {"question": line})
    return question


@transaction.atomic
def withdraw_intake_question(
    *, question: IntakeQuestion, withdrawn_by: Person | None, now: datetime
) -> IntakeQuestion:
    """Ask this no more; what was answered stays. Again changes nothing."""
    stored = IntakeQuestion.objects.select_for_update().select_related("facility").get(pk=question.pk)
    if stored.withdrawn_at is None:
        stored.withdrawn_at = now
        stored.save(update_fields=["withdrawn_at"])
        _record("facility.question-withdrawn", stored.facility, withdrawn_by, now, {"question": stored.text})
    return stored


# ---------------------------------------------------------------------- resources


@dataclass(frozen=True, slots=True)
class ResourceDraft:
    """What a resource is and how it can be booked. ``people``: how many fit in, None where it does not matter."""

    name: str
    text: str = ""
    people: int | None = None
    terms: Terms = field(default_factory=Terms)
    calendar_url: str = ""


@transaction.atomic
def add_resource(
    *, facility: Facility, draft: ResourceDraft, added_by: Person | None, now: datetime
) -> Resource:
    """Have something more to book; one of the same name is that one. Raises a Refusal for what nobody could book."""
    name = rules.check_line(draft.name)
    terms = rules.check_terms(draft.terms)
    stored = Facility.objects.select_for_update().get(pk=facility.pk)
    there = stored.resources.filter(withdrawn_at=None)
    same = there.filter(name=name).first()
    if same is not None:
        return same
    if there.count() >= rules.MOST_RESOURCES:
        raise Refusal("resources-too-many", most=rules.MOST_RESOURCES)
    resource = Resource(facility=stored, code=new_code(), name=name)
    _fill(resource, replace(draft, terms=terms))
    resource.save()
    if resource.calendar_url:
        _read_soon(resource, now)
    _record("facility.resource-added", stored, added_by, now, {"resource": resource.reference, "name": name})
    return resource


@transaction.atomic
def change_resource(
    *,
    resource: Resource,
    seen_version: int,
    draft: ResourceDraft,
    is_withdrawn: bool,
    changed_by: Person | None,
    now: datetime,
) -> Resource:
    """Store how a resource can be booked. What was booked stays as it was agreed.

    Raises a Refusal when somebody else changed it since, for fewer units than are booked from now on, for a name that
    another has, or for withdrawing what is booked.
    """
    stored = _locked(resource)
    rules.check_seen_version(stored=stored.version, seen=seen_version)
    terms = rules.check_terms(draft.terms)
    coming = Booking.objects.filter(resource=stored, blocks=True, held_until__gt=now)
    most = max((one or 0 for one in coming.order_by().values_list("unit", flat=True)), default=0)
    if most > terms.capacity:
        raise Refusal("units-are-booked", most=most)
    if is_withdrawn and coming.exists():
        raise Refusal("resource-is-booked")
    others = stored.facility.resources.filter(name=rules.check_line(draft.name), withdrawn_at=None)
    if not is_withdrawn and others.exclude(pk=stored.pk).exists():
        raise Refusal("resource-is-there")
    stored.name = rules.check_line(draft.name)
    is_elsewhere = stored.calendar_url != rules.calendar_address(draft.calendar_url)
    if is_elsewhere:
        stored.busy_times.all().delete()  # they are those of another calendar
        stored.calendar_tried_at = stored.calendar_read_at = None
        stored.calendar_problem = ""
    _fill(stored, replace(draft, terms=terms))
    stored.withdrawn_at = (stored.withdrawn_at or now) if is_withdrawn else None
    stored.version += 1
    stored.save()
    if is_elsewhere and stored.calendar_url:
        _read_soon(stored, now)
    said = {"resource": stored.reference, "name": stored.name, "is_withdrawn": is_withdrawn}
    _record("facility.resource-changed", stored.facility, changed_by, now, said)
    offer_waits(resource=stored, now=now)
    return stored


def _read_soon(resource: Resource, now: datetime) -> None:
    """Nobody waits for the hour in which all calendars are read: until it was, nothing is booked at once."""
    jobs.queue(READ, key=resource.calendar_key, due_at=now, payload={"resource": resource.pk})


def _fill(resource: Resource, draft: ResourceDraft) -> None:
    resource.text, resource.people = rules.check_text(draft.text), draft.people
    resource.calendar_url = rules.calendar_address(draft.calendar_url)
    for name in Terms.__dataclass_fields__:
        setattr(resource, name, getattr(draft.terms, name))


@transaction.atomic
def change_openings(
    *, resource: Resource, hours: Sequence[Hours], changed_by: Person | None, now: datetime
) -> Resource:
    """Let a resource be open at these hours of the week and at no others. What is booked stays.

    Raises a Refusal for hours that end before they begin.
    """
    stored = _locked(resource)
    return _store_openings(stored, hours, changed_by, now)


@transaction.atomic
def change_season(
    *,
    resource: Resource,
    seen_version: int,
    season: Season,
    week: Sequence[Hours],
    shown: Season,
    changed_by: Person | None,
    now: datetime,
) -> Resource:
    """Let a resource be open at the hours of this week in one season; ``shown``: see `times.with_season`.

    Raises a Refusal when somebody else changed it since, for hours or days that end before they begin, and for a
    season without hours.
    """
    rules.check_days(season.first, season.last)
    stored = _locked(resource)
    rules.check_seen_version(stored=stored.version, seen=seen_version)
    before = [one.hours for one in stored.openings.order_by("pk")]
    dated = [replace(one, first=season.first, last=season.last) for one in week]
    return _store_openings(stored, with_season(before, dated, season=season, shown=shown), changed_by, now)


@transaction.atomic
def remove_season(
    *, resource: Resource, season: Season, removed_by: Person | None, now: datetime
) -> Resource:
    """Let the other hours count in this season too. Again changes nothing."""
    stored = _locked(resource)
    hours = [one.hours for one in stored.openings.order_by("pk")]
    return _store_openings(stored, [one for one in hours if one.season != season], removed_by, now)


def _store_openings(stored: Resource, hours: Sequence[Hours], by: Person | None, now: datetime) -> Resource:
    for one in hours:
        rules.check_hours(one.opens, one.closes)
        rules.check_days(one.first, one.last)
    before = [one.hours for one in stored.openings.order_by("pk")]
    if sorted(map(repr, before)) == sorted(map(repr, hours)):
        return stored
    stored.openings.all().delete()
    Opening.objects.bulk_create(
        [
            Opening(
                resource=stored,
                weekday=one.weekday,
                opens=one.opens,
                closes=one.closes,
                first=one.first,
                last=one.last,
            )
            for one in hours
        ]
    )
    stored.version += 1
    stored.save(update_fields=["version"])
    said = {"resource": stored.reference, "hours": len(hours)}
    _record("facility.openings-changed", stored.facility, by, now, said)
    offer_waits(resource=stored, now=now)
    return stored


@transaction.atomic
def add_special_day(
    *,
    resource: Resource,
    day: date,
    opens: time | None,
    closes: time | None,
    added_by: Person | None,
    now: datetime,
) -> SpecialDay:
    """One day with other hours, or closed. What was said of that day before is replaced; what is booked stays."""
    if (opens is None) is not (closes is None):
        raise Refusal("hours-missing")
    if opens is not None and closes is not None:
        rules.check_hours(opens, closes)
    stored = _locked(resource)
    stored.special_days.filter(day=day).delete()
    special = SpecialDay.objects.create(resource=stored, day=day, opens=opens, closes=closes)
    said = {"resource": stored.reference, "day": day.isoformat(), "is_closed": opens is None}
    _record("facility.special-day-added", stored.facility, added_by, now, said)
    offer_waits(resource=stored, now=now)
    return special


@transaction.atomic
def add_special_day_everywhere(
    *,
    facility: Facility,
    day: date,
    opens: time | None,
    closes: time | None,
    added_by: Person | None,
    now: datetime,
) -> list[SpecialDay]:
    """The same for everything that can be booked there: all of it, or nothing."""
    return [
        add_special_day(resource=one, day=day, opens=opens, closes=closes, added_by=added_by, now=now)
        for one in facility.resources.filter(withdrawn_at=None).order_by("pk")
    ]


@transaction.atomic
def remove_special_day(*, special: SpecialDay, removed_by: Person | None, now: datetime) -> None:
    """That day is as its week again."""
    stored = _locked(special.resource)
    gone, _ = stored.special_days.filter(pk=special.pk).delete()
    if gone:
        said = {"resource": stored.reference, "day": special.day.isoformat()}
        _record("facility.special-day-removed", stored.facility, removed_by, now, said)


@transaction.atomic
def add_blocking(
    *, resource: Resource, period: Period, reason: str, added_by: Person | None, now: datetime
) -> Blocking:
    """Keep a resource from being booked for a while; the reason is for operators alone.

    Raises a Refusal where something is booked then: call that off first, so that whoever booked hears it.
    """
    if period.ends_at <= period.starts_at or period.starts_at.second or period.ends_at.second:
        raise Refusal("period-ends-before-it-begins")
    stored = _locked(resource)
    same = stored.blockings.filter(starts_at=period.starts_at, ends_at=period.ends_at).first()
    if same is not None:
        return same
    booked = Booking.objects.filter(
        resource=stored, blocks=True, starts_at__lt=period.ends_at, ends_at__gt=period.starts_at
    )
    if booked.exists():
        raise Refusal("blocking-is-booked", number=booked.count())
    blocking = Blocking.objects.create(
        resource=stored,
        code=new_code(),
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        reason=rules.check_text(reason, longest=rules.LONGEST_ANSWER),
        made_by=added_by,
    )
    said = {
        "resource": stored.reference,
        "starts_at": period.starts_at.isoformat(),
        "ends_at": period.ends_at.isoformat(),
    }
    _record("facility.blocked", stored.facility, added_by, now, said)
    return blocking


@transaction.atomic
def add_blocking_everywhere(
    *, facility: Facility, period: Period, reason: str, added_by: Person | None, now: datetime
) -> list[Blocking]:
    """Keep everything there from being booked for a while: all of it, or nothing."""
    return [
        add_blocking(resource=one, period=period, reason=reason, added_by=added_by, now=now)
        for one in facility.resources.filter(withdrawn_at=None).order_by("pk")
    ]


@transaction.atomic
def remove_blocking(*, blocking: Blocking, removed_by: Person | None, now: datetime) -> None:
    """It can be booked again; who waits for that time is offered it."""
    stored = _locked(blocking.resource)
    gone, _ = stored.blockings.filter(pk=blocking.pk).delete()
    if gone:
        _record("facility.unblocked", stored.facility, removed_by, now, {"resource": stored.reference})
        offer_waits(resource=stored, now=now)


@transaction.atomic
def add_price(*, resource: Resource, price: PriceValue, added_by: Person | None, now: datetime) -> Price:
    """Add a line to the price list. What was asked or agreed before keeps its price.

    Raises a Refusal for a line that counts on the same days as another for the same.
    """
    stored = _locked(resource)
    check_price(price, [value_of(one) for one in stored.prices.order_by("pk")])
    row = Price.objects.create(
        resource=stored,
        category=price.category.value,
        per=price.per.value,
        cents=price.cents,
        vat_points=price.vat_points,
        first=price.first,
        last=price.last,
    )
    _record("facility.price-added", stored.facility, added_by, now, _said_of(row))
    return row


@transaction.atomic
def end_price(*, price: Price, last: date, ended_by: Person | None, now: datetime) -> Price | None:
    """Let a line of the price list count up to and with a day; one that never counts then is gone."""
    stored = _locked(price.resource)
    row = stored.prices.filter(pk=price.pk).first()
    if row is None or (row.last is not None and row.last <= last):
        return row
    row.last = last
    if last < row.first:
        row.delete()
    else:
        row.save(update_fields=["last"])
    _record("facility.price-ended", stored.facility, ended_by, now, _said_of(row))
    return row if row.pk else None


def _said_of(price: Price) -> dict[str, object]:
    return {
        "resource": price.resource.reference,
        "category": price.category,
        "per": price.per,
        "cents": price.cents,
        "vat_points": price.vat_points,
        "first": price.first.isoformat(),
        "last": price.last.isoformat() if price.last else "",
    }


# ---------------------------------------------------------------------- a calendar elsewhere


@transaction.atomic
def store_busy_times(*, resource: Resource, url: str, periods: Sequence[Period], now: datetime) -> Resource:
    """What was read of the calendar of a resource; in the place of what was read before.

    Nothing is stored when its address was changed meanwhile.
    """
    stored = _locked(resource)
    if stored.calendar_url != url:
        return stored
    wanted = joined(periods)
    before = [one.period for one in stored.busy_times.order_by("starts_at")]
    if before != wanted:
        stored.busy_times.all().delete()
        BusyTime.objects.bulk_create(
            [BusyTime(resource=stored, starts_at=one.starts_at, ends_at=one.ends_at) for one in wanted]
        )
        said = {"resource": stored.reference, "times": len(wanted)}
        _record("facility.calendar-read", stored.facility, None, now, said)
    stored.calendar_tried_at = stored.calendar_read_at = now
    stored.calendar_problem = ""
    stored.save(update_fields=["calendar_tried_at", "calendar_read_at", "calendar_problem"])
    if before != wanted:
        offer_waits(resource=stored, now=now)
    return stored


@transaction.atomic
def mark_calendar(*, resource: Resource, problem: str, now: datetime) -> Resource:
    """Its calendar could not be read, and why. What was read before goes on to count."""
    stored = _locked(resource)
    is_news = stored.calendar_problem != problem
    stored.calendar_tried_at, stored.calendar_problem = now, problem[:40]
    stored.save(update_fields=["calendar_tried_at", "calendar_problem"])
    if is_news:
        said = {"resource": stored.reference, "problem": problem[:40]}
        _record("facility.calendar-not-read", stored.facility, None, now, said)
    return stored


# ---------------------------------------------------------------------- parts of the above


def _locked(resource: Resource) -> Resource:
    rows = Resource.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("facility__item__owner").get(pk=resource.pk)


def _record(
    name: str, facility: Facility, by: Person | None, now: datetime, details: Mapping[str, object]
) -> int:
    return journal.record(
        name, on=facility.reference, by=by.reference if by else "", at=now, details=dict(details)
    )
