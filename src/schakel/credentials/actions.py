"""What people do with credentials. Each is one transaction with its journal row.

The journal never forgets: it says who, when, how long and for which organisation, and never what a holder is called.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from schakel.accounts.public import Person, confirmed_addresses
from schakel.credentials import rules
from schakel.credentials.links import address_key
from schakel.credentials.models import Credential
from schakel.credentials.rules import Achievement, Evidence, Reason, Sharing, State
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.messages import public as messages
from schakel.organisations.public import Organisation

ISSUED, WITHDRAWN, REPLACED = "credential.issued", "credential.withdrawn", "credential.replaced"
_TRIES = 8
"""Of two that take the same bit at the same moment one tries again; more than a few times is no accident."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a credential is about: a person of the hub, or a guest with a name and a mail address.

    Of the address a hash is kept, and never the address.
    """

    name: str
    email: str
    person: Person | None = None

    @classmethod
    def of(cls, person: Person) -> "Holder":
        return cls(name=str(person), email=person.email, person=person)


def issue_credential(
    *,
    key: str,
    holder: Holder,
    issuer: Organisation,
    achievement: Achievement,
    evidence: Evidence,
    by: Person | None,
    now: datetime,
    tells: bool = True,
) -> Credential:
    """Certify this, and tell its holder.

    ``key`` names what is certified ("enrolment:7"): certified again, whoever does it, it gives the credential that is
    there, as it was and however it stands now. ``tells=False`` leaves telling the holder to the caller. Raises a
    Refusal for words that are missing or too many, days in the wrong order, or an address that cannot be one.
    """
    rules.check_key(key)
    made = Credential(
        key=key,
        **_about_holder(holder),
        issuer=issuer,
        issuer_name=rules.check_line(issuer.name, longest=rules.LONGEST_TITLE),
        issuer_slug=issuer.slug,
        **_about(rules.check_achievement(achievement), rules.check_evidence(evidence)),
        issued_at=now.replace(microsecond=0),
        issued_by=by,
    )
    with transaction.atomic():
        before = _certified(key)
        if before is not None:
            return before
        stored = _stored(made)
        if stored is not made:
            return stored
        row = _record(ISSUED, made, _reference(by), now, _said(made))
        if tells:
            to = holder.person.reference if holder.person else rules.check_address(holder.email)
            messages.tell(
                ISSUED,
                event=f"row:{row}",
                to=[to],
                about=made.reference,
                now=now,
                language=made.language,
            )
    return made


@transaction.atomic
def revoke_credential(*, credential: Credential, reason: str, by: Person | None, now: datetime) -> Credential:
    """Withdraw it: whoever checks it finds that it does not count. Again, with the same reason, changes nothing.

    Raises a Refusal for one that was withdrawn for another reason, replaced or deleted, and for an unknown reason.
    """
    why = rules.check_reason(reason)
    stored = _locked(credential)
    if stored.state is State.REVOKED and stored.reason == why:
        return stored
    rules.check_stands(stored.state)
    _withdraw(stored, why, by, now)
    row = _record(WITHDRAWN, stored, _reference(by), now, {**_said(stored), "reason": why.value})
    if stored.person is not None:
        to = [stored.person.reference]
        messages.tell(WITHDRAWN, event=f"row:{row}", to=to, about=stored.reference, now=now)
    return stored


@transaction.atomic
def correct_credential(
    *, credential: Credential, holder_name: str, by: Person | None, now: datetime
) -> Credential:
    """Give a credential with the right name in place of one with a wrong one; the old one does not count any more.

    Returns the new one, or the same where it says that name already; of one that was replaced by one with this name,
    that. Raises a Refusal for one that was withdrawn or deleted.
    """
    name = rules.check_name(holder_name)
    stored = _locked(credential)
    after = stored.replaced_by
    if after is not None and after.holder_name == name:
        return after
    rules.check_stands(stored.state)
    if stored.holder_name == name:
        return stored
    _withdraw(stored, Reason.CORRECTED, by, now)
    new = Credential(
        **{field: getattr(stored, field) for field in _CARRIED_OVER},
        holder_name=name,
        version=stored.version + 1,
        issued_at=now.replace(microsecond=0),
        issued_by=by,
    )
    new = _stored(new)
    stored.replaced_by = new
    stored.save(update_fields=["replaced_by"])
    said = {**_said(new), "was": stored.reference}
    row = _record(REPLACED, new, _reference(by), now, said)
    if new.person is not None:
        messages.tell(REPLACED, event=f"row:{row}", to=[new.person.reference], about=new.reference, now=now)
    return new


@transaction.atomic
def share_credential(*, credential: Credential, sharing: Sharing, by: str, now: datetime) -> Credential:
    """Say who can open its page; ``by`` is the reference of its holder. Again changes nothing."""
    stored = _locked(credential)
    if stored.state is State.ERASED:
        raise Refusal("credential-does-not-stand", state=stored.state.value)
    if stored.sharing != sharing:
        stored.sharing = sharing.value
        stored.save(update_fields=["sharing"])
        _record("credential.shared", stored, by, now, {"sharing": sharing.value})
    return stored


@transaction.atomic
def erase_credential(*, credential: Credential, by: str, now: datetime) -> Credential:
    """Its holder deletes it. What is left names nobody: that something was certified, how long, and for whom we did it.

    It counts no more, and so do the earlier ones that it took the place of. Again changes nothing.
    """
    stored = _locked(credential)
    chain = Credential.objects.select_for_update().filter(key=stored.key, erased_at=None).order_by("pk")
    for one in chain:
        _erase(one, by, now)
    return _locked(credential)


@transaction.atomic
def forget_holder(*, person: Person, now: datetime) -> int:
    """Erase every credential of somebody whose data is erased; returns how many."""
    own = list(Credential.objects.select_for_update().filter(person=person, erased_at=None).order_by("pk"))
    for one in own:
        _erase(one, person.reference, now)
    return len(own)


@transaction.atomic
def claim_credentials(*, person: Person, now: datetime) -> int:
    """Give somebody what they earned as a guest with an address that they have shown to read; returns how many."""
    keys = [address_key(email) for email in sorted(confirmed_addresses(person))]
    found = Credential.objects.select_for_update().filter(person=None, erased_at=None, address_key__in=keys)
    claimed = list(found.order_by("pk"))
    for one in claimed:
        one.person = person
        one.save(update_fields=["person"])
        _record("credential.claimed", one, person.reference, now)
    return len(claimed)


# ---------------------------------------------------------------------- parts of the above

_CARRIED_OVER = (
    "key",
    "person",
    "email_hash",
    "salt",
    "address_key",
    "issuer",
    "issuer_name",
    "issuer_slug",
    "title",
    "criteria",
    "minutes",
    "level",
    "dimensions",
    "language",
    "source",
    "began_on",
    "ended_on",
    "attended_minutes",
    "note",
    "sharing",
)


def _about_holder(holder: Holder) -> dict[str, object]:
    email, salt = rules.check_address(holder.email), rules.new_salt()
    return {
        "person": holder.person,
        "holder_name": rules.name_beside(holder.email, holder.name),
        "email_hash": rules.identity_hash(email, salt),
        "salt": salt,
        "address_key": address_key(email),
    }


def _about(achievement: Achievement, evidence: Evidence) -> dict[str, object]:
    return {
        "title": achievement.title,
        "criteria": achievement.criteria,
        "minutes": achievement.minutes,
        "level": achievement.level,
        "dimensions": list(achievement.dimensions),
        "language": achievement.language,
        "source": achievement.source,
        "began_on": evidence.began_on,
        "ended_on": evidence.ended_on,
        "attended_minutes": evidence.minutes,
        "note": evidence.note,
    }


def _certified(key: str) -> Credential | None:
    """What was certified under this key, the newest of it."""
    return Credential.objects.filter(key=key).order_by("-version").first()


def _stored(made: Credential) -> Credential:
    """Stored with a bit of its own; or what somebody else certified under this key between two of our statements."""
    for _ in range(_TRIES):
        made.status_list, made.status_place = _free_bit()
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            there = Credential.objects.filter(key=made.key, version=made.version).first()
            if there is not None:
                return there
            made.pk = None
        else:
            return made
    raise Refusal("try-again")


def _free_bit() -> tuple[int, int]:
    """A random place in the newest list; a list that is half full is followed by another, so that places stay easy to
    find."""
    newest = Credential.objects.aggregate(newest=Max("status_list"))["newest"] or 1
    taken = Credential.objects.filter(status_list=newest).count()
    if taken >= rules.STATUS_LIST_SIZE // 2:
        newest += 1
    return newest, secrets.randbelow(rules.STATUS_LIST_SIZE)


def _locked(credential: Credential) -> Credential:
    return Credential.objects.select_for_update().get(pk=credential.pk)


def _withdraw(stored: Credential, reason: Reason, by: Person | None, now: datetime) -> None:
    stored.revoked_at, stored.revoked_by, stored.reason = now, by, reason.value
    stored.save(update_fields=["revoked_at", "revoked_by", "reason"])


def _erase(stored: Credential, by: str, now: datetime) -> None:
    if stored.revoked_at is None:
        stored.revoked_at, stored.reason = now, Reason.ERASED.value
    stored.erased_at = now
    stored.person = None
    stored.holder_name = stored.email_hash = stored.salt = stored.address_key = stored.note = ""
    stored.save()
    _record("credential.erased", stored, by, now)


def _said(one: Credential) -> dict[str, object]:
    return {
        "organisation": f"organisation:{one.issuer_id}",
        "source": one.source,
        "key": one.key,
        "holder": one.person.reference if one.person else "guest",
        "minutes": one.attended_minutes,
        "began_on": one.began_on.isoformat(),
        "ended_on": one.ended_on.isoformat(),
    }


def _reference(person: Person | None) -> str:
    return person.reference if person else ""


def _record(
    name: str, about: Credential, by: str, now: datetime, said: Mapping[str, object] | None = None
) -> int:
    return journal.record(name, on=about.reference, by=by, at=now, details=said or {})
