"""From an introduction to what its pages show."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from schakel.accounts.public import Person
from schakel.introductions import queries
from schakel.introductions.desks import Seat, has_desk, possible_steps
from schakel.introductions.models import Introduction
from schakel.introductions.rules import TOGETHER, Decline, Outcome, Side, State, Step
from schakel.introductions.wording import (
    TONES,
    day_text,
    decline_name,
    happened_text,
    moment_text,
    outcome_name,
    state_name,
    step_name,
)

SHOWN_STEPS = (Step.ACCEPT, Step.DECLINE, Step.HOLD, Step.FINISH, Step.WITHDRAW)


def page_of(
    introduction: Introduction, person: Person | None, seat: Seat, *, language: str, now: datetime
) -> dict[str, object]:
    """Everything the page of one introduction shows to this person; without an account, to who has the link."""
    state = introduction.standing_at(now)
    contacts = queries.contacts_of(introduction, now=now) if seat.side is not None else {}
    own = contacts.get(seat.side) if seat.side and state in TOGETHER else None
    return {
        "introduction": introduction,
        "title": title_of(introduction),
        "state": state_name(state),
        "tone": TONES[state],
        "is_requester": seat.side is Side.REQUESTER,
        "is_receiver": seat.side is Side.RECEIVER,
        "next": next_text(introduction, seat, now=now),
        "shared": queries.shared_with(introduction, person, seat, language=language, now=now),
        "contact": contacts.get(seat.side.other) if seat.side else None,
        "own_contact": own,
        "can_give_contact": person is not None and own is not None and own.address != person.email,
        "times": _times(introduction, seat, state, now),
        "meets_at": moment_text(introduction.meets_at) if introduction.meets_at else "",
        "decline": _decline(introduction, state),
        "outcome": outcome_name(Outcome(introduction.outcome)) if introduction.outcome else "",
        "happenings": _happenings(introduction, state),
        "promises": _promises(introduction, state),
    }


def title_of(introduction: Introduction) -> str:
    return gettext("%(requester)s meets %(receiver)s") % {
        "requester": introduction.requester.name,
        "receiver": introduction.receiver.name,
    }


def buttons_of(introduction: Introduction, seat: Seat, *, now: datetime) -> list[dict[str, object]]:
    """What can be done now, the most likely first; each leads to a page that asks what it needs."""
    state = introduction.standing_at(now)
    possible = possible_steps(introduction, seat, now=now)
    found = [
        _button(introduction, step.value if step is not Step.FINISH else "outcome", step_name(step, state))
        for step in SHOWN_STEPS
        if step in possible
    ]
    if state is State.REQUESTED and Step.ACCEPT in possible:
        found.insert(2, _button(introduction, "hand-on", gettext("Hand it on")))
    if state in TOGETHER and seat.side is not None:
        found.insert(0, _button(introduction, "times", gettext("Propose times")))
    if seat.side is not None and queries.contacts_of(introduction, now=now):
        found[1:1] = _working_together(introduction, state)
    if state is State.FINISHED and seat.side is not None and queries.contacts_of(introduction, now=now):
        found.append(_button(introduction, "hide", gettext("Be reached no longer")))
    # What ends it is never what the page seems to ask for.
    first = next((one for one in found if not str(one["url"]).endswith(("/withdraw/", "/hide/"))), None)
    return [{**one, "is_first": one is first} for one in found]


def _working_together(introduction: Introduction, state: State) -> list[dict[str, object]]:
    """The space of the two, or opening one, and trying something together: everything that is known goes along."""
    found: list[dict[str, object]] = []
    if introduction.space is not None:
        url = reverse("space", args=[introduction.space.code])
        found.append({"label": gettext("To our space"), "url": url})
    elif state in TOGETHER:
        found.append(_button(introduction, "space", gettext("Open a space for us")))
    if state in TOGETHER or introduction.outcome == Outcome.PILOT:
        url = f"{reverse('new_pilot')}?introduction={introduction.code}"
        found.append({"label": gettext("Start a pilot"), "url": url})
    return found


def _button(introduction: Introduction, act: str, label: str) -> dict[str, object]:
    return {"label": label, "url": reverse("introduction_act", args=[introduction.code, act])}


def next_text(introduction: Introduction, seat: Seat, *, now: datetime) -> str:
    """What happens now, and what was promised, in a sentence or two."""
    state = introduction.standing_at(now)
    said = {
        "receiver": introduction.receiver.name,
        "requester": introduction.requester.name,
        "promised": day_text(introduction.last_chance_at),
        "lapses": day_text(introduction.lapses_at),
        "adviser": introduction.adviser.name
        if introduction.adviser and introduction.adviser.name
        else gettext("an adviser of the hub"),
    }
    if state is State.REQUESTED:
        return _waiting_text(introduction, seat, said, now)
    if state in TOGETHER and seat.side is not None:
        if introduction.meets_at and introduction.meets_at > now:
            return gettext("You meet on %(moment)s.") % {"moment": moment_text(introduction.meets_at)}
        return gettext("Both said yes. Write or call each other, or propose times to meet.")
    return {
        State.ACCEPTED: gettext("Both said yes and can reach each other."),
        State.HELD: gettext("They have met. Later we ask what came of it."),
        State.DECLINED: gettext("%(receiver)s said no. Nobody's name or address was shown."),
        State.LAPSED: gettext("%(receiver)s did not answer in time. You can ask somebody else."),
        State.WITHDRAWN: gettext("It was taken back. Names and addresses are not shown."),
        State.FINISHED: gettext("It is finished. Thank you for telling what came of it."),
    }[state] % said


def _waiting_text(introduction: Introduction, seat: Seat, said: Mapping[str, str], now: datetime) -> str:
    is_late = introduction.last_chance_at <= now
    if seat.side is Side.RECEIVER:
        if is_late:
            return (
                gettext("We promised an answer before %(promised)s. On %(lapses)s it ends by itself.") % said
            )
        return (
            gettext("We promised %(requester)s an answer before %(promised)s. Yes or no, both help them on.")
            % said
        )
    if not has_desk(introduction):
        return (
            gettext(
                "Nobody of %(receiver)s is in the hub yet: %(adviser)s looks for somebody. "
                "On %(lapses)s it ends by itself."
            )
            % said
        )
    if is_late:
        return (
            gettext(
                "%(receiver)s has not answered in time. Now %(adviser)s takes over. On %(lapses)s it ends by itself."
            )
            % said
        )
    return (
        gettext(
            "We promise an answer before %(promised)s. If there is none, %(adviser)s takes over. "
            "On %(lapses)s it ends by itself."
        )
        % said
    )


def _times(introduction: Introduction, seat: Seat, state: State, now: datetime) -> list[dict[str, object]]:
    if state not in TOGETHER:
        return []
    return [
        {
            "pk": one.pk,
            "text": moment_text(one.starts_at),
            "is_chosen": one.starts_at == introduction.meets_at,
            "can_be_chosen": seat.side is not None and one.side != seat.side.value and one.starts_at > now,
        }
        for one in queries.times_of(introduction)
    ]


def _decline(introduction: Introduction, state: State) -> dict[str, str] | None:
    if state is not State.DECLINED:
        return None
    return {"reason": decline_name(Decline(introduction.decline)), "words": introduction.decline_words}


def _happenings(introduction: Introduction, state: State) -> list[dict[str, object]]:
    """What happened, the first in front. Organisations as they are called now; people never."""
    found = []
    for row in queries.history_of(introduction):
        text = happened_text(
            row.name,
            row.details,
            requester=introduction.requester.name,
            receiver=introduction.receiver.name,
        )
        if text:
            found.append({"text": text, "at": row.at})
    is_written = any(row["text"] == gettext("Nobody answered in time. It has lapsed.") for row in found)
    if state is State.LAPSED and not is_written:
        found.append(
            {"text": gettext("Nobody answered in time. It has lapsed."), "at": introduction.lapses_at}
        )
    return found


def _promises(introduction: Introduction, state: State) -> list[dict[str, object]]:
    """What happens by itself and when, as it was promised when this desk was asked."""
    if state is State.REQUESTED:
        line = (
            (introduction.nudge_at, gettext("They are reminded.")),
            (
                introduction.last_chance_at,
                gettext("By then an answer is promised. Otherwise an adviser of the hub takes over."),
            ),
            (introduction.lapses_at, gettext("It ends by itself.")),
        )
        return [{"at": at, "text": text} for at, text in line if at > introduction.asked_at]
    if state in TOGETHER and introduction.ask_outcome_at:
        return [{"at": introduction.ask_outcome_at, "text": gettext("We ask both what came of it.")}]
    return []


def rows_of(
    introductions: Iterable[Introduction], person: Person, own: Iterable[int], *, language: str, now: datetime
) -> list[dict[str, object]]:
    """What a table shows of each, in the same order."""
    mine, rows = set(own), []
    titles = queries.titles_for(person, introductions := list(introductions), language=language, now=now)
    for one in introductions:
        state = one.standing_at(now)
        is_ours = one.requester_id in mine
        rows.append(
            {
                "url": reverse("introduction", args=[one.code]),
                "title": title_of(one),
                "body": (one.receiver if is_ours else one.requester).name,
                "requester": one.requester.name,
                "receiver": one.receiver.name,
                "about": titles.get(one.pk, ""),
                "is_ours": is_ours,
                "side": gettext("asked by us") if is_ours else gettext("asked of us"),
                "state": state_name(state),
                "tone": TONES[state],
                "requested_at": one.requested_at,
                "due_at": one.last_chance_at if state is State.REQUESTED else None,
                "is_late": state is State.REQUESTED and one.last_chance_at <= now,
                "adviser": one.adviser.name if one.adviser else "",
                "outcome": outcome_name(Outcome(one.outcome)) if one.outcome else "",
            }
        )
    return rows
