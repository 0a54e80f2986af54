from django.conf import settings
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


class ThemeRun(models.Model):
    """One time that themes were read from a file of somebody else, and what came of it."""

    class State(models.TextChoices):
        DONE = "done"
        UNDONE = "undone"

    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    scheme = models.CharField(max_length=400)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DONE)
    started_at = models.DateTimeField()
    run_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    counts = models.JSONField(default=dict)
    repairs = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    attached = models.JSONField(default=list)
    """Addresses that this run attached to themes the hub had already."""

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.scheme} {self.file_name}"


class ThemeSource(models.Model):
    """What a source says of a theme, as it was understood the last time: an address, labels, a place.

    Of a theme that the hub had already under this name it is attached: kept, and it does not change the theme.
    """

    uri = models.CharField(max_length=400, unique=True)
    scheme = models.CharField(max_length=400)
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="sources")
    says = models.JSONField(default=dict)
    licence = models.CharField(max_length=200, blank=True)
    retrieved_on = models.DateField()
    is_attached = models.BooleanField(default=False)
    is_gone = models.BooleanField(default=False)

    class Meta:
        ordering = ["uri"]
        indexes = [models.Index(fields=["scheme"], name="theme_source_by_scheme")]

    def __str__(self) -> str:
        return self.uri


class ThemeChange(models.Model):
    """What a run did to one theme, and what its source said before: all that undoing it needs."""

    run = models.ForeignKey(ThemeRun, on_delete=models.CASCADE, related_name="changes")
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="+")
    created = models.BooleanField(default=False)
    before = models.JSONField(default=dict)
    """Labels and the place of the theme, and what its source said."""
    fingerprint_after = models.CharField(max_length=16)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "concept"], name="one_change_per_run_and_theme")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.concept_id}"
