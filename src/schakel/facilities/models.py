from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schakel.accounts.public import Person, Role, standing_of
from schakel.facilities.pricing import Category, Per
from schakel.facilities.rules import (
    AGREED,
    BLOCKING,
    LONGEST_LINE,
    QuestionKind,
    State,
    Terms,
    WaitState,
)
from schakel.facilities.times import Hours, Special
from schakel.kernel.periods import Period
from schakel.library import public as library
from schakel.organisations import public as organisations

if TYPE_CHECKING:
    from datetime import datetime

_BLOCKING = [one.value for one in sorted(BLOCKING)]
_AGREED = [one.value for one in sorted(AGREED)]
CODE_LENGTH = 16
HASH_LENGTH = 64
LONGEST_ADDRESS = 500


def operated_by(person: Person | None) -> list[int]:
    """The organisations whose facilities somebody runs: as operator there, or because they look after it."""
    if person is None or not person.is_active:
        return []
    return [
        one.organisation_id
        for one in organisations.memberships_of(person)
        if one.organisation.is_verified and (one.role == Role.OPERATOR or one.is_administrator)
    ]


class FacilityQuerySet(models.QuerySet["Facility"]):
    def visible_to(self, person: Person | None) -> FacilityQuerySet:
        """Those of items one may see, once they can be booked; before that for who runs them, or the installation."""
        items = library.items_visible_to(person).order_by().values("pk")
        if Role.ADMINISTRATOR in standing_of(person):
            return self.filter(item__in=items)
        published = Q(is_open=True, item__state=library.State.PUBLISHED.value)
        return self.filter(Q(item__in=items) & (published | Q(item__owner__in=operated_by(person))))


class Facility(models.Model):
    """That an item of the library can be booked here, and what holds for all of its resources.

    ``cancel_hours``: until so many hours before it begins, cancelling is free. ``remind_days``: so many days before it
    begins who booked is reminded; 0 for never.
    """

    item = models.OneToOneField("library.Item", on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=False)
    cancel_hours = models.PositiveSmallIntegerField(default=48)
    remind_days = models.PositiveSmallIntegerField(default=2)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("facility_times", args=[self.item.slug])

    @property
    def reference(self) -> str:
        return f"facility:{self.pk}"


class HouseRules(models.Model):
    """What who books says yes to: house rules and safety, as they were from a version on. Rows stay as they are."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="rules")
    version = models.PositiveIntegerField()
    house_rules = models.TextField(blank=True)
    safety = models.TextField(blank=True)
    since = models.DateTimeField()

    class Meta:
        ordering = ["facility", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "version"], name="house_rules_of_a_facility_have_one_text_in_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"version {self.version} of facility:{self.facility_id}"


class IntakeQuestion(models.Model):
    """What the operator wants to know of who books. One that was taken away is kept, and asked no more."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=LONGEST_LINE * 2)
    kind = models.CharField(max_length=6, choices=[(kind.value, kind.value) for kind in QuestionKind])
    choices = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Resource(models.Model):
    """What is booked: a hall, a measuring set, a street; so many units of the same.

    Minutes, hours and days as the names say. ``calendar_url``: a calendar elsewhere, and what was read of it last.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="resources")
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    name = models.CharField(max_length=LONGEST_LINE)
    text = models.TextField(blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    """How many people fit in; None where that does not matter."""
    capacity = models.PositiveSmallIntegerField(default=1)
    minutes_before = models.PositiveSmallIntegerField(default=0)
    minutes_after = models.PositiveSmallIntegerField(default=0)
    shortest_minutes = models.PositiveIntegerField(default=60)
    longest_minutes = models.PositiveIntegerField(default=12 * 60)
    notice_hours = models.PositiveIntegerField(default=24)
    furthest_days = models.PositiveIntegerField(default=365)
    asks_approval = models.BooleanField(default=True)
    ask_again_days = models.PositiveSmallIntegerField(default=0)
    release_days = models.PositiveSmallIntegerField(default=0)
    calendar_url = models.URLField(max_length=LONGEST_ADDRESS, blank=True)
    calendar_tried_at = models.DateTimeField(null=True, blank=True)
    calendar_read_at = models.DateTimeField(null=True, blank=True)
    calendar_problem = models.CharField(max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1), name="a_resource_has_a_unit"),
            models.CheckConstraint(
                condition=Q(longest_minutes__gte=F("shortest_minutes")),
                name="the_longest_booking_is_no_shorter_than_the_shortest",
            ),
            models.UniqueConstraint(
                fields=["facility", "name"],
                condition=Q(withdrawn_at=None),
                name="a_resource_has_one_name_in_a_facility",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        return f"resource:{self.pk}"

    @property
    def calendar_key(self) -> str:
        """Of the work of reading its calendar: not that of offering its times, which would stand for it."""
        return f"calendar-of-{self.reference}"

    @property
    def says_yes_first(self) -> bool:
        """Whether nothing is booked at once: so the operator chose, or the calendar elsewhere was never read yet."""
        return self.asks_approval or (bool(self.calendar_url) and self.calendar_read_at is None)

    @property
    def terms(self) -> Terms:
        return Terms(
            capacity=self.capacity,
            minutes_before=self.minutes_before,
            minutes_after=self.minutes_after,
            shortest_minutes=self.shortest_minutes,
            longest_minutes=self.longest_minutes,
            notice_hours=self.notice_hours,
            furthest_days=self.furthest_days,
            asks_approval=self.asks_approval,
            ask_again_days=self.ask_again_days,
            release_days=self.release_days,
        )


class Opening(models.Model):
    """Open on a day of each week, from a day on and until another where one is given."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    first = models.DateField(null=True, blank=True)
    last = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "opens", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="an_opening_is_on_a_day_of_the_week"),
            models.CheckConstraint(
                condition=Q(first=None) | Q(last=None) | Q(last__gte=F("first")),
                name="an_opening_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"resource:{self.resource_id} on {self.weekday}"

    @property
    def hours(self) -> Hours:
        return Hours(self.weekday, self.opens, self.closes, self.first, self.last)


class SpecialDay(models.Model):
    """One day with other hours than its week, or closed without any."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="special_days")
    day = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(opens__isnull=False, closes__isnull=False),
                name="a_special_day_has_both_hours_or_none",
            )
        ]

    def __str__(self) -> str:
        return f"resource:{self.resource_id} on {self.day}"

    @property
    def special(self) -> Special:
        return Special(self.day, self.opens, self.closes)


class Blocking(models.Model):
    """The operator needs a resource for something else. Why is for who runs it alone."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="blockings")
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_blocking_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"resource:{self.resource_id} from {self.starts_at}"

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)


