"""Why a route could not be written down, in the language of the screen."""

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    match refusal.code:
        case "route-not-found":
            return gettext("Answer the questions first.")
        case "route-words-too-long":
            return gettext("This is too long. Use at most %(longest)s characters.") % refusal.details
        case _:
            return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
