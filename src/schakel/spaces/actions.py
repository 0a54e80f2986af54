"""What people do in spaces. Each is one transaction with its journal row.

What is said in a space is not for a journal that never forgets: its rows name the contribution, and never its words.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from schakel.accounts.public import Person
from schakel.documents import public as documents
from schakel.documents.public import KeptFile
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.messages import public as messages
from schakel.organisations import public as organisations
from schakel.organisations.public import PUBLIC_BODIES, Organisation, OrganisationType
from schakel.spaces import rules
from schakel.spaces.models import Contribution, Guest, Participant, Party, Revision, Space
from schakel.spaces.rules import Channel, Kind, Place
from schakel.spaces.seats import Seat, readers_of

POSTED, ASKED, DECIDED = "space.post", "space.task", "space.decision"


@transaction.atomic
def open_space(
    *,
    title: str,
    organisations: Iterable[Organisation],
    public_organisation: Organisation | None,
    by: Person | None,
    now: datetime,
) -> Space:
    """Open a space for these organisations and let in who opens it, for those of them they work for.

    ``public_organisation`` is the body that the second channel is without; every public body is kept out of it.
    """
    line = rules.check_line(title, longest=rules.LONGEST_TITLE)
    space = Space.objects.create(
        title=line, public_organisation=public_organisation, opened_by=by, opened_at=now
    )
    _record("space.opened", space, _reference(by), now)
    parties = {one.pk: one for one in organisations}
    if public_organisation is not None:
        parties.setdefault(public_organisation.pk, public_organisation)
    for organisation in parties.values():
        add_organisation(space=space, organisation=organisation, by=by, now=now)
    return space


@transaction.atomic
def close_space(*, space: Space, by: Person | None, now: datetime) -> Space:
    """Close a space: it can be read and taken along, nothing is added, and no guest comes in. Again changes nothing."""
    stored = _locked(space)
    if rules.is_open(stored.closed_at, now=now):
        stored.closed_at = now
        stored.save(update_fields=["closed_at"])
        _record("space.closed", stored, _reference(by), now)
    return stored


@transaction.atomic
def end_space(*, space: Space, by: Person | None, now: datetime) -> Space:
    """Let a space close by itself after a time of grace, because what it was for has ended. Again changes nothing."""
    stored = _locked(space)
    if stored.closed_at is None:
        stored.closed_at = now + rules.GRACE
        stored.save(update_fields=["closed_at"])
        _record("space.ended", stored, _reference(by), now, {"until": stored.closed_at.isoformat()})
    return stored


@transaction.atomic
def reopen_space(*, space: Space, reason: str, by: Person, now: datetime, is_over: bool = True) -> Space:
    """Open a space that closed or is about to, for a reason. ``is_over``: for as long as a time of grace, from now.

    One that stands open without an end stays so. Raises a Refusal without a reason.
    """
    why = rules.check_text(reason)
    stored = _locked(space)
    if stored.closed_at is not None:
        stored.closed_at = now + rules.GRACE if is_over else None
        stored.save(update_fields=["closed_at"])
        _record("space.reopened", stored, _reference(by), now, {"reason": why})
    return stored


@transaction.atomic
def add_organisation(
    *,
    space: Space,
    organisation: Organisation,
    by: Person | None,
    now: datetime,
    people: Iterable[Person] = (),
) -> Party:
    """Let an organisation take part, also one that left, and let in these people of it and who adds it.

    Doing it again changes nothing. Raises a Refusal for a space that was closed.
    """
    stored = _locked(space)
    rules.check_open(closed_at=stored.closed_at, now=now)
    is_public = (
        OrganisationType(organisation.type) in PUBLIC_BODIES
        or organisation.pk == stored.public_organisation_id
    )
    party, is_new = Party.objects.get_or_create(
        space=stored, organisation=organisation, defaults={"is_public": is_public, "since": now}
    )
    if is_new or party.left_at is not None:
        party.left_at, party.is_public = None, is_public
        party.save(update_fields=["left_at", "is_public"])
        _record("space.party-added", stored, _reference(by), now, {"party": organisation.reference})
    wanted = [*people, *([by] if by is not None else [])]
    for person in dict.fromkeys(wanted):
        if _works_for(person, organisation):
            _seat(party, person, by, now)
    return party


@transaction.atomic
def remove_organisation(
    *, space: Space, organisation: Organisation, by: Person | None, now: datetime
) -> None:
    """An organisation takes part no more: its people see nothing of the space from now on."""
    stored = _locked(space)
    party = Party.objects.filter(space=stored, organisation=organisation, left_at=None).first()
    if party is not None:
        party.left_at = now
        party.save(update_fields=["left_at"])
        _record("space.party-left", stored, _reference(by), now, {"party": organisation.reference})


@transaction.atomic
def add_participant(
    *, space: Space, organisation: Organisation, person: Person, by: Person, now: datetime
) -> None:
    """Let in somebody of an organisation that takes part.

    Raises a Refusal for who does not work there, or where the organisation takes part no more.
    """
    stored = _locked(space)
    rules.check_open(closed_at=stored.closed_at, now=now)
    party = Party.objects.filter(space=stored, organisation=organisation, left_at=None).first()
    if party is None or not _works_for(person, organisation):
        raise Refusal("not-a-colleague")
    _seat(party, person, by, now)


@transaction.atomic
def leave_space(*, space: Space, person: Person, now: datetime) -> None:
    """Somebody leaves a space themselves; a colleague can let them in again."""
    stored = _locked(space)
    seats = Participant.objects.filter(party__space=stored, person=person, left_at=None)
    if seats.update(left_at=now):
        _record("space.participant-left", stored, person.reference, now)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A guest, and the word in their link, which is kept nowhere."""

    guest: Guest
    key: str


