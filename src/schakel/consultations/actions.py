"""What happens in a market consultation. Its row is locked first: who comes second is told what the first did.

Every row stands in the journal under the consultation itself, so that its history is the log of who got what, and when.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from schakel.accounts.public import Person
from schakel.challenges import public as challenges
from schakel.challenges.public import Challenge
from schakel.challenges.public import State as ChallengeState
from schakel.consultations import rules
from schakel.consultations.models import Consultation, ConsultationFile, Inquiry, Participant
from schakel.consultations.rules import State, Step
from schakel.documents.public import KeptFile
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library.public import Visibility
from schakel.messages import public as messages
from schakel.organisations.public import Organisation, member_organisations, member_references

OPENED, ANSWERED, CLOSES, CLOSED, ASKED = (
    "consultation.opened",
    "consultation.answered",
    "consultation.closes",
    "consultation.closed",
    "consultation.asked",
)
FETCHED = "consultation.file-fetched"
_RUNNING = (ChallengeState.OPEN, ChallengeState.MATCHED, ChallengeState.IN_ACTION)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is said before it opens: the text and the days."""

    text: str
    questions_until: date | None
    closes_on: date | None


@transaction.atomic
def prepare_consultation(
    *, challenge: Challenge, plan: Plan, prepared_by: Person, now: datetime
) -> Consultation:
    """Begin a consultation about a challenge, or change what is prepared. Nobody but owner and staff sees it yet.

    Raises a Refusal once it is open: then everybody has read it.
    """
    text = rules.check_text(plan.text, longest=rules.LONGEST_TEXT)
    Challenge.objects.select_for_update().get(pk=challenge.pk)
    stored = Consultation.objects.select_for_update().filter(pk=challenge.pk).first()
    if stored is not None and stored.state != State.PREPARED:
        raise Refusal("consultation-is-public")
    is_new = stored is None
    stored = stored or Consultation(challenge=challenge, prepared_at=now)
    stored.text, stored.questions_until, stored.closes_on = text, plan.questions_until, plan.closes_on
    stored.save()
    _record("consultation.prepared" if is_new else "consultation.changed", stored, prepared_by, now)
    return stored


@transaction.atomic
def drop_consultation(*, consultation: Consultation, dropped_by: Person, now: datetime) -> None:
    """There will be none. Raises a Refusal once it was open: what everybody saw is not taken back."""
    stored = _locked(consultation)
    if stored.state != State.PREPARED:
        raise Refusal("consultation-is-public")
    _record("consultation.dropped", stored, dropped_by, now)
    stored.delete()


@transaction.atomic
def open_consultation(
    *, consultation: Consultation, opened_by: Person, today: date, now: datetime
) -> Consultation:
    """Let everybody read it and take part. Raises a Refusal where that is not fair to all, or its days cannot be."""
    stored = _locked(consultation)
    state = rules.next_state(State(stored.state), Step.OPEN)
    challenge = stored.challenge
    rules.check_opening(
        rules.Opening(
            is_for_everybody=challenge.item.visibility == Visibility.PUBLIC and not challenge.is_confidential,
            is_running=ChallengeState(challenge.state) in _RUNNING,
        )
    )
    rules.check_period(questions_until=stored.questions_until, closes_on=stored.closes_on, today=today)
    stored.state, stored.opened_at = state.value, now
    stored.save(update_fields=["state", "opened_at"])
    _record("consultation.opened", stored, opened_by, now, _days(stored))
    _tell(OPENED, stored, challenges.follower_references(challenge), "opened", opened_by, now)
    return stored


