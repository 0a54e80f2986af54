"""Pilots of the demonstration, through the actions that people use."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from schakel.accounts.public import Person, person_by_reference
from schakel.library import public as library
from schakel.library.public import Item, read_demo
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation
from schakel.pilots.actions import (
    MeasureDraft,
    answer_pilot,
    begin_pilot,
    change_measures,
    change_pilot,
    finish_phase,
    move_pilot,
    settle_check,
    write_case,
)
from schakel.pilots.drafting import known_draft
from schakel.pilots.models import Pilot
from schakel.pilots.rules import WAYS, CheckName, CheckState, PartnerRole, Reply, Step
from schakel.spaces import public as spaces
from schakel.spaces.public import Channel
from schakel.spaces.public import Draft as Said
from schakel.spaces.public import Kind as SaidKind

_BETWEEN = timedelta(days=3)


def load_demo_pilots(*, now: datetime) -> int:
    """Start the pilots of the data file and take them as far as it says, once; returns how many."""
    if Pilot.objects.exists():
        return 0
    return sum(_load(written, now) for written in read_demo("pilots.yaml"))


def _load(written: Mapping[str, Any], now: datetime) -> bool:
    owner = organisations.find_organisation(written["owner"])
    challenge = _item(written["challenge"])
    if owner is None or challenge is None:
        return False
    people = {person.email: person for body in _bodies(written, owner) for person in _people_of(body)}
    by = people.get(written["by"])
    began = now - timedelta(days=written["days_ago"])
    items = [one for slug in (*written.get("items", ()), written.get("facility", "")) if (one := _item(slug))]
    draft = known_draft(owner=owner, challenge=challenge, items=items, language="nl", today=began.date())
    draft = replace(
        draft,
        title=written.get("title", draft.title),
        hypothesis=written["hypothesis"],
        approach=written["approach"],
        phases=tuple(written.get("phases", ())),
        partners=tuple(
            (body, PartnerRole(role))
            for slug, role in written.get("partners", {}).items()
            if (body := organisations.find_organisation(slug)) is not None
        ),
        starts_on=_day(written.get("starts_on_days"), now),
        ends_on=_day(written.get("ends_on_days"), now),
    )
    pilot = begin_pilot(owner=owner, draft=draft, by=by, now=began).pilot
    _take_along(pilot, written, people, began)
    _fill_space(pilot, written, people, now)
    _take_steps(pilot, written, people.get(written["by"]), began)
    if written.get("case"):
        item = write_case(pilot=pilot, written_by=by, now=now - _BETWEEN)
        library.move_item(item=item, step=library.Step.PUBLISH, moved_by=None, now=now - _BETWEEN)
    return True


def _take_along(
    pilot: Pilot, written: Mapping[str, Any], people: Mapping[str, Person], began: datetime
) -> None:
    """Partners agree, measures and checks are filled in, and the steps are taken, each some days after the other."""
    for slug in written.get("agreed", ()):
        body = organisations.find_organisation(slug)
        somebody = _people_of(body)[0] if body else None
        if body and somebody:
            answer_pilot(
                pilot=pilot, organisation=body, reply=Reply.AGREED, answered_by=somebody, now=began + _BETWEEN
            )
    measures = [
        MeasureDraft(
            None,
            one["name"],
            one["unit"],
            *(_number(one.get(name)) for name in ("before", "aimed", "measured")),
        )
        for one in written.get("measures", ())
    ]
    change_measures(pilot=pilot, seen_version=1, measures=measures, changed_by=None, now=began)
    by = people.get(written["by"])
    for name, found in written.get("checks", {}).items():
        if by is not None:
            settle_check(
                pilot=pilot,
                name=CheckName(name),
                state=CheckState(found["state"]),
                words=found["words"],
                settled_by=by,
                now=began + _BETWEEN,
            )
    texts = {name: written[name] for name in ("results", "failed", "lesson") if name in written}
    change_pilot(pilot=pilot, seen_version=_version(pilot), fields=texts, changed_by=by, now=began + _BETWEEN)
    for phase in list(pilot.phases.all())[: written.get("phases_done", 0)]:
        finish_phase(pilot=pilot, phase=phase, is_done=True, by=by, now=began + _BETWEEN)


def _take_steps(pilot: Pilot, written: Mapping[str, Any], by: Person | None, began: datetime) -> None:
    """The last thing: once it is over, its space closes."""
    steps = [Step(step) for step in written.get("steps", ())]
    for number, step in enumerate(steps, 2):
        move_pilot(
            pilot=pilot,
            step=step,
            moved_by=by,
            now=_moment(pilot, step, began + number * _BETWEEN),
            words=written.get("reason", "") if WAYS[step].asks_words else "",
        )


def _moment(pilot: Pilot, step: Step, at_least: datetime) -> datetime:
    """It starts on its first day, and is evaluated and decided about on its last, as it says."""
    day = {Step.START: pilot.starts_on, Step.AGREE: None}.get(step, pilot.ends_on)
    if day is None:
        return at_least
    return max(at_least, datetime.combine(day, at_least.timetz()))


def _fill_space(
    pilot: Pilot, written: Mapping[str, Any], people: Mapping[str, Person], now: datetime
) -> None:
    """What was said, decided and is to be done in its space, by those who take part."""
    for kind, name in ((SaidKind.TASK, "tasks"), (SaidKind.POST, "posts"), (SaidKind.DECISION, "decisions")):
        for number, one in enumerate(written.get(name, ()), 1):
            writer = people.get(one.get("by", written["by"]))
            seat = spaces.seat_of(writer, pilot.space.code)
            if seat is None:
                continue
            said = Said(
                kind=kind,
                channel=Channel.EVERYONE,
                text=one["text"],
                day=_day(one.get("in_days"), now),
                doer=people.get(one.get("doer", "")),
                decided_by=one.get("decided_by", ""),
            )
            spaces.add_contribution(seat=seat, draft=said, now=now - _BETWEEN + timedelta(hours=number))


def _bodies(written: Mapping[str, Any], owner: Organisation) -> list[Organisation]:
    named = (organisations.find_organisation(slug) for slug in written.get("partners", {}))
    return [owner, *(one for one in named if one is not None)]


def _people_of(body: Organisation) -> list[Person]:
    found = (person_by_reference(one) for one in organisations.member_references(body))
    return [one for one in found if one is not None]


def _item(slug: str) -> Item | None:
    return Item.objects.select_related("owner").filter(slug=slug).first()


def _day(days: object, now: datetime) -> date | None:
    return (now + timedelta(days=days)).date() if isinstance(days, int) else None


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _version(pilot: Pilot) -> int:
    return Pilot.objects.get(pk=pilot.pk).version
