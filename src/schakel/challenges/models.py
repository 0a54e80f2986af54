from django.conf import settings
from django.db import models
from django.db.models import Q

from schakel.challenges.rules import LONGEST_BUNDLE_TITLE, WOO_GROUNDS, Reply, State

HASH_LENGTH = 64


class Challenge(models.Model):
    """What happens to a challenge; what it says is its item.

    ``saved_key`` recognises the question it was saved from, until it is finished; ``outcome`` is what came of it.
    """

    item = models.OneToOneField("library.Item", primary_key=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=12, default=State.DRAFT, choices=[(state.value, state.value) for state in State]
    )
    since = models.DateTimeField()
    saved_key = models.CharField(max_length=HASH_LENGTH, unique=True, null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.TextField(blank=True)
    woo_ground = models.CharField(
        max_length=8, blank=True, choices=[(ground, ground) for ground in WOO_GROUNDS]
    )
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["state", "since"], name="challenge_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]),
                name="a_challenge_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RESOLVED.value) | ~Q(outcome=""),
                name="a_resolved_challenge_says_what_came_of_it",
            ),
            models.CheckConstraint(
                condition=Q(woo_ground="", review_on=None)
                | Q(woo_ground__in=WOO_GROUNDS, review_on__isnull=False),
                name="a_confidential_challenge_has_a_ground_and_a_review_date",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How the journal names what happens to it; the item has a name of its own."""
        return f"challenge:{self.pk}"

    @property
    def is_confidential(self) -> bool:
        return bool(self.woo_ground)


class Note(models.Model):
    """What somebody of the staff wrote about a challenge, for the staff alone."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_note_says_something")]

    def __str__(self) -> str:
        return f"note on challenge:{self.challenge_id}"


class Follower(models.Model):
    """Somebody who wants to know what becomes of a challenge."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="followers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "person"], name="a_person_follows_a_challenge_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} follows challenge:{self.challenge_id}"


class CoOwnership(models.Model):
    """That a public body was asked to own a challenge beside its owner, and what it said."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="co_ownerships")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    reply = models.CharField(
        max_length=8, default=Reply.ASKED, choices=[(reply.value, reply.value) for reply in Reply]
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "organisation"], name="a_body_is_asked_once_to_own_a_challenge_too"
            ),
            models.CheckConstraint(
                condition=Q(reply__in=[reply.value for reply in Reply]),
                name="a_co_owner_gave_a_known_reply",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply}: organisation:{self.organisation_id} for challenge:{self.challenge_id}"

    @property
    def reference(self) -> str:
        """What a notice about it is about."""
        return f"co-ownership:{self.pk}"


class Alike(models.Model):
    """Two challenges of different bodies that say much the same, as matching found: perhaps one bundle.

    ``one`` has the lower key. Who put it aside decided that they are not; it is not brought up again.
    """

    one = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="+")
    dots = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-dots", "found_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="two_challenges_are_alike_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="the_lower_key_comes_first"),
        ]

    def __str__(self) -> str:
        return f"challenge:{self.one_id} and challenge:{self.other_id}"

    @property
    def reference(self) -> str:
        """How the journal and a notice name it."""
        return f"alike:{self.pk}"


class Bundle(models.Model):
    """Challenges of several bodies that are much the same, taken up together; each keeps its own words."""

    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=LONGEST_BUNDLE_TITLE)
    text = models.TextField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["-proposed_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        """How the journal names this bundle."""
        return f"bundle:{self.pk}"


class BundleAnswer(models.Model):
    """What the owner of a challenge said to a bundle."""

    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="answers")
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="bundle_answers")
    reply = models.CharField(
        max_length=8, default=Reply.ASKED, choices=[(reply.value, reply.value) for reply in Reply]
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "challenge"], name="a_challenge_is_once_in_a_bundle"),
            models.UniqueConstraint(
                fields=["challenge"],
                condition=Q(reply__in=[Reply.ASKED.value, Reply.AGREED.value]),
                name="a_challenge_is_in_one_bundle_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(reply__in=[reply.value for reply in Reply]), name="a_reply_is_a_known_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply}: challenge:{self.challenge_id}"
