"""Introductions of the demonstration in every state, with what led there."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

import yaml
from django.db import transaction

from schakel.accounts.public import Person, demonstration_people
from schakel.challenges import public as challenges
from schakel.introductions import actions
from schakel.introductions.acting import Party
from schakel.introductions.desks import seat_of
from schakel.introductions.models import Introduction
from schakel.introductions.queries import times_of
from schakel.library import public as library
from schakel.organisations.public import member_organisations

_DAY = timedelta(days=1)
_HALF_PAST_NINE = time(9, 30, tzinfo=UTC)


@transaction.atomic
def load_demo_introductions(*, now: datetime) -> int:
    """Ask, answer and remind as the data file says; returns how many introductions there are of it.

    Nothing is asked where anybody asked anything before; what needs a person or an item that is not there is left out.
    """
    file = library.demo_folder().joinpath("introductions.yaml")
    people = {person.email: person for person in demonstration_people()}
    if Introduction.objects.exists() or not file.is_file():
        return 0
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    return sum(_lived(one, people, now) for one in written)


def _lived(written: Mapping[str, Any], people: Mapping[str, Person], now: datetime) -> bool:
    asker = people.get(written["by"])
    item = library.item_for(asker, written["about"])
    own = member_organisations(asker) if asker else []
    if asker is None or item is None or not own:
        return False
    at = now - written["days_ago"] * _DAY
    challenge = challenges.challenge_for(asker, written.get("challenge", ""))
    introduction = actions.request_introduction(
        request=actions.Request(
            requester=own[0],
            receiver=item.owner,
            why=" ".join(str(written["why"]).split()),
            item=item,
            challenge=challenge,
            shares_challenge=bool(written.get("shares_challenge")) and challenge is not None,
            form=f"demonstration {written['about']}",
        ),
        requested_by=asker,
        now=at,
    ).introduction
    for step in written["then"]:
        at = min(now, at + step.get("after", 1) * _DAY)
        actor = people[step["by"]]
        seat = seat_of(actor, introduction)
        assert seat.side is not None, f"{step['by']} takes no part in what is about {written['about']}"
        party = Party(seat.side, actor)
        introduction = _done(step, introduction, party, at, now)
    _remind(introduction, now)
    return True


def _done(
    step: Mapping[str, Any], introduction: Introduction, party: Party, at: datetime, now: datetime
) -> Introduction:
    words = str(step.get("words", ""))
    match step["do"]:
        case "accept":
            times = [
                datetime.combine((now + days * _DAY).date(), _HALF_PAST_NINE)
                for days in step.get("times_in_days", [])
            ]
            return actions.accept_introduction(introduction=introduction, party=party, times=times, now=at)
        case "choose":
            first = times_of(introduction)[0]
            return actions.choose_time(introduction=introduction, party=party, time=first.pk, now=at)
        case "decline":
            return actions.decline_introduction(
                introduction=introduction, party=party, reason=step["reason"], words=words, now=at
            )
        case "hold":
            return actions.hold_meeting(
                introduction=introduction, party=party, minutes=step.get("minutes"), now=at
            )
        case "outcome":
            return actions.tell_outcome(
                introduction=introduction, party=party, outcome=step["outcome"], words=words, now=at
            )
        case "withdraw":
            return actions.withdraw_introduction(introduction=introduction, party=party, now=at)
        case unknown:
            raise ValueError(f"the demonstration data do {unknown!r} with an introduction")


def _remind(introduction: Introduction, now: datetime) -> None:
    """What the clock did meanwhile, at its own moments."""
    promise = introduction.promise
    for at in (
        promise.nudge_at,
        promise.last_chance_at,
        promise.lapses_at,
    ):
        if at <= now:
            actions.remind_introduction(introduction=introduction, now=at)
