"""Why something could not be done with a theme or a word, and what to do about it, in the language of the screen."""

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    match refusal.code:
        case "label-missing":
            return gettext("Write a name, in Dutch and in English.")
        case "label-too-long":
            return gettext("A name is too long. Use at most %(longest)s characters.") % details
        case "word-missing":
            return gettext("Write the Dutch word.")
        case "word-too-long":
            return gettext("A word is too long. Use at most %(longest)s characters.") % details
        case "label-taken":
            return (
                gettext("“%(label)s” is already a name of the theme %(owner)s. Choose another word.")
                % details
            )
        case "notation-not-usable":
            return gettext(
                "Use small letters, figures and hyphens for the short name, for example: heat-stress."
            )
        case "theme-exists":
            return (
                gettext("There is a theme with the short name %(notation)s already. Choose another one.")
                % details
            )
        case "theme-under-itself":
            return gettext(
                "A theme cannot stand under itself or under a theme below it. Choose another place."
            )
        case "changed-meanwhile":
            return gettext(
                "Somebody else changed this in the meantime. Look at the names as they are now, below."
            )
        case _:
            return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