@transaction.atomic
def extend_consultation(
    *, consultation: Consultation, closes_on: date, extended_by: Person, today: date, now: datetime
) -> Consultation:
    """Let it last longer, for everybody; questions can be asked until as long before the end as at first."""
    stored = _locked(consultation)
    rules.check_is_open(_state(stored, today))
    before, until = stored.closes_on, stored.questions_until
    if before is None or until is None:
        raise Refusal("consultation-not-open")
    rules.check_extension(closes_on=closes_on, before=before, today=today)
    stored.questions_until, stored.closes_on = closes_on - (before - until), closes_on
    stored.save(update_fields=["questions_until", "closes_on"])
    _record("consultation.extended", stored, extended_by, now, _days(stored))
    _tell(OPENED, stored, _concerned(stored), f"extended {closes_on.isoformat()}", extended_by, now)
    return stored


@transaction.atomic
def close_consultations(*, today: date, now: datetime) -> int:
    """Store that those whose last day is over are closed, and tell who is concerned; returns how many."""
    keys = Consultation.objects.filter(state=State.OPEN.value, closes_on__lt=today).order_by("pk")
    number = 0
    for consultation in keys:
        stored = _locked(consultation)
        if stored.state != State.OPEN:
            continue
        stored.state, stored.closed_at = rules.next_state(State(stored.state), Step.CLOSE).value, now
        stored.save(update_fields=["state", "closed_at"])
        _record("consultation.closed", stored, None, now)
        _tell(CLOSED, stored, [*_concerned(stored), *_owners(stored)], "closed", None, now)
        number += 1
    return number


@transaction.atomic
def remind_consultations(*, today: date, now: datetime) -> int:
    """Tell who is concerned that one closes soon, once for each last day; returns of how many."""
    soon = Consultation.objects.filter(
        state=State.OPEN.value, closes_on__gte=today, closes_on__lte=today + rules.REMINDED_BEFORE_END
    )
    number = 0
    for consultation in soon.order_by("pk"):
        day = consultation.closes_on.isoformat() if consultation.closes_on else ""
        people = [*_concerned(consultation), *_owners(consultation)]
        _tell(CLOSES, consultation, people, f"closes {day}", None, now)
        number += 1
    return number


@transaction.atomic
def report_consultation(
    *, consultation: Consultation, conclusion: str, reported_by: Person, today: date, now: datetime
) -> Consultation:
    """Say to everybody what came of it.

    Raises a Refusal before it is closed, while a question waits, or without words.
    """
    words = rules.check_text(conclusion, longest=rules.LONGEST_TEXT)
    stored = _locked(consultation)
    state = rules.next_state(_state(stored, today), Step.REPORT)
    if stored.inquiries.filter(answered_at=None).exists():
        raise Refusal("consultation-inquiries-wait")
    stored.state, stored.conclusion, stored.reported_at = state.value, words, now
    stored.closed_at = stored.closed_at or now
    stored.save(update_fields=["state", "conclusion", "reported_at", "closed_at"])
    _record("consultation.reported", stored, reported_by, now)
    _tell(CLOSED, stored, _concerned(stored), "reported", reported_by, now)
    return stored


@transaction.atomic
def add_file(
    *, consultation: Consultation, kept: KeptFile, added_by: Person, today: date, now: datetime
) -> ConsultationFile:
    """Put a file with it, for everybody at once; the same file is there once. What is there once it is open stays.

    Raises a Refusal once it is closed, or for one too many.
    """
    stored = _locked(consultation)
    state = _state(stored, today)
    if state not in (State.PREPARED, State.OPEN):
        raise Refusal("consultation-not-open")
    there = stored.files.filter(participant=None)
    before = there.filter(sha256=kept.sha256).first()
    if before is not None:
        return before
    if there.count() >= rules.MOST_FILES:
        raise Refusal("attachments-too-many", most=rules.MOST_FILES)
    file = _file(stored, None, kept, now)
    _record("consultation.file-added", stored, added_by, now, _named(file))
    if state is State.OPEN:
        _tell(ANSWERED, stored, _concerned(stored), f"file {kept.sha256}", added_by, now)
    return file


