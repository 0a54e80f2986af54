"""Telling people, and everything that becomes of a mail."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from schakel.jobs import public as jobs
from schakel.jobs.public import Work
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.messages import rules
from schakel.messages.addressees import Addressee, find_addressees
from schakel.messages.choices import choices_of, is_suppressed
from schakel.messages.kinds import Kind, kind_named, kinds_to_choose
from schakel.messages.models import Mail, MailChoice, Notice, Suppression
from schakel.messages.rules import Frequency, MailState
from schakel.messages.tokens import address_hash

SEND = "mail.send"
DIGEST = "digest"


def tell(
    kind: str,
    *,
    event: str,
    to: Iterable[str],
    about: str,
    now: datetime,
    payload: Mapping[str, object] | None = None,
    language: str = "",
) -> None:
    """Tell somebody that something happened, in the transaction in which it happens.

    ``event`` names what happened ("row:812"): telling the same addressee of the same event again does nothing. ``to``
    holds references ("person:7") and bare addresses; who cannot be reached is passed over. ``about`` is the reference
    of what it is about, ``payload`` plain values for its words, and ``language`` that of bare addresses.

    Raises ValueError for a kind that nobody registered, TransactionManagementError outside a transaction, and a
    Refusal for a bare address that no mail server takes.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "messages.tell() belongs in the transaction of what is told"
        )
    found = kind_named(kind)
    if found is None:
        raise ValueError(f"nobody registered what {kind} says")
    told = _Telling(found, event, about, now, dict(payload or {}))
    # In one order, so that two who tell the same people at the same moment wait for each other in one direction.
    wanted = sorted(set(to))
    people = find_addressees([one for one in wanted if not rules.is_bare(one)])
    choices = choices_of(people)
    for reference in wanted:
        if rules.is_bare(reference):
            told.write_to(rules.checked_address(reference), language)
        elif reference in people:
            told.tell_person(people[reference], choices.get(reference, {}))


class _Telling:
    """One event on its way to each of its addressees."""

    def __init__(
        self, kind: Kind, event: str, about: str, now: datetime, payload: Mapping[str, object]
    ) -> None:
        self.kind, self.event, self.about, self.now, self.payload = kind, event, about, now, payload

    def tell_person(self, person: Addressee, choices: Mapping[str, str]) -> None:
        if self.kind.is_noticed and not self._store_notice(person.reference):
            return  # they were told before; so they had their mail, or chose to have none
        frequency = rules.frequency_of(self.kind.name, choices, default=self.kind.mail, must=self.kind.must)
        if not person.address or frequency is Frequency.NEVER:
            return
        if not self.kind.is_noticed:  # the mail of a day or week is made of notices
            frequency = Frequency.AT_ONCE
        is_flooded = frequency is Frequency.AT_ONCE and self._is_flooded(person.reference)
        if frequency is Frequency.AT_ONCE and not is_flooded:
            self._store_mail(person.reference)
        elif self.kind.is_noticed:
            self._store_digest(person.reference, Frequency.DAILY if is_flooded else frequency)

    def write_to(self, address: str, language: str) -> None:
        if not self.kind.must and is_suppressed(address, self.kind.name):
            return
        if not self._is_flooded(address):
            self._store_mail(address, language)

    def _is_flooded(self, addressee: str) -> bool:
        """Nobody is to be buried in mail through us, whoever makes it happen."""
        if self.kind.is_bounded:
            return False
        since = self.now - timedelta(hours=1)
        recent = Mail.objects.filter(addressee=addressee, kind=self.kind.name, told_at__gt=since)
        return recent.count() >= rules.MOST_AN_HOUR

    def _store_notice(self, addressee: str) -> bool:
        told = {"kind": self.kind.name, "about": self.about, "payload": self.payload, "told_at": self.now}
        try:
            with transaction.atomic():
                return Notice.objects.get_or_create(event=self.event, addressee=addressee, defaults=told)[1]
        except IntegrityError:  # another transaction told them between our two statements
            return False

    def _store_mail(self, addressee: str, language: str = "") -> None:
        mail = Mail(
            event=self.event,
            kind=self.kind.name,
            addressee=addressee,
            about=self.about,
            payload=self.payload,
            language=language,
            told_at=self.now,
            due_at=self.now,
        )
        _store_once(mail)

    def _store_digest(self, addressee: str, frequency: Frequency) -> None:
        """The mail of the day or week: the first notice of the period makes it, and the others find it made."""
        period = rules.period_of(frequency, self.now, zone=timezone.get_default_timezone())
        mail = Mail(
            event=f"{DIGEST}:{period.name}",
            kind=DIGEST,
            addressee=addressee,
            payload={
                "frequency": frequency.value,
                "begins_at": period.begins_at.isoformat(),
                "ends_at": period.ends_at.isoformat(),
            },
            told_at=self.now,
            due_at=period.ends_at + rules.GRACE,
        )
        _store_once(mail)


