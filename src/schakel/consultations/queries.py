"""Looking consultations up: always for somebody. Who may see one is who may see its challenge, once it is open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from schakel.accounts.public import Person, names_by_reference
from schakel.challenges.public import Challenge, challenges_visible_to
from schakel.consultations.models import CODE_LENGTH, Consultation, ConsultationFile, Inquiry, Participant
from schakel.consultations.rules import DECIDE, HELP, TAKE_PART, State, blocks, state_at
from schakel.documents.public import Holder
from schakel.interests.public import has_interest, recused_from
from schakel.journal import public as journal
from schakel.library import public as library
from schakel.organisations.public import Organisation, member_organisations

Consultations = QuerySet[Consultation]


def consultations_visible_to(person: Person | None) -> Consultations:
    """The one way to reach consultations on behalf of somebody: what is prepared is for its owner and the staff."""
    seen = Consultation.objects.filter(challenge__in=challenges_visible_to(person).order_by().values("pk"))
    seen = seen.select_related("challenge__item__owner", "challenge__adviser")
    if person is not None and library.allows(person, HELP):
        return seen
    own = [] if person is None else [one.pk for one in member_organisations(person)]
    return seen.filter(~Q(state=State.PREPARED.value) | Q(challenge__item__owner_id__in=own))


def consultation_for(person: Person | None, slug: str) -> Consultation | None:
    """The consultation about the challenge at this address; None where there is none for this person."""
    return consultations_visible_to(person).filter(challenge__item__slug=slug).first()


def public_consultations(person: Person | None) -> Consultations:
    """Those that are or were open, the newest first."""
    return consultations_visible_to(person).exclude(state=State.PREPARED.value).order_by("-opened_at", "pk")


def closing_between(
    person: Person | None, *, begin: date, end: date | None, today: date, most: int | None = None
) -> list[tuple[Consultation, library.ItemValue]]:
    """Those that somebody may see and that close from the one day to the other, both included, with their items.

    In the order of closing; without an end all that close later too. ``most``: so many at most, the first ones.
    """
    found = public_consultations(person).filter(closes_on__gte=begin)
    if end is not None:
        found = found.filter(closes_on__lte=end)
    rows = list(found.order_by("closes_on", "pk")[:most])
    values = library.values_by_key([one.challenge.item_id for one in rows], person, today=today)
    return [(one, values[one.challenge.item_id]) for one in rows if one.challenge.item_id in values]


def sequence_of(consultation: Consultation) -> int:
    """Grows when it is made longer, so that calendars move its last day."""
    closes_on = consultation.closes_on
    return max(0, (closes_on - consultation.prepared_at.date()).days) if closes_on else 0


def forbids_private_talk(one: int, other: int, *, today: date) -> bool:
    """Whether one of two organisations consults the market now about something in which the other takes part, or did.

    What is talked about then, others would not hear: so the two do not meet in private meanwhile.
    """
    for owner, market in ((one, other), (other, one)):
        is_owner = Q(challenge__item__in=library.Item.objects.filter(library.owned_by([owner])).order_by())
        asked = Consultation.objects.filter(is_owner, participants__organisation=market).order_by("pk")
        if any(blocks(state_of(found, today=today)) for found in asked):
            return True
    return False


def state_of(consultation: Consultation, *, today: date) -> State:
    return state_at(State(consultation.state), closes_on=consultation.closes_on, today=today)


def blocks_introductions(challenge: Challenge, *, today: date) -> bool:
    """Whether there are no private introductions about this challenge, because all get the same information."""
    found = Consultation.objects.filter(pk=challenge.pk).first()
    return found is not None and blocks(state_of(found, today=today))


def may_decide(person: Person | None, consultation: Consultation) -> bool:
    return library.allows(person, DECIDE, consultation.challenge.item)


def may_help(person: Person | None, challenge: Challenge, *, today: date) -> bool:
    """The owner's people, and staff without an interest in the owner."""
    if person is None or not library.allows(person, HELP, challenge.item):
        return False
    is_owner = library.allows(person, DECIDE, challenge.item)
    return is_owner or not has_interest(person, challenge.item.owner, today=today)


