"""Introductions for tests, through the actions that people use."""

from datetime import datetime, timedelta

from schakel.accounts.public import Person
from schakel.introductions.acting import Party
from schakel.introductions.actions import (
    Request,
    accept_introduction,
    decline_introduction,
    hold_meeting,
    request_introduction,
    tell_outcome,
    withdraw_introduction,
)
from schakel.introductions.models import Introduction
from schakel.introductions.rules import Side, State
from schakel.library.models import Item
from schakel.organisations.public import member_organisations
from tests.clock import NOW

WHY = "Wij willen weten hoe u de warmte uit het kanaal haalt."


def asked(by: Person, about: Item, *, why: str = WHY, now: datetime = NOW, **fields: object) -> Introduction:
    """A request of somebody, in the name of their organisation, to the owner of an item."""
    request = Request(
        requester=member_organisations(by)[0],
        receiver=about.owner,
        why=why,
        item=about,
        **fields,  # type: ignore[arg-type]
    )
    return request_introduction(request=request, requested_by=by, now=now).introduction


def party(person: Person | None, side: Side, **fields: object) -> Party:
    return Party(side, person, **fields)  # type: ignore[arg-type]


def in_state(state: State, by: Person, to: Person, about: Item, **fields: object) -> Introduction:
    """An introduction as it is after the steps that lead to its state; a day lies between them."""
    one = asked(by, about, **fields)  # type: ignore[arg-type]
    requester, receiver = Party(Side.REQUESTER, by), Party(Side.RECEIVER, to)
    later = NOW + timedelta(days=1)
    match state:
        case State.DECLINED:
            one = decline_introduction(introduction=one, party=receiver, reason="no-time", now=later)
        case State.WITHDRAWN:
            one = withdraw_introduction(introduction=one, party=requester, now=later)
        case State.ACCEPTED | State.HELD | State.FINISHED:
            one = accept_introduction(introduction=one, party=receiver, now=later)
    if state is State.HELD:
        one = hold_meeting(introduction=one, party=requester, now=later)
    if state is State.FINISHED:
        one = tell_outcome(introduction=one, party=requester, outcome="pilot", now=later)
    return Introduction.objects.select_related("requester", "receiver").get(pk=one.pk)
