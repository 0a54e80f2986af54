from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import MEMBER_ROLES, Role
from schakel.organisations.reference import other_names
from schakel.organisations.rules import LONGEST_NAME, OrganisationType, SizeClass, comparable_name


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
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.comparable = comparable_name(self.name, other_names())
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def reference(self) -> str:
        return f"organisation:{self.pk}"


class Membership(models.Model):
    """A person belongs to an organisation."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(
        max_length=12, default=Role.MEMBER.value, choices=[(role.value, role.value) for role in MEMBER_ROLES]
    )
    is_administrator = models.BooleanField(default=False)

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
