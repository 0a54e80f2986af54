from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import MEMBER_ROLES, Role
from schakel.organisations.identifying import Register
from schakel.organisations.reference import other_names
from schakel.organisations.rules import (
    LONGEST_NAME,
    PUBLIC_BODIES,
    OrganisationType,
    SizeClass,
    comparable_name,
)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, person: object) -> "OrganisationQuerySet":  # noqa: ARG002 - every query says who asks
        """Organisations are public facts: everybody sees those that are verified."""
        return self.filter(is_verified=True)

    def valid_on(self, day: date) -> "OrganisationQuerySet":
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gt=day)
        )


class Organisation(models.Model):
    """A body that brings, owns or provides something; time-valid, with its successor."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    comparable = models.CharField(max_length=LONGEST_NAME, db_index=True, editable=False)
    type = models.CharField(_("type"), max_length=20, choices=[(t.value, t.value) for t in OrganisationType])
    code = models.CharField(max_length=20, unique=True, null=True, blank=True)  # unique, so absent is NULL
    tooi = models.URLField(_("TOOI identifier"), blank=True)
    province = models.ForeignKey(
        "self",
        verbose_name=_("province"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="municipalities",
    )
    size_class = models.CharField(max_length=12, blank=True, choices=[(s.value, s.value) for s in SizeClass])
    size_is_estimate = models.BooleanField(default=True)
    inhabitants = models.PositiveIntegerField(null=True, blank=True)
    counted_in = models.PositiveSmallIntegerField(null=True, blank=True)
    """The year of the file of Statistics Netherlands that last spoke of it; the list of our own is of 2025."""
    website = models.URLField(blank=True)
    description_nl = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    is_hub_partner = models.BooleanField(default=False)
    is_verified = models.BooleanField(default=True)
    is_illustrative = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    succession_announced_at = models.DateTimeField(null=True, blank=True)
    carried_over_at = models.DateTimeField(null=True, blank=True)
    """When its members and items last became those of its successor."""
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="doubles"
    )
    """Somebody found that this is that one; its address leads there."""
    kvk = models.CharField(max_length=8, blank=True)
    rsin = models.CharField(max_length=9, blank=True)
    vat = models.CharField(max_length=20, blank=True)
    oin = models.CharField(max_length=20, blank=True)
    pic = models.CharField(max_length=9, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    registered_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    """When somebody of the staff checked it; empty for what came with a public list."""
    declined_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="an_organisation_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("id")), name="an_organisation_does_not_succeed_itself"
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="an_organisation_is_no_double_of_itself"
            ),
            models.CheckConstraint(
                condition=Q(is_verified=False) | Q(merged_into=None, declined_at=None),
                name="what_was_merged_or_declined_is_not_verified",
            ),
            *(
                models.UniqueConstraint(
                    fields=[register.value],
                    condition=Q(is_verified=True) & ~Q((register.value, "")),
                    name=f"one_verified_organisation_has_a_{register.value}",
                )
                for register in Register
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.comparable = comparable_name(self.name, other_names())
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def reference(self) -> str:
        return f"organisation:{self.pk}"

    @property
    def is_public_body(self) -> bool:
        return self.type in PUBLIC_BODIES


class Membership(models.Model):
    """A person belongs to an organisation."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(
        max_length=12, default=Role.MEMBER.value, choices=[(role.value, role.value) for role in MEMBER_ROLES]
    )
    is_administrator = models.BooleanField(default=False)
    since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in MEMBER_ROLES]),
                name="a_member_is_one_of_what_there_is",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"], name="one_membership_per_person_and_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.organisation_id}"


class JoinRequest(models.Model):
    """Somebody says that they belong to an organisation, until somebody of it, or of the staff, answers."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    message = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_accepted = models.BooleanField(default=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(answered_at=None),
                name="one_open_request_per_person_and_organisation",
            ),
            models.CheckConstraint(
                condition=Q(is_accepted=False) | Q(answered_at__isnull=False),
                name="what_was_accepted_was_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"join-request:{self.pk}"


class Invitation(models.Model):
    """Whoever has this e-mail address can become a member, once and for some time.

    Only the hash of the code in its link is kept. What it is good for now: ``rules.invitation_state``.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in MEMBER_ROLES])
    as_administrator = models.BooleanField(default=False)
    code_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address_and_organisation",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="an_invitation_is_used_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="an_invitation_lasts_for_a_while"
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="invited_addresses_are_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"invitation:{self.pk}"


class Boundary(models.Model):
    """The outline of a province as it is drawn on the map, simplified from a file that an operator loaded.

    ``path`` draws it in the units of the map's picture; there is most room for words at the label.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    path = models.TextField()
    label_x = models.PositiveSmallIntegerField()
    label_y = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"boundary of {self.organisation_id}"
