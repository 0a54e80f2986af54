from django.conf import settings
from django.db import models
from django.db.models import Q

from schakel.matching.rules import WRONG_BECAUSE


class Objection(models.Model):
    """Somebody said that an item does not belong with their question.

    ``words`` are the words of the question that the item met. The question itself is only here when its asker sent
    it along, and until somebody of the staff has looked at it: it may hold what is nobody else's business.
    """

    item = models.ForeignKey("library.Item", on_delete=models.CASCADE, related_name="+")
    because = models.CharField(max_length=20, choices=[(code, code) for code in WRONG_BECAUSE])
    words = models.JSONField(default=list, blank=True)
    themes = models.JSONField(default=list, blank=True)
    question = models.TextField(blank=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["seen_at", "made_at"], name="objection_by_seen_and_made")]
        constraints = [
            models.CheckConstraint(
                condition=Q(because__in=WRONG_BECAUSE), name="an_objection_has_a_known_reason"
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None) | Q(question=""), name="a_question_is_gone_once_it_was_seen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.because} on item:{self.item_id}"

    @property
    def reference(self) -> str:
        """How the journal names this objection."""
        return f"objection:{self.pk}"
