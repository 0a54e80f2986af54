from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schakel.interests.rules import DECLARED

CODE_LENGTH = 16


class Interest(models.Model):
    """What somebody declared about themselves and an organisation. The database refuses to change or remove it."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(
        max_length=12, choices=[(relation.value, relation.value) for relation in DECLARED]
    )
    words = models.TextField(blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["-declared_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "person"], name="interest_by_organisation")]
        constraints = [
            models.CheckConstraint(
                condition=Q(relation__in=[relation.value for relation in DECLARED]),
                name="an_interest_has_a_known_relation",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="an_interest_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def reference(self) -> str:
        """How the journal names this interest."""
        return f"interest:{self.pk}"


class Ending(models.Model):
    """That an interest is over: a row of its own, which cannot be changed either."""

    interest = models.OneToOneField(Interest, on_delete=models.PROTECT, related_name="ending")
    ended_on = models.DateField()
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.interest_id} ended on {self.ended_on}"