@transaction.atomic
def remove_file(*, file: ConsultationFile, removed_by: Person, now: datetime) -> None:
    """Take a file away while it is prepared. Raises a Refusal once everybody could have it."""
    stored = _locked(file.consultation)
    if stored.state != State.PREPARED:
        raise Refusal("consultation-is-public")
    if stored.files.filter(pk=file.pk).delete()[0]:
        _record("consultation.file-removed", stored, removed_by, now, _named(file))


@transaction.atomic
def fetch_file(*, file: ConsultationFile, fetched_by: Person, now: datetime) -> None:
    """Somebody gets a file: their first time stands in the log."""
    got = (
        row.actor == fetched_by.reference and row.details.get("sha256") == file.sha256
        for row in journal.history_of(file.consultation.reference)
        if row.name == FETCHED
    )
    if not any(got):
        names = [one.name for one in member_organisations(fetched_by)]
        _record(FETCHED, file.consultation, fetched_by, now, {**_named(file), "for": names})


@transaction.atomic
def ask_inquiry(
    *, consultation: Consultation, text: str, asked_by: Person, today: date, now: datetime
) -> Inquiry:
    """Ask something. The same words of the same person are one question; who asked is not shown to anybody."""
    words = rules.check_text(text)
    stored = _locked(consultation)
    own = stored.inquiries.filter(asked_by=asked_by)
    before = own.filter(text=words).first()
    if before is not None:
        return before
    rules.check_inquiry(
        state=_state(stored, today),
        questions_until=stored.questions_until,
        number_of_person=own.count(),
        today=today,
    )
    last = stored.inquiries.aggregate(last=Max("number"))["last"] or 0
    inquiry = Inquiry.objects.create(
        consultation=stored, number=last + 1, text=words, asked_by=asked_by, asked_at=now
    )
    _record("consultation.asked", stored, asked_by, now, {"inquiry": inquiry.number})
    people = [*_owners(stored), *_adviser(stored)]
    _tell(ASKED, stored, people, f"asked {inquiry.number}", asked_by, now, {"number": inquiry.number})
    return inquiry


@transaction.atomic
def answer_inquiry(
    *, consultation: Consultation, number: int, answer: str, answered_by: Person, now: datetime
) -> Inquiry:
    """Answer a question: from now on everybody reads both. Raises a Refusal for one that was answered already."""
    words = rules.check_text(answer)
    stored = _locked(consultation)
    inquiry = stored.inquiries.filter(number=number).select_related("asked_by").first()
    if inquiry is None:
        raise Refusal("inquiry-unknown")
    if stored.state == State.REPORTED:
        raise Refusal("consultation-step-not-possible", state=stored.state)
    if inquiry.answered_at is not None:
        raise Refusal("inquiry-answered")
    inquiry.answer, inquiry.answered_at = words, now
    inquiry.save(update_fields=["answer", "answered_at"])
    _record("consultation.answered", stored, answered_by, now, {"inquiry": number})
    people = _concerned(stored)
    if inquiry.asked_by is not None:
        people.append(inquiry.asked_by.reference)
    _tell(ANSWERED, stored, people, f"answered {number}", answered_by, now, {"number": number})
    return inquiry


@transaction.atomic
def register_participant(
    *,
    consultation: Consultation,
    organisation: Organisation,
    words: str,
    files: Sequence[KeptFile] = (),
    registered_by: Person,
    today: date,
    now: datetime,
) -> Participant:
    """An organisation registers its interest, or writes anew what it wrote. Its files are added to those it handed in.

    Raises a Refusal while it is not open, for the owner itself, or for one file too many.
    """
    tidy = rules.check_text(words)
    stored = _locked(consultation)
    rules.check_is_open(_state(stored, today))
    if organisation.pk == stored.challenge.item.owner_id:
        raise Refusal("consultation-own")
    found = Participant.objects.filter(consultation=stored, organisation=organisation).first()
    participant = found or Participant(consultation=stored, organisation=organisation, registered_at=now)
    participant.words, participant.registered_by, participant.left_at = tidy, registered_by, None
    participant.save()
    there = set(participant.files.order_by().values_list("sha256", flat=True))
    fresh = {kept.sha256: kept for kept in files if kept.sha256 not in there}
    if len(there) + len(fresh) > rules.MOST_FILES_OF_PARTICIPANT:
        raise Refusal("attachments-too-many", most=rules.MOST_FILES_OF_PARTICIPANT)
    for kept in fresh.values():
        _file(stored, participant, kept, now)
    said = {"organisation": organisation.reference, "name": organisation.name, "files": len(fresh)}
    _record("consultation.joined", stored, registered_by, now, said)
    return participant


