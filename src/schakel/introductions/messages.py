"""Why something could not be done with an introduction, and what to do about it, in the language of the screen."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.introductions.rules import State
from schakel.introductions.wording import state_name
from schakel.kernel.refusal import Refusal

_TEXTS = {
    "introduction-changed": _("This changed while you looked at it. Read it again, then answer."),
    "link-void": _("This link no longer works. It was used, is too old, or somebody else answered."),
    "introduction-not-yours-to-withdraw": _("This is for the other side to do."),
    "introduction-not-your-step": _("This is for the other side to do."),
    "introduction-both-sides": _("Your own organisation asked this. Somebody else has to answer it."),
    "introduction-to-oneself": _("This belongs to your own organisation. You need no introduction."),
    "not-your-organisation": _("Choose an organisation that you belong to."),
    "market-is-consulted": _(
        "The market is consulted about this now: everybody gets the same, and nobody meets in private."
    ),
    "adviser-has-interest": _("They have an interest in %(body)s, so somebody else looks after it."),
    "challenge-not-yours": _("Choose a challenge of the organisation that asks."),
    "challenge-is-confidential": _(
        "This challenge is confidential. Leave its title out; write only what may be known."
    ),
    "introduction-why-missing": _("Write why you want to meet. Two or three sentences are enough."),
    "introduction-words-too-long": _("This is too long. Use at most %(longest)s characters."),
    "introduction-asked-already": _("Your organisation has asked this already, and waits for an answer."),
    "too-many-introductions": _("Your organisation asked many introductions today. Try again tomorrow."),
    "decline-reason-missing": _("Choose why. It helps who asked."),
    "decline-words-missing": _("Write in a few words why."),
    "outcome-unknown": _("Choose what came of it."),
    "outcome-reason-missing": _("Write in a few words why nothing came of it."),
    "telephone-not-usable": _(
        "This is not a telephone number. Leave it empty, or write it as 010 123 45 67."
    ),
    "too-many-times": _("Propose at most %(most)s times."),
    "time-not-usable": _("Choose times in the future, within %(days)s days."),
    "times-missing": _("Propose at least one time."),
    "time-not-open": _("This time is no longer proposed, or it has passed. Look which times there are now."),
    "introduction-not-together": _("This is possible once both said yes, until it is finished."),
    "introduction-not-finished": _("This is possible once it is finished."),
    "minutes-not-usable": _("Write how many minutes it lasted, or leave it empty."),
    "outside-is-for-advisers": _("Only an adviser of the hub can ask somebody outside the hub."),
    "outside-language-unknown": _("Choose a language from the list."),
    "not-to-be-handed-on": _("Who asked does not want this to go to another organisation."),
    "handing-on-not-there": _("It cannot go there now. Choose somebody else."),
    "handing-on-to-whom": _("Choose to whom you hand it on."),
    "duty-not-a-member": _("Choose somebody who belongs to that organisation."),
    "duty-days-not-usable": _("Choose a first day, and a last day that does not come before it."),
    "adviser-not-staff": _("Choose somebody who works for the hub."),
    "nudged-already": _("They were reminded today already."),
    "periods-not-in-order": _(
        "Each number of days has to be larger than the one before, at most %(longest)s."
    ),
    "address-not-usable": _("This is not an e-mail address."),
}
"""What is said of a refusal, by its code, with its details filled in."""


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    if refusal.code in _TEXTS:
        return str(_TEXTS[refusal.code]) % refusal.details
    match refusal.code:
        case "introduction-step-not-possible":
            return gettext(
                "This is not possible now: it is “%(state)s”. Somebody was first, or the time was over."
            ) % {"state": state_name(State(str(details["state"])))}
        case _:
            return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