def _store_once(mail: Mail) -> None:
    if Mail.objects.filter(event=mail.event, addressee=mail.addressee).exists():
        return
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:  # as above
        return
    _queue(mail)


def _queue(mail: Mail) -> None:
    jobs.queue(SEND, key=mail.reference, due_at=mail.due_at, payload={"mail": mail.pk})


@transaction.atomic
def mark_mail(*, mail: Mail, work: Work, now: datetime) -> None:
    """Store that the mail server is being given the mail, before it is: from here on it may have arrived.

    Raises LostLeaseError when another worker has taken it up, and StoppedError when this one has to end: in both
    cases nothing was handed over.
    """
    work.report(1, size=2, message="handing over")
    waiting = Mail.objects.filter(pk=mail.pk, state=MailState.WAITING.value)
    if not waiting.update(
        state=MailState.HANDING_OVER.value, handed_over_at=now, tries=F("tries") + 1, why=""
    ):
        raise jobs.LostLeaseError


@transaction.atomic
def end_mail(
    *,
    mail: Mail,
    state: MailState,
    now: datetime,
    why: str = "",
    kept: Mapping[str, object] | None = None,
) -> None:
    """Say how a mail ended, and forget what was in it; `kept` stays, where a demonstration shows its mails."""
    stored = Mail.objects.select_for_update().get(pk=mail.pk)
    if stored.state in rules.ENDED:
        return
    stored.state = state.value
    stored.why = rules.one_line(why, longest=rules.LONGEST_WHY)
    stored.ended_at = now
    if state not in rules.IN_TROUBLE:
        stored.payload = dict(kept or {})
    stored.save(update_fields=["state", "why", "ended_at", "payload"])
    _record(f"mail.{state}", stored, "", now)


@transaction.atomic
def postpone_mail(*, mail: Mail, why: str, now: datetime) -> None:
    """The mail server does not take it now: try again after a pause, or say that it failed after the last try."""
    stored = Mail.objects.select_for_update().get(pk=mail.pk)
    if stored.state in rules.ENDED:
        return
    tries = stored.tries + (stored.state == MailState.WAITING)  # it did not come as far as handing over
    pause = rules.pause_after(tries)
    if pause is None:
        end_mail(mail=stored, state=MailState.FAILED, why=why, now=now)
        return
    stored.state = MailState.WAITING.value
    stored.tries = tries
    stored.due_at = now + pause
    stored.why = rules.one_line(why, longest=rules.LONGEST_WHY)
    stored.save(update_fields=["state", "tries", "due_at", "why"])
    _queue(stored)


@transaction.atomic
def send_again(*, mail: Mail, sent_by: str, now: datetime) -> Mail:
    """Send a mail that failed, or of which nobody knows, once more; somebody of the staff (a reference) answers for it.

    Raises a Refusal as `rules.check_can_be_sent_again` does.
    """
    stored = Mail.objects.select_for_update().get(pk=mail.pk)
    rules.check_can_be_sent_again(MailState(stored.state), ended_at=stored.ended_at, now=now)
    stored.state = MailState.WAITING.value
    stored.ended_at = None
    stored.tries = 0
    stored.due_at = now
    stored.save(update_fields=["state", "ended_at", "tries", "due_at"])
    _queue(stored)
    _record("mail.sent-again", stored, sent_by, now)
    return stored


