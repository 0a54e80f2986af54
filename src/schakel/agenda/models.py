from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from schakel.accounts.public import Person
from schakel.agenda.meeting_rules import (
    LONGEST_LOOKING,
    LONGEST_TABLE_NAME,
    STANDING,
    STORED,
    Side,
    Standing,
    State,
    standing_at,
)
from schakel.kernel.periods import Period
from schakel.library.public import items_visible_to

HASH_LENGTH = 64
KEY_LENGTH = 80
_STANDING = [state.value for state in STANDING]
_SIDES = [side.value for side in Side]


class CalendarFeed(models.Model):
    """The secret address at which a calendar program reads somebody's own days. The word itself is not kept."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key_hash = models.CharField(max_length=HASH_LENGTH, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"feed of person:{self.person_id}"


class EventCopy(models.Model):
    """An event that somebody copied from another. The same form sent twice is one copy."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    item = models.OneToOneField("library.Item", primary_key=True, on_delete=models.CASCADE, related_name="+")
    copied_from = models.ForeignKey("library.Item", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"item:{self.item_id} of item:{self.copied_from_id}"


class MeetingRoundQuerySet(QuerySet["MeetingRound"]):
    def visible_to(self, person: Person | None) -> "MeetingRoundQuerySet":
        """Those of events that somebody may see, once they are signed in."""
        if person is None or not person.is_active:
            return self.none()
        return self.filter(item__in=items_visible_to(person).order_by().values("pk"))


class MeetingRound(models.Model):
    """People who come to an event meet two by two, at times that were set. Online there are no tables.

    Where one was closed, because the event was moved for example, another can be opened.
    """

    item = models.ForeignKey("library.Item", on_delete=models.PROTECT, related_name="+")
    is_online = models.BooleanField()
    minutes = models.PositiveSmallIntegerField()
    pause = models.PositiveSmallIntegerField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingRoundQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="a_slot_has_a_length"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(closed_at=None), name="an_event_has_one_open_round"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How the journal names this round."""
        return f"meeting-round:{self.pk}"


class MeetingTable(models.Model):
    """Where two meet, at an event where people come together."""

    round = models.ForeignKey(MeetingRound, on_delete=models.PROTECT, related_name="tables")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST_TABLE_NAME, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="tables_of_a_round_are_numbered"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.number)


class Slot(models.Model):
    """A time at which two can meet."""

    round = models.ForeignKey(MeetingRound, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["round", "starts_at"], name="a_slot_of_a_round_is_there_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_slot_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at}"

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)


class Attendee(models.Model):
    """Somebody who takes part in a round for their organisation, with what others read of it."""

    round = models.ForeignKey(MeetingRound, on_delete=models.PROTECT, related_name="attendees")
    code = models.CharField(max_length=22, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    seeks = models.CharField(max_length=LONGEST_LOOKING, blank=True)
    offers = models.CharField(max_length=LONGEST_LOOKING, blank=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["organisation__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="somebody_takes_part_in_a_round_once"),
            models.CheckConstraint(
                condition=~Q(seeks="") | ~Q(offers=""), name="an_attendee_looks_for_something_or_offers_it"
            ),
        ]

    def __str__(self) -> str:
        return f"attendee:{self.pk}"


class Availability(models.Model):
    """Somebody can meet at this time."""

    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="availabilities")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attendee", "slot"], name="an_availability_is_said_once"),
        ]

    def __str__(self) -> str:
        return f"attendee:{self.attendee_id} at slot:{self.slot_id}"


class MeetingQuerySet(QuerySet["Meeting"]):
    def visible_to(self, person: Person | None) -> "MeetingQuerySet":
        """One's own, on either side."""
        if person is None or not person.is_active:
            return self.none()
        return self.filter(Q(asker__person=person) | Q(asked__person=person))


class Meeting(models.Model):
    """Two people at an event, who meet once both said yes.

    ``slot`` is when, as it was last proposed or agreed; ``moves_to`` another that one of them would like after that.
    ``waits_for`` is the side whose answer is waited for. ``sequence`` counts what a calendar has to know.
    """

    round = models.ForeignKey(MeetingRound, on_delete=models.PROTECT, related_name="meetings")
    code = models.CharField(max_length=22, unique=True)
    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    asker = models.ForeignKey(Attendee, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(Attendee, on_delete=models.PROTECT, related_name="+")
    pair = models.CharField(max_length=44)
    reason = models.TextField()
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="+")
    moves_to = models.ForeignKey(Slot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    table = models.ForeignKey(MeetingTable, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, default=State.ASKED, choices=[(state.value, state.value) for state in STORED]
    )
    waits_for = models.CharField(max_length=5, blank=True, choices=[(side, side) for side in _SIDES])
    link = models.URLField(max_length=500, blank=True)
    """Where both find each other online; either of them fills it in."""
    was_held = models.BooleanField(null=True, blank=True)
    """What one of the two said afterwards; None where nobody said anything yet."""
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["slot__starts_at", "pk"]
        indexes = [models.Index(fields=["round", "state"], name="meeting_by_round_and_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["pair"],
                condition=Q(state__in=_STANDING),
                name="two_have_one_meeting_of_a_round_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="nobody_meets_themselves"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in STORED]), name="a_meeting_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=(Q(state=State.ASKED.value) & Q(waits_for__in=_SIDES) & Q(moves_to=None))
                | (Q(state=State.AGREED.value) & Q(waits_for="") & Q(moves_to=None))
                | (Q(state=State.AGREED.value) & Q(waits_for__in=_SIDES) & Q(moves_to__isnull=False))
                | (~Q(state__in=_STANDING) & Q(waits_for="") & Q(moves_to=None)),
                name="a_meeting_waits_for_somebody_or_nobody",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_meeting_has_a_reason"),
            models.CheckConstraint(
                condition=Q(was_held=None) | Q(state=State.AGREED.value),
                name="only_what_was_agreed_was_held_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.code])

    @property
    def reference(self) -> str:
        """How the journal names this meeting."""
        return f"meeting:{self.pk}"

    @property
    def standing(self) -> Standing:
        """As it is stored."""
        side = Side(self.waits_for) if self.waits_for else None
        return Standing(State(self.state), side, is_moving=self.moves_to_id is not None)

    def standing_at(self, now: datetime) -> Standing:
        """As it stands at this moment."""
        moves_at = self.moves_to.starts_at if self.moves_to else None
        return standing_at(self.standing, begins_at=self.slot.starts_at, moves_at=moves_at, now=now)

    def attendee_of(self, side: Side) -> Attendee:
        return self.asker if side is Side.ASKER else self.asked


class TakenTime(models.Model):
    """Five minutes that somebody, or a table, is taken by a meeting that was agreed.

    A slot is several of these rows, so that the database itself refuses what overlaps, on any database and in whichever
    round: that is what nobody can get around by being quick.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="taken_times")
    begins_at = models.DateTimeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    table = models.ForeignKey(MeetingTable, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["begins_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "begins_at"],
                condition=Q(person__isnull=False),
                name="somebody_is_in_one_meeting_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["table", "begins_at"],
                condition=Q(table__isnull=False),
                name="a_table_has_one_meeting_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, table=None) | Q(person=None, table__isnull=False),
                name="time_is_taken_of_somebody_or_of_a_table",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begins_at} of meeting:{self.meeting_id}"
