from django.conf import settings
from django.db import models
from django.db.models import Q

from schakel.pictures.rules import LONGEST_DESCRIPTION, LONGEST_LICENCE, LONGEST_MAKER, MOST_PICTURES

HASH_LENGTH = 64
CODE_LENGTH = 16
BEING_MOVED = 0
"""The position of a picture while it changes places with others, within one transaction."""


class Picture(models.Model):
    """A picture of an item. ``sent_sha256``: hash of the file that was sent, which is not kept."""

    item = models.ForeignKey("library.Item", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    description_nl = models.CharField(max_length=LONGEST_DESCRIPTION, blank=True)
    description_en = models.CharField(max_length=LONGEST_DESCRIPTION, blank=True)
    maker = models.CharField(max_length=LONGEST_MAKER, blank=True)
    licence = models.CharField(max_length=LONGEST_LICENCE, blank=True)
    sent_sha256 = models.CharField(max_length=HASH_LENGTH)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["item", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="one_picture_of_an_item_in_a_place"),
            models.UniqueConstraint(
                fields=["item", "sent_sha256"], name="a_picture_stands_with_an_item_once"
            ),
            models.CheckConstraint(
                condition=Q(position__lte=MOST_PICTURES), name="an_item_has_so_many_pictures_and_no_more"
            ),
            models.CheckConstraint(
                condition=~Q(description_nl="") | ~Q(description_en=""), name="a_picture_is_described"
            ),
        ]

    def __str__(self) -> str:
        return f"picture {self.position} of item:{self.item_id}"

    @property
    def code(self) -> str:
        """What stands in its address: of its content, so that it tells nothing of how many others there are."""
        return self.sent_sha256[:CODE_LENGTH]

    def descriptions(self) -> dict[str, str]:
        """By language."""
        return {"nl": self.description_nl, "en": self.description_en}


class PictureSize(models.Model):
    """A picture in one of its widths: a file under its hash. Pixels and bytes."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="sizes")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=HASH_LENGTH)

    class Meta:
        ordering = ["picture", "width"]
        indexes = [models.Index(fields=["sha256"], name="picture_size_by_hash")]
        constraints = [
            models.UniqueConstraint(fields=["picture", "width"], name="a_picture_is_there_once_in_a_width"),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0, size__gt=0), name="a_picture_has_something_to_see"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.width} x {self.height}"