@transaction.atomic
def withdraw_participant(
    *, participant: Participant, withdrawn_by: Person, today: date, now: datetime
) -> None:
    """An organisation no longer takes part; what it handed in is gone. Raises a Refusal once it is closed."""
    stored = _locked(participant.consultation)
    rules.check_is_open(_state(stored, today))
    kept = Participant.objects.get(pk=participant.pk)
    if kept.left_at is not None:
        return
    kept.left_at = now
    kept.words = "–"
    kept.save(update_fields=["left_at", "words"])
    kept.files.all().delete()
    said = {"organisation": kept.organisation.reference, "name": kept.organisation.name}
    _record("consultation.left", stored, withdrawn_by, now, said)


def _locked(consultation: Consultation) -> Consultation:
    """The consultation as it is stored, locked until the transaction ends. Raises a Refusal when it was dropped."""
    stored = Consultation.objects.select_for_update().filter(pk=consultation.pk).first()
    if stored is None:
        raise Refusal("consultation-gone")
    stored.challenge = challenges.challenge_with_item(stored.pk)
    return stored


def _state(consultation: Consultation, today: date) -> State:
    return rules.state_at(State(consultation.state), closes_on=consultation.closes_on, today=today)


def _file(
    consultation: Consultation, participant: Participant | None, kept: KeptFile, now: datetime
) -> ConsultationFile:
    return ConsultationFile.objects.create(
        consultation=consultation,
        participant=participant,
        name=kept.name,
        file_type=kept.file_type,
        size=kept.size,
        sha256=kept.sha256,
        added_at=now,
    )


def _named(file: ConsultationFile) -> dict[str, object]:
    return {"file": file.name, "sha256": file.sha256, "size": file.size}


def _days(consultation: Consultation) -> dict[str, object]:
    return {
        "questions_until": str(consultation.questions_until or ""),
        "closes_on": str(consultation.closes_on or ""),
    }


def _owners(consultation: Consultation) -> list[str]:
    return member_references(consultation.challenge.item.owner)


def _adviser(consultation: Consultation) -> list[str]:
    adviser = consultation.challenge.adviser
    return [adviser.reference] if adviser is not None else []


def _concerned(consultation: Consultation) -> list[str]:
    """Who takes part and who follows the challenge."""
    people = challenges.follower_references(consultation.challenge)
    for participant in consultation.participants.filter(left_at=None).select_related("organisation"):
        people += member_references(participant.organisation)
    return people


def _tell(
    kind: str,
    consultation: Consultation,
    people: Iterable[str],
    event: str,
    by: Person | None,
    now: datetime,
    payload: Mapping[str, object] | None = None,
) -> None:
    to = dict.fromkeys(one for one in people if by is None or one != by.reference)
    if to:
        messages.tell(
            kind,
            event=f"{consultation.reference} {event}",
            to=list(to),
            about=consultation.reference,
            payload={"event": event.partition(" ")[0], **(payload or {})},
            now=now,
        )


def _record(
    name: str,
    consultation: Consultation,
    by: Person | None,
    now: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """What people write is not for a journal that never forgets; that they wrote it is."""
    journal.record(
        name, on=consultation.reference, by=by.reference if by else "", at=now, details=details or {}
    )
