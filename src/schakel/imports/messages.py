"""What happened with a file or a record, in the language of the screen."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.documents import public as documents
from schakel.imports.mapping import Problem
from schakel.kernel.refusal import Refusal

_TEXTS = {
    "file-is-no-text": _("This file is no text. Save it as CSV, JSON or YAML and try again."),
    "file-damaged": _("This file cannot be read. It is damaged, or of another kind than the profile says."),
    "file-empty": _("There is nothing in this file."),
    "file-holds-no-records": _("This file holds no records with named fields."),
    "file-refers-to-itself": _("This file refers to parts of itself. Write them out in full."),
    "run-undone-already": _("This import was undone before."),
    "run-did-nothing": _("This import did nothing yet."),
    "run-is-further": _("This import is further than your page says. Look again."),
    "changed-since-preview": _("The hub changed since this was worked out. This is what would happen now."),
    "profile-missing": _("Say first what the columns of this file hold."),
    "profile-name-taken": _("There is a source with this name already. Choose another name."),
    "file-thrown-away": _("This file was thrown away. Bring it in again."),
    "decided-already": _("Somebody decided about this pair before."),
    "double-of-double": _("One of these two was found to be a double before."),
}
"""What is said of a refusal, by its code, with its details filled in."""


def refusal_text(refusal: Refusal) -> str:
    """Why a file cannot be read, or a run cannot be undone, and what to do about it."""
    details = refusal.details
    if refusal.code in _TEXTS:
        return str(_TEXTS[refusal.code]) % refusal.details
    match refusal.code:
        case "file-too-large":
            return gettext("This file is larger than %(most)s megabytes. Cut it into pieces.") % {
                "most": details["most_megabytes"]
            }
        case "profile-unknown":
            return gettext("There is no such profile. There are: %(known)s.") % {"known": details["known"]}
        case "changed-since-run":
            return gettext(
                "%(items)s items were changed after this import, such as %(first)s. Look at those first."
            ) % {
                "items": details["items"],
                "first": details["first"],
            }
    if refusal.code.startswith("document"):
        return documents.refusal_text(refusal)
    return gettext("This is not possible (%(code)s).") % {"code": refusal.code}


def problem_text(problem: Problem) -> str:
    """What a person should know of a record."""
    value = {"value": problem.value}
    match problem.code:
        case "key-missing":
            return gettext("It has no key, so it cannot be known again.")
        case "key-twice":
            return gettext("Another record of this file has the same key.")
        case "title-missing":
            return gettext("It has no title.")
        case "text-too-long":
            return gettext("A text is too long.")
        case "fact-not-usable" | "value-not-usable":
            return gettext("“%(value)s” cannot be used here.") % value
        case "word-unknown":
            return gettext("“%(value)s” is a word this profile does not know.") % value
        case "year-not-read":
            return gettext("“%(value)s” is no year.") % value
        case "number-not-read":
            return gettext("“%(value)s” is no number.") % value
        case "time-not-read":
            return gettext("“%(value)s” is no time.") % value
        case "theme-unknown":
            return gettext("“%(value)s” is a theme the hub does not know.") % value
        case "amount-not-read":
            return gettext("“%(value)s” is no amount of money.") % value
        case "day-not-read":
            return gettext("“%(value)s” is no day.") % value
        case "first-day-unknown":
            return gettext("It opens later; since when is not known. Its last day is %(value)s.") % value
        case "address-not-read":
            return gettext("“%(value)s” is no web address.") % value
        case "organisation-unknown":
            return gettext("“%(value)s” is an organisation the hub does not know.") % value
        case "changed-here":
            return gettext("It was changed here by hand, and by the source. What was written here stays.")
    return problem.code