def organisations_to_join_with(person: Person | None, consultation: Consultation) -> list[Organisation]:
    """The organisations for which somebody can take part."""
    if person is None or not library.allows(person, TAKE_PART):
        return []
    owner = consultation.challenge.item.owner_id
    return [one for one in member_organisations(person) if one.pk != owner]


def own_participations(person: Person | None, consultation: Consultation) -> list[Participant]:
    """Where somebody's organisations take part, with what they wrote and handed in."""
    if person is None:
        return []
    own = [one.pk for one in member_organisations(person)]
    taking_part = consultation.participants.filter(organisation__in=own, left_at=None)
    return list(taking_part.select_related("organisation").prefetch_related("files"))


@dataclass(frozen=True, slots=True)
class SeenParticipant:
    """A participant as the owner sees it.

    ``is_recused``: this reader has an interest in it, and reads nothing of it.
    """

    participant: Participant
    is_recused: bool


def participants_for(
    person: Person | None, consultation: Consultation, *, today: date
) -> list[SeenParticipant]:
    """Who takes part and who left, for the owner's people alone; for anybody else none."""
    if person is None or not may_decide(person, consultation):
        return []
    found = list(consultation.participants.select_related("organisation").prefetch_related("files"))
    recused = recused_from([person], [one.organisation for one in found], today=today).get(person.pk, ())
    without = {stake.organisation.pk for stake in recused}
    return [SeenParticipant(one, one.organisation_id in without) for one in found]


def number_of_participants(consultation: Consultation) -> int:
    return consultation.participants.filter(left_at=None).count()


def files_for_everybody(consultation: Consultation) -> list[ConsultationFile]:
    return list(consultation.files.filter(participant=None))


def file_for(
    person: Person | None, consultation: Consultation, code: str, *, today: date
) -> ConsultationFile | None:
    """A file for everybody; one of a participant for who handed it in and for the owner's people
    without an interest.
    """
    if len(code) != CODE_LENGTH:
        return None
    found = consultation.files.filter(sha256__startswith=code).select_related("consultation", "participant")
    shared = found.filter(participant=None).first()
    if shared is not None:
        return shared
    open_to = {one.pk for one in own_participations(person, consultation)} | {
        seen.participant.pk
        for seen in participants_for(person, consultation, today=today)
        if not seen.is_recused
    }
    return found.filter(participant__in=open_to).first()


def inquiries_for(person: Person | None, consultation: Consultation) -> list[Inquiry]:
    """What was answered, for everybody; one's own; and for the owner and who helps all of them."""
    every = consultation.inquiries.order_by("number")
    if person is not None and library.allows(person, HELP, consultation.challenge.item):
        return list(every)
    return list(
        every.filter(Q(answered_at__isnull=False) | Q(asked_by=person))
        if person
        else every.exclude(answered_at=None)
    )


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of the log. ``who`` is empty for a question: who asked is shown to nobody."""

    row: journal.Row
    who: str


_WITHOUT_A_NAME = frozenset({"consultation.asked"})


def log_of(consultation: Consultation) -> Sequence[Logged]:
    """Who did or got what, when, the oldest first."""
    rows = list(reversed(journal.history_of(consultation.reference)))
    names = names_by_reference({row.actor for row in rows})
    return [Logged(row, "" if row.name in _WITHOUT_A_NAME else names.get(row.actor, "")) for row in rows]


def _every_file() -> Iterator[tuple[str, int, str]]:
    rows = ConsultationFile.objects.order_by("pk").values_list("pk", "name", "size", "sha256")
    for pk, name, size, digest in rows.iterator():
        yield f"file {pk} of a consultation ({name})", size, digest


HOLDER = Holder(
    "consultations",
    lambda digest: ConsultationFile.objects.filter(sha256=digest).exists(),
    _every_file,
)
