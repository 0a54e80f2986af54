"""Why something about accounts, tokens or roles could not be done, in the language of the screen."""

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
        case "hub-role-unknown":
            return gettext("Choose one of the roles.")
        case "hub-role-ends-when":
            return gettext("Choose a day after today, within five years; or none.")
        case "administrator-without-end":
            return gettext("Somebody runs the installation until it is withdrawn. Leave the day empty.")
        case "hub-role-not-there":
            return gettext("This person does not have this role.")
        case "last-administrator":
            return gettext("Nobody would run the installation then. Give this role to somebody else first.")
        case "name-missing":
            return gettext("Write your name.")
    return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
