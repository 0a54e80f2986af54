from django.conf import settings
from django.db import models
from django.db.models import Q

from schakel.procurement.rules import Route


class RouteChoice(models.Model):
    """The route that was written down with a challenge, with the answers that led to it; the last one stands."""

    challenge = models.OneToOneField(
        "challenges.Challenge", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    route = models.CharField(max_length=16, choices=[(route.value, route.value) for route in Route])
    answers = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(route__in=[route.value for route in Route]), name="a_route_is_a_known_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.route}: challenge:{self.challenge_id}"
