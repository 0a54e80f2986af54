from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from schakel.accounts.public import Person, Role, standing_of
from schakel.adoptions.rules import COUNTED, LONGEST_VERSION, Scale, State, new_code
from schakel.library import public as library
from schakel.organisations import public as organisations


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def visible_to(self, person: Person | None) -> AdoptionQuerySet:
        """What is confirmed, for who may see its item; what is not, for the adopter, who wrote it, and the staff."""
        items = library.items_visible_to(person).order_by().values("pk")
        seen = Q(item__in=items) & Q(confirmed_at__isnull=False)
        if person is None or not person.is_active:
            return self.filter(seen)
        if {Role.STAFF, Role.ADMINISTRATOR} & standing_of(person):
            return self.all()
        own = [one.pk for one in organisations.member_organisations(person)]
        return self.filter(seen | Q(adopter__in=own) | Q(item__in=items) & Q(reported_by=person))

    def standing(self, item: int, adopter: int) -> Adoption | None:
        """The one of this item by this organisation that did not stop."""
        return self.filter(item=item, adopter=adopter).exclude(state=State.STOPPED.value).first()

    def counted(self) -> AdoptionQuerySet:
        """What is proven reuse."""
        return self.filter(confirmed_at__isnull=False, state__in=[state.value for state in COUNTED])


class Adoption(models.Model):
    """An organisation uses a case or a solution of another. ``contact``: whom to ask about it."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    item = models.ForeignKey("library.Item", on_delete=models.PROTECT, related_name="+")
    adopter = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    challenge = models.ForeignKey(
        "library.Item", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=8, choices=[(state.value, state.value) for state in State])
    scale = models.CharField(max_length=6, choices=[(scale.value, scale.value) for scale in Scale])
    version = models.CharField(max_length=LONGEST_VERSION, blank=True)
    since_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reported_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        indexes = [models.Index(fields=["item", "state"], name="adoption_by_item")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "adopter"],
                condition=~Q(state=State.STOPPED.value),
                name="an_organisation_adopts_an_item_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]),
                name="an_adoption_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(scale__in=[scale.value for scale in Scale]), name="an_adoption_has_a_known_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"organisation:{self.adopter_id} uses item:{self.item_id}"

    @property
    def reference(self) -> str:
        """How the journal names this adoption."""
        return f"adoption:{self.pk}"
