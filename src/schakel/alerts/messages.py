"""Why an alert could not be kept, and what to do about it, in the language of the screen."""

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal
from schakel.matching import public as matching
from schakel.messages import public as messages


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    match refusal.code:
        case "rhythm-unknown":
            return gettext("Choose how often.")
        case "alerts-too-many":
            return gettext("You have %(most)s alerts. Stop one first.") % refusal.details
        case "alerts-wait-for-a-yes":
            return gettext("%(most)s alerts wait for a yes from this address. Look in your mail first.") % (
                refusal.details
            )
        case "address-not-usable":
            return messages.refusal_text(refusal)
        case _:
            return matching.refusal_text(refusal)
