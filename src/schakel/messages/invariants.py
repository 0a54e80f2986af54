"""What must be true of mails. That nobody is told of one event twice, the database holds by its constraints."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from schakel.jobs import public as jobs
from schakel.kernel.invariants import Invariant
from schakel.messages import rules
from schakel.messages.models import Mail
from schakel.messages.rules import MailState


def states_that_contradict() -> Iterator[str]:
    ended = [state.value for state in rules.ENDED]
    wrong = (
        Q(state__in=ended, ended_at=None)
        | (~Q(state__in=ended) & Q(ended_at__isnull=False))
        | Q(state__in=[MailState.SENT.value, MailState.HANDING_OVER.value], handed_over_at=None)
    )
    for mail in Mail.objects.filter(wrong).order_by("pk"):
        yield f"mail {mail.pk} is {mail.state} and says otherwise"


def waiting_for_nobody() -> Iterator[str]:
    """That work on a mail is late is for `doctor` to say; that there is none at all is wrong."""
    waiting = [MailState.WAITING.value, MailState.HANDING_OVER.value]
    long_ago = timezone.now() - rules.LONGEST_UNSEEN - rules.LONGEST_HANDING_OVER
    for mail in Mail.objects.filter(state__in=waiting, due_at__lt=long_ago).order_by("pk"):
        job = jobs.newest_with_key(mail.reference)
        if job is None or job.done_at is not None:
            yield f"mail {mail.pk} waits, and no work for it is queued"


def secrets_kept() -> Iterator[str]:
    """What was in a mail is forgotten when it is sent, but in a demonstration."""
    sent = Mail.objects.filter(state=MailState.SENT.value).exclude(payload={})
    for mail in sent.order_by("pk"):
        if set(mail.payload) != {"subject", "text"}:
            yield f"mail {mail.pk} was sent and still has what was in it"


_REMEDY = "Start the hub, and look at: schakel jobs list"

INVARIANTS = (
    Invariant(
        "every mail is in one state", states_that_contradict, "Put back a backup that has its constraints."
    ),
    Invariant("somebody works on every mail that waits", waiting_for_nobody, _REMEDY),
    Invariant("what was in a mail is forgotten", secrets_kept, "Empty the payload of these mails."),
)
