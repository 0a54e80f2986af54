from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schakel.credentials.rules import (
    LONGEST_CRITERIA,
    LONGEST_KEY,
    LONGEST_LEVEL,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_SOURCE,
    LONGEST_TITLE,
    STATUS_LIST_SIZE,
    Achievement,
    Evidence,
    Reason,
    Sharing,
    State,
    new_code,
    state_of,
)
from schakel.kernel.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schakel.accounts.public import Person
    from schakel.organisations.public import Organisation

HASH_LENGTH = 64


class SigningKey(models.Model):
    """A key with which the hub signs badges; what is secret of it stands in the data folder and never here.

    A key that was followed by another is still published, so that what it signed can be checked. One that leaked
    is not: whoever has it can sign anything.
    """

    thumbprint = models.CharField(max_length=43, unique=True)
    """Of the public key: RFC 7638, SHA-256."""
    public_key = models.JSONField()
    """As a JSON Web Key: RFC 7517."""
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    has_leaked = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["has_leaked"], condition=Q(retired_at=None), name="one_key_signs_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(has_leaked=False) | Q(retired_at__isnull=False),
                name="a_key_that_leaked_signs_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.thumbprint

    @property
    def reference(self) -> str:
        """How the journal names this key."""
        return f"signing-key:{self.pk}"


class CredentialQuerySet(models.QuerySet["Credential"]):
    def standing(self) -> CredentialQuerySet:
        return self.filter(revoked_at=None)

    def kept(self) -> CredentialQuerySet:
        """Without those of which only the tombstone is left."""
        return self.filter(erased_at=None)

    def visible_to(self, person: Person | None) -> CredentialQuerySet:
        """Somebody's own. Whoever has the link of another finds it by its code."""
        if person is None or not person.is_active:
            return self.none()
        return self.kept().filter(person=person)

    def issued_by(self, issuers: Iterable[Organisation]) -> CredentialQuerySet:
        return self.kept().filter(issuer__in=[one.pk for one in issuers])


class Credential(models.Model):
    """One statement about one holder, frozen when it was given: afterwards it is withdrawn, replaced or erased."""

    code = models.CharField(max_length=32, unique=True, default=new_code, editable=False)
    key = models.CharField(max_length=LONGEST_KEY)
    """Recognises what is certified, so that doing it twice gives one credential."""
    version = models.PositiveSmallIntegerField(default=1)
    """The next one takes its place when something in it was wrong."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """None for a guest, who is known by the hash of their address."""
    holder_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    email_hash = models.CharField(max_length=HASH_LENGTH + 7, blank=True)
    salt = models.CharField(max_length=32, blank=True)
    address_key = models.CharField(max_length=HASH_LENGTH, blank=True)
    """By which somebody who made an account later finds what they earned as a guest; worth nothing without the key of
    the hub."""

    issuer = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    issuer_name = models.CharField(max_length=LONGEST_TITLE)
    """As it was called then."""
    issuer_slug = models.CharField(max_length=80)
    """How it was named in addresses then: what a badge says is the same after its issuer goes on in another."""
    title = models.CharField(max_length=LONGEST_TITLE)
    criteria = models.CharField(max_length=LONGEST_CRITERIA)
    minutes = models.PositiveIntegerField()
    level = models.CharField(max_length=LONGEST_LEVEL, blank=True)
    dimensions = models.JSONField(default=list)
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES])
    source = models.CharField(max_length=LONGEST_SOURCE)
    began_on = models.DateField()
    ended_on = models.DateField()
    attended_minutes = models.PositiveIntegerField()
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)

    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sharing = models.CharField(
        max_length=7, choices=[(one.value, one.value) for one in Sharing], default=Sharing.LINK.value
    )
    status_list = models.PositiveIntegerField()
    status_place = models.PositiveIntegerField()
    """Which bit says that it was withdrawn: chosen at random, so that a list tells nothing of who came after whom."""

    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=12, blank=True, choices=[(one.value, one.value) for one in Reason])
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        indexes = [models.Index(fields=["address_key"], name="credential_by_address")]
        constraints = [
            models.UniqueConstraint(F("key"), F("version"), name="a_thing_is_certified_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(revoked_at=None), name="one_credential_of_a_thing_stands"
            ),
            models.UniqueConstraint(
                fields=["status_list", "status_place"], name="a_credential_has_a_bit_of_its_own"
            ),
            models.CheckConstraint(
                condition=Q(status_place__lt=STATUS_LIST_SIZE), name="a_bit_stands_in_its_list"
            ),
            models.CheckConstraint(
                condition=Q(sharing__in=[one.value for one in Sharing]), name="a_credential_is_shared_somehow"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("began_on")), name="a_credential_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, reason="")
                | Q(revoked_at__isnull=False, reason__in=[one.value for one in Reason]),
                name="a_credential_is_withdrawn_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(revoked_at__isnull=False),
                name="a_replaced_credential_was_withdrawn",
            ),
            models.CheckConstraint(
                condition=(Q(erased_at=None) & ~Q(holder_name="") & ~Q(email_hash=""))
                | Q(
                    erased_at__isnull=False,
                    revoked_at__isnull=False,
                    person=None,
                    holder_name="",
                    email_hash="",
                    salt="",
                    address_key="",
                    note="",
                ),
                name="an_erased_credential_names_nobody",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(issuer_name=""), name="a_credential_says_what_and_from_whom"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("credential", args=[self.code])

    @property
    def reference(self) -> str:
        """How the journal names this credential."""
        return f"credential:{self.pk}"

    @property
    def state(self) -> State:
        return state_of(
            revoked_at=self.revoked_at,
            is_replaced=self.replaced_by_id is not None,
            erased_at=self.erased_at,
        )

    @property
    def achievement(self) -> Achievement:
        return Achievement(
            title=self.title,
            criteria=self.criteria,
            minutes=self.minutes,
            language=self.language,
            source=self.source,
            level=self.level,
            dimensions=tuple(self.dimensions),
        )

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.began_on, self.ended_on, self.attended_minutes, self.note)
