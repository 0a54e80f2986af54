"""States, reasons, outcomes and what happens when, in words of the screen."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import dateformat, timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from schakel.introductions.rules import BrokerHeap, Decline, Heap, Outcome, Side, State, Step
from schakel.library.public import written_day

_STATES = {
    State.REQUESTED: _("Asked"),
    State.ACCEPTED: _("Both said yes"),
    State.DECLINED: _("Said no"),
    State.LAPSED: _("Lapsed"),
    State.WITHDRAWN: _("Taken back"),
    State.HELD: _("Have met"),
    State.FINISHED: _("Finished"),
}
TONES = {
    State.REQUESTED: "active",
    State.ACCEPTED: "good",
    State.DECLINED: "ended",
    State.LAPSED: "ended",
    State.WITHDRAWN: "ended",
    State.HELD: "good",
    State.FINISHED: "good",
}
_STEPS = {
    Step.ACCEPT: _("Yes, introduce us"),
    Step.DECLINE: _("No, thank you"),
    Step.HOLD: _("We have met"),
    Step.FINISH: _("Tell what came of it"),
}
_DECLINES = {
    Decline.NO_TIME: _("We have no time for it"),
    Decline.NOT_OUR_FIELD: _("This is not our field"),
    Decline.NOT_NOW: _("Not now, perhaps later"),
    Decline.ALREADY_IN_CONTACT: _("We are in contact already"),
    Decline.OTHER: _("Something else"),
}
_OUTCOMES = {
    Outcome.TALKING: _("We are still talking"),
    Outcome.NOTHING: _("Nothing came of it"),
    Outcome.PILOT: _("A pilot"),
    Outcome.SERVICE: _("A service or advice"),
    Outcome.PURCHASE: _("A purchase"),
    Outcome.ADOPTED: _("We took over what they had"),
}
_HEAPS = {
    Heap.WAITS_FOR_ME: _("Wait for our answer"),
    Heap.ASKED: _("Asked by us"),
    Heap.TOGETHER: _("In contact"),
    Heap.ENDED: _("Ended"),
}
_BROKER_HEAPS = {
    BrokerHeap.ESCALATED: _("Not answered in time"),
    BrokerHeap.WITHOUT_DESK: _("Nobody to answer"),
    BrokerHeap.MINE: _("With me"),
    BrokerHeap.WAITING: _("Wait for an answer"),
    BrokerHeap.TOGETHER: _("In contact"),
    BrokerHeap.ENDED: _("Ended"),
}


def state_name(state: State) -> str:
    return str(_STATES[state])


def step_name(step: Step, state: State) -> str:
    """What the button says; taking a request back is something else than ending a contact."""
    if step is Step.WITHDRAW:
        return gettext("Take it back") if state is State.REQUESTED else gettext("End the contact")
    return str(_STEPS[step])


def decline_name(reason: Decline) -> str:
    return str(_DECLINES[reason])


def outcome_name(outcome: Outcome) -> str:
    return str(_OUTCOMES[outcome])


def heap_name(heap: Heap) -> str:
    return str(_HEAPS[heap])


def broker_heap_name(heap: BrokerHeap) -> str:
    return str(_BROKER_HEAPS[heap])


def day_text(moment: datetime) -> str:
    return written_day(timezone.localtime(moment).date())


def moment_text(moment: datetime) -> str:
    """The day and the time on the clock, with the day of the week: people meet on a Tuesday."""
    local = timezone.localtime(moment)
    return pgettext("a day with its name, and a time", "%(day)s, %(hour)s:%(minute)s") % {
        "day": _weekday(local),
        "hour": local.hour,
        "minute": f"{local.minute:02}",
    }


def _weekday(local: datetime) -> str:
    return dateformat.format(local, "l j F Y")


def happened_text(name: str, details: Mapping[str, object], *, requester: str, receiver: str) -> str:
    """What a row of the journal says, with organisations and never with people; empty for what is not told."""
    bodies = {"requester": requester, "receiver": receiver}
    by = requester if details.get("side") == Side.REQUESTER.value else receiver
    match name:
        case "introduction.requested":
            return gettext("%(requester)s asked to meet.") % bodies
        case "introduction.accepted":
            if details.get("for_another"):
                return gettext("An adviser of the hub said yes for %(receiver)s.") % bodies
            return gettext("%(receiver)s said yes.") % bodies
        case "introduction.declined":
            if details.get("for_another"):
                return gettext("An adviser of the hub said no for %(receiver)s.") % bodies
            return gettext("%(receiver)s said no.") % bodies
        case "introduction.withdrawn" if details.get("reason") == "became-one":
            return gettext("Both are one organisation now. Nothing has to be answered any more.")
        case "introduction.withdrawn" if details.get("reason") == "asked-twice":
            return gettext("The same was asked twice. The first request goes on.")
        case "introduction.moved":
            return gettext("An organisation went on in another, and this with it.")
        case "introduction.withdrawn":
            return gettext("%(body)s took it back. Names and addresses are hidden.") % {"body": by}
        case "introduction.consent-withdrawn":
            return gettext("%(body)s no longer wants to be reached through this.") % {"body": by}
        case "introduction.consent-given":
            return gettext("%(body)s named somebody else to be in contact.") % {"body": by}
        case "introduction.times-proposed":
            return gettext("%(body)s proposed times to meet.") % {"body": by}
        case "introduction.time-chosen":
            return gettext("%(body)s chose a time.") % {"body": by}
        case "introduction.held":
            return gettext("They have met.")
        case "introduction.talked":
            return gettext("They are still talking.")
        case "introduction.finished":
            outcome = outcome_name(Outcome(str(details["outcome"])))
            return gettext("What came of it: %(outcome)s.") % {"outcome": outcome}
        case "introduction.handed-on":
            if details.get("from") != details.get("to_body"):
                return gettext("It was handed on to %(receiver)s.") % bodies
            return gettext("It was handed on to somebody else at %(receiver)s.") % bodies
        case "introduction.reminded":
            return _reminded_text(str(details.get("moment")), bodies)
        case "introduction.nudged":
            return gettext("An adviser of the hub reminded %(receiver)s.") % bodies
        case "introduction.assigned":
            return gettext("Another adviser of the hub looks after it.")
        case "introduction.space-shared":
            return gettext("%(body)s opened a space for both.") % {"body": by}
        case "introduction.lapsed":
            return gettext("Nobody answered in time. It has lapsed.")
        case _:
            return ""


def _reminded_text(moment: str, bodies: dict[str, str]) -> str:
    match moment:
        case "nudge":
            return gettext("%(receiver)s was reminded.") % bodies
        case "last-chance":
            return (
                gettext("%(receiver)s was reminded for the last time. An adviser of the hub looks too.")
                % bodies
            )
        case "outcome":
            return gettext("Both were asked what came of it.")
        case _:
            return ""
