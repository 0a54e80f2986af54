"""Why something could not be done with an introduction, and what to do about it, in the language of the screen."""

from django.utils.translation import gettext

from schakel.introductions.rules import State
from schakel.introductions.wording import state_name
from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    match refusal.code:
        case "introduction-step-not-possible":
            return gettext(
                "This is not possible now: it is “%(state)s”. Somebody was first, or the time was over."
            ) % {"state": state_name(State(str(details["state"])))}
        case "introduction-changed":
            return gettext("This changed while you looked at it. Read it again, then answer.")
        case "link-void":
            return gettext("This link no longer works. It was used, is too old, or somebody else answered.")
        case "introduction-not-yours-to-withdraw" | "introduction-not-your-step":
            return gettext("This is for the other side to do.")
        case "introduction-both-sides":
            return gettext("Your own organisation asked this. Somebody else has to answer it.")
        case "introduction-to-oneself":
            return gettext("This belongs to your own organisation. You need no introduction.")
        case "not-your-organisation":
            return gettext("Choose an organisation that you belong to.")
        case "market-is-consulted":
            return gettext(
                "The market is consulted about this now: everybody gets the same, and nobody meets in private."
            )
        case "adviser-has-interest":
            return (
                gettext("They have an interest in %(body)s, so somebody else looks after it.")
                % refusal.details
            )
        case "challenge-not-yours":
            return gettext("Choose a challenge of the organisation that asks.")
        case "challenge-is-confidential":
            return gettext(
                "This challenge is confidential. Leave its title out; write only what may be known."
            )
        case "introduction-why-missing":
            return gettext("Write why you want to meet. Two or three sentences are enough.")
        case "introduction-words-too-long":
            return gettext("This is too long. Use at most %(longest)s characters.") % details
        case "introduction-asked-already":
            return gettext("Your organisation has asked this already, and waits for an answer.")
        case "too-many-introductions":
            return gettext("Your organisation asked many introductions today. Try again tomorrow.")
        case "decline-reason-missing":
            return gettext("Choose why. It helps who asked.")
        case "decline-words-missing":
            return gettext("Write in a few words why.")
        case "outcome-unknown":
            return gettext("Choose what came of it.")
        case "outcome-reason-missing":
            return gettext("Write in a few words why nothing came of it.")
        case "telephone-not-usable":
            return gettext("This is not a telephone number. Leave it empty, or write it as 010 123 45 67.")
        case "too-many-times":
            return gettext("Propose at most %(most)s times.") % details
        case "time-not-usable":
            return gettext("Choose times in the future, within %(days)s days.") % details
        case "times-missing":
            return gettext("Propose at least one time.")
        case "time-not-open":
            return gettext(
                "This time is no longer proposed, or it has passed. Look which times there are now."
            )
        case "introduction-not-together":
            return gettext("This is possible once both said yes, until it is finished.")
        case "introduction-not-finished":
            return gettext("This is possible once it is finished.")
        case "minutes-not-usable":
            return gettext("Write how many minutes it lasted, or leave it empty.")
        case "outside-is-for-advisers":
            return gettext("Only an adviser of the hub can ask somebody outside the hub.")
        case "outside-language-unknown":
            return gettext("Choose a language from the list.")
        case "not-to-be-handed-on":
            return gettext("Who asked does not want this to go to another organisation.")
        case "handing-on-not-there":
            return gettext("It cannot go there now. Choose somebody else.")
        case "handing-on-to-whom":
            return gettext("Choose to whom you hand it on.")
        case "duty-not-a-member":
            return gettext("Choose somebody who belongs to that organisation.")
        case "duty-days-not-usable":
            return gettext("Choose a first day, and a last day that does not come before it.")
        case "adviser-not-staff":
            return gettext("Choose somebody who works for the hub.")
        case "nudged-already":
            return gettext("They were reminded today already.")
        case "periods-not-in-order":
            return (
                gettext("Each number of days has to be larger than the one before, at most %(longest)s.")
                % details
            )
        case "address-not-usable":
            return gettext("This is not an e-mail address.")
        case _:
            return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
