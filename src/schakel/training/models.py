from __future__ import annotations

from datetime import datetime  # noqa: TC003 - as the other imports of models

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.urls import reverse

from schakel.accounts.public import Person, confirmed_addresses
from schakel.kernel.lines import tidy_line
from schakel.library import public as library
from schakel.organisations import public as organisations
from schakel.training.form_rules import Question, stored_question
from schakel.training.rules import (
    BEST_SCORE,
    FORMATS,
    FREE,
    LONGEST_LINE,
    LONGEST_TITLE,
    MOST_SEATS,
    OPEN_STANDINGS,
    SEATED,
    VAT_PERCENTS,
    Audience,
    Moment,
    Price,
    PriceKind,
    Standing,
    State,
    Times,
    standing_at,
)

CODE_LENGTH = 22
HASH_LENGTH = 64
NAME_LENGTH = 120
SEATS_APART = 100_000
"""The key of a seat is the edition's times this, and its number: so the database sees of which edition it is."""


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, person: Person | None) -> EditionQuerySet:
        """Of items that somebody may see, once it was opened; and whatever they organise or take part in."""
        items = library.items_visible_to(person).order_by().values("pk")
        seen = Q(opened_at__isnull=False, item__in=items)
        if person is not None and person.is_active:
            seen |= Q(pk__in=Enrolment.objects.visible_to(person).order_by().values("edition"))
            organised = library.items_visible_to(person)
            if not library.allows(person, "training.organise"):
                own = [one.pk for one in organisations.member_organisations(person)]
                organised = organised.filter(library.owned_by(own))
            seen |= Q(item__in=organised.order_by().values("pk"))
        return self.filter(seen)


class Edition(models.Model):
    """One run of a training or an event. ``seats``: None for no limit; ``last_place``: the last place in the line."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    item = models.ForeignKey("library.Item", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LONGEST_TITLE, blank=True)
    language = models.CharField(max_length=2, default="nl")
    format = models.CharField(max_length=6, choices=[(one, one) for one in FORMATS])
    place = models.CharField(max_length=LONGEST_LINE, blank=True)
    municipality = models.CharField(max_length=20, blank=True)
    """By its code, for whoever looks nearby; empty where it is where its item is."""
    seats = models.PositiveIntegerField(null=True, blank=True)
    last_place = models.PositiveIntegerField(default=0)
    audience = models.CharField(
        max_length=13, default=Audience.EVERYBODY, choices=[(one.value, one.value) for one in Audience]
    )
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    dimensions = models.JSONField(default=list, blank=True)
    minimum_share = models.PositiveSmallIntegerField(default=80)
    free_until_days = models.PositiveSmallIntegerField(default=7)
    remind_days = models.PositiveSmallIntegerField(default=2)
    """So many days before each session who takes part is reminded; 0 for never."""
    cancelling = models.TextField(blank=True)
    contact = models.CharField(max_length=LONGEST_LINE, blank=True)
    state = models.CharField(
        max_length=9, default=State.PLANNED, choices=[(state.value, state.value) for state in State]
    )
    since = models.DateTimeField()
    reason = models.TextField(blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    form_version = models.PositiveIntegerField(default=0)
    start_key = models.CharField(max_length=HASH_LENGTH, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["item", "state"], name="edition_by_item_and_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="an_edition_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(seats=None) | Q(seats__gte=1, seats__lte=MOST_SEATS),
                name="an_edition_has_a_seat_or_no_limit",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=[one.value for one in Audience]),
                name="an_edition_is_for_a_known_audience",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CANCELLED.value) | ~Q(reason=""),
                name="a_cancelled_edition_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.OPEN.value, State.HELD.value]) | Q(opened_at__isnull=False),
                name="an_open_edition_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="enrolment_ends_after_it_began",
            ),
            models.CheckConstraint(condition=Q(minimum_share__lte=100), name="a_share_is_at_most_everything"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("edition", args=[self.code])

    @property
    def reference(self) -> str:
        """How the journal and the notices name this edition."""
        return f"edition:{self.pk}"


class Session(models.Model):
    """One meeting of an edition. ``sequence`` grows whenever calendars have to be told; one that is off is struck."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=LONGEST_LINE, blank=True)
    link = models.URLField(max_length=500, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, blank=True)
    reminded_of = models.DateTimeField(null=True, blank=True)
    """The begin of which everybody was reminded: a session that moves is reminded anew."""

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_session_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"session:{self.pk}"

    @property
    def times(self) -> Times:
        return Times(self.starts_at, self.ends_at)


