from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schakel.kernel.languages import LANGUAGES

_LANGUAGE_CHOICES = [(language, language) for language in LANGUAGES]


class Concept(models.Model):
    """A theme: skos:Concept. ``notation`` is its stable name in addresses and exports."""

    notation = models.SlugField(max_length=80, unique=True)
    broader = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="narrower"
    )
    related = models.ManyToManyField("self", blank=True, symmetrical=True)
    is_challenge = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "notation"]
        constraints = [
            models.CheckConstraint(condition=~Q(broader=F("id")), name="a_concept_is_not_broader_than_itself")
        ]

    def __str__(self) -> str:
        return self.notation


class Label(models.Model):
    """What people call a concept: skos:prefLabel or skos:altLabel in one language."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(max_length=2, choices=_LANGUAGE_CHOICES)
    text = models.CharField(max_length=160)
    is_preferred = models.BooleanField(default=False)

    class Meta:
        ordering = ["language", "-is_preferred", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=Q(is_preferred=True),
                name="one_preferred_label_per_language",
            ),
            models.UniqueConstraint(fields=["language", "text"], name="a_label_names_one_concept"),
        ]

    def __str__(self) -> str:
        return self.text


class WordPair(models.Model):
    """A Dutch word and an English word that can translate it. ``rank`` 0 is the best translation."""

    dutch = models.CharField(max_length=120)
    english = models.CharField(max_length=120)
    rank = models.PositiveSmallIntegerField(default=0)
    word_class = models.CharField(max_length=1, default="o")

    class Meta:
        ordering = ["dutch", "rank", "english"]
        indexes = [models.Index(fields=["english"], name="word_pair_by_english")]
        constraints = [models.UniqueConstraint(fields=["dutch", "english"], name="a_word_pair_stands_once")]

    def __str__(self) -> str:
        return f"{self.dutch} = {self.english}"
