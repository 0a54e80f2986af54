from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schakel.organisations import public as organisations
from schakel.spaces.rules import (
    LONGEST_ADDRESS,
    LONGEST_LINE,
    LONGEST_TITLE,
    Channel,
    Kind,
    Place,
    Stay,
    new_code,
)

if TYPE_CHECKING:
    from schakel.accounts.public import Person

HASH_LENGTH = 64


class SpaceQuerySet(models.QuerySet["Space"]):
    def visible_to(self, person: Person | None) -> SpaceQuerySet:
        """Those that somebody was let into, for an organisation that they still work for and that still takes part."""
        if person is None or not person.is_active:
            return self.none()
        own = [one.pk for one in organisations.member_organisations(person)]
        seats = Participant.objects.filter(
            person=person, left_at=None, party__left_at=None, party__organisation__in=own
        )
        return self.filter(pk__in=seats.order_by().values("party__space"))


class Space(models.Model):
    """Where organisations work together. ``public_organisation``: the body the second channel is without.

    From ``closed_at`` on nothing is added; once what it was for has ended, that is a moment still to come.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    title = models.CharField(max_length=LONGEST_TITLE)
    public_organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="a_space_has_a_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("space", args=[self.code])

    @property
    def reference(self) -> str:
        """How the journal names this space."""
        return f"space:{self.pk}"


class Party(models.Model):
    """An organisation that takes part in a space, until it leaves."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    is_public = models.BooleanField()
    """Whether it is a public body, which the second channel is without."""
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "organisation"], name="an_organisation_takes_part_in_a_space_once"
            )
        ]

    def __str__(self) -> str:
        return f"organisation:{self.organisation_id} in space:{self.space_id}"


class Participant(models.Model):
    """Somebody of a party who was let into the space."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["party", "person"], name="a_person_takes_part_for_a_party_once")
        ]

    def __str__(self) -> str:
        return f"person:{self.person_id} for {self.party}"


class Guest(models.Model):
    """Somebody without an account who comes in by a link, and sees one channel. Only a hash of the link is kept."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="guests")
    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    name = models.CharField(max_length=LONGEST_LINE)
    channel = models.CharField(max_length=8, choices=[(channel.value, channel.value) for channel in Channel])
    key_hash = models.CharField(max_length=HASH_LENGTH, unique=True)
    let_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    let_in_at = models.DateTimeField()
    until = models.DateTimeField()
    entered_at = models.DateTimeField(null=True, blank=True)
    """When they read the notice and came in for the first time."""
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["let_in_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=[channel.value for channel in Channel]),
                name="a_guest_is_in_a_known_channel",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=models.F("let_in_at")), name="a_guest_stays_for_a_while"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """How the journal names this guest."""
        return f"guest:{self.pk}"

    @property
    def stay(self) -> Stay:
        return Stay(self.until, self.revoked_at)


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def visible_in(self, space: Space, channels: frozenset[Channel]) -> ContributionQuerySet:
        """What stands in this space for who reads these channels."""
        return self.filter(space=space, channel__in=[channel.value for channel in channels])


class Contribution(models.Model):
    """One thing that stands in a space: a message, a file, a task, a decision or a link.

    ``text`` is what it says: the message, what a task is, what was decided; the name of a file or a link. What only
    some kinds have, stands below it; the constraints say which.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="contributions")
    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    channel = models.CharField(max_length=8, choices=[(channel.value, channel.value) for channel in Channel])
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    guest = models.ForeignKey(Guest, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_key = models.CharField(max_length=HASH_LENGTH, unique=True, null=True, blank=True)
    """Recognises the form it came from, so that a second click adds nothing."""

    day = models.DateField(null=True, blank=True)
    """By when a task is to be done; when a decision was taken."""
    doer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=LONGEST_LINE, blank=True)
    place = models.CharField(
        max_length=10, blank=True, choices=[(place.value, place.value) for place in Place]
    )
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    file_type = models.CharField(max_length=4, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=HASH_LENGTH, blank=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["space", "kind", "channel"], name="contribution_by_kind"),
            models.Index(fields=["sha256"], name="contribution_by_hash"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=[channel.value for channel in Channel]),
                name="a_contribution_is_in_a_known_channel",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="a_contribution_is_of_a_known_kind"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_contribution_says_something"),
            models.CheckConstraint(
                condition=Q(kind=Kind.FILE.value, size__gt=0) & ~Q(sha256="")
                | ~Q(kind=Kind.FILE.value) & Q(sha256=""),
                name="a_file_in_a_space_has_content",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.TASK.value) | Q(done_at=None), name="only_a_task_is_done"
            ),
            # The last of its sort: Django loses count of those of SQLite behind a backslash (ESCAPE).
            models.CheckConstraint(
                condition=Q(kind=Kind.LINK.value, address__startswith="https://")
                | ~Q(kind=Kind.LINK.value) & Q(address=""),
                name="a_link_in_a_space_is_a_safe_one",
            ),
            models.UniqueConstraint(
                fields=["space", "channel", "sha256"],
                condition=Q(kind=Kind.FILE.value),
                name="a_file_is_once_in_a_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in space:{self.space_id}"

    @property
    def reference(self) -> str:
        """How the journal names this."""
        return f"contribution:{self.pk}"


class Revision(models.Model):
    """What a contribution said before somebody changed it."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField()
    day = models.DateField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "version"], name="a_version_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"version {self.version} of contribution:{self.contribution_id}"
