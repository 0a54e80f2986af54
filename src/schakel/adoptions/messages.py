"""Why something could not be done with an adoption, in the language of the screen."""

from django.utils.translation import gettext

from schakel.adoptions.rules import State
from schakel.adoptions.wording import state_name
from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    match refusal.code:
        case "adoption-of-this-kind":
            return gettext("Only a case or a solution can be taken over.")
        case "adoption-of-ones-own":
            return gettext("This is an item of that organisation itself. Choose another organisation.")
        case "adoption-not-yours-to-confirm":
            return gettext("Only a colleague who does not work for the owner of this item can confirm it.")
        case "adoption-step-not-possible":
            return gettext("“%(step)s” cannot follow “%(state)s”.") % {
                "step": state_name(State(str(details["step"]))),
                "state": state_name(State(str(details["state"]))),
            }
        case "adoption-words-too-long":
            return gettext("This is too long. Use at most %(longest)s characters.") % details
        case "contact-not-a-colleague":
            return gettext("Choose a colleague of the organisation that uses it.")
        case "adopter-unknown":
            return gettext("We know no organisation of this name. Look it up under Organisations.")
        case _:
            return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