@transaction.atomic
def invite_guest(*, seat: Seat, name: str, channel: Channel, days: int, now: datetime) -> Invitation:
    """Make a link for somebody without an account, for one channel and so many days.

    Raises a Refusal for a channel that the inviter does not read, or one guest too many.
    """
    space = _locked(seat.space)
    rules.check_open(closed_at=space.closed_at, now=now)
    rules.check_channel(channel, seat.channels)
    if not seat.may_manage:
        raise Refusal("guests-invite-nobody")
    if Guest.objects.filter(space=space, revoked_at=None, until__gt=now).count() >= rules.MOST_GUESTS:
        raise Refusal("guests-too-many", most=rules.MOST_GUESTS)
    key = secrets.token_urlsafe(32)
    guest = Guest.objects.create(
        space=space,
        name=rules.check_line(name),
        channel=channel.value,
        key_hash=rules.key_hash(key),
        let_in_by=seat.person,
        let_in_at=now,
        until=rules.guest_until(days, now=now),
    )
    _record("space.guest-invited", space, seat.reference, now, {"guest": guest.pk, "channel": channel.value})
    return Invitation(guest, key)


@transaction.atomic
def revoke_guest(*, seat: Seat, guest: Guest, now: datetime) -> None:
    """A guest's link opens nothing from now on. Again changes nothing."""
    stored = Guest.objects.select_for_update().get(pk=guest.pk, space=seat.space)
    rules.check_channel(Channel(stored.channel), seat.channels)
    if stored.revoked_at is None:
        stored.revoked_at = now
        stored.save(update_fields=["revoked_at"])
        _record("space.guest-revoked", seat.space, seat.reference, now, {"guest": stored.pk})


