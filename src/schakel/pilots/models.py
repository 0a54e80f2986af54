from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schakel.accounts.public import Person, Role, standing_of
from schakel.organisations import public as organisations
from schakel.pilots.rules import (
    COST_BANDS,
    LONGEST_LINE,
    LONGEST_TITLE,
    TAKING_PART,
    CheckName,
    CheckState,
    Decision,
    PartnerRole,
    Reply,
    State,
    Values,
)

HASH_LENGTH = 64


class PilotQuerySet(models.QuerySet["Pilot"]):
    def visible_to(self, person: Person | None) -> PilotQuerySet:
        """For its owner, for organisations that are asked or take part, and for whoever works for the hub."""
        if person is None or not person.is_active:
            return self.none()
        if {Role.STAFF, Role.ADMINISTRATOR} & standing_of(person):
            return self.all()
        own = [one.pk for one in organisations.member_organisations(person)]
        partners = Partner.objects.filter(
            organisation__in=own, reply__in=[reply.value for reply in TAKING_PART]
        )
        return self.filter(Q(owner__in=own) | Q(pk__in=partners.order_by().values("pilot")))


class Pilot(models.Model):
    """Something that organisations try together.

    ``challenge`` and ``items`` are what it began with; ``case`` the item that was written from it, and
    ``case_written`` what the hub wrote there the last time. ``start_key`` recognises it while it is not finished.
    """

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    owner = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    challenge = models.ForeignKey(
        "library.Item", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    items = models.ManyToManyField("library.Item", related_name="+", blank=True)
    facility = models.ForeignKey(
        "library.Item", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    method = models.ForeignKey(
        "library.Item", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    space = models.OneToOneField("spaces.Space", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, default="nl")
    problem = models.TextField(blank=True)
    hypothesis = models.TextField(blank=True)
    approach = models.TextField(blank=True)
    results = models.TextField(blank=True)
    failed = models.TextField(blank=True)
    lesson = models.TextField(blank=True)
    budget_band = models.CharField(max_length=10, blank=True, choices=[(band, band) for band in COST_BANDS])
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=10, default=State.PROPOSED, choices=[(state.value, state.value) for state in State]
    )
    since = models.DateTimeField()
    decision = models.CharField(
        max_length=6, blank=True, choices=[(decision.value, decision.value) for decision in Decision]
    )
    reason = models.TextField(blank=True)
    case = models.OneToOneField(
        "library.Item", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    saved_method = models.OneToOneField(
        "library.Item", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    case_written = models.JSONField(default=dict, blank=True)
    start_key = models.CharField(max_length=HASH_LENGTH, unique=True, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    objects = PilotQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "pk"]
        indexes = [models.Index(fields=["state", "since"], name="pilot_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="a_pilot_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DECIDED.value, decision__in=[one.value for one in Decision])
                | ~Q(state=State.DECIDED.value) & Q(decision=""),
                name="a_decided_pilot_says_what_was_decided",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.STOP.value) | ~Q(lesson=""),
                name="a_stopped_pilot_leaves_a_lesson",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | ~Q(reason=""), name="a_decision_about_a_pilot_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="a_pilot_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pilot", args=[self.slug])

    @property
    def reference(self) -> str:
        """How the journal names this pilot."""
        return f"pilot:{self.pk}"


class Partner(models.Model):
    """An organisation that is asked to take part in a pilot, and what it said."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in PartnerRole])
    reply = models.CharField(
        max_length=8, default=Reply.ASKED, choices=[(reply.value, reply.value) for reply in Reply]
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "organisation"], name="an_organisation_is_a_partner_in_a_pilot_once"
            ),
            models.CheckConstraint(
                condition=Q(reply__in=[reply.value for reply in Reply]), name="a_partner_gave_a_known_reply"
            ),
        ]

    def __str__(self) -> str:
        return f"organisation:{self.organisation_id} in pilot:{self.pilot_id}"


class Measure(models.Model):
    """By what one sees whether it worked: in which unit, before, aimed for, and as it was measured afterwards."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField(max_length=LONGEST_LINE)
    unit = models.CharField(max_length=LONGEST_LINE, blank=True)
    before = models.DecimalField(max_digits=13, decimal_places=3, null=True, blank=True)
    aimed = models.DecimalField(max_digits=13, decimal_places=3, null=True, blank=True)
    measured = models.DecimalField(max_digits=13, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "name"], name="a_measure_has_one_name_in_a_pilot")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def values(self) -> Values:
        return Values(self.before, self.aimed, self.measured)


class Check(models.Model):
    """What has to be looked at before a pilot starts, who did so, and what they found."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="checks")
    name = models.CharField(max_length=12, choices=[(name.value, name.value) for name in CheckName])
    state = models.CharField(
        max_length=10, default=CheckState.OPEN, choices=[(state.value, state.value) for state in CheckState]
    )
    words = models.TextField(blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "name"], name="a_check_stands_once_in_a_pilot"),
            models.CheckConstraint(
                condition=Q(state__in=[CheckState.OPEN.value, CheckState.NEEDED.value]) | ~Q(words=""),
                name="a_check_that_was_settled_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of pilot:{self.pilot_id}"


class Phase(models.Model):
    """A part of the plan, in its order."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST_TITLE)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "name"], name="a_phase_has_one_name_in_a_pilot")
        ]

    def __str__(self) -> str:
        return self.name