class EditionPrice(models.Model):
    """What one kind of people pays: cents of a euro without VAT, and the VAT in percent."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="prices")
    kind = models.CharField(max_length=11, choices=[(kind.value, kind.value) for kind in PriceKind])
    cents = models.PositiveIntegerField()
    vat_percent = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="one_price_for_each_kind"),
            models.CheckConstraint(
                condition=Q(vat_percent__in=VAT_PERCENTS), name="a_price_has_a_known_vat_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of edition:{self.edition_id}"

    @property
    def price(self) -> Price:
        return Price(self.cents, self.vat_percent)


class EnrolmentForm(models.Model):
    """The questions of an edition as they were from some moment on; answers belong to the one they were given to."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="forms")
    version = models.PositiveIntegerField()
    questions = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "version"], name="a_form_has_a_version_of_its_own")
        ]

    def __str__(self) -> str:
        return f"form {self.version} of edition:{self.edition_id}"

    @property
    def asked(self) -> tuple[Question, ...]:
        return tuple(stored_question(row) for row in self.questions)


class Seat(models.Model):
    """One place for one person. An edition with a limit has as many as it has seats, and nobody can sit without one."""

    key = models.BigIntegerField(primary_key=True)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="chairs")
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(key=F("edition_id") * Value(SEATS_APART) + F("number"))
                & Q(number__gte=1, number__lt=SEATS_APART),
                name="the_key_of_a_seat_names_edition_and_number",
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.number} of edition:{self.edition_id}"


def seat_key(edition: int, number: int) -> int:
    return edition * SEATS_APART + number


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, person: Person | None) -> EnrolmentQuerySet:
        """Their own: made by themselves, or for an address that is theirs."""
        if person is None or not person.is_active:
            return self.none()
        return self.filter(Q(person=person) | Q(person=None, address__in=confirmed_addresses(person)))

    def before(self, one: Enrolment) -> EnrolmentQuerySet:
        """Of the same person or address in the same edition before this one: they came and went."""
        same = Q(person=one.person_id) if one.person_id else Q(person=None, address=one.address)
        return self.filter(same, edition=one.edition_id, pk__lt=one.pk)

    def open(self) -> EnrolmentQuerySet:
        return self.filter(state__in=[one.value for one in OPEN_STANDINGS])


_OPEN = sorted(one.value for one in OPEN_STANDINGS)  # in one order, for the migrations


