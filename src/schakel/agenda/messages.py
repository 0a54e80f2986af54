"""Why something could not be done in the agenda or with a meeting, and what to do, in the language of the screen."""

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    match refusal.code:
        case "not-an-event" | "not-an-event-to-come":
            return gettext("This is possible with an event that is still to come.")
        case "copy-days-not-usable":
            return gettext("Choose a first day from today on, and a last day that does not come before it.")
        case "round-length":
            return (
                gettext(
                    "Choose a length from %(shortest)s to %(longest)s minutes, in steps of %(unit)s minutes."
                )
                % details
            )
        case "round-pause":
            return (
                gettext("Choose a pause of at most %(longest)s minutes, in steps of %(unit)s minutes.")
                % details
            )
        case "round-tables":
            return gettext("Choose from 1 to %(most)s tables.") % details
        case "round-day-not-of-event":
            return gettext("Choose days of the event that are still to come.")
        case "round-hours":
            return (
                gettext("Begin on a whole number of %(unit)s minutes, and end later than you begin.")
                % details
            )
        case "round-without-slots":
            return gettext("Fill in on one day at least from when to when, long enough for one meeting.")
        case "round-too-many-slots":
            return (
                gettext("These are more than %(most)s times. Choose fewer hours or longer meetings.")
                % details
            )
        case "round-is-there-already":
            return gettext("There are meetings at this event already.")
        case "round-is-closed":
            return gettext("There are no meetings at this event any more.")
        case "not-your-organisation":
            return gettext("Choose an organisation that you belong to.")
        case "looking-missing":
            return gettext("Write what you look for, or what you offer.")
        case "availability-missing":
            return gettext("Choose at least one time at which you are there.")
        case "organisation-has-meetings":
            return gettext("You have meetings for your other organisation. Cancel those first.")
        case "meeting-words-too-long":
            return gettext("This is too long. Use at most %(longest)s characters.") % details
        case "meeting-reason-missing":
            return gettext("Write in a few words why you want to meet.")
        case "attendee-not-there":
            return gettext("One of you does not take part any more.")
        case "meeting-with-colleague":
            return gettext("This is a colleague of yours. You need no meeting here.")
        case "market-is-consulted":
            return gettext(
                "One of you asks the market about something, and the other takes part: everybody gets the same, "
                "and nobody meets in private until it is closed."
            )
        case "slot-is-past":
            return gettext("This time has passed. Choose another.")
        case "slot-not-of-both":
            return gettext("One of you is not there at that time, or is in a meeting. Choose another.")
        case "slot-taken":
            return gettext("One of you is in another meeting at that time by now. Propose another time.")
        case "no-table-free":
            return gettext("All tables are taken at that time. Propose another time.")
        case "too-many-open-meetings":
            return gettext("%(most)s requests of yours wait for an answer. Wait, or take one back.") % details
        case "meeting-asked-already":
            return gettext("The two of you have a meeting or a request already.")
        case "meeting-step-not-possible":
            return gettext("This is not possible now. Somebody was first, or the time was over.")
        case "meeting-changed":
            return gettext("This changed while you looked at it. Read it again, then answer.")
        case _:
            return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
