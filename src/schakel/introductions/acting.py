"""How anybody acts on an introduction: what every act does before and after what is its own.

It is read anew and locked, what is not possible is refused, and what was done gets its one row in the journal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from schakel.accounts.public import Person
from schakel.interests import public as interests
from schakel.introductions import desks, links, rules, telling
from schakel.introductions.models import Consent, Introduction, MailLink, ProposedTime
from schakel.introductions.rules import Side, State, Step
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.organisations.public import member_organisations


@dataclass(frozen=True, slots=True)
class Party:
    """Who acts, for which side. Without a person: somebody without an account, by a link that was sent to them."""

    side: Side
    person: Person | None = None
    is_adviser: bool = False
    """Who works for the hub and speaks for a side they do not belong to."""
    link: MailLink | None = None
    seen_version: int | None = None
    """What they looked at: what changed since is not answered blindly."""

    @property
    def reference(self) -> str:
        return self.person.reference if self.person else ""


def locked(introduction: Introduction) -> Introduction:
    """The introduction as it is stored, locked until the transaction ends."""
    return (
        Introduction.objects.select_for_update(of=("self",))
        .select_related("requester", "receiver", "requested_by", "answerer", "adviser", "challenge")
        .get(pk=introduction.pk)
    )


def begun(introduction: Introduction, step: Step, party: Party, now: datetime) -> tuple[Introduction, State]:
    """Lock it, and refuse what is not possible or was looked at before it changed; the link is used up."""
    stored = locked(introduction)
    before = stored.standing_at(now)
    if party.link is not None:
        _use(party.link, stored, now)
    rules.next_state(before, step, side=party.side)
    if party.seen_version is not None and party.seen_version != stored.version:
        raise Refusal("introduction-changed")
    if party.side is Side.RECEIVER and party.person is not None:
        own = {organisation.pk for organisation in member_organisations(party.person)}
        rules.check_answering(belongs_to_requester=stored.requester_id in own)
    if party.is_adviser and party.person is not None:
        check_no_interest(party.person, stored, now)
    return stored, before


def _use(link: MailLink, introduction: Introduction, now: datetime) -> None:
    """Use a link up, in the transaction of what it is used for. Raises a Refusal where it no longer stands."""
    kept = MailLink.objects.select_for_update().get(pk=link.pk)
    kept.introduction = introduction
    if not links.stands(kept, introduction, now=now):
        raise Refusal("link-void")
    if rules.Purpose(kept.purpose) in rules.SINGLE_USE:
        kept.used_at = now
        kept.save(update_fields=["used_at"])


def check_no_interest(adviser: Person, introduction: Introduction, now: datetime) -> None:
    """A Refusal for an adviser who has an interest in one of the two."""
    bodies = [introduction.requester, introduction.receiver]
    stakes = interests.recused_from([adviser], bodies, today=desks.day_of(now)).get(adviser.pk)
    if stakes:
        raise Refusal("adviser-has-interest", body=stakes[0].organisation.name)


def move(
    stored: Introduction,
    step: Step,
    before: State,
    party: Party,
    now: datetime,
    *,
    extra: Mapping[str, object],
) -> int:
    """Store the state this step leads to, with its row; the number of the row."""
    to = rules.WAYS[step].to
    stored.state, stored.since = to.value, now
    stored.version += 1
    stored.save()
    said = {"from": before.value, "to": to.value, **extra, **spoken(party)}
    return record(f"introduction.{_DONE[step]}", stored, party.reference, now, **said)


_DONE = {
    Step.ACCEPT: "accepted",
    Step.DECLINE: "declined",
    Step.WITHDRAW: "withdrawn",
    Step.HOLD: "held",
    Step.TALK: "talked",
    Step.FINISH: "finished",
}


def spoken(party: Party) -> dict[str, object]:
    """How somebody acted: by a link in a mail, or for a side they do not belong to."""
    return {"by_link": party.link is not None, "for_another": party.is_adviser}


def ask_whoever_answers(
    introduction: Introduction, row: int, now: datetime, *, by: Person | None = None
) -> None:
    """Ask whoever answers; where there is nobody, the advisers look for somebody."""
    if not telling.tell_asked(introduction, telling.ASKED, row=row, now=now):
        telling.tell_brokers(introduction, "without-desk", row=row, now=now, by=by)


def propose(stored: Introduction, side: Side, times: tuple[datetime, ...], now: datetime) -> None:
    if times:
        ProposedTime.objects.filter(introduction=stored).delete()
        ProposedTime.objects.bulk_create(
            [
                ProposedTime(introduction=stored, side=side.value, starts_at=one, proposed_at=now)
                for one in times
            ]
        )


def give(stored: Introduction, party: Party, telephone: str, now: datetime) -> None:
    """Somebody of this side can be reached from now on. Of an adviser who speaks for it, only the adviser can."""
    is_outside = party.person is None
    Consent.objects.create(
        introduction=stored,
        side=party.side.value,
        person=party.person,
        is_for_the_hub=party.is_adviser,
        name=stored.outside_name if is_outside else "",
        address=stored.outside_address if is_outside else "",
        telephone=telephone,
        given_at=now,
    )


def withdraw_consents(stored: Introduction, now: datetime, *, sides: tuple[Side, ...] = tuple(Side)) -> int:
    """What was given for this introduction is forgotten; how many had given it."""
    given = Consent.objects.filter(
        introduction=stored, withdrawn_at=None, side__in=[side.value for side in sides]
    )
    return given.update(withdrawn_at=now, name="", address="", telephone="")


def record(name: str, introduction: Introduction, by: str, now: datetime, **details: object) -> int:
    """With everything that accounts of later ask: which organisations, about what. Words are not for the journal."""
    about = {
        "requester": f"organisation:{introduction.requester_id}",
        "receiver": f"organisation:{introduction.receiver_id}",
        "item": f"item:{introduction.item_id}" if introduction.item_id else "",
        "challenge": f"challenge:{introduction.challenge_id}" if introduction.challenge_id else "",
    }
    return journal.record(name, on=introduction.reference, by=by, at=now, details={**about, **details})
