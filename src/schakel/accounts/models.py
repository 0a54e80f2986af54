from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from schakel.accounts.rules import HUB_ROLES


class People(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who can sign in."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, default="nl")
    is_active = models.BooleanField(default=True)
    is_hub_staff = models.BooleanField(_("works for the hub"), default=False)
    """Whether somebody was given such work. Without roles of their own they are all-round; roles say more, and end."""
    is_administrator = models.BooleanField(_("runs the installation"), default=False)
    is_illustrative = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="e_mail_addresses_are_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def known_roles(self) -> list[tuple[str, date | None]]:
        """Each role in the hub with the day on which it ends, as they were when this row was read: asked often."""
        return list(HubRole.objects.filter(person=self).order_by("pk").values_list("role", "ends_on"))

    @property
    def reference(self) -> str:
        """How the journal names this person."""
        return f"person:{self.pk}"


class HubRole(models.Model):
    """Somebody is an adviser, editor, programme manager, controller or auditor of the hub.

    Who gave and who took it stands in the journal; from ``ends_on`` on it counts no more.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="hub_roles")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in HUB_ROLES])
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("role in the hub")
        verbose_name_plural = _("roles in the hub")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "role"], name="somebody_has_a_hub_role_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in HUB_ROLES]),
                name="a_hub_role_is_one_of_those_there_are",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.person_id}"


class AccessToken(models.Model):
    """Lets a program act for a person, within scopes and until a moment.

    Only the hash of its secret is kept; ``prefix`` is the part by which people and the hub know it again.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=10, unique=True)
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="an_access_token_lasts_for_a_while",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"

    @property
    def reference(self) -> str:
        """How the journal names this token."""
        return f"access-token:{self.pk}"
