"""What people do with alerts, and what comes of a look. Each is one transaction with its journal row.

Neither the question nor the address is in the journal, which never forgets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

from schakel.accounts.public import Person
from schakel.alerts import rules
from schakel.alerts.models import CODE_LENGTH, Alert, Finding, FindingItem
from schakel.alerts.rules import Rhythm
from schakel.journal import public as journal
from schakel.library.public import Item
from schakel.messages import public as messages

CONFIRM, FOUND = "alert.confirm", "alert.found"


@dataclass(frozen=True, slots=True)
class Made:
    """The alert, and whether it is new: who asks the same twice has it once."""

    alert: Alert
    is_new: bool


@transaction.atomic
def make_alert(*, asked: str, person: Person, language: str, rhythm: str, now: datetime) -> Made:
    """Keep somebody with an account posted about a question. Raises a Refusal for what cannot be kept."""
    key = rules.asked_key(person.reference, rules.check_asked(asked))
    chosen = rules.check_rhythm(rhythm)
    before = Alert.objects.filter(asked_key=key).first()
    if before is not None:
        return Made(before, is_new=False)
    rules.check_room(confirmed=_number(person=person), unconfirmed=0)
    return _store(
        Alert(asked=asked, person=person, language=language, asked_key=key, confirmed_at=now), chosen, now
    )


@transaction.atomic
def ask_for_alert(*, asked: str, address: str, language: str, rhythm: str, now: datetime) -> Alert:
    """Somebody without an account wants to be kept posted: they get a mail, and only their yes begins it.

    Whoever has this alert already gets the mail too, with the link to it: the screen says the same to everybody.
    Raises a Refusal for a question or an address that cannot be used, and for an address that has too many.
    """
    checked = messages.checked_address(address)
    key = rules.asked_key(checked, rules.check_asked(asked))
    chosen = rules.check_rhythm(rhythm)
    found = Alert.objects.filter(asked_key=key).first()
    if found is None:
        of_address = Alert.objects.filter(address__iexact=checked)
        waiting = of_address.filter(confirmed_at=None).count()
        rules.check_room(confirmed=of_address.count() - waiting, unconfirmed=waiting)
        wanted = Alert(asked=asked, address=checked, language=language, asked_key=key)
        found = _store(wanted, chosen, now).alert
    messages.tell(
        CONFIRM,
        event=f"{found.reference}:asked:{now.isoformat()}",
        to=[found.address],
        about=found.reference,
        now=now,
        language=language,
    )
    return found


@transaction.atomic
def watch_challenge(*, challenge: Item, person: Person, now: datetime) -> Made:
    """Keep somebody posted about what is new for a challenge; who stopped that once is not started again."""
    key = rules.asked_key(person.reference, challenge.reference)
    before = Alert.objects.filter(asked_key=key).first()
    if before is not None:
        return Made(before, is_new=False)
    wanted = Alert(
        challenge=challenge, person=person, language=person.language, asked_key=key, confirmed_at=now
    )
    return _store(wanted, Rhythm.DAILY, now)


@transaction.atomic
def confirm_alert(*, alert: Alert, now: datetime) -> Alert:
    """Somebody said yes from their mail. Once more changes nothing; who stopped our mail before gets it again."""
    stored = Alert.objects.select_for_update().get(pk=alert.pk)
    if stored.confirmed_at is not None:
        return stored
    stored.confirmed_at = stored.looked_at = now
    stored.save(update_fields=["confirmed_at", "looked_at"])
    messages.resume_mails(address=stored.address, kind=FOUND)
    _record("alert.confirmed", stored, now)
    return stored


@transaction.atomic
def change_alert(*, alert: Alert, rhythm: str, now: datetime) -> Alert:
    """Look more or less often. Raises a Refusal for a rhythm that there is not."""
    chosen = rules.check_rhythm(rhythm)
    stored = Alert.objects.select_for_update().get(pk=alert.pk)
    if stored.rhythm != chosen:
        stored.rhythm = chosen.value
        stored.save(update_fields=["rhythm"])
        _record("alert.changed", stored, now, rhythm=chosen.value)
    return stored


@transaction.atomic
def stop_alert(*, alert: Alert, now: datetime) -> None:
    """Look no more. Doing it again changes nothing."""
    stored = Alert.objects.select_for_update().filter(pk=alert.pk, stopped_at=None).first()
    if stored is None:
        return
    _record("alert.stopped", stored, now)
    if stored.challenge_id is None:
        stored.delete()
        return
    stored.stopped_at = now
    stored.save(update_fields=["stopped_at"])


@transaction.atomic
def store_finding(*, alert: Alert, items: Sequence[int], now: datetime) -> Finding | None:
    """What was new at a look (keys, the best first), told once each; None when there was nothing.

    Two workers who look at the same moment wait for each other here: the second finds everything told.
    """
    stored = Alert.objects.select_for_update().filter(pk=alert.pk, stopped_at=None).first()
    if stored is None or stored.confirmed_at is None:
        return None
    stored.looked_at = max(stored.looked_at, now)
    stored.save(update_fields=["looked_at"])
    told = set(FindingItem.objects.filter(alert=stored, item__in=items).values_list("item", flat=True))
    fresh = [item for item in items if item not in told]
    if not fresh:
        return None
    finding = Finding.objects.create(alert=stored, found_at=now)
    FindingItem.objects.bulk_create(
        [FindingItem(alert=stored, finding=finding, item_id=item) for item in fresh]
    )
    _record("alert.found", stored, now, number=len(fresh))
    messages.tell(
        FOUND,
        event=finding.reference,
        to=[stored.addressee],
        about=finding.reference,
        now=now,
        language=stored.language,
    )
    return finding


@transaction.atomic
def forget_alerts(*, now: datetime) -> int:
    """Remove alerts to which nobody said yes in time, with their addresses; returns how many."""
    number, _ = Alert.objects.filter(confirmed_at=None, made_at__lt=now - rules.CONFIRMED_WITHIN).delete()
    return number


def _number(*, person: Person) -> int:
    return Alert.objects.filter(person=person, stopped_at=None, challenge=None).count()


def _store(wanted: Alert, rhythm: Rhythm, now: datetime) -> Made:
    wanted.code = get_random_string(CODE_LENGTH)
    wanted.rhythm = rhythm.value
    wanted.made_at = wanted.looked_at = now
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
    except IntegrityError:  # the same click twice: the other one was first
        return Made(Alert.objects.get(asked_key=wanted.asked_key), is_new=False)
    _record("alert.made", wanted, now, rhythm=rhythm.value)
    return Made(wanted, is_new=True)


def _record(name: str, alert: Alert, now: datetime, **details: object) -> None:
    by = f"person:{alert.person_id}" if alert.person_id else ""
    journal.record(name, on=alert.reference, by=by, at=now, details=details)