@transaction.atomic
def rescue_mails(*, now: datetime) -> None:
    """Mails whose work was given up or is gone: what was being handed over is uncertain, what waits is queued anew."""
    long_ago = now - rules.LONGEST_HANDING_OVER
    stuck = Mail.objects.filter(state=MailState.HANDING_OVER.value, handed_over_at__lt=long_ago)
    for mail in stuck.order_by("pk"):
        if not _is_being_worked_on(mail):
            end_mail(mail=mail, state=MailState.UNCERTAIN, why="worker-ended", now=now)
    forgotten = Mail.objects.filter(state=MailState.WAITING.value, due_at__lt=long_ago)
    for mail in forgotten.order_by("pk"):
        if not _is_being_worked_on(mail):
            _queue(mail)


def _is_being_worked_on(mail: Mail) -> bool:
    job = jobs.newest_with_key(mail.reference)
    return job is not None and job.done_at is None and job.gave_up_at is None


@transaction.atomic
def forget_mails(*, now: datetime) -> None:
    """Remove mails that ended long ago, notices of long ago, and what was in mails that are not sent again."""
    can_be_sent_again = now - rules.CAN_BE_SENT_AGAIN_FOR
    failed = Mail.objects.filter(state__in=[state.value for state in rules.IN_TROUBLE])
    failed.filter(ended_at__lt=can_be_sent_again).update(payload={})
    Mail.objects.filter(ended_at__lt=now - rules.KEPT_FOR).delete()
    Notice.objects.filter(told_at__lt=now - rules.NOTICES_KEPT_FOR).delete()


@transaction.atomic
def read_notices(*, addressee: str, numbers: Iterable[int] | None = None, now: datetime) -> int:
    """Somebody has read these of their notices, or with None all of them; returns how many they had not read before."""
    unread = Notice.objects.visible_to(addressee).unread()
    if numbers is not None:
        unread = unread.filter(pk__in=list(numbers))
    return unread.update(read_at=now)


@transaction.atomic
def choose_mails(*, addressee: str, frequencies: Mapping[str, str]) -> None:
    """Store when somebody wants mail, by kind. Raises a Refusal for a kind or a frequency that there is not."""
    known = {kind.name for kind in kinds_to_choose()}
    for kind, frequency in sorted(frequencies.items()):
        if kind not in known or frequency not in set(Frequency):
            raise Refusal("choice-unknown")
        MailChoice.objects.update_or_create(addressee=addressee, kind=kind, defaults={"frequency": frequency})


@transaction.atomic
def stop_mails(*, addressee: str, kind: str, now: datetime) -> None:
    """No more mail to this addressee about a kind; with an empty kind about nothing that can be switched off.

    ``addressee`` is a reference, or the hash of a bare address. Doing it again changes nothing. Raises a Refusal
    for a kind that cannot be switched off.
    """
    known = {one.name for one in kinds_to_choose()}
    if kind not in known | {"", DIGEST}:
        raise Refusal("choice-unknown")
    if ":" not in addressee:
        Suppression.objects.get_or_create(
            address_hash=addressee, kind="" if kind == DIGEST else kind, defaults={"made_at": now}
        )
        return
    never = {"frequency": Frequency.NEVER.value}
    if kind in known:
        MailChoice.objects.update_or_create(addressee=addressee, kind=kind, defaults=never)
        return
    if kind == DIGEST:
        _stop_digests(addressee)
        return
    MailChoice.objects.filter(addressee=addressee).exclude(kind="").delete()
    MailChoice.objects.update_or_create(addressee=addressee, kind="", defaults=never)


@transaction.atomic
def resume_mails(*, address: str, kind: str) -> None:
    """Somebody without an account, who stopped our mail, asked for mail of this kind again and said yes by mail."""
    who = address_hash(address)
    Suppression.objects.filter(address_hash=who, kind__in=["", kind]).delete()


def _stop_digests(addressee: str) -> None:
    """What came in a mail of the day or week comes no more; what comes at once goes on."""
    chosen = choices_of([addressee]).get(addressee, {})
    for kind in kinds_to_choose():
        frequency = rules.frequency_of(kind.name, chosen, default=kind.mail, must=False)
        if frequency in (Frequency.DAILY, Frequency.WEEKLY):
            MailChoice.objects.update_or_create(
                addressee=addressee, kind=kind.name, defaults={"frequency": Frequency.NEVER.value}
            )


def _record(name: str, mail: Mail, by: str, now: datetime) -> None:
    """Never who got it, and never what was in it: the journal does not forget."""
    details = {"kind": mail.kind, "tries": mail.tries, "why": mail.why}
    journal.record(name, on=mail.reference, by=by, at=now, details=details)