class Enrolment(models.Model):
    """Somebody's place in an edition: a person's, or that of a guest with a name and an address.

    ``state`` is what was stored; how it stands at a moment says `standing`. ``place`` is where they stand in the line:
    it is given once, and to nobody else. The price is that of the moment at which they enrolled.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    address = models.EmailField(blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=2, default="nl")
    state = models.CharField(max_length=9, choices=[(one.value, one.value) for one in Standing])
    since = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    seat = models.OneToOneField(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="enrolment"
    )
    place = models.PositiveIntegerField(null=True, blank=True)
    price_kind = models.CharField(max_length=11, choices=[(kind.value, kind.value) for kind in PriceKind])
    price_cents = models.PositiveIntegerField(default=FREE.cents)
    price_vat_percent = models.PositiveSmallIntegerField(default=FREE.vat_percent)
    due_cents = models.PositiveIntegerField(default=0)
    """What somebody who cancelled late still pays, without VAT."""
    form = models.ForeignKey(EnrolmentForm, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, blank=True)
    has_judged = models.BooleanField(default=False)
    completed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index(fields=["edition", "state", "place"], name="enrolment_by_place_in_line"),
            models.Index(fields=["state", "ends_at"], name="enrolment_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in Standing]),
                name="an_enrolment_stands_in_a_known_way",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(one.value for one in SEATED), seat__isnull=False)
                | Q(state=Standing.ASKED.value)
                | Q(
                    state__in=[Standing.WAITING.value, Standing.CANCELLED.value, Standing.EXPIRED.value],
                    seat=None,
                ),
                name="who_takes_part_has_a_seat_and_nobody_else",
            ),
            models.CheckConstraint(
                condition=Q(seat=None)
                | Q(
                    seat_id__gt=F("edition_id") * Value(SEATS_APART),
                    seat_id__lt=F("edition_id") * Value(SEATS_APART) + Value(SEATS_APART),
                ),
                name="a_seat_is_one_of_the_same_edition",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[Standing.ASKED.value, Standing.OFFERED.value], ends_at__isnull=False)
                | ~Q(state__in=[Standing.ASKED.value, Standing.OFFERED.value]),
                name="what_is_kept_for_a_while_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=Standing.WAITING.value) | Q(place__isnull=False),
                name="who_waits_has_a_place_in_the_line",
            ),
            models.CheckConstraint(
                condition=Q(due_cents=0) | Q(state=Standing.CANCELLED.value, due_cents__lte=F("price_cents")),
                name="only_who_cancelled_still_pays_and_at_most_the_price",
            ),
            models.UniqueConstraint(fields=["edition", "place"], name="a_place_in_the_line_is_of_one"),
            models.UniqueConstraint(
                fields=["edition", "person"],
                condition=Q(state__in=_OPEN),
                name="a_person_enrols_in_an_edition_once",
            ),
            models.UniqueConstraint(
                fields=["edition", "address"],
                condition=Q(state__in=_OPEN) & ~Q(address=""),
                name="an_address_enrols_in_an_edition_once",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How the journal and the notices name this enrolment."""
        return f"enrolment:{self.pk}"

    @property
    def addressee(self) -> str:
        """Whom we write to: a reference, or an address; empty once that is forgotten."""
        return f"person:{self.person_id}" if self.person_id else self.address

    @property
    def shown_name(self) -> str:
        """What they are called: by their address where no name is to be seen. Empty for a guest who was forgotten."""
        name, address = (self.person.name, self.person.email) if self.person else (self.name, self.address)
        return tidy_line(name) or address

    @property
    def price(self) -> Price:
        return Price(self.price_cents, self.price_vat_percent)

    @property
    def due(self) -> Price:
        return Price(self.due_cents, self.price_vat_percent)

    def standing(self, now: datetime) -> Standing:
        return standing_at(Standing(self.state), ends_at=self.ends_at, now=now)


class Attendance(models.Model):
    """That somebody came to a session, and when."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attendances")
    arrived_at = models.DateTimeField()
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["arrived_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="somebody_comes_to_a_session_once")
        ]

    def __str__(self) -> str:
        return f"enrolment:{self.enrolment_id} in session:{self.session_id}"


class SurveyAnswer(models.Model):
    """What somebody thought of an edition. It leads to nobody: no person, no moment, no order."""

    key = models.UUIDField(primary_key=True)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="survey_answers")
    score = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=BEST_SCORE), name="a_score_is_from_one_to_five"
            )
        ]

    def __str__(self) -> str:
        return f"{self.score} for edition:{self.edition_id}"


class Material(models.Model):
    """A file or a link for who takes part, before it or after it."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="materials")
    moment = models.CharField(max_length=9, choices=[(moment.value, moment.value) for moment in Moment])
    title = models.CharField(max_length=LONGEST_TITLE)
    link = models.URLField(max_length=500, blank=True)
    file_type = models.CharField(max_length=10, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=HASH_LENGTH, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(link="", sha256__gt="") | Q(sha256="") & ~Q(link=""),
                name="a_material_is_a_file_or_a_link",
            )
        ]

    def __str__(self) -> str:
        return self.title
