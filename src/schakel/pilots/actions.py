"""What people do with pilots. Each is one transaction with its journal row.

Whoever changes anything of a pilot locks its row first, so that two who click at once wait for each other, and the
second is told what the first did.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from schakel.accounts.public import Person
from schakel.introductions import public as introductions
from schakel.introductions.public import Introduction
from schakel.journal import public as journal
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item, Kind
from schakel.organisations.public import PUBLIC_BODIES, Organisation, OrganisationType
from schakel.pilots import rules
from schakel.pilots.case_writing import content_with, first_content, method_content, parts_of, wanted_parts
from schakel.pilots.drafting import Draft, known_draft
from schakel.pilots.facts import facts_of, plain_fields
from schakel.pilots.models import Check, Measure, Partner, Phase, Pilot
from schakel.pilots.rules import CheckName, CheckState, PartnerRole, Reply, State, Step
from schakel.pilots.telling import ANSWERED, ASKED, LESSON, MOVED, tell_bodies
from schakel.spaces import public as spaces
from schakel.spaces.public import Space


@dataclass(frozen=True, slots=True)
class Started:
    """The pilot, and whether it is new: the same of the same owner is started once."""

    pilot: Pilot
    is_new: bool


def start_pilot(
    *,
    owner: Organisation,
    by: Person | None,
    now: datetime,
    title: str = "",
    challenge: Item | None = None,
    items: Iterable[Item] = (),
    organisations: Iterable[Organisation] = (),
    space: Space | None = None,
    language: str = DUTCH,
) -> Started:
    """Start a pilot from what is known, in a space that is there already or one of its own.

    Everything that the challenge and the items say is taken along; the organisations are asked to take part, and so are
    the owners of a facility, solution, provider or expert. Whoever calls this has found that `by` may see the items.
    Raises a Refusal as `begin_pilot` does.
    """
    draft = known_draft(
        owner=owner,
        challenge=challenge,
        items=items,
        organisations=organisations,
        language=language,
        today=now.date(),
    )
    return begin_pilot(
        owner=owner, draft=replace(draft, title=title or draft.title), by=by, now=now, space=space
    )


@transaction.atomic
def begin_pilot_of_introduction(
    *,
    introduction: Introduction | None,
    owner: Organisation,
    draft: Draft,
    by: Person,
    now: datetime,
) -> Started:
    """Start a pilot of two who were introduced: in the space they have, and that is what came of the introduction.

    A second pilot of the same two has a space of its own. Without an introduction it is one like any other.
    Raises a Refusal as `begin_pilot` does.
    """
    if introduction is None:
        return begin_pilot(owner=owner, draft=draft, by=by, now=now)
    theirs = introduction.space
    is_free = (
        theirs is not None and theirs.closed_at is None and not Pilot.objects.filter(space=theirs).exists()
    )
    started = begin_pilot(owner=owner, draft=draft, by=by, now=now, space=theirs if is_free else None)
    if started.is_new and introduction.standing_at(now) in introductions.TOGETHER:
        side = (
            introductions.Side.REQUESTER
            if owner.pk == introduction.requester_id
            else introductions.Side.RECEIVER
        )
        introductions.tell_outcome(
            introduction=introduction,
            party=introductions.Party(side, by),
            outcome=introductions.Outcome.PILOT.value,
            now=now,
        )
    return started


@transaction.atomic
def begin_pilot(
    *, owner: Organisation, draft: Draft, by: Person | None, now: datetime, space: Space | None = None
) -> Started:
    """Start a pilot from a draft. While one with the same title about the same is not finished, that one is given.

    Raises a Refusal without a title, for texts that are too long, or a period that cannot be.
    """
    title = rules.check_line(draft.title, longest=rules.LONGEST_TITLE)
    rules.check_period(draft.starts_on, draft.ends_on)
    Organisation.objects.select_for_update(no_key=True).get(pk=owner.pk)  # the second click waits here
    key = rules.start_key(owner.pk, draft.challenge.pk if draft.challenge else None, title)
    before = Pilot.objects.filter(start_key=key).first()
    if before is not None:
        return Started(before, is_new=False)
    is_public = OrganisationType(owner.type) in PUBLIC_BODIES
    room = space or spaces.open_space(
        title=title, organisations=[owner], public_organisation=owner if is_public else None, by=by, now=now
    )
    pilot = Pilot.objects.create(
        slug=_free_slug(title),
        title=title,
        owner=owner,
        challenge=draft.challenge,
        facility=draft.facility,
        method=draft.method,
        space=room,
        language=draft.language,
        problem=rules.check_text(draft.problem),
        hypothesis=rules.check_text(draft.hypothesis),
        approach=rules.check_text(draft.approach),
        budget_band=draft.budget_band,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        since=now,
        start_key=key,
        started_by=by,
        created_at=now,
    )
    pilot.items.set(draft.items)
    Check.objects.bulk_create([Check(pilot=pilot, name=name.value) for name in CheckName])
    Phase.objects.bulk_create(
        [Phase(pilot=pilot, position=place, name=name) for place, name in enumerate(draft.phases)]
    )
    _record("pilot.proposed", pilot, by, now, {"from": "", "to": State.PROPOSED.value, "reason": ""})
    for organisation, role in draft.partners:
        ask_partner(pilot=pilot, organisation=organisation, role=role, asked_by=by, now=now)
    return Started(pilot, is_new=True)


@transaction.atomic
def change_pilot(
    *, pilot: Pilot, seen_version: int, fields: Mapping[str, object], changed_by: Person | None, now: datetime
) -> Pilot:
    """Store other texts, budget or period. What was not given stays; what says nothing new makes no row.

    Raises a Refusal when somebody else stored a version after the one that was seen, for a pilot that was withdrawn, or
    for taking away the lesson of one that stopped.
    """
    stored = _locked(pilot)
    if stored.state == State.WITHDRAWN:
        raise Refusal("pilot-is-finished")
    rules.check_seen_version(stored=stored.version, seen=seen_version)
    changed = {name: value for name, value in _tidied(fields).items() if getattr(stored, name) != value}
    if not changed:
        return stored
    before = plain_fields(stored)
    for name, value in changed.items():
        setattr(stored, name, value)
    rules.check_period(stored.starts_on, stored.ends_on)
    if stored.decision == rules.Decision.STOP and not stored.lesson:
        raise Refusal("stopped-without-lesson")
    stored.version += 1
    stored.save()
    changes = rules.changes_between(before, plain_fields(stored))
    _record("pilot.changed", stored, changed_by, now, {"version": stored.version, "changes": changes})
    return stored


_CAN_CHANGE = frozenset(rules.FIELDS)


def _tidied(fields: Mapping[str, object]) -> dict[str, object]:
    """Raises a KeyError for a field that is not for people to change."""
    if unknown := fields.keys() - _CAN_CHANGE:
        raise KeyError(sorted(unknown))
    tidy = dict(fields)
    for name in rules.TEXTS:
        if name in tidy:
            tidy[name] = rules.check_text(str(tidy[name]))
    if "title" in tidy:
        tidy["title"] = rules.check_line(str(tidy["title"]), longest=rules.LONGEST_TITLE)
    return tidy


@transaction.atomic
def ask_partner(
    *, pilot: Pilot, organisation: Organisation, role: PartnerRole, asked_by: Person | None, now: datetime
) -> Partner:
    """Ask an organisation to take part, also one that declined or left before. One that is asked already stays so.

    Raises a Refusal for the owner itself, too many, or a pilot that is finished.
    """
    stored = _locked(pilot)
    _check_unfinished(stored)
    if organisation.pk == stored.owner_id:
        raise Refusal("partner-is-owner")
    there = Partner.objects.filter(pilot=stored, organisation=organisation).first()
    if there is not None and there.reply in rules.TAKING_PART:
        return there
    if there is None and stored.partners.count() >= rules.MOST_PARTNERS:
        raise Refusal("partners-too-many", most=rules.MOST_PARTNERS)
    partner = there or Partner(pilot=stored, organisation=organisation)
    partner.role, partner.reply, partner.asked_at = role.value, Reply.ASKED.value, now
    partner.answered_at = partner.answered_by = None
    partner.save()
    row = _record_partner("pilot.partner-asked", partner, asked_by, now)
    tell_bodies(ASKED, stored, [organisation], row=row, by=asked_by, now=now)
    return partner


@transaction.atomic
def answer_pilot(
    *, pilot: Pilot, organisation: Organisation, reply: Reply, answered_by: Person, now: datetime
) -> Partner:
    """An organisation says yes, no, or leaves later. Who says yes comes into the space; who leaves goes out of it.

    Raises a Refusal where that does not follow what it said before.
    """
    stored = _locked(pilot)
    partner = Partner.objects.select_related("organisation").get(pilot=stored, organisation=organisation)
    if partner.reply == reply:
        return partner  # the second click of two
    if reply is not Reply.LEFT:
        _check_unfinished(stored)
    partner.reply = rules.next_reply(Reply(partner.reply), reply).value
    partner.answered_at, partner.answered_by = now, answered_by
    partner.save(update_fields=["reply", "answered_at", "answered_by"])
    if reply is Reply.AGREED:
        spaces.add_organisation(
            space=stored.space, organisation=organisation, by=answered_by, people=[answered_by], now=now
        )
    else:
        spaces.remove_organisation(space=stored.space, organisation=organisation, by=answered_by, now=now)
    row = _record_partner("pilot.partner-answered", partner, answered_by, now)
    payload = {"organisation": organisation.name, "reply": reply.value}
    tell_bodies(ANSWERED, stored, [stored.owner], row=row, by=answered_by, now=now, payload=payload)
    return partner


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """One measure as somebody wrote it. ``key`` is that of the measure that is there, None for a new one."""

    key: int | None
    name: str
    unit: str
    before: Decimal | None
    aimed: Decimal | None
    measured: Decimal | None


@transaction.atomic
def change_measures(
    *,
    pilot: Pilot,
    seen_version: int,
    measures: Sequence[MeasureDraft],
    changed_by: Person | None,
    now: datetime,
) -> Pilot:
    """Store the measures as they are given; one that is left out is gone.

    Raises a Refusal when somebody else changed the pilot since, for too many, or two of one name.
    """
    stored = _locked(pilot)
    _check_unfinished(stored)
    rules.check_seen_version(stored=stored.version, seen=seen_version)
    if len(measures) > rules.MOST_MEASURES:
        raise Refusal("measures-too-many", most=rules.MOST_MEASURES)
    tidy = [
        replace(one, name=rules.check_line(one.name), unit=" ".join(one.unit.split())) for one in measures
    ]
    if len({one.name.casefold() for one in tidy}) < len(tidy):
        raise Refusal("measures-of-one-name")
    there = {one.pk: one for one in stored.measures.all()}
    before = [_said(one) for one in there.values()]
    kept = {one.key for one in tidy if one.key in there}
    stored.measures.exclude(pk__in=kept).delete()
    for one in tidy:
        measure = there[one.key] if one.key is not None and one.key in there else Measure(pilot=stored)
        measure.name, measure.unit = one.name, one.unit
        measure.before, measure.aimed, measure.measured = one.before, one.aimed, one.measured
        measure.save()
    after = [_said(one) for one in stored.measures.order_by("pk")]
    if before != after:
        stored.version += 1
        stored.save(update_fields=["version"])
        said = {"version": stored.version, "before": before, "after": after}
        _record("pilot.measures-changed", stored, changed_by, now, said)
    return stored


def _said(measure: Measure) -> list[str]:
    numbers = (measure.before, measure.aimed, measure.measured)
    return [measure.name, measure.unit, *(rules.written_number(number) for number in numbers)]


@transaction.atomic
def settle_check(
    *, pilot: Pilot, name: CheckName, state: CheckState, words: str, settled_by: Person, now: datetime
) -> Check:
    """Say how a check stands, and in words what was found. The same again changes nothing."""
    stored = _locked(pilot)
    _check_unfinished(stored)
    tidy = rules.check_check(state, words)
    check = Check.objects.get(pilot=stored, name=name.value)
    if (check.state, check.words) == (state.value, tidy):
        return check
    before = check.state
    check.state, check.words, check.set_by, check.set_at = state.value, tidy, settled_by, now
    check.save()
    said = {"check": name.value, "before": before, "after": state.value, "words": tidy}
    _record("pilot.check-settled", stored, settled_by, now, said)
    return check


@transaction.atomic
def change_phases(*, pilot: Pilot, names: Sequence[str], changed_by: Person | None, now: datetime) -> Pilot:
    """Let the plan have these phases, in this order; one that keeps its name keeps that it is done."""
    stored = _locked(pilot)
    _check_unfinished(stored)
    wanted = rules.phases_in("\n".join(names))
    there = {phase.name: phase for phase in stored.phases.all()}
    if list(there) == list(wanted):
        return stored
    stored.phases.exclude(name__in=wanted).delete()
    for place, name in enumerate(wanted):
        phase = there.get(name) or Phase(pilot=stored, name=name)
        phase.position = place
        phase.save()
    _record("pilot.phases-changed", stored, changed_by, now, {"before": list(there), "phases": list(wanted)})
    return stored


@transaction.atomic
def finish_phase(*, pilot: Pilot, phase: Phase, is_done: bool, by: Person | None, now: datetime) -> Phase:
    """Say that a phase of the plan is done, or not after all. Again changes nothing."""
    stored = _locked(pilot)
    _check_unfinished(stored)
    kept = Phase.objects.get(pk=phase.pk, pilot=stored)
    if is_done is not (kept.done_at is not None):
        kept.done_at = now if is_done else None
        kept.save(update_fields=["done_at"])
        _record(
            "pilot.phase-done" if is_done else "pilot.phase-reopened", stored, by, now, {"phase": kept.name}
        )
    return kept


@transaction.atomic
def move_pilot(
    *, pilot: Pilot, step: Step, moved_by: Person | None, now: datetime, words: str = "", lesson: str = ""
) -> Pilot:
    """Take a pilot a step further. ``words``: the reason; ``lesson`` is stored along, where one is given.

    Raises a Refusal where the step does not lead from here, its words are missing, or what has to be there is not: a
    pilot that stops leaves a lesson.
    """
    tidy = rules.check_words(step, words)
    stored = _locked(pilot)
    before, fields = State(stored.state), plain_fields(stored)
    state = rules.next_state(before, step)
    if lesson.strip():
        stored.lesson = rules.check_text(lesson)
    rules.check_needs(step, replace(facts_of(stored), lesson=stored.lesson))
    stored.state, stored.since = state.value, now
    if step in rules.DECISIONS:
        stored.decision, stored.reason = rules.DECISIONS[step].value, tidy
    stored.starts_on, stored.ends_on = _days_of(stored, state, timezone.localdate(now))
    if state in rules.FINISHED:
        stored.start_key = None
    if step is Step.WITHDRAW:
        stored.reason = tidy
    stored.version += 1
    stored.save()
    said = {
        "from": before.value,
        "to": state.value,
        "reason": tidy,
        "decision": stored.decision,
        "version": stored.version,
        "changes": rules.changes_between(fields, plain_fields(stored)),
    }
    row = _record(rules.happening(step), stored, moved_by, now, said)
    partners = stored.partners.filter(reply__in=[one.value for one in rules.TAKING_PART])
    bodies = [one.organisation for one in partners.select_related("organisation").order_by("pk")]
    tell_bodies(
        MOVED, stored, [stored.owner, *bodies], row=row, by=moved_by, now=now, payload={"step": step.value}
    )
    if state in rules.FINISHED:
        spaces.end_space(space=stored.space, by=moved_by, now=now)
    if step is Step.EVALUATE and not stored.lesson:
        tell_bodies(LESSON, stored, [stored.owner], row=row, by=None, now=now)
    return stored


def _days_of(pilot: Pilot, state: State, today: date) -> tuple[date | None, date | None]:
    """The first and last day, from the steps: whoever writes the case need not look them up. People can change them."""
    if state is State.RUNNING:
        starts_on = rules.day_begun(pilot.starts_on, today=today)
        is_over = (
            pilot.ends_on is not None and pilot.ends_on < starts_on
        )  # planned, and passed before it began
        return starts_on, None if is_over else pilot.ends_on
    if state is State.DECIDED:
        return pilot.starts_on, rules.day_ended(pilot.ends_on, starts_on=pilot.starts_on, today=today)
    return pilot.starts_on, pilot.ends_on


@transaction.atomic
def write_case(*, pilot: Pilot, written_by: Person | None, now: datetime) -> Item:
    """Write the case of a pilot as a draft of its owner; written again, only what nobody changed by hand is updated.

    Raises a Refusal before the pilot has run, or once the case was handed in: from then on it is changed as any item.
    """
    stored = _locked(pilot)
    if stored.state not in (State.EVALUATED, State.DECIDED):
        raise Refusal("case-too-early")
    if stored.case is None:
        item = library.write_item(
            kind=Kind.CASE, content=first_content(stored), written_by=written_by, now=now
        )
        stored.case, stored.case_written = item, _parts(item, stored)
    else:
        item = _case_again(stored, stored.case, written_by, now)
    stored.save(update_fields=["case", "case_written"])
    _record("pilot.case-written", stored, written_by, now, {"item": item.reference})
    return item


def _case_again(pilot: Pilot, case: Item, by: Person | None, now: datetime) -> Item:
    if case.state != library.State.DRAFT:
        raise Refusal("case-is-handed-in")
    content, before = library.content_of(case), pilot.case_written
    there = parts_of(content, pilot.language)
    by_hand = rules.changed_by_hand(there, before)
    parts = rules.updated(there, wanted_parts(pilot), by_hand=by_hand)
    item = library.change_item(
        item=case,
        seen_version=case.version,
        content=content_with(parts, content, pilot.language),
        changed_by=by,
        now=now,
    )
    fresh = {name: value for name, value in _parts(item, pilot).items() if name not in by_hand}
    pilot.case_written = fresh | {name: value for name, value in before.items() if name in by_hand}
    return item


def _parts(item: Item, pilot: Pilot) -> dict[str, object]:
    """As they are stored, which is how they are compared the next time."""
    return parts_of(library.content_of(Item.objects.get(pk=item.pk)), pilot.language)


@transaction.atomic
def reopen_pilot_space(*, pilot: Pilot, reason: str, reopened_by: Person, now: datetime) -> Space:
    """Open the space of a pilot again, which closed with it or was closed by hand; for a time once the pilot is over.

    Raises a Refusal without a reason. One that stands open without an end stays so.
    """
    stored = _locked(pilot)
    was = stored.space.closed_at
    is_over = State(stored.state) in rules.FINISHED
    space = spaces.reopen_space(space=stored.space, reason=reason, by=reopened_by, now=now, is_over=is_over)
    if was is not None:
        _record("pilot.space-reopened", stored, reopened_by, now, {"reason": reason.strip()})
    return space


@transaction.atomic
def save_method(*, pilot: Pilot, saved_by: Person | None, now: datetime) -> Item:
    """Save the phases of a pilot as a method from which others can start; a draft of its owner, made once.

    Raises a Refusal for a plan without phases.
    """
    stored = _locked(pilot)
    if stored.saved_method is not None:
        return stored.saved_method
    if not stored.phases.exists():
        raise Refusal("phases-missing")
    item = library.write_item(kind=Kind.METHOD, content=method_content(stored), written_by=saved_by, now=now)
    stored.saved_method = item
    stored.save(update_fields=["saved_method"])
    _record("pilot.method-saved", stored, saved_by, now, {"item": item.reference})
    return item


# ---------------------------------------------------------------------- parts of the above


def _locked(pilot: Pilot) -> Pilot:
    return Pilot.objects.select_for_update().get(pk=pilot.pk)


def _check_unfinished(pilot: Pilot) -> None:
    if State(pilot.state) in rules.FINISHED:
        raise Refusal("pilot-is-finished")


def _free_slug(title: str) -> str:
    """The words of the title with something random: a number would tell of pilots that one may not see."""
    return f"{slugify(title)[:80].strip('-') or 'pilot'}-{secrets.token_hex(4)}"


def _record_partner(name: str, partner: Partner, by: Person | None, now: datetime) -> int:
    said = {"organisation": partner.organisation.reference, "role": partner.role, "reply": partner.reply}
    return _record(name, partner.pilot, by, now, said)


def _record(
    name: str, pilot: Pilot, by: Person | None, now: datetime, details: Mapping[str, object] | None = None
) -> int:
    return journal.record(name, on=pilot.reference, by=by.reference if by else "", at=now, details=details)
