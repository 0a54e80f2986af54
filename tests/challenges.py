"""Challenges for tests, through the actions that people use."""

from datetime import date, timedelta

from schakel.accounts.public import Person
from schakel.challenges.actions import hide_challenge, take_step
from schakel.challenges.models import Challenge
from schakel.challenges.rules import State, Step
from schakel.library.kinds import Kind
from schakel.library.rules import State as ItemState
from schakel.organisations.public import Organisation
from tests.clock import NOW, TODAY
from tests.items import item_of

STEPS_TO = {
    State.DRAFT: (),
    State.SUBMITTED: (Step.SUBMIT,),
    State.TRIAGED: (Step.SUBMIT, Step.TRIAGE),
    State.OPEN: (Step.SUBMIT, Step.OPEN),
    State.MATCHED: (Step.SUBMIT, Step.OPEN, Step.MATCH),
    State.IN_ACTION: (Step.SUBMIT, Step.OPEN, Step.BEGIN),
    State.RESOLVED: (Step.SUBMIT, Step.OPEN, Step.RESOLVE),
    State.PARKED: (Step.SUBMIT, Step.OPEN, Step.PARK),
    State.WITHDRAWN: (Step.WITHDRAW,),
}


def challenge_in(
    state: State,
    owner: Organisation,
    title: str = "Ons zwembad stookt gas",
    *,
    words: str = "Om een goede reden.",
    by: Person | None = None,
    **fields: object,
) -> Challenge:
    """A challenge as it is after the steps that lead to its state; each step that asks for words gets these."""
    item = item_of(owner, title, kind=Kind.CHALLENGE, state=ItemState.DRAFT, by=by, **fields)  # type: ignore[arg-type]
    challenge = Challenge.objects.select_related("item").get(pk=item.pk)
    for step in STEPS_TO[state]:
        challenge = take_step(challenge=challenge, step=step, taken_by=by, now=NOW, words=words)
    return Challenge.objects.select_related("item__owner").get(pk=item.pk)


def hidden(challenge: Challenge, *, by: Person, today: date = TODAY) -> Challenge:
    """The challenge, made confidential by a ground of the law."""
    return hide_challenge(
        challenge=challenge, ground="5.1.2.b", review_on=today + timedelta(days=9), hidden_by=by, now=NOW
    )
