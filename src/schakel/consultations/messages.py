"""Why something could not be done in a consultation, in the language of the screen."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.consultations.rules import State
from schakel.consultations.wording import state_name
from schakel.documents import public as documents
from schakel.kernel.refusal import Refusal

_TEXTS = {
    "consultation-words-missing": _("Write a few words."),
    "consultation-words-too-long": _("This is too long. Use at most %(longest)s characters."),
    "consultation-is-public": _("Everybody has read it. It can no longer be changed."),
    "consultation-gone": _("Somebody ended the preparation."),
    "consultation-period": _(
        "Choose a last day at least %(shortest)s and at most %(longest)s days from today."
    ),
    "consultation-questions-period": _(
        "Choose a last day for questions, at least %(days)s days before the last day."
    ),
    "consultation-not-longer": _("Choose a later last day. It cannot be shorter: others count on it."),
    "consultation-not-for-everybody": _(
        "A consultation is open to everybody. Choose with the challenge that everybody may find it."
    ),
    "consultation-challenge-not-open": _("The challenge has to be open first."),
    "consultation-not-open": _("This consultation is not open."),
    "consultation-inquiries-wait": _("Answer every question first."),
    "consultation-own": _("This is the consultation of your own organisation."),
    "inquiry-too-late": _("The last day for questions is over."),
    "inquiries-too-many": _("You asked %(most)s questions. That is the most in one consultation."),
    "inquiry-answered": _("This question was answered already. Everybody has read the answer."),
    "inquiry-unknown": _("This question is not there."),
}
"""What is said of a refusal, by its code, with its details filled in."""


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    if refusal.code in _TEXTS:
        return str(_TEXTS[refusal.code]) % refusal.details
    match refusal.code:
        case "consultation-step-not-possible":
            return gettext("This is not possible now: it is “%(state)s”.") % {
                "state": state_name(State(str(details["state"])))
            }
        case _:
            return documents.refusal_text(refusal)
