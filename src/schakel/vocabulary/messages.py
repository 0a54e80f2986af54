"""Why something could not be done with a theme or a word, and what to do about it, in the language of the screen."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.kernel.refusal import Refusal
from schakel.kernel.reports import Remark

_TEXTS = {
    "label-missing": _("Write a name, in Dutch and in English."),
    "label-too-long": _("A name is too long. Use at most %(longest)s characters."),
    "word-missing": _("Write the Dutch word."),
    "word-too-long": _("A word is too long. Use at most %(longest)s characters."),
    "label-taken": _("“%(label)s” is already a name of the theme %(owner)s. Choose another word."),
    "notation-not-usable": _(
        "Use small letters, figures and hyphens for the short name, for example: heat-stress."
    ),
    "theme-exists": _("There is a theme with the short name %(notation)s already. Choose another one."),
    "theme-under-itself": _(
        "A theme cannot stand under itself or under a theme below it. Choose another place."
    ),
    "changed-meanwhile": _(
        "Somebody else changed this in the meantime. Look at the names as they are now, below."
    ),
}
"""What is said of a refusal, by its code, with its details filled in."""


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    if refusal.code in _TEXTS:
        return str(_TEXTS[refusal.code]) % refusal.details
    return _reading_text(refusal)


def _reading_text(refusal: Refusal) -> str:
    """Why a file with themes cannot be read, or what was read cannot be taken back."""
    details = refusal.details
    match refusal.code:
        case "themes-unreadable":
            return gettext(
                "This file cannot be read as SKOS (RDF/XML, Turtle, N-Triples or JSON-LD): %(why)s"
            ) % {"why": details["why"]}
        case "file-has-entities":
            return gettext(
                "This file declares entities that stand for more than an address. Save it without them."
            )
        case "file-too-large":
            return gettext("This file is larger than %(most)s megabytes. Cut it into pieces.") % {
                "most": details["most_megabytes"]
            }
        case "file-has-too-many-themes":
            return gettext("This file holds more than %(most)s themes.") % details
        case "file-holds-no-themes":
            return gettext("This file holds no themes (skos:Concept).")
        case "run-undone-already":
            return gettext("This import was undone before.")
        case "run-not-the-last":
            return (
                gettext("These themes were read once more after this. Undo import %(last)s first.") % details
            )
        case "themes-changed-since":
            return (
                gettext(
                    "%(themes)s themes were changed after this import, such as %(first)s. Look at those first."
                )
                % details
            )
        case "themes-in-use":
            return gettext("Something stands under the theme %(first)s, or is filed under it.") % details
    return gettext("This is not possible (%(code)s).") % {"code": refusal.code}


def remark_text(remark: Remark) -> str:
    """What a person should know of a theme that was read from elsewhere."""
    value = {"value": remark.value}
    match remark.code:
        case "theme-is-here":
            return gettext("The hub has a theme of this name: %(value)s. It stays as it is.") % value
        case "broader-in-circle":
            return gettext("It stands under itself: %(value)s") % value
        case "broader-not-here":
            return gettext("What it stands under was refused: %(value)s") % value
        case "theme-under-itself":
            return gettext("Here it stands above %(value)s, and stays there.") % value
        case "label-taken":
            return gettext("“%(value)s” is already a name of another theme.") % value
        case "label-too-long":
            return gettext("Its name is too long.")
        case "name-missing":
            return gettext("It has no name in Dutch or in English.")
        case "name-left-out":
            return gettext("Its source has no usable name any more. It stays “%(value)s” here.") % value
        case "address-too-long":
            return gettext("Its address is too long.")
        case "changed-here":
            return (
                gettext(
                    "It was changed here by hand, and by the source (“%(value)s”). What was written here stays."
                )
                % value
            )
        case "deprecated-in-source":
            return gettext("Its source uses it no longer (deprecated). Here it stays: %(value)s.") % value
        case "no-longer-in-source":
            return gettext("It is no longer in its source. Here it stays: %(value)s.") % value
    return remark.code
