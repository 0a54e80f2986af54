"""Why something could not be done with an edition, and what to do, in the language of the screen."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from schakel.documents import public as documents
from schakel.kernel.refusal import Refusal
from schakel.training.rules import State, Step
from schakel.training.wording import state_name, step_name


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    match refusal.code:
        case "edition-step-not-possible":
            return gettext("“%(step)s” is not possible now: this is “%(state)s”.") % {
                "step": step_name(Step(str(details["step"]))),
                "state": state_name(State(str(details["state"]))),
            }
        case "edition-without-sessions":
            return gettext("Add a session first: nobody knows yet when it is.")
        case "edition-is-not-over":
            return gettext("This is possible once the last session is over.")
        case "edition-is-over":
            return gettext("This is over. It can no longer be changed.")
        case "edition-was-held-in-part":
            return gettext(
                "A session was held already, so that it cannot be called off as a whole: what people attended would be"
                " lost. Take away the sessions that are left; who takes part is told."
            )
        case "edition-not-open":
            return gettext("One cannot enrol for this now.")
        case "edition-has-begun":
            return gettext("It has begun. This is no longer possible.")
        case "edition-not-usable":
            return gettext("This cannot be stored. Look at what you chose.")
        case "no-editions-of-this-kind":
            return gettext("Only trainings and events have dates to enrol for.")
        case "enrolment-not-open-yet":
            opens_at = details["opens_at"]
            day = (
                date_format(timezone.localtime(opens_at), "j F Y, G:i")
                if isinstance(opens_at, datetime)
                else ""
            )
            return gettext("You can enrol from %(day)s.") % {"day": day}
        case "enrolment-is-closed":
            return gettext("Enrolment is closed. Ask the organiser whether there is room.")
        case "enrolment-ends-before-it-begins":
            return gettext("Enrolment ends before it begins. Change one of the two.")
        case "enrolment-is-over":
            return gettext("This enrolment is over. You can enrol again while it is open.")
        case "enrolled-with-account":
            return gettext("You take part already, with your account. Sign in to see it.")
        case "edition-is-full":
            return gettext("There is no free seat. Give the edition more seats first.")
        case "organisation-unknown":
            return gettext("We do not know “%(name)s”. Write it otherwise, or leave it empty.") % details
        case "edition-for-members":
            return gettext("This is for who belongs to an organisation in the hub. Sign in, or join yours.")
        case "edition-for-public-bodies":
            return gettext("This is for who works at a municipality, a province or another public body.")
        case "sessions-too-many":
            return gettext("There can be at most %(most)s sessions.") % details
        case "session-without-length":
            return gettext("A session ends after it begins, within a day.")
        case "moment-too-far-away":
            return gettext("Choose a day less than %(years)s years away.") % details
        case "sessions-overlap":
            return gettext("Two sessions are at the same time. Change one of them.")
        case "seats-not-usable":
            return gettext("Write a number from 1 to %(most)s, or leave it empty for no limit.") % details
        case "seats-are-held":
            return gettext("%(held)s seats are taken. There cannot be fewer.") % details
        case "price-not-usable":
            return gettext("This price cannot be used. Write it as 125 or 125,50.")
        case "terms-changed":
            return gettext(
                "The price, or whether there is a seat, changed while you read this. Look at it once more."
            )
        case "cancelling-costs":
            return gettext("Meanwhile it is too late to cancel for free. Look at what you still pay.")
        case "group-address-twice":
            return (
                gettext("%(address)s stands there twice. Write an address of their own for each.") % details
            )
        case "changed-meanwhile":
            return gettext("Somebody else changed this in the meantime.")
        case "words-missing":
            return gettext("Write a few words.")
        case "words-too-long":
            return gettext("This is too long. Use at most %(longest)s characters.") % details
        case "reason-missing":
            return gettext("Write why.")
        case "group-is-empty":
            return gettext("Write at least one name with an address.")
        case "group-too-large":
            return gettext("Enrol at most %(most)s people in one go.") % details
        case "group-does-not-fit":
            return (
                gettext(
                    "There is room for %(free)s, and you want to enrol %(size)s. Nobody was enrolled. Enrol fewer"
                    " people, or choose to put the others on the waiting list."
                )
                % details
            )
        case "group-line-not-usable":
            return gettext("“%(line)s” is not a name with an address. Write: name, address.") % details
        case "offer-is-over":
            return gettext("The offer is over: the seat is no longer kept for you.")
        case "nothing-is-offered":
            return gettext("No seat is offered to you at the moment.")
        case "session-not-begun":
            return gettext("People can be marked as present from two hours before a session.")
        case "came-without-seat":
            return gettext("This person has no seat. Look at the list of participants.")
        case "ticket-unknown":
            return gettext("“%(written)s” is no ticket for this. Look whether it was typed well.") % details
        case "credit-was-given":
            return gettext(
                "This person has a certificate for it. Withdraw that first, under the certificates you gave."
            )
        case "score-not-usable":
            return gettext("Choose a figure from 1 to 5.")
        case "survey-for-who-took-part":
            return gettext("Only who took part can answer this.")
        case "survey-not-yet":
            return gettext("You can say what you thought once it has begun.")
        case "survey-answered-already":
            return gettext("You answered this already. Thank you.")
        case "questions-too-many":
            return gettext("There can be at most %(most)s questions.") % details
        case "questions-of-one-name":
            return gettext("Two questions are the same. Change one of them.")
        case "choices-not-usable":
            return gettext("Write from 2 to %(most)s choices, one on each line.") % details
        case "purpose-missing":
            return gettext("Write why you ask this. Who answers it reads it.")
        case "kept-days-unknown":
            return gettext("Choose how long answers are kept.")
        case "answer-missing":
            return gettext("Answer this question.")
        case "answer-not-among-choices":
            return gettext("Choose one of the answers.")
        case "answer-not-a-number":
            return gettext("Write a number, such as 12 or 2,5.")
        case "materials-too-many":
            return gettext("There can be at most %(most)s files and links.") % details
        case "material-is-file-or-link":
            return gettext("Choose a file, or write a link; one of the two.")
        case "address-not-usable":
            return gettext("This is not a mail address we can use.")
        case "too-many-tries":
            return gettext("This was tried very often. Try again in an hour.")
        case _:
            return documents.refusal_text(refusal)
