"""Why something about accounts, tokens or roles could not be done, in the language of the screen."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.kernel.refusal import Refusal

_TEXTS = {
    "token-name-missing": _("Write what you need it for, so that you know it again."),
    "token-name-too-long": _("Use at most %(longest)s characters."),
    "token-lifetime-unknown": _("Choose how long it may be used."),
    "token-scope-missing": _("Choose at least one thing it may be used for."),
    "token-scope-not-allowed": _("You may not do this yourself, so a token of yours may not either."),
    "token-too-many": _("You have %(most)s tokens already. Withdraw one first."),
    "token-withdrawn-already": _("This token was withdrawn before."),
    "hub-role-unknown": _("Choose one of the roles."),
    "hub-role-ends-when": _("Choose a day after today, within five years; or none."),
    "administrator-without-end": _(
        "Somebody runs the installation until it is withdrawn. Leave the day empty."
    ),
    "hub-role-not-there": _("This person does not have this role."),
    "last-administrator": _("Nobody would run the installation then. Give this role to somebody else first."),
    "name-missing": _("Write your name."),
}
"""What is said of a refusal, by its code, with its details filled in."""


def refusal_text(refusal: Refusal) -> str:
    if refusal.code in _TEXTS:
        return str(_TEXTS[refusal.code]) % refusal.details
    return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
