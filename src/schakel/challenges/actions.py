"""What people do with challenges. Each is one transaction with its journal row.

Whoever takes a challenge further locks its item first and its own row after that, as the library does when it tells
that an item moved: two people who click at once wait for each other, and the second is told what the first did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from schakel.accounts.public import Person, may, standing_of
from schakel.challenges import rules, telling
from schakel.challenges.models import Alike, Bundle, BundleAnswer, Challenge, CoOwnership, Follower, Note
from schakel.challenges.rules import BundleState, Reply, State, Step
from schakel.interests import public as interests
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Content, Item, Kind, Visibility
from schakel.organisations.public import PUBLIC_BODIES, Organisation, OrganisationType

_ALONG = {
    Step.SUBMIT: library.Step.SUBMIT,
    Step.OPEN: library.Step.PUBLISH,
    Step.SEND_BACK: library.Step.SEND_BACK,
    Step.WITHDRAW: library.Step.ARCHIVE,
    Step.REOPEN: library.Step.RESTORE,
}
"""The steps that its item takes along."""
FOLLOWED = "challenge.followed-item"
_DONE = {
    Step.SUBMIT: "submitted",
    Step.SEND_BACK: "sent-back",
    Step.TRIAGE: "triaged",
    Step.OPEN: "opened",
    Step.MATCH: "matched",
    Step.BEGIN: "begun",
    Step.PARK: "parked",
    Step.RESUME: "resumed",
    Step.RESOLVE: "resolved",
    Step.WITHDRAW: "withdrawn",
    Step.REOPEN: "reopened",
}


@dataclass(frozen=True, slots=True)
class Saved:
    """The challenge, and whether it is new: the same question of the same body is saved once."""

    challenge: Challenge
    is_new: bool


@transaction.atomic
def save_challenge(*, content: Content, saved_by: Person, now: datetime) -> Saved:
    """Keep a question as a draft; its words are the text "question" in its original language, as they were written.

    Raises a Refusal without words, or for an organisation that is no public body.
    """
    owner = content.owner
    words = content.texts.get(content.original_language, {}).get("question", "")
    if owner is None or OrganisationType(owner.type) not in PUBLIC_BODIES:
        raise Refusal("not-a-public-body")
    if not words.strip():
        raise Refusal("challenge-words-missing")
    Organisation.objects.select_for_update(no_key=True).get(pk=owner.pk)  # the second click waits here
    key = rules.saved_key(owner.pk, words)
    before = Challenge.objects.filter(saved_key=key).select_related("item").first()
    if before is not None:
        return Saved(before, is_new=False)
    item = library.write_item(kind=Kind.CHALLENGE, content=content, written_by=saved_by, now=now)
    challenge = Challenge.objects.select_related("item").get(pk=item.pk)
    challenge.saved_key, challenge.saved_by = key, saved_by
    challenge.save(update_fields=["saved_key", "saved_by"])
    _record("challenge.saved", challenge, saved_by, now)
    return Saved(challenge, is_new=True)


@transaction.atomic
def take_step(
    *, challenge: Challenge, step: Step, taken_by: Person | None, now: datetime, words: str = ""
) -> Challenge:
    """Take a challenge a step further, and its item along. ``words``: the reason, or what came of it.

    Raises a Refusal where the step does not lead from here, or its words are missing.
    """
    tidy = rules.check_words(step, words)
    stored = _locked(challenge)
    before = State(stored.state)
    state = rules.next_state(before, step)
    if step is Step.RESUME and stored.item.state == library.State.ARCHIVED:
        raise Refusal("challenge-is-archived")
    stored.state, stored.since = state.value, now
    if state in rules.FINISHED:
        stored.saved_key = None
    if step is Step.RESOLVE:
        stored.outcome = tidy
    if step is Step.WITHDRAW:
        _leave_bundles(stored, taken_by, now)
    stored.save(update_fields=["state", "since", "saved_key", "outcome"])
    if step in _ALONG:
        library.move_item(item=stored.item, step=_ALONG[step], moved_by=taken_by, now=now, reason=tidy)
    said = {"from": before.value, "to": state.value, "reason": tidy}
    row = _record(f"challenge.{_DONE[step]}", stored, taken_by, now, said)
    if taken_by is not None:  # what the demonstration brings is no news to anybody
        telling.tell_of_step(stored, step, taken_by, row=row, now=now)
    return stored


@transaction.atomic
def follow_items(items: Sequence[Item], by: Person | None, now: datetime) -> None:
    """Let challenges stand where their items stand, which were written, changed or moved in this transaction."""
    there = Challenge.objects.select_for_update().in_bulk([item.pk for item in items])
    fresh = []
    for item in items:
        found = there.get(item.pk)
        item_state = _item_state(item)
        if found is None:
            fresh.append(Challenge(item=item, state=rules.state_beside(item_state, None).value, since=now))
            continue
        if found.is_confidential and item.visibility != Visibility.ORGANISATION:
            raise Refusal("challenge-is-confidential")
        before = State(found.state)
        state = rules.state_beside(item_state, before)
        if state is not before:
            found.state, found.since = state.value, now
            if state in rules.FINISHED:
                found.saved_key = None
            if state is State.WITHDRAWN:
                _leave_bundles(found, by, now)
            found.save(update_fields=["state", "since", "saved_key"])
            said = {"from": before.value, "to": state.value, "reason": ""}
            _record(FOLLOWED, found, by, now, said)
    Challenge.objects.bulk_create(fresh, batch_size=500)


@transaction.atomic
def assign_adviser(
    *, challenge: Challenge, adviser: Person | None, assigned_by: Person, now: datetime, reason: str = ""
) -> Challenge:
    """Let somebody of the staff look after a challenge, or nobody. Handing over from somebody else asks for a reason.

    Raises a Refusal for somebody who does not work for the hub or who has an interest in the owner, or a reason that
    is missing.
    """
    if adviser is not None and not may("challenge.triage", standing_of(adviser)):
        raise Refusal("adviser-not-staff")
    if adviser is not None:
        # Declaring an interest locks the same row: whichever of the two comes second knows of the first.
        Person.objects.select_for_update(no_key=True).get(pk=adviser.pk)
    stored = _locked(challenge)
    if stored.adviser_id == (adviser.pk if adviser else None):
        return stored
    if adviser is not None and interests.has_interest(adviser, stored.item.owner, today=now.date()):
        raise Refusal("adviser-has-interest", owner=stored.item.owner.name)
    before = stored.adviser
    if before is not None:
        reason = rules.check_note(reason)
    stored.adviser = adviser
    stored.save(update_fields=["adviser"])
    said = {
        "from": before.reference if before else "",
        "to": adviser.reference if adviser else "",
        "reason": reason.strip(),
    }
    row = _record("challenge.assigned", stored, assigned_by, now, said)
    telling.tell_adviser(stored, assigned_by, row=row, now=now)
    return stored


@transaction.atomic
def release_challenges(person: Person, organisation: Organisation, now: datetime) -> None:
    """Somebody has an interest in an organisation from now on: they no longer look after its challenges."""
    owners = [one for one in (organisation, organisation.successor) if one is not None]
    for challenge in Challenge.objects.filter(adviser=person, item__owner__in=owners).order_by("pk"):
        stored = _locked(challenge)
        stored.adviser = None
        stored.save(update_fields=["adviser"])
        said = {"from": person.reference, "to": "", "reason": "", "because": "interest"}
        _record("challenge.assigned", stored, person, now, said)


@transaction.atomic
def write_note(*, challenge: Challenge, text: str, written_by: Person, now: datetime) -> Note:
    """Write something about a challenge for the staff alone. Raises a Refusal for a note that says nothing."""
    note = Note.objects.create(
        challenge=challenge, text=rules.check_note(text), written_by=written_by, written_at=now
    )
    _record("challenge.noted", challenge, written_by, now, {"note": note.pk})
    return note


@transaction.atomic
def follow_challenge(*, challenge: Challenge, person: Person, now: datetime) -> None:
    """Somebody who may see it wants to know what becomes of it; once is enough."""
    _, is_new = Follower.objects.get_or_create(challenge=challenge, person=person, defaults={"since": now})
    if is_new:
        _record("challenge.follower-added", challenge, person, now)


@transaction.atomic
def leave_challenge(*, challenge: Challenge, person: Person, now: datetime) -> None:
    """Somebody no longer follows it."""
    number, _ = Follower.objects.filter(challenge=challenge, person=person).delete()
    if number:
        _record("challenge.follower-left", challenge, person, now)


@transaction.atomic
def hide_challenge(
    *, challenge: Challenge, ground: str, review_on: date | None, hidden_by: Person, now: datetime
) -> Challenge:
    """Make a challenge confidential: its owner and the staff alone see it, by a ground of the Woo.

    Raises a Refusal for a ground the law does not know or a day of review that cannot be.
    """
    rules.check_confidentiality(ground=ground, review_on=review_on, today=now.date())
    stored = _locked(challenge)
    if (stored.woo_ground, stored.review_on) == (ground, review_on):
        return stored
    stored.woo_ground, stored.review_on = ground, review_on
    if stored.item.visibility != Visibility.ORGANISATION:
        _show_to(stored.item, Visibility.ORGANISATION, hidden_by, now)
    stored.save(update_fields=["woo_ground", "review_on"])
    _leave_bundles(stored, hidden_by, now)
    said = {"ground": ground, "review_on": review_on.isoformat() if review_on else ""}
    _record("challenge.hidden", stored, hidden_by, now, said)
    return stored


@transaction.atomic
def disclose_challenge(*, challenge: Challenge, disclosed_by: Person, now: datetime) -> Challenge:
    """A challenge is no longer confidential. Nobody else finds it until that is chosen with its item."""
    stored = _locked(challenge)
    if not stored.is_confidential:
        return stored
    stored.woo_ground, stored.review_on = "", None
    stored.save(update_fields=["woo_ground", "review_on"])
    _record("challenge.disclosed", stored, disclosed_by, now)
    return stored


@transaction.atomic
def ask_co_owner(
    *, challenge: Challenge, organisation: Organisation, asked_by: Person, now: datetime
) -> CoOwnership:
    """Ask a public body to own a challenge too. Raises a Refusal where it cannot (``rules.check_co_owner``)."""
    stored = _locked(challenge)
    if State(stored.state) in rules.FINISHED:
        raise Refusal("challenge-is-finished")
    every = list(CoOwnership.objects.filter(challenge=stored).select_related("organisation"))
    before = next((one for one in every if one.organisation_id == organisation.pk), None)
    rules.check_co_owner(
        is_public_body=OrganisationType(organisation.type) in PUBLIC_BODIES,
        is_owner=organisation.pk == stored.item.owner_id,
        before=Reply(before.reply) if before else None,
        number=sum(one.reply in (Reply.ASKED, Reply.AGREED) for one in every),
    )
    asked = before or CoOwnership(challenge=stored, organisation=organisation)
    asked.reply, asked.asked_by, asked.asked_at, asked.answered_at = Reply.ASKED.value, asked_by, now, None
    asked.save()
    said = {"organisation": organisation.slug}
    row = _record("challenge.co-owner-asked", stored, asked_by, now, said)
    telling.tell_asked(asked, row=row, now=now)
    return asked


@transaction.atomic
def answer_co_ownership(
    *, co_ownership: CoOwnership, reply: Reply, answered_by: Person, now: datetime
) -> CoOwnership:
    """A body that was asked says yes or no, or leaves later; or its owner lets it go (released).

    Raises a Refusal where that does not follow what was said before.
    """
    stored = _locked(co_ownership.challenge)
    answered = CoOwnership.objects.select_related("organisation").get(pk=co_ownership.pk)
    before = Reply(answered.reply)
    if reply is Reply.RELEASED:
        if before not in (Reply.ASKED, Reply.AGREED):
            raise Refusal("reply-not-possible")
    else:
        rules.next_reply(before, reply)
    answered.reply, answered.answered_at = reply.value, now
    answered.save(update_fields=["reply", "answered_at"])
    if reply is Reply.AGREED:
        library.add_co_owner(
            item=stored.item, organisation=answered.organisation, added_by=answered_by, now=now
        )
    elif before is Reply.AGREED:
        library.remove_co_owner(
            item=stored.item, organisation=answered.organisation, removed_by=answered_by, now=now
        )
    said = {"organisation": answered.organisation.slug, "reply": reply.value}
    row = _record("challenge.co-owner-answered", stored, answered_by, now, said)
    telling.tell_answered(answered, answered_by, row=row, now=now)
    return answered


@transaction.atomic
def store_alike(*, found: Mapping[tuple[int, int], int], now: datetime) -> list[Alike]:
    """What matching found alike (two keys, the lower first, to dots), in the place of what it found before.

    Returns those that are new. What somebody put aside stays aside.
    """
    before = {(one.one_id, one.other_id): one for one in Alike.objects.select_for_update().order_by("pk")}
    for pair, one in before.items():
        if pair not in found and one.dismissed_at is None:
            one.delete()
    fresh = [
        Alike.objects.create(one_id=one, other_id=other, dots=dots, found_at=now)
        for (one, other), dots in sorted(found.items())
        if (one, other) not in before
    ]
    for alike in fresh:
        said = {
            "one": f"challenge:{alike.one_id}",
            "other": f"challenge:{alike.other_id}",
            "dots": alike.dots,
        }
        row = journal.record("alike.found", on=alike.reference, by="", at=now, details=said)
        telling.tell_alike(alike, row=row, now=now)
    return fresh


@transaction.atomic
def dismiss_alike(*, alike: Alike, dismissed_by: Person, now: datetime) -> None:
    """Somebody of the staff says that two challenges are not one; doing it again changes nothing."""
    stored = Alike.objects.select_for_update().get(pk=alike.pk)
    if stored.dismissed_at is not None:
        return
    stored.dismissed_at, stored.dismissed_by = now, dismissed_by
    stored.save(update_fields=["dismissed_at", "dismissed_by"])
    journal.record("alike.dismissed", on=stored.reference, by=dismissed_by.reference, at=now)


@transaction.atomic
def propose_bundle(
    *, challenges: Iterable[Challenge], title: str, text: str, proposed_by: Person, now: datetime
) -> Bundle:
    """Ask the owners of challenges that are much the same to take them up together. The same proposal twice is one.

    Raises a Refusal where they cannot be bundled (``rules.check_bundle``).
    """
    stored = _all_locked(challenges)
    code = rules.bundle_code(one.item.slug for one in stored)
    before = Bundle.objects.filter(code=code).first()
    if before is not None and not _was_declined(stored):
        return before
    in_bundles = set(_at_work(stored).values_list("challenge", flat=True))
    candidates = [
        rules.Candidate(
            owner=one.item.owner_id,
            state=State(one.state),
            is_shared=not one.is_confidential and one.item.visibility in _SHARED,
            is_bundled=one.pk in in_bundles,
        )
        for one in stored
    ]
    line, words = rules.check_bundle(candidates, title=title, text=text, was_declined=_was_declined(stored))
    bundle = Bundle.objects.create(
        code=code, title=line, text=words, proposed_by=proposed_by, proposed_at=now
    )
    BundleAnswer.objects.bulk_create([BundleAnswer(bundle=bundle, challenge=one) for one in stored])
    said = {"challenges": [one.reference for one in stored]}
    row = journal.record(
        "bundle.proposed", on=bundle.reference, by=proposed_by.reference, at=now, details=said
    )
    telling.tell_proposed(bundle, stored, proposed_by, row=row, now=now)
    return bundle


@transaction.atomic
def answer_bundle(
    *, bundle: Bundle, challenge: Challenge, reply: Reply, answered_by: Person, now: datetime
) -> BundleAnswer:
    """An owner agrees, declines, or leaves later. Raises a Refusal where that does not follow what they said before."""
    stored = _locked(challenge)
    Bundle.objects.select_for_update().get(pk=bundle.pk)
    answer = BundleAnswer.objects.get(bundle=bundle, challenge=stored)
    _say(answer, rules.next_reply(Reply(answer.reply), reply), answered_by, now)
    _release_if_ended(bundle.pk, answered_by, now)
    telling.tell_reply(bundle, answer, answered_by, now=now)
    return answer


_SHARED = frozenset({Visibility.NETWORK.value, Visibility.PUBLIC.value})


def _all_locked(challenges: Iterable[Challenge]) -> list[Challenge]:
    """Each with its item, in the order in which everybody locks more than one."""
    return [_locked(one) for one in sorted(challenges, key=lambda one: one.pk)]


def _at_work(challenges: Iterable[Challenge]) -> QuerySet[BundleAnswer]:
    """The bundles these are in, or were asked for."""
    keys = [one.pk for one in challenges]
    return BundleAnswer.objects.filter(challenge__in=keys, reply__in=[Reply.ASKED.value, Reply.AGREED.value])


def _was_declined(challenges: Sequence[Challenge]) -> bool:
    """Whether the owner of one of these said no before to a bundle with another of them in it."""
    keys = [one.pk for one in challenges]
    said_no = BundleAnswer.objects.filter(
        challenge__in=keys, reply__in=[Reply.DECLINED.value, Reply.LEFT.value]
    )
    return any(
        BundleAnswer.objects.filter(bundle=one.bundle_id, challenge__in=keys)
        .exclude(challenge=one.challenge_id)
        .exists()
        for one in said_no
    )


def _leave_bundles(challenge: Challenge, by: Person | None, now: datetime) -> None:
    """What others may no longer find is in no bundle with them."""
    for answer in _at_work([challenge]):
        Bundle.objects.select_for_update().get(pk=answer.bundle_id)
        _say(answer, Reply.LEFT, by, now)
        _release_if_ended(answer.bundle_id, by, now)


def _release_if_ended(bundle: int, by: Person | None, now: datetime) -> None:
    """Who is left alone in a bundle can be asked for another. The bundle is locked."""
    answers = list(BundleAnswer.objects.filter(bundle=bundle).select_related("challenge"))
    if rules.bundle_state(Reply(one.reply) for one in answers) is BundleState.ENDED:
        for answer in answers:
            if answer.reply in (Reply.ASKED, Reply.AGREED):
                _say(answer, Reply.RELEASED, by, now)


def _say(answer: BundleAnswer, reply: Reply, by: Person | None, now: datetime) -> None:
    answer.reply, answer.answered_at = reply.value, now
    answer.save(update_fields=["reply", "answered_at"])
    _record_reply(answer, by, now)


def _record_reply(answer: BundleAnswer, by: Person | None, now: datetime) -> None:
    said = {"bundle": f"bundle:{answer.bundle_id}", "reply": answer.reply}
    _record("challenge.bundle-answered", answer.challenge, by, now, said)


def _show_to(item: Item, visibility: Visibility, by: Person, now: datetime) -> None:
    content = replace(library.content_of(item), visibility=visibility)
    library.change_item(item=item, seen_version=item.version, content=content, changed_by=by, now=now)


def _locked(challenge: Challenge) -> Challenge:
    """The challenge as it is stored, its item and itself locked until the transaction ends."""
    item = Item.objects.select_for_update().get(pk=challenge.pk)
    stored = Challenge.objects.select_for_update().get(pk=challenge.pk)
    stored.item = item
    return stored


def _item_state(item: Item) -> str:
    """The state of its item as a challenge knows it: one that was not looked at for long can still be found."""
    return library.State.PUBLISHED.value if library.State(item.state) in library.FINDABLE else str(item.state)


def _record(
    name: str,
    challenge: Challenge,
    by: Person | None,
    now: datetime,
    details: Mapping[str, object] | None = None,
) -> int:
    """On the challenge; returns the row's number. What a note says is not for a journal that never forgets."""
    return journal.record(
        name, on=challenge.reference, by=by.reference if by else "", at=now, details=details or {}
    )
