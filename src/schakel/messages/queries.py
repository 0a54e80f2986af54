"""Looking at what people were told, and at the mails."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from schakel.journal import public as journal
from schakel.kernel.looking import asked_once
from schakel.messages import rules
from schakel.messages.choices import choices_of
from schakel.messages.kinds import Told, Wording, kind_named, kinds_to_choose
from schakel.messages.models import Mail, MailChoice, Notice
from schakel.messages.rules import Frequency, MailState

MOST_SHOWN = 500
"""So many of somebody's newest notices are looked through; older ones are read in their mail."""
MOST_COUNTED = 100
LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class NoticeValue:
    """A notice in words, as somebody reads it."""

    number: int
    kind: str
    kind_label: str
    wording: Wording
    told_at: datetime
    is_read: bool


def notices_of(addressee: str, *, kind: str = "") -> list[NoticeValue]:
    """What somebody was told and may still see, the newest first, in the language that is active."""
    found = Notice.objects.visible_to(addressee)
    if kind:
        found = found.filter(kind=kind)
    return worded(found[:MOST_SHOWN], addressee)


@asked_once
def unread_count(addressee: str) -> int:
    """How many of the newest notices somebody has not read and may still see; at most 100.

    It stands on every page. As long as nothing happened in the hub the number is the one of a moment ago; once a minute
    it is counted anew, because what may be seen can also depend on the time.
    """
    unread = Notice.objects.visible_to(addressee).unread().values_list("pk", flat=True)
    keys = tuple(unread[:MOST_COUNTED])
    minute = timezone.now().replace(second=0, microsecond=0)
    return count_seen(addressee, keys, journal.last_place(), minute) if keys else 0


@lru_cache(maxsize=5_000)
def count_seen(addressee: str, keys: tuple[int, ...], _place: tuple[int, str], _minute: datetime) -> int:
    """How many of these notices somebody may see, at this place of the journal and in this minute."""
    return len(still_visible(list(Notice.objects.visible_to(addressee).filter(pk__in=keys)), addressee))


def worded(notices: Iterable[Notice], addressee: str) -> list[NoticeValue]:
    """The notices that may still be seen, in words; a query or two for each kind, however many there are."""
    kept = still_visible(list(notices), addressee)
    words: dict[int, Wording] = {}
    for name, several in _by_kind(kept).items():
        kind = kind_named(name)
        if kind is not None:
            told = [Told(one.about, one.payload) for one in several]
            words |= {one.pk: said for one, said in zip(several, kind.word(told, addressee), strict=True)}
    labels = {kind.name: str(kind.label) for kind in kinds_to_choose()}
    return [
        NoticeValue(
            one.pk, one.kind, labels.get(one.kind, ""), words[one.pk], one.told_at, one.read_at is not None
        )
        for one in kept
    ]


def still_visible(notices: Sequence[Notice], addressee: str) -> list[Notice]:
    """Those about something that this addressee may see now; asked anew each time, and of each kind at once."""
    visible: dict[str, Collection[str]] = {}
    for name, several in _by_kind(notices).items():
        kind = kind_named(name)
        visible[name] = kind.visible({one.about for one in several}, addressee) if kind else ()
    return [one for one in notices if one.about in visible[one.kind]]


def _by_kind(notices: Iterable[Notice]) -> Mapping[str, list[Notice]]:
    found: dict[str, list[Notice]] = defaultdict(list)
    for one in notices:
        found[one.kind].append(one)
    return found


def notices_for_digest(
    addressee: str, *, frequency: Frequency, begins_at: datetime, ends_at: datetime
) -> list[Notice]:
    """What somebody was told in a period, has not read, may still see, and had or will have no mail of its own about.

    That of the day has also what there was too much of to send at once.
    """
    found = Notice.objects.visible_to(addressee).unread().filter(told_at__gte=begins_at, told_at__lt=ends_at)
    notices = list(found.order_by("told_at", "pk")[:MOST_SHOWN])
    chosen = choices_of([addressee]).get(addressee, {})
    mailed = set(
        Mail.objects.filter(addressee=addressee, event__in=[one.event for one in notices])
        .order_by("pk")
        .values_list("event", flat=True)
    )
    wanted = {frequency, Frequency.AT_ONCE} if frequency is Frequency.DAILY else {frequency}
    return still_visible(
        [one for one in notices if one.event not in mailed and _frequency(one.kind, chosen) in wanted],
        addressee,
    )


def _frequency(name: str, chosen: Mapping[str, str]) -> Frequency:
    kind = kind_named(name)
    if kind is None:
        return Frequency.NEVER
    return rules.frequency_of(name, chosen, default=kind.mail, must=kind.must)


def frequencies_of(addressee: str) -> dict[str, Frequency]:
    """When somebody gets mail about each kind for which that can be chosen."""
    chosen = choices_of([addressee]).get(addressee, {})
    return {kind.name: _frequency(kind.name, chosen) for kind in kinds_to_choose()}


def mail_with(number: object) -> Mail | None:
    """The mail with this number; None when there is none, or it is no number that a database has."""
    if not isinstance(number, int) or number > LARGEST_KEY:
        return None
    return Mail.objects.filter(pk=number).first()


def mails_in_trouble(now: datetime) -> QuerySet[Mail]:
    """What somebody has to look at, the oldest first: what failed or is uncertain, for as long as it can be sent again;
    what is tried again; and what waits too long."""
    late = Q(
        state__in=[MailState.WAITING.value, MailState.HANDING_OVER.value],
        told_at__lt=now - rules.LONGEST_UNSEEN,
        due_at__lt=now - rules.LONGEST_UNSEEN,
    )
    retried = Q(state=MailState.WAITING.value, tries__gt=0)
    ended = Q(
        state__in=[state.value for state in rules.IN_TROUBLE], ended_at__gte=now - rules.CAN_BE_SENT_AGAIN_FOR
    )
    return Mail.objects.filter(late | retried | ended).order_by("told_at", "pk")


def longest_wait(now: datetime) -> timedelta | None:
    """How long the mail that could have gone first has waited; None when nothing waits."""
    waiting = [MailState.WAITING.value, MailState.HANDING_OVER.value]
    due = Mail.objects.filter(state__in=waiting, due_at__lte=now).order_by("due_at")
    first = due.values_list("due_at", flat=True).first()
    return None if first is None else now - first


def newest_mails(most: int) -> list[Mail]:
    """The mails that were sent last, for the page of a demonstration."""
    return list(Mail.objects.filter(state=MailState.SENT.value).order_by("-ended_at", "-pk")[:most])


def kept_of(addressees: Collection[str]) -> dict[str, Any]:
    """Everything that is kept of what these were told and mailed, and when they want mail.

    The payload is left out: of a mail it may hold secrets, and it names others, whom a kind shows or does not show.
    """
    notices = Notice.objects.filter(addressee__in=addressees).order_by("pk")
    mails = Mail.objects.filter(addressee__in=addressees).order_by("pk")
    choices = MailChoice.objects.filter(addressee__in=addressees).order_by("pk")
    return {
        "notices": list(notices.values("kind", "about", "told_at", "read_at")),
        "mails": list(mails.values("kind", "addressee", "language", "state", "told_at", "ended_at")),
        "wants_mail": list(choices.values("addressee", "kind", "frequency")),
    }
