"""The event, the round and the meeting that somebody asks for; 404 for what they may not see."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from schakel.accounts.public import Person
from schakel.agenda import queries
from schakel.agenda.meeting_rules import ORGANISE
from schakel.agenda.models import Attendee, Meeting, MeetingRound
from schakel.agenda.wording import event_title
from schakel.library import public as library
from schakel.library.public import Item

BAD, CONFLICT = 400, 409
STALE = frozenset({"meeting-changed", "meeting-step-not-possible", "round-is-closed", "slot-taken"})
"""What somebody else did in the meantime."""


def status_of(code: str) -> int:
    return CONFLICT if code in STALE else BAD


def event_to_change(person: Person, slug: str) -> Item:
    """The event at this address, for who may edit it. Raises Http404 for anybody else."""
    item = queries.event_for(person, slug)
    if item is None:
        raise Http404
    library.require(person, ORGANISE, item)
    return item


def round_to_organise(person: Person, slug: str) -> MeetingRound:
    event_to_change(person, slug)
    return round_asked(person, slug)


def round_asked(person: Person, slug: str) -> MeetingRound:
    """The round at this event, for who takes part in such rounds or organises this one; Http404 otherwise."""
    found = queries.round_for(person, slug)
    if found is None or not (queries.may_take_part(person) or library.allows(person, ORGANISE, found.item)):
        raise Http404
    return found


def attendee_asked(person: Person, found: MeetingRound) -> Attendee:
    """One's own place in the round. Raises Http404 for who does not take part."""
    attendee = queries.attendee_of(person, found)
    if attendee is None or attendee.left_at is not None:
        raise Http404
    return attendee


def meeting_asked(person: Person, code: str) -> Meeting:
    meeting = queries.meeting_for(person, code)
    if meeting is None:
        raise Http404
    return meeting


def crumbs_of(item: Item, *, here: str, is_round: bool = True) -> list[dict[str, str]]:
    """From the event down to this page."""
    crumbs = [{"label": event_title(item), "url": item.get_absolute_url()}]
    if is_round and here:
        crumbs.append(round_crumb(item))
    return [*crumbs, {"label": here, "url": ""}] if here else [*crumbs, round_crumb(item, is_here=True)]


def round_crumb(item: Item, *, is_here: bool = False) -> dict[str, str]:
    url = "" if is_here else reverse("meeting_round", args=[item.slug])
    return {"label": gettext("Meetings"), "url": url}
