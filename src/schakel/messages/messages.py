"""Why something about notices and mails is not possible, in the language of the screen."""

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    match refusal.code:
        case "address-not-usable":
            return gettext("We cannot send mail to this address. Write it as name@example.org.")
        case "mail-not-in-trouble":
            return gettext("This mail need not be sent again: it was sent, or it is being sent.")
        case "mail-too-old":
            return (
                gettext("This mail is older than %(days)s days. What was in it is no longer kept.")
                % refusal.details
            )
        case "choice-unknown":
            return gettext("Choose one of the possibilities.")
    return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