class BusyTime(models.Model):
    """When the calendar of a resource elsewhere is busy, as it was read last; not with what."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="busy_times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_busy_time_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"resource:{self.resource_id} from {self.starts_at}"

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)


class Price(models.Model):
    """A line of the price list of a resource: whole cents without VAT, and hundredths of a percent of VAT."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="prices")
    category = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Category])
    per = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Per])
    cents = models.PositiveIntegerField()
    vat_points = models.PositiveSmallIntegerField(default=2100)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["category", "per", "first", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "category", "per", "first"], name="one_price_of_a_kind_begins_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(last=None) | Q(last__gte=F("first")), name="a_price_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} per {self.per}: {self.cents}"


class Basket(models.Model):
    """What somebody is about to book: all of it, or none."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"basket:{self.pk}"


class BasketLine(models.Model):
    """One unit of a resource for one stretch of time."""

    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="lines")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "resource__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_line_of_a_basket_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"resource:{self.resource_id} from {self.starts_at}"

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)


def after_now(now: datetime, *, edge: str = "ends_at") -> Q:
    """As `Booking.asked_period` says it of one booking."""
    proposed = Q(state=State.PROPOSED.value, proposed_starts_at__isnull=False)
    return proposed & Q(**{f"proposed_{edge}__gt": now}) | ~proposed & Q(**{f"{edge}__gt": now})


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, person: Person | None) -> BookingQuerySet:
        """For the organisation that books, for who runs the facility, and for whoever works for the hub."""
        if person is None or not person.is_active:
            return self.none()
        if {Role.STAFF, Role.ADMINISTRATOR} & standing_of(person):
            return self.all()
        own = [one.pk for one in organisations.member_organisations(person)]
        runs = operated_by(person)
        return self.filter(Q(organisation__in=own) | Q(resource__facility__item__owner__in=runs))

    def asked_after(self, now: datetime, *, edge: str = "ends_at") -> BookingQuerySet:
        """Those of which the time that a yes would give ends (or begins: ``starts_at``) after now."""
        return self.filter(after_now(now, edge=edge))


class Booking(models.Model):
    """One unit of a resource for one organisation, for a stretch of time.

    From ``held_from`` to ``held_until`` nobody else can have that unit: what comes before and after is counted.
    The price is what it was when it was asked or offered, in whole cents without VAT; once both sides agreed the
    database refuses to change it and until when cancelling is free, unless the booking moves to another time.
    ``together``: what was sent in one basket has the same.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    together = models.CharField(max_length=CODE_LENGTH, db_index=True)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="bookings")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=9, choices=[(state.value, state.value) for state in State])
    since = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    held_from = models.DateTimeField()
    held_until = models.DateTimeField()
    blocks = models.BooleanField(default=False)
    unit = models.PositiveSmallIntegerField(null=True, blank=True)
    proposed_starts_at = models.DateTimeField(null=True, blank=True)
    proposed_ends_at = models.DateTimeField(null=True, blank=True)
    wished_starts_at = models.DateTimeField(null=True, blank=True)
    wished_ends_at = models.DateTimeField(null=True, blank=True)
    wished_terms = models.JSONField(default=dict, blank=True)
    """What who booked asked with the other time: its price as it was then, and the rules they said yes to."""
    offered_until = models.DateTimeField(null=True, blank=True)
    goal = models.TextField(blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    answers = models.JSONField(default=list, blank=True)
    rules = models.ForeignKey(HouseRules, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rules_accepted_at = models.DateTimeField(null=True, blank=True)
    category = models.CharField(max_length=12, blank=True)
    price_lines = models.JSONField(default=list, blank=True)
    price_cents = models.PositiveIntegerField(null=True, blank=True)
    vat_points = models.PositiveSmallIntegerField(null=True, blank=True)
    cancel_hours = models.PositiveSmallIntegerField()
    """Until so many hours before it begins cancelling is free: as it was when it was asked for or taken."""
    agreed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    """Why it was declined, called off or another time was proposed."""
    cancelled_late = models.BooleanField(default=False)
    asked_again_at = models.DateTimeField(null=True, blank=True)
    answered_again_at = models.DateTimeField(null=True, blank=True)
    link_hash = models.CharField(max_length=HASH_LENGTH, unique=True, null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    """Of the time that it has now: after moving it is reminded anew."""
    operator_reminded_at = models.DateTimeField(null=True, blank=True)
    """When who runs it was last reminded that somebody asked."""
    result = models.TextField(blank=True)
    lesson = models.OneToOneField(
        "library.Item", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sequence = models.PositiveIntegerField(default=0)
    """Of its appointment in calendars: grows with every change."""
    sent_key = models.CharField(max_length=HASH_LENGTH, blank=True)
    created_at = models.DateTimeField()

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["resource", "held_from"], name="booking_by_resource"),
            models.Index(fields=["state", "starts_at"], name="booking_by_state"),
            models.Index(fields=["booked_by", "sent_key"], name="booking_by_form"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="a_booking_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[one.value for one in sorted(BLOCKING)],
                    blocks=True,
                    unit__isnull=False,
                    unit__gte=1,
                )
                | ~Q(state__in=_BLOCKING) & Q(blocks=False, unit=None),
                name="a_booking_takes_a_unit_as_its_state_says",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"))
                & Q(held_from__lte=F("starts_at"))
                & Q(held_until__gte=F("ends_at")),
                name="a_booking_holds_all_of_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_AGREED)
                | Q(price_cents__isnull=False, vat_points__isnull=False, agreed_at__isnull=False),
                name="what_was_agreed_has_a_price",
            ),
            models.CheckConstraint(
                condition=Q(proposed_starts_at=None, proposed_ends_at=None)
                | Q(
                    proposed_starts_at__isnull=False,
                    proposed_ends_at__isnull=False,
                    proposed_ends_at__gt=F("proposed_starts_at"),
                ),
                name="a_proposed_time_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(wished_starts_at=None, wished_ends_at=None)
                | Q(
                    state=State.CONFIRMED.value,
                    wished_starts_at__isnull=False,
                    wished_ends_at__isnull=False,
                    wished_ends_at__gt=F("wished_starts_at"),
                ),
                name="another_time_is_asked_for_what_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("booking", args=[self.code])

    @property
    def reference(self) -> str:
        return f"booking:{self.pk}"

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)

    @property
    def can_be_charged(self) -> bool:
        """Whether its price is owed: it was agreed, and not cancelled while that was free."""
        return State(self.state) in AGREED or self.cancelled_late

    @property
    def was_never_answered(self) -> bool:
        """Whether it was asked for, and ended because nobody answered before it would begin."""
        return self.state == State.RELEASED and self.agreed_at is None and self.offered_until is None

    @property
    def free_until(self) -> datetime:
        """Until when cancelling it costs nothing."""
        return self.starts_at - timedelta(hours=self.cancel_hours)

    @property
    def asked_period(self) -> Period:
        """The time that a yes would give: the one that is proposed, and else its own."""
        begin, end = self.proposed_starts_at, self.proposed_ends_at
        if self.state != State.PROPOSED or begin is None or end is None:
            return self.period
        return Period(begin, end)

    @property
    def wished(self) -> Period | None:
        """The time that who booked asks for instead; nothing is kept for it."""
        if self.wished_starts_at is None or self.wished_ends_at is None:
            return None
        return Period(self.wished_starts_at, self.wished_ends_at)

    @property
    def waits_for_booker(self) -> bool:
        """Whether the operator named a price for the other time, to which who booked has not said yes."""
        return self.wished is not None and bool(self.wished_terms.get("is_named"))

    @property
    def held(self) -> Period:
        return Period(self.held_from, self.held_until)


class Wait(models.Model):
    """Somebody waits for a time that is taken; who asked first is offered it first."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="waits")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(
        max_length=9, default=WaitState.WAITING, choices=[(state.value, state.value) for state in WaitState]
    )
    asked_at = models.DateTimeField()
    booking = models.OneToOneField(
        Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="wait"
    )
    """What it was offered as."""

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "organisation", "starts_at", "ends_at"],
                condition=Q(state__in=[WaitState.WAITING.value, WaitState.OFFERED.value]),
                name="an_organisation_waits_for_a_time_once",
            ),
            models.CheckConstraint(
                condition=Q(state=WaitState.WAITING.value, booking=None)
                | Q(state=WaitState.WITHDRAWN.value)
                | Q(
                    state__in=[WaitState.OFFERED.value, WaitState.TAKEN.value, WaitState.MISSED.value],
                    booking__isnull=False,
                ),
                name="what_was_offered_is_a_booking",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_wait_is_for_a_time_that_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"wait:{self.pk}"

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)
