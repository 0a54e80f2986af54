"""Why something could not be done in a space, and what to do, in the language of the screen."""

from django.utils.translation import gettext

from schakel.documents import public as documents
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
            return gettext(
                "This is not a safe web address. Copy it from your browser; it begins with https://."
            )
        case "channel-not-yours":
            return gettext("You do not read along there, so you cannot write there.")
        case "space-is-closed":
            return gettext("This space is closed. You can read it and take it along.")
        case "changed-meanwhile":
            return gettext("Somebody else changed this in the meantime.")
        case "contribution-is-gone":
            return gettext("This is not there any more. Somebody took it away.")
        case "not-yours-to-change" | "not-yours-to-remove":
            return gettext("Only who wrote this can do that.")
        case "not-a-task":
            return gettext("Only a task can be done.")
        case "doer-does-not-read":
            return gettext("Choose somebody who reads along there.")
        case "file-there-already":
            return gettext("This file is there already.")
        case "attachments-too-many":
            return (
                gettext("There are as many files as a space can have: %(most)s. Remove one first.") % details
            )
        case "not-a-colleague":
            return gettext("Choose a colleague of an organisation that takes part.")
        case "guests-invite-nobody" | "guests-write-only":
            return gettext("Guests can read and write messages.")
        case "guests-too-many":
            return gettext("There are %(most)s guests already. End one of their links first.") % details
        case "guest-days-unknown":
            return gettext("Choose for how long.")
        case _:
            return documents.refusal_text(refusal)
