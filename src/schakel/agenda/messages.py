"""Why something could not be done in the agenda or with a meeting, and what to do, in the language of the screen."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.kernel.refusal import Refusal

_TEXTS = {
    "not-an-event": _("This is possible with an event that is still to come."),
    "not-an-event-to-come": _("This is possible with an event that is still to come."),
    "copy-days-not-usable": _(
        "Choose a first day from today on, and a last day that does not come before it."
    ),
    "round-length": _(
        "Choose a length from %(shortest)s to %(longest)s minutes, in steps of %(unit)s minutes."
    ),
    "round-pause": _("Choose a pause of at most %(longest)s minutes, in steps of %(unit)s minutes."),
    "round-tables": _("Choose from 1 to %(most)s tables."),
    "round-tables-fewer": _("There are %(number)s tables already. You can only add to them."),
    "meeting-link-not-usable": _("This is no web address. Copy it once more from where you meet."),
    "meeting-is-not-over": _("You can say this of a meeting that was agreed, once it is over."),
    "round-day-not-of-event": _("Choose days of the event that are still to come."),
    "round-hours": _("Begin on a whole number of %(unit)s minutes, and end later than you begin."),
    "round-without-slots": _("Fill in on one day at least from when to when, long enough for one meeting."),
    "round-too-many-slots": _("These are more than %(most)s times. Choose fewer hours or longer meetings."),
    "round-is-there-already": _("There are meetings at this event already."),
    "round-is-closed": _("There are no meetings at this event any more."),
    "not-your-organisation": _("Choose an organisation that you belong to."),
    "looking-missing": _("Write what you look for, or what you offer."),
    "availability-missing": _("Choose at least one time at which you are there."),
    "organisation-has-meetings": _("You have meetings for your other organisation. Cancel those first."),
    "meeting-words-too-long": _("This is too long. Use at most %(longest)s characters."),
    "meeting-reason-missing": _("Write in a few words why you want to meet."),
    "attendee-not-there": _("One of you does not take part any more."),
    "meeting-with-colleague": _("This is a colleague of yours. You need no meeting here."),
    "market-is-consulted": _(
        "One of you asks the market about something, and the other takes part: everybody gets the same, "
        "and nobody meets in private until it is closed."
    ),
    "slot-is-past": _("This time has passed. Choose another."),
    "slot-not-of-both": _("One of you is not there at that time, or is in a meeting. Choose another."),
    "slot-taken": _("One of you is in another meeting at that time by now. Propose another time."),
    "no-table-free": _("All tables are taken at that time. Propose another time."),
    "too-many-open-meetings": _("%(most)s requests of yours wait for an answer. Wait, or take one back."),
    "meeting-asked-already": _("The two of you have a meeting or a request already."),
    "meeting-step-not-possible": _("This is not possible now. Somebody was first, or the time was over."),
    "meeting-changed": _("This changed while you looked at it. Read it again, then answer."),
}


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    if refusal.code in _TEXTS:
        return str(_TEXTS[refusal.code]) % refusal.details
    return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
