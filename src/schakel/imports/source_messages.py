"""Why a source could not be read, in the language of the screen."""

from django.utils.translation import gettext

from schakel.imports.beside_items import BESIDE_ITEMS
from schakel.imports.messages import refusal_text
from schakel.imports.source_models import ScheduledSource
from schakel.kernel.refusal import Refusal


def _fetching_text(refusal: Refusal) -> str:
    """Why something could not be fetched; nothing of what stood in the answer."""
    match refusal.code:
        case "address-not-usable" | "address-not-http" | "address-with-password" | "address-of-other-port":
            return gettext(
                "This address cannot be used. It has to begin with https:// or http://, without a password or port."
            )
        case "address-not-reachable":
            return gettext("This address cannot be reached from here.")
        case "address-too-slow":
            return gettext("This address takes too long to answer.")
        case "address-moves-on-and-on":
            return gettext("This address leads to another one again and again.")
        case "certificate-not-valid":
            return gettext("This address has no valid certificate.")
        case "answer-is-an-error":
            return gettext("This address answers with an error (%(status)s).") % {
                "status": refusal.details["status"]
            }
        case "answer-too-large":
            return gettext("What is at this address is larger than %(most)s megabytes.") % {
                "most": refusal.details["most_megabytes"]
            }
        case "answer-cut-off":
            return gettext("The answer of this address ended too early.")
    return gettext("The answer of this address cannot be understood.")


def problem_of_source(source: ScheduledSource) -> str:
    """What went wrong the last time that a source was read; empty when it went well."""
    if not source.problem:
        return ""
    refusal = Refusal(source.problem["code"], **source.problem["details"])
    way = BESIDE_ITEMS.get(source.profile)
    return source_refusal_text(refusal) or (way.refusal_text(refusal) if way else refusal_text(refusal))


def source_refusal_text(refusal: Refusal) -> str:
    """Why a source could not be added or read; empty for what is about what stands in its file."""
    details = refusal.details
    match refusal.code:
        case "source-name-taken":
            return gettext("There is a source called %(name)s already.") % details
        case "source-too-often":
            return gettext("A source is read once an hour at most.")
        case "source-folder-not-set":
            return gettext("There is no folder for the files of sources (SCHAKEL_SOURCES_FOLDER).")
        case "source-outside-folder":
            return gettext("This place is not below the folder for the files of sources.")
        case "source-not-there":
            return gettext("There is no file: %(place)s") % details
        case "source-has-too-many-files":
            return gettext("There are more than %(most)s files in this folder.") % details
        case "source-stumbled":
            return gettext("Something went wrong that we did not foresee. It stands in the log.")
        case "profile-unknown":
            return gettext("There is no profile %(profile)s.") % details
    return _fetching_text(refusal) if refusal.code.startswith(("address-", "answer-", "certificate-")) else ""
