from django.db import models
from django.db.models import Q


class Exposure(models.Model):
    """How often an item stood in an answer on a day: a number, and nothing about who asked or what."""

    item = models.ForeignKey("library.Item", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    times = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["day", "item"]
        indexes = [models.Index(fields=["day"], name="exposure_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["item", "day"], name="an_item_has_one_count_a_day"),
            models.CheckConstraint(condition=Q(times__gt=0), name="what_was_not_shown_has_no_count"),
        ]

    def __str__(self) -> str:
        return f"item:{self.item_id} on {self.day}"
