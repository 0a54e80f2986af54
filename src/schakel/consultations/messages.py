"""Why something could not be done in a consultation, in the language of the screen."""

from django.utils.translation import gettext

from schakel.consultations.rules import State
from schakel.consultations.wording import state_name
from schakel.documents import public as documents
from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    match refusal.code:
        case "consultation-step-not-possible":
            return gettext("This is not possible now: it is “%(state)s”.") % {
                "state": state_name(State(str(details["state"])))
            }
        case "consultation-words-missing":
            return gettext("Write a few words.")
        case "consultation-words-too-long":
            return gettext("This is too long. Use at most %(longest)s characters.") % details
        case "consultation-is-public":
            return gettext("Everybody has read it. It can no longer be changed.")
        case "consultation-gone":
            return gettext("Somebody ended the preparation.")
        case "consultation-period":
            return (
                gettext("Choose a last day at least %(shortest)s and at most %(longest)s days from today.")
                % details
            )
        case "consultation-questions-period":
            return (
                gettext("Choose a last day for questions, at least %(days)s days before the last day.")
                % details
            )
        case "consultation-not-longer":
            return gettext("Choose a later last day. It cannot be shorter: others count on it.")
        case "consultation-not-for-everybody":
            return gettext(
                "A consultation is open to everybody. Choose with the challenge that everybody may find it."
            )
        case "consultation-challenge-not-open":
            return gettext("The challenge has to be open first.")
        case "consultation-not-open":
            return gettext("This consultation is not open.")
        case "consultation-inquiries-wait":
            return gettext("Answer every question first.")
        case "consultation-own":
            return gettext("This is the consultation of your own organisation.")
        case "inquiry-too-late":
            return gettext("The last day for questions is over.")
        case "inquiries-too-many":
            return gettext("You asked %(most)s questions. That is the most in one consultation.") % details
        case "inquiry-answered":
            return gettext("This question was answered already. Everybody has read the answer.")
        case "inquiry-unknown":
            return gettext("This question is not there.")
        case _:
            return documents.refusal_text(refusal)
