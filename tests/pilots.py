"""Pilots for tests, through the actions that people use."""

from collections.abc import Iterable
from decimal import Decimal

from schakel.accounts.public import Person
from schakel.organisations.public import Organisation
from schakel.pilots.actions import (
    MeasureDraft,
    answer_pilot,
    begin_pilot,
    change_measures,
    change_pilot,
    move_pilot,
    settle_check,
)
from schakel.pilots.drafting import Draft
from schakel.pilots.models import Pilot
from schakel.pilots.rules import CheckName, CheckState, PartnerRole, Reply, State, Step
from tests.clock import NOW

STEPS_TO = {
    State.PROPOSED: (),
    State.AGREED: (Step.AGREE,),
    State.RUNNING: (Step.AGREE, Step.START),
    State.EVALUATED: (Step.AGREE, Step.START, Step.EVALUATE),
    State.DECIDED: (Step.AGREE, Step.START, Step.EVALUATE, Step.STOP),
    State.WITHDRAWN: (Step.WITHDRAW,),
}
LESSON = "Regel eerst een droge opslag."


def pilot_in(
    state: State,
    owner: Organisation,
    *,
    by: Person | None = None,
    partners: Iterable[tuple[Organisation, Person]] = (),
    title: str = "Een koel zwembad",
    last: Step | None = None,
    **fields: object,
) -> Pilot:
    """A pilot as it is after the steps that lead to its state; these partners agreed to it."""
    people = list(partners)
    draft = Draft(
        title=title,
        problem="Het zwembad stookt gas.",
        hypothesis="Met een deksel stookt het een kwart minder.",
        approach="Wij leggen er ’s nachts een deksel op.",
        partners=tuple((body, PartnerRole.PROVIDER) for body, _ in people),
        phases=("Meten", "Afdekken"),
        **fields,  # type: ignore[arg-type]
    )
    pilot = begin_pilot(owner=owner, draft=draft, by=by, now=NOW).pilot
    for body, person in people:
        answer_pilot(pilot=pilot, organisation=body, reply=Reply.AGREED, answered_by=person, now=NOW)
    if state is not State.PROPOSED:
        fill(pilot, by)
    steps = STEPS_TO[state]
    for step in (*steps[:-1], last) if last else steps:
        move_pilot(pilot=pilot, step=step, moved_by=by, now=NOW, words="Om een goede reden.", lesson=LESSON)
    return Pilot.objects.get(pk=pilot.pk)


def fill(pilot: Pilot, by: Person | None) -> None:
    """Everything that the steps ask for: a measure, checks, and what came of it."""
    measure = MeasureDraft(None, "Gas", "m³ per week", Decimal(100), Decimal(75), Decimal(80))
    change_measures(pilot=pilot, seen_version=pilot.version, measures=[measure], changed_by=by, now=NOW)
    if by is not None:
        for name in CheckName:
            settle_check(
                pilot=pilot,
                name=name,
                state=CheckState.NOT_NEEDED,
                words="Er zijn geen gegevens over mensen.",
                settled_by=by,
                now=NOW,
            )
    stored = Pilot.objects.get(pk=pilot.pk)
    change_pilot(
        pilot=stored,
        seen_version=stored.version,
        fields={"results": "Het stookte een vijfde minder."},
        changed_by=by,
        now=NOW,
    )
