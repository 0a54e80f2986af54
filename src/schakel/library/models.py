from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from schakel.kernel.languages import LANGUAGES
from schakel.library.kinds import Kind
from schakel.library.rules import (
    FINDABLE,
    NETWORK_AUDIENCE,
    PARTNERS_AUDIENCE,
    PUBLIC_AUDIENCE,
    REVIEW_AFTER,
    STAFF_AUDIENCE,
    State,
    Visibility,
)


@lru_cache(maxsize=20_000)
def _address_of(slug: str) -> str:
    """Of a page; an answer has fifty of them, and looking up addresses is slow."""
    return reverse("item", args=[slug])


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_in(self, audiences: Iterable[str]) -> "ItemQuerySet":
        """The items that somebody with these audiences may see; the same rule as ``audiences_of``."""
        audiences = frozenset(audiences)
        if STAFF_AUDIENCE in audiences:
            return self.all()
        findable = Q(state__in=[state.value for state in FINDABLE])
        seen = Q(pk__in=[])
        for audience, visibility in (
            (PUBLIC_AUDIENCE, Visibility.PUBLIC),
            (NETWORK_AUDIENCE, Visibility.NETWORK),
            (PARTNERS_AUDIENCE, Visibility.PARTNERS),
        ):
            if audience in audiences:
                seen |= findable & Q(visibility=visibility.value)
        owners = [
            int(audience.partition(":")[2]) for audience in audiences if audience.startswith("organisation:")
        ]
        if owners:
            shared = CoOwner.objects.filter(organisation_id__in=owners).order_by().values("item")
            seen |= Q(owner_id__in=owners) | Q(pk__in=shared)
        return self.filter(seen)

    def with_standing(self, today: date) -> "ItemQuerySet":
        """With ``standing``, the state as it stands today; the same rule as ``state_at``."""
        long_ago = Q(state=State.PUBLISHED.value, verified_on__lt=today - REVIEW_AFTER)
        return self.annotate(
            standing=Case(When(long_ago, then=Value(State.NEEDS_UPDATE.value)), default=F("state"))
        )


class Item(models.Model):
    """One thing the hub knows, of some kind."""

    kind = models.CharField(_("kind"), max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    slug = models.SlugField(max_length=120, unique=True)
    owner = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    themes = models.ManyToManyField("vocabulary.Concept", related_name="+", blank=True)
    visibility = models.CharField(
        max_length=12,
        default=Visibility.PUBLIC,
        choices=[(choice.value, choice.value) for choice in Visibility],
    )
    state = models.CharField(
        max_length=12, default=State.DRAFT, choices=[(choice.value, choice.value) for choice in State]
    )
    original_language = models.CharField(
        max_length=2, choices=[(code, code) for code in LANGUAGES], default="nl"
    )
    facts = models.JSONField(default=dict, blank=True)
    is_illustrative = models.BooleanField(default=False)
    source_url = models.URLField(max_length=500, blank=True)
    source_name = models.CharField(max_length=160, blank=True)
    licence = models.CharField(max_length=60, blank=True)
    retrieved_on = models.DateField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    same_as = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="doubles"
    )  # somebody found that this is that one; its address leads there
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["-published_at", "pk"]
        indexes = [
            models.Index(fields=["kind", "state"], name="item_by_kind_and_state"),
            models.Index(fields=["-published_at"], name="item_by_publication"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="an_item_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=[choice.value for choice in Visibility]),
                name="an_item_has_a_known_visibility",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED.value) | Q(published_at__isnull=False),
                name="a_published_item_has_a_publication_moment",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="versions_count_from_one"),
            models.CheckConstraint(condition=~Q(same_as=F("id")), name="an_item_is_no_double_of_itself"),
            models.CheckConstraint(
                condition=Q(same_as=None) | Q(state=State.ARCHIVED.value), name="a_double_is_archived"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return _address_of(self.slug)

    @property
    def reference(self) -> str:
        """How the journal and the index name this item."""
        return f"item:{self.pk}"

    @cached_property
    def co_owner_keys(self) -> frozenset[int]:
        """Organisations that own it beside its owner, as they are when this is first asked."""
        return frozenset(self.co_owners.order_by("pk").values_list("organisation", flat=True))


class CoOwner(models.Model):
    """An organisation that owns an item beside its owner: its members see it and may do with it what owners may."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="co_owners")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "organisation"], name="an_item_has_a_co_owner_once")
        ]

    def __str__(self) -> str:
        return f"organisation:{self.organisation_id} beside the owner of item:{self.item_id}"


class ItemText(models.Model):
    """One text of an item in one language. ``is_machine_made``: translated by a machine, and shown as such."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES])
    name = models.CharField(max_length=20)
    text = models.TextField()
    is_machine_made = models.BooleanField(default=False)

    class Meta:
        ordering = ["item", "language", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "language", "name"], name="one_text_per_item_language_and_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
