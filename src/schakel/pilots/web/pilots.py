"""The page of a pilot: where it stands, what there is to do, and what came of it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from schakel.accounts.public import Person, for_who_may, names_by_reference
from schakel.library import public as library
from schakel.library.public import Item
from schakel.pilots import queries
from schakel.pilots.models import Measure, Phase, Pilot
from schakel.pilots.rules import (
    FINISHED,
    FLOW,
    CheckName,
    CheckState,
    PartnerRole,
    Reply,
    State,
    Step,
    progress,
    reached,
    unmet,
    written_number,
)
from schakel.pilots.web.asking import asked_for, crumbs_of, now, screen_language, today
from schakel.pilots.web.changes import changes_in
from schakel.pilots.wording import (
    CHECK_TONES,
    REPLY_TONES,
    check_name,
    check_state_name,
    happened_text,
    need_text,
    next_text,
    reply_text,
    role_name,
    settled_text,
    standing_name,
    standing_tone,
    state_name,
    step_name,
)
from schakel.spaces import public as spaces

if TYPE_CHECKING:
    from schakel.journal import public as journal

MOST_HAPPENINGS = 12


@require_GET
@for_who_may("pilot.read")
def pilot(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """One pilot, for its owner, its partners and the staff of the hub; 404 where there is none to see."""
    found = asked_for(person, slug)
    state = State(found.state)
    may_move = queries.allows(person, "pilot.move", found)
    seen = queries.seen_items(person, found)
    seat = spaces.seat_of(person, found.space.code)
    happenings = _happenings(found) if may_move else []
    context = {
        "pilot": found,
        "state": standing_name(state, found.decision),
        "tone": standing_tone(state, found.decision),
        "next": next_text(state, has_case=found.case_id is not None),
        "flow": flow_of(found),
        "phases": [
            {"about": one, "is_here": one == _present(found.phases.all())} for one in found.phases.all()
        ],
        "steps": _steps(person, found),
        "measures": [_measure(one) for one in found.measures.all()],
        "checks": [
            {
                "name": check_name(CheckName(one.name)),
                "state": check_state_name(CheckState(one.state)),
                "tone": CHECK_TONES[CheckState(one.state)],
                "about": one,
            }
            for one in found.checks.select_related("set_by")
        ],
        "partners": [
            {
                "about": one,
                "role": role_name(PartnerRole(one.role)),
                "reply": reply_text(Reply(one.reply)),
                "tone": REPLY_TONES[Reply(one.reply)],
            }
            for one in queries.partners_of(found)
        ],
        "to_answer": [one for one in queries.own_partners(person, found) if one.reply == Reply.ASKED],
        "to_leave": [one for one in queries.own_partners(person, found) if one.reply == Reply.AGREED],
        "may_move": may_move,
        "may_change": may_move and state is not State.WITHDRAWN,
        "may_plan": may_move and state not in FINISHED,
        "may_write_case": may_move
        and state in (State.EVALUATED, State.DECIDED)
        and (found.case is None or found.case.state == library.State.DRAFT),
        "begun_with": [
            _link(one) for key, one in seen.items() if key not in (found.case_id, found.facility_id)
        ],
        "facility": _link(seen[found.facility_id]) if found.facility_id in seen else None,
        "case": _link(seen[found.case_id]) if found.case_id in seen else None,
        "space": found.space if seat else None,
        "space_ends": found.space.closed_at,
        "space_is_open": spaces.is_open(found.space.closed_at, now=now()),
        "may_reopen": found.space.closed_at is not None and queries.allows(person, "space.reopen", found),
        "tasks": [
            {"about": task.contribution, "due": spaces.due_text(task.due), "tone": spaces.DUE_TONES[task.due]}
            for task in (spaces.tasks_seen_from(seat, today=today()) if seat else [])
            if task.due is not spaces.Due.DONE
        ][:5],
        "cost": library.choice_name("cost_band", found.budget_band) if found.budget_band else "",
        "happenings": happenings[:MOST_HAPPENINGS],
        "earlier": happenings[MOST_HAPPENINGS:],
        "again_url": f"{reverse('new_pilot')}?{_again(found, seen)}",
        "crumbs": crumbs_of(found),
    }
    return render(request, "pilots/pilot.html", context)


def flow_of(pilot: Pilot) -> list[dict[str, object]]:
    """The row of steps: what is done, where it is, and what is to come. Of one that was withdrawn none is here."""
    state = State(pilot.state)
    here = FLOW.index(state) if state in FLOW else -1
    return [
        {"name": state_name(one), "is_done": place < here, "is_here": place == here}
        for place, one in enumerate(FLOW)
    ]


def _present(phases: Iterable[Phase]) -> Phase | None:
    """The first that is not done."""
    return next((one for one in phases if one.done_at is None), None)


def _steps(person: Person, pilot: Pilot) -> list[dict[str, object]]:
    return [
        {
            "value": choice.step.value,
            "label": step_name(choice.step),
            "lacking": [need_text(need) for need in unmet(choice.lacking)]
            if choice.step is not Step.STOP
            else [],
        }
        for choice in queries.choices_for(person, pilot)
    ]


def _measure(measure: Measure) -> dict[str, object]:
    values = measure.values
    return {
        "about": measure,
        "before": written_number(values.before),
        "aimed": written_number(values.aimed),
        "measured": written_number(values.measured),
        "progress": progress(values),
        "is_reached": reached(values),
    }


def _link(item: Item) -> dict[str, str]:
    value = library.value_of(item, today=today())
    return {
        "title": value.title(screen_language()),
        "url": value.url,
        "kind": library.kind_name(value.kind),
        "state": library.state_name(value.state),
    }


def _again(pilot: Pilot, seen: dict[int, Item]) -> str:
    """What the same pilot is started from once more, as far as who looks may see it."""
    parts = [f"challenge={seen[pilot.challenge_id].slug}"] if pilot.challenge_id in seen else []
    parts += [
        f"item={item.slug}" for key, item in seen.items() if key not in (pilot.challenge_id, pilot.case_id)
    ]
    return "&".join(parts)


def _what(row: "journal.Row") -> str:
    """What happened; of a check which one, and what was answered."""
    if row.name == "pilot.check-settled":
        name, state = CheckName(str(row.details["check"])), CheckState(str(row.details["after"]))
        return settled_text(name, state, str(row.details.get("words", "")))
    return happened_text(row.name)


def _happenings(pilot: Pilot) -> list[dict[str, object]]:
    rows: list[journal.Row] = [row for row in queries.history_of(pilot) if happened_text(row.name)]
    names = names_by_reference({row.actor for row in rows})
    return [
        {
            "what": _what(row),
            "reason": str(row.details.get("reason", "")),
            "changes": changes_in(row.name, row.details),
            "by": names.get(row.actor, ""),
            "at": row.at,
        }
        for row in rows
    ]