@transaction.atomic
def enter_guest(*, guest: Guest, now: datetime) -> None:
    """A guest read what they will see and that this is recorded, and comes in; the first time is kept."""
    stored = Guest.objects.select_for_update().select_related("space").get(pk=guest.pk)
    if stored.entered_at is None:
        stored.entered_at = now
        stored.save(update_fields=["entered_at"])
    _record("space.guest-entered", stored.space, stored.reference, now, {"guest": stored.pk})


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to put in a space; what only some kinds have is left empty by the others."""

    kind: Kind
    channel: Channel
    text: str
    day: date | None = None
    doer: Person | None = None
    decided_by: str = ""
    place: Place | None = None
    address: str = ""
    file: KeptFile | None = None
    sent_key: str = ""
    """A word of the form it comes from: the same form sent twice adds one thing."""


@transaction.atomic
def add_contribution(*, seat: Seat, draft: Draft, now: datetime) -> Contribution:
    """Put something in a space, in a channel that one reads.

    Raises a Refusal for a closed space, a channel of others, words that are missing, an unsafe address, or somebody who
    does not read the channel and is to do a task in it.
    """
    space = _locked(seat.space)
    rules.check_open(closed_at=space.closed_at, now=now)
    rules.check_channel(draft.channel, seat.channels)
    if seat.guest is not None and draft.kind is not Kind.POST:
        raise Refusal("guests-write-only")
    key = _sent_key(seat, draft)
    if key and (before := Contribution.objects.filter(sent_key=key).first()):
        return before
    made = Contribution(
        space=space,
        kind=draft.kind.value,
        channel=draft.channel.value,
        text=_words_of(draft),
        written_by=seat.person,
        guest=seat.guest,
        written_at=now,
        changed_at=now,
        sent_key=key or None,
        day=_day_of(draft, now),
        doer=_doer_of(space, draft),
    )
    if draft.kind is Kind.DECISION:
        made.decided_by = rules.check_line(draft.decided_by)
    if draft.kind is Kind.LINK:
        made.place, made.address = (draft.place or Place.OTHER).value, rules.check_address(draft.address)
    if draft.kind is Kind.FILE:
        made = _with_file(made, draft)
    made.save()
    row = _record("contribution.added", made, seat.reference, now, _about(made))
    _tell(made, seat, row, now)
    return made


@transaction.atomic
def change_contribution(
    *,
    seat: Seat,
    contribution: Contribution,
    seen_version: int,
    text: str,
    day: date | None = None,
    doer: Person | None = None,
    now: datetime,
) -> Contribution:
    """Store new words; what it said before is kept. ``day`` and ``doer`` are those of a task or decision.

    Raises a Refusal when somebody else stored a version after the one that was seen, or for words of somebody else:
    a message and a link are their writer's, a task and a decision belong to all who read them.
    """
    _check_open(seat, now)
    stored = _seen_from(seat, contribution)
    _check_may_change(seat, stored)
    rules.check_seen_version(stored=stored.version, seen=seen_version)
    words = rules.check_text(text, longest=rules.LONGEST_TEXT if stored.kind in _LONG else rules.LONGEST_LINE)
    has_day = stored.kind in (Kind.TASK, Kind.DECISION)
    before = (stored.text, stored.day, stored.doer_id)
    wanted = (
        _doer_among_readers(seat.space, Channel(stored.channel), doer) if stored.kind == Kind.TASK else None
    )
    after = (words, day if has_day else stored.day, wanted.pk if wanted else None)
    if before == after:
        return stored
    Revision.objects.create(
        contribution=stored,
        version=stored.version,
        text=stored.text,
        day=stored.day,
        changed_by=seat.person,
        changed_at=now,
    )
    is_other_doer = wanted is not None and wanted.pk != stored.doer_id
    stored.text, stored.day, stored.doer = words, after[1], wanted
    stored.version += 1
    stored.changed_at = now
    stored.save()
    row = _record("contribution.changed", stored, seat.reference, now, {"version": stored.version})
    if is_other_doer:
        _tell_doer(stored, seat, row, now)
    return stored


@transaction.atomic
def finish_task(*, seat: Seat, task: Contribution, is_done: bool, now: datetime) -> Contribution:
    """Say that a task is done, or that it is not after all. Again changes nothing."""
    _check_open(seat, now)
    stored = _seen_from(seat, task)
    if stored.kind != Kind.TASK or seat.person is None:
        raise Refusal("not-a-task")
    if is_done is (stored.done_at is not None):
        return stored
    stored.done_at = now if is_done else None
    stored.save(update_fields=["done_at"])
    _record("task.done" if is_done else "task.reopened", stored, seat.reference, now)
    return stored


@transaction.atomic
def remove_contribution(*, seat: Seat, contribution: Contribution, now: datetime) -> None:
    """Take away what one wrote oneself, with everything it said before. A decision stays.

    Raises a Refusal for what somebody else wrote. A file itself goes with the next sweep.
    """
    _check_open(seat, now)
    stored = _seen_from(seat, contribution)
    if stored.kind == Kind.DECISION or seat.person is None or stored.written_by_id != seat.person.pk:
        raise Refusal("not-yours-to-remove")
    if stored.kind == Kind.FILE:
        documents.touch(stored.sha256)
    _record("contribution.removed", stored, seat.reference, now, _about(stored))
    stored.delete()


# ---------------------------------------------------------------------- parts of the above

_LONG = (Kind.POST, Kind.DECISION)


def _words_of(draft: Draft) -> str:
    if draft.kind is Kind.FILE:
        return draft.file.name if draft.file else ""
    return rules.check_text(draft.text) if draft.kind in _LONG else rules.check_line(draft.text)


def _day_of(draft: Draft, now: datetime) -> date | None:
    if draft.kind is Kind.DECISION:
        return draft.day or now.date()
    return draft.day if draft.kind is Kind.TASK else None


def _doer_of(space: Space, draft: Draft) -> Person | None:
    return _doer_among_readers(space, draft.channel, draft.doer) if draft.kind is Kind.TASK else None


def _doer_among_readers(space: Space, channel: Channel, doer: Person | None) -> Person | None:
    if doer is not None and doer not in readers_of(space, channel):
        raise Refusal("doer-does-not-read")
    return doer


def _with_file(made: Contribution, draft: Draft) -> Contribution:
    if draft.file is None:
        raise Refusal("document-missing")
    there = Contribution.objects.filter(space=made.space, channel=made.channel, sha256=draft.file.sha256)
    if there.exists():
        raise Refusal("file-there-already")
    made.file_type, made.size, made.sha256 = draft.file.file_type, draft.file.size, draft.file.sha256
    return made


def _sent_key(seat: Seat, draft: Draft) -> str:
    if not draft.sent_key:
        return ""
    said = f"{seat.space.pk}\n{seat.reference}\n{draft.kind}\n{draft.sent_key}"
    return hashlib.sha256(said.encode()).hexdigest()


def _check_open(seat: Seat, now: datetime) -> None:
    rules.check_open(closed_at=_locked(seat.space).closed_at, now=now)


def _check_may_change(seat: Seat, stored: Contribution) -> None:
    is_of_all = stored.kind in (Kind.TASK, Kind.DECISION)
    if (
        stored.kind == Kind.FILE
        or seat.person is None
        or (not is_of_all and stored.written_by_id != seat.person.pk)
    ):
        raise Refusal("not-yours-to-change")


def _seen_from(seat: Seat, contribution: Contribution) -> Contribution:
    """As it is stored, locked; a Refusal where this seat does not see it, or it was removed."""
    seen = Contribution.objects.visible_in(seat.space, seat.channels)
    stored = seen.select_for_update().filter(pk=contribution.pk).first()
    if stored is None:
        raise Refusal("contribution-is-gone")
    return stored


def _seat(party: Party, person: Person, by: Person | None, now: datetime) -> None:
    seat, is_new = Participant.objects.get_or_create(party=party, person=person, defaults={"since": now})
    if is_new or seat.left_at is not None:
        seat.left_at = None
        seat.save(update_fields=["left_at"])
        details = {"person": person.reference, "party": party.organisation.reference}
        _record("space.participant-added", party.space, _reference(by), now, details)


def _works_for(person: Person, organisation: Organisation) -> bool:
    return organisation.pk in {one.pk for one in organisations.member_organisations(person)}


def _locked(space: Space) -> Space:
    return Space.objects.select_for_update().get(pk=space.pk)


def _about(made: Contribution) -> dict[str, object]:
    said: dict[str, object] = {"space": made.space.reference, "kind": made.kind, "channel": made.channel}
    return said | ({"sha256": made.sha256, "size": made.size} if made.kind == Kind.FILE else {})


def _tell(made: Contribution, seat: Seat, row: int, now: datetime) -> None:
    if made.kind == Kind.TASK:
        _tell_doer(made, seat, row, now)
        return
    readers = {person.reference for person in readers_of(made.space, Channel(made.channel))}
    messages.tell(
        DECIDED if made.kind == Kind.DECISION else POSTED,
        event=f"row:{row}",
        to=readers - {seat.reference},
        about=made.reference,
        now=now,
    )


def _tell_doer(task: Contribution, seat: Seat, row: int, now: datetime) -> None:
    if task.doer is not None and task.doer.reference != seat.reference:
        messages.tell(ASKED, event=f"row:{row}", to=[task.doer.reference], about=task.reference, now=now)


def _reference(person: Person | None) -> str:
    return person.reference if person is not None else ""


def _record(
    name: str,
    on: Space | Contribution,
    by: str,
    now: datetime,
    details: Mapping[str, object] | None = None,
) -> int:
    return journal.record(name, on=on.reference, by=by, at=now, details=details)
