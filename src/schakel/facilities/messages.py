"""Why something could not be done with a facility or a booking, and what to do, in the language of the screen."""

from django.utils.translation import gettext, ngettext

from schakel.facilities.rules import State
from schakel.facilities.times import Why
from schakel.facilities.wording import price_text, state_name, why_text
from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    match refusal.code:
        case "basket-not-free":
            return gettext("Not everything in your basket can be booked then. Nothing was booked.")
        case "basket-is-empty":
            return gettext("There is nothing in your basket.")
        case "times-missing":
            return gettext("There is no such time in these days. Choose others.")
        case "basket-is-other":
            return gettext(
                "For %(organisation)s it is otherwise than you saw: what it costs, or whether the operator says yes"
                " first. Nothing was booked. Look at it again."
            ) % {"organisation": details["organisation"]}
        case "basket-is-full":
            return gettext("A basket holds at most %(most)s times. Book these first.") % details
        case "booking-not-free":
            return gettext("This time cannot be booked: %(why)s.") % {
                "why": why_text(Why(str(details["why"])))
            }
        case "booking-step-not-possible":
            return gettext("This is not possible now: the booking is “%(state)s”.") % {
                "state": state_name(State(str(details["state"])))
            }
        case "booking-has-begun":
            return gettext("This time has begun already, or is over.")
        case "booking-has-not-begun":
            return gettext("This can be said once it has begun.")
        case "booking-too-late-to-move":
            return (
                ngettext(
                    "Moving is possible until %(hours)s hour before it begins. Call the operator, or cancel it.",
                    "Moving is possible until %(hours)s hours before it begins. Call the operator, or cancel it.",
                    int(str(details["hours"])),
                )
                % details
            )
        case "price-is-other":
            return gettext("At that time it costs %(price)s. Do you still want to move it?") % {
                "price": price_text(int(str(details["cents"])), int(str(details["vat_points"])))
            }
        case "price-waits-for-yes":
            return gettext("You named a price for that time. Who booked says yes to it first.")
        case "no-other-time-asked":
            return gettext("Nobody asks for another time any more.")
        case "booking-reason-missing":
            return gettext("Write why, so that the other side understands it.")
        case "proposed-time-missing":
            return gettext("Fill in which other time you propose.")
        case "price-missing":
            return gettext("Fill in what it costs: there is no price for this in the list.")
        case "result-missing":
            return gettext("Write what came of it first.")
        case "rules-not-accepted":
            return gettext("Read the house rules and say that you keep to them.")
        case "answer-missing":
            return gettext("Answer this question.")
        case "answer-not-usable":
            return gettext("We cannot use this answer. Look at what is asked.")
        case "not-your-organisation":
            return gettext("You can only book for an organisation you belong to.")
        case "people-too-many":
            return gettext("There is room for at most %(most)s people.") % details
        case "resource-gone":
            return gettext("Something in your basket can no longer be booked. Take it out.")
        case "facility-paused":
            return gettext("New times cannot be booked here at the moment. Your booking stays as it is.")
        case "waits-too-many":
            return gettext("You wait for %(most)s times already. Withdraw one first.") % details
        case "wait-not-possible":
            if details["why"]:
                return gettext("Nobody can wait for this time: %(why)s.") % {
                    "why": why_text(Why(str(details["why"])))
                }
            return gettext("This time is free: you can book it.")
        case "season-without-hours":
            return gettext(
                "Fill in at least one time. Is it closed in all that time? Say so at “When it cannot be booked”."
            )
        case "changed-meanwhile":
            return gettext("Somebody else changed this in the meantime. Look at it again.")
        case "words-missing" | "title-missing":
            return gettext("Write a few words.")
        case "words-too-long":
            return gettext("This is too long. Use at most %(longest)s characters.") % details
        case _:
            return _of_operating(refusal)


def _of_operating(refusal: Refusal) -> str:
    details = refusal.details
    match refusal.code:
        case "period-ends-before-it-begins":
            return gettext("The end is before the begin. Change one of them.")
        case "period-too-long":
            return gettext("Choose at most %(days)s days.") % details
        case "period-not-in-minutes":
            return gettext("Write times in whole minutes.")
        case "closes-before-it-opens":
            return gettext("It closes before it opens. Midnight is 0:00, the end of the day.")
        case "hours-missing":
            return gettext("Fill in both hours, or none for a day that is closed.")
        case "units-out-of-reach":
            return gettext("A resource has between 1 and %(most)s units.") % details
        case "units-are-booked":
            return gettext("So many units are booked already: %(most)s. Have at least that many.") % details
        case "buffer-out-of-reach":
            return gettext("Before and after a booking there can be at most a day.")
        case "lengths-out-of-order":
            return gettext(
                "The longest booking is at least as long as the shortest, and at most %(days)s days."
            ) % (details)
        case "notice-out-of-reach":
            return (
                gettext("One can book at most %(days)s days ahead, and notice is shorter than that.")
                % details
            )
        case "asking-again-out-of-order":
            return gettext("Ask at most 60 days before it begins, and release it fewer days before that.")
        case "reminder-out-of-reach":
            return gettext("A reminder goes out at most %(most)s days before.") % details
        case "hours-out-of-reach":
            return gettext("Fill in at most 90 days, in hours.")
        case "nothing-to-book":
            return gettext("Add something that can be booked first.")
        case "resources-too-many" | "questions-too-many":
            return gettext("There can be at most %(most)s of these.") % details
        case "resource-is-booked":
            return gettext("There are bookings from now on. Call these off first.")
        case "resource-is-there":
            return gettext("Something else here has this name.")
        case "choices-missing":
            return gettext("Write at least two choices, each on a line.")
        case "blocking-is-booked":
            return gettext("Something is booked then (%(number)s). Call that off first.") % details
        case "price-out-of-reach":
            return gettext("Fill in an amount from 0 up to 100,000 euros.")
        case "vat-out-of-reach":
            return gettext("Fill in a rate of VAT from 0 to 100 percent.")
        case "price-is-there":
            return gettext("There is a price for this on some of these days. Let that one end first.")
        case "vat-differs":
            return gettext("Prices for the same kind of user have the same rate of VAT.")
        case "not-a-facility":
            return gettext("Only a test facility can be booked.")
        case _:
            return gettext("This is not possible.")
