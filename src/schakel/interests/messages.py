"""Why an interest could not be declared or ended, in the language of the screen."""

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    """A sentence for the person who asked."""
    details = refusal.details
    match refusal.code:
        case "interest-words-missing":
            return gettext("Say in a few words what it is.")
        case "interest-words-too-long":
            return gettext("This is too long. Use at most %(longest)s characters.") % details
        case "relation-not-declared":
            return gettext("Choose what you are to this organisation.")
        case "interest-begins-later":
            return gettext(
                "An interest cannot begin later than today. Are you going to work there? Then it began."
            )
        case "interest-ends-before-it-began":
            return gettext("The end has to be after the beginning.")
        case "interest-ends-later":
            return gettext("Choose today or a day that is past. An interest that still stands has not ended.")
        case "organisation-unknown":
            return gettext("The hub does not know an organisation of this name.")
        case _:
            return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
