"""Why something could not be done with a credential, and what to do, in the language of the screen."""

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    match refusal.code:
        case "words-missing":
            return gettext("Write a few words.")
        case "words-too-long":
            return gettext("This is too long. Use at most %(longest)s characters.") % details
        case "address-not-usable":
            return gettext("This is not a mail address.")
        case "language-unknown":
            return gettext("Choose Dutch or English.")
        case "dimensions-too-many":
            return gettext("Choose at most %(most)s dimensions, each in a few words.") % details
        case "days-in-wrong-order":
            return gettext("The last day comes before the first.")
        case "minutes-not-possible":
            return gettext("This number of minutes is not possible.")
        case "reason-unknown":
            return gettext("Choose why.")
        case "credential-does-not-stand":
            return gettext("This certificate does not count any more, so nothing in it can be changed.")
        case "signing-key-missing":
            return gettext("The key to sign badges is not there. Whoever runs this hub has to put it back.")
        case "badge-missing":
            return gettext("Choose a file, or paste a badge.")
        case "badge-too-large":
            return gettext("This is too large to be a badge.")
        case "tries-too-many":
            return gettext("You checked many badges in a short time. Try again in a few minutes.")
        case _:
            return gettext("This did not work. Try it again.")
