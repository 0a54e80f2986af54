from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from schakel.accounts.public import Person, may, standing_of
from schakel.introductions.rules import (
    BROKER,
    ENDED,
    LONGEST_NAME,
    LONGEST_TELEPHONE,
    Decline,
    Moment,
    Outcome,
    Promise,
    Purpose,
    Side,
    State,
    state_at,
)
from schakel.kernel.languages import LANGUAGES
from schakel.organisations.public import member_organisations

HASH_LENGTH = 64
_STATES = [state.value for state in State]


class IntroductionQuerySet(QuerySet["Introduction"]):
    def visible_to(self, person: Person | None) -> "IntroductionQuerySet":
        """Those of one's own organisations, on either side; for advisers all."""
        if person is None or not person.is_active:
            return self.none()
        if may(BROKER, standing_of(person)):
            return self.all()
        own = [organisation.pk for organisation in member_organisations(person)]
        return self.filter(Q(requester__in=own) | Q(receiver__in=own))

    def with_standing(self, now: object) -> "IntroductionQuerySet":
        """With ``standing``, the state as it is at this moment; the same rule as ``state_at``."""
        is_over = Q(state=State.REQUESTED.value, lapses_at__lte=now)
        return self.annotate(standing=Case(When(is_over, then=Value(State.LAPSED.value)), default=F("state")))


class Introduction(models.Model):
    """One organisation asks to meet another.

    ``receiver`` is whose desk is asked now; ``answerer`` a colleague there to whom it was handed, ``outside_address``
    somebody without an account, for an organisation that nobody here belongs to. ``version`` counts what others have to
    know before they answer. ``asked_at`` is when this desk was asked, and the moments that follow were promised then.
    """

    code = models.CharField(max_length=22, unique=True)
    key = models.CharField(max_length=HASH_LENGTH, unique=True)
    requester = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField()
    receiver = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    answerer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outside_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    outside_address = models.EmailField(blank=True)
    outside_language = models.CharField(max_length=2, blank=True)
    """In which language they are written to; empty: that of the hub."""
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    item = models.ForeignKey(
        "library.Item", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    challenge = models.ForeignKey(
        "challenges.Challenge", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    shares_challenge = models.BooleanField(default=False)
    can_be_handed_on = models.BooleanField(default=True)
    why = models.TextField()
    state = models.CharField(max_length=12, default=State.REQUESTED, choices=[(one, one) for one in _STATES])
    since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()
    nudge_at = models.DateTimeField()
    last_chance_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    decline = models.CharField(max_length=20, blank=True, choices=[(one.value, one.value) for one in Decline])
    decline_words = models.TextField(blank=True)
    meets_at = models.DateTimeField(null=True, blank=True)
    met_before_at = models.DateTimeField(null=True, blank=True)
    """The moment that was agreed last and no longer is: calendars have it, until it is struck there."""
    meeting_sequence = models.PositiveIntegerField(default=0)
    """Grows whenever the moment to meet is agreed, moved or struck."""
    meeting_changed_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    ask_outcome_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in Outcome])
    outcome_words = models.TextField(blank=True)
    space = models.OneToOneField(
        "spaces.Space", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(fields=["requester", "-requested_at"], name="introduction_by_requester"),
            models.Index(fields=["receiver", "-requested_at"], name="introduction_by_receiver"),
            models.Index(fields=["state", "nudge_at"], name="introduction_by_what_is_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["requester", "receiver", "challenge"],
                condition=Q(state=State.REQUESTED.value, challenge__isnull=False),
                name="one_open_request_per_pair_and_challenge",
            ),
            models.UniqueConstraint(
                fields=["requester", "receiver"],
                condition=Q(state=State.REQUESTED.value, challenge__isnull=True),
                name="one_open_request_per_pair_without_a_challenge",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_STATES), name="an_introduction_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(outside_language__in=["", *LANGUAGES]),
                name="somebody_outside_is_written_to_in_a_language_of_the_screens",
            ),
            models.CheckConstraint(
                condition=~Q(requester=F("receiver")), name="nobody_is_introduced_to_themselves"
            ),
            models.CheckConstraint(
                condition=Q(nudge_at__lt=F("last_chance_at"), last_chance_at__lt=F("lapses_at")),
                name="a_promise_has_its_moments_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.FINISHED.value) & ~Q(outcome="")) | ~Q(state=State.FINISHED.value),
                name="a_finished_introduction_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.DECLINED.value) & ~Q(decline="")) | ~Q(state=State.DECLINED.value),
                name="a_declined_introduction_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(shares_challenge=False) | Q(challenge__isnull=False),
                name="only_a_challenge_that_is_named_is_shared",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_request_says_why"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How the journal names this introduction."""
        return f"introduction:{self.pk}"

    @property
    def promise(self) -> Promise:
        return Promise(self.nudge_at, self.last_chance_at, self.lapses_at)

    def standing_at(self, now: object) -> State:
        """Where it stands at this moment."""
        return state_at(State(self.state), lapses_at=self.lapses_at, now=now)  # type: ignore[arg-type]

    def body_of(self, side: Side) -> int:
        return self.requester_id if side is Side.REQUESTER else self.receiver_id


class Consent(models.Model):
    """Somebody of one side may be reached by the other: a person of the hub, or somebody without an account.

    Name and address of a person are read when they are shown. What was given for this once is forgotten when it ends.
    """

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="consents")
    side = models.CharField(max_length=10, choices=[(side.value, side.value) for side in Side])
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_for_the_hub = models.BooleanField(default=False)
    """An adviser who brings the two together, and does not belong to this side."""
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    address = models.EmailField(blank=True)
    telephone = models.CharField(max_length=LONGEST_TELEPHONE, blank=True)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "side"],
                condition=Q(withdrawn_at=None),
                name="one_consent_of_each_side_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(name="", address="", telephone=""),
                name="what_was_withdrawn_is_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} of introduction:{self.introduction_id}"


