"""What of pilots waits for somebody: to answer for a partner, and what the owner has to do before it goes on."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from schakel.accounts.public import Doing, Person, Urgency, Waiting, register_doing, register_waiting
from schakel.organisations import public as organisations
from schakel.pilots.models import Pilot
from schakel.pilots.queries import allows, work_for
from schakel.pilots.rules import State


def _waiting(person: Person, now: datetime) -> Iterator[Waiting]:
    work = work_for(person, today=timezone.localdate(now))
    yield _line(
        gettext("Pilots that are over and not evaluated"), work.over, State.RUNNING, "pilot", Urgency.LATE
    )
    yield _line(gettext("Pilots you are asked for"), work.to_answer, None, "pilot")
    yield _line(gettext("Pilots with open checks"), work.with_open_checks, State.AGREED, "pilot_checks")
    yield _line(gettext("Pilots to decide about"), work.to_decide, State.EVALUATED, "pilot")
    yield _line(
        gettext("Pilots that want a lesson"),
        work.without_lesson,
        State.EVALUATED,
        "pilot_edit",
        Urgency.SOMETIME,
    )


def _line(
    label: str,
    pilots: list[Pilot],
    state: State | None,
    page: str,
    urgency: Urgency = Urgency.SOMEBODY_WAITS,
) -> Waiting:
    """One pilot is gone to at once; of several the list, which has those that wait for an answer on top."""
    heap = f"?state={state.value}" if state else ""
    one = len(pilots) == 1
    url = reverse(page, args=[pilots[0].slug]) if one else f"{reverse('my_pilots')}{heap}"
    return Waiting(label, len(pilots), url, urgency)


def _doing(person: Person) -> Iterator[Doing]:
    if organisations.member_organisations(person):
        yield Doing(gettext("My pilots"), reverse("my_pilots"), "method")
        if allows(person, "pilot.start"):
            yield Doing(gettext("Start a pilot"), reverse("new_pilot"), "plus")


register_waiting("pilots", _waiting)
register_doing("pilots", _doing)
