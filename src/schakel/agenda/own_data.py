"""What the hub keeps of somebody's own feed, and of the meetings at events in which they take part."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.agenda.models import Attendee, Availability, CalendarFeed, Meeting, MeetingRound, TakenTime


def _agenda(person: Person) -> dict[str, Any]:
    there = Attendee.objects.filter(person=person).order_by("pk")
    said = Availability.objects.filter(attendee__in=there).order_by("slot__starts_at")
    taken = TakenTime.objects.filter(person=person).order_by("begins_at")
    meetings = Meeting.objects.visible_to(person).order_by("pk")
    return {
        "feed": list(CalendarFeed.objects.filter(person=person).order_by("pk").values("made_at")),
        "opened_rounds": list(
            MeetingRound.objects.filter(opened_by=person).order_by("pk").values("item__slug", "opened_at")
        ),
        "takes_part": list(
            there.values("round__item__slug", "organisation__name", "seeks", "offers", "joined_at", "left_at")
        ),
        "is_there_at": list(said.values_list("slot__starts_at", flat=True)),
        "is_taken_at": list(taken.values_list("begins_at", flat=True)),
        "meetings": list(
            meetings.values(
                "code",
                "asker__organisation__name",
                "asked__organisation__name",
                "state",
                "link",
                "was_held",
                "slot__starts_at",
                "asked_at",
                "changed_at",
            )
        ),
        # The words of who asked them are another's.
        "asked": list(meetings.filter(asker__person=person).values("code", "reason")),
    }


register_own_data("agenda", _agenda)