class ProposedTime(models.Model):
    """A moment that one side proposed to meet; the other chooses one."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="times")
    side = models.CharField(max_length=10, choices=[(side.value, side.value) for side in Side])
    starts_at = models.DateTimeField()
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["introduction", "starts_at"], name="a_time_is_proposed_once")
        ]

    def __str__(self) -> str:
        return f"{self.starts_at} for introduction:{self.introduction_id}"


class Duty(models.Model):
    """Somebody answers for the desk of their organisation, from a day until a last one or further notice."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    begins_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["begins_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on=None) | Q(last_on__gte=F("begins_on")),
                name="a_duty_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["organisation", "person", "begins_on"], name="one_duty_of_a_person_from_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for organisation:{self.organisation_id}"


class MailLink(models.Model):
    """What a link in a mail opens, for one addressee. Its token is not kept, only the hash of it."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Purpose])
    addressee = models.CharField(max_length=254)
    token_hash = models.CharField(max_length=HASH_LENGTH, unique=True)
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.purpose} of introduction:{self.introduction_id}"


class Reminder(models.Model):
    """What happened by itself at a promised moment; once, however often the work is done."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="reminders")
    moment = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Moment])
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "moment", "due_at"], name="one_reminder_at_each_moment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.moment} of introduction:{self.introduction_id}"


class Clock(models.Model):
    """How long the hub promises an answer takes: one row, copied into every request when it is sent."""

    nudge_days = models.PositiveSmallIntegerField(default=3)
    last_chance_days = models.PositiveSmallIntegerField(default=9)
    lapse_days = models.PositiveSmallIntegerField(default=21)
    outcome_days = models.PositiveSmallIntegerField(default=28)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="there_is_one_clock"),
            models.CheckConstraint(
                condition=Q(nudge_days__gte=1)
                & Q(nudge_days__lt=F("last_chance_days"))
                & Q(last_chance_days__lt=F("lapse_days"))
                & Q(outcome_days__gte=1),
                name="a_clock_has_its_periods_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nudge_days}/{self.last_chance_days}/{self.lapse_days}"


ENDED_STATES = [state.value for state in ENDED]
