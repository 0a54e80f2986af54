"""Why an access token could not be made or withdrawn, in the language of the screen."""

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    details = refusal.details
    match refusal.code:
        case "token-name-missing":
            return gettext("Write what you need it for, so that you know it again.")
        case "token-name-too-long":
            return gettext("Use at most %(longest)s characters.") % details
        case "token-lifetime-unknown":
            return gettext("Choose how long it may be used.")
        case "token-scope-missing":
            return gettext("Choose at least one thing it may be used for.")
        case "token-scope-not-allowed":
            return gettext("You may not do this yourself, so a token of yours may not either.")
        case "token-too-many":
            return gettext("You have %(most)s tokens already. Withdraw one first.") % details
        case "token-withdrawn-already":
            return gettext("This token was withdrawn before.")
    return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
