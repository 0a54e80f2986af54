"""Why something could not be done with a challenge, and what to do about it, in the language of the screen."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.challenges.rules import State, Step
from schakel.challenges.wording import state_name, step_name
from schakel.kernel.refusal import Refusal

_TEXTS = {
    "outcome-missing": _("Write what came of it, so that others can learn from it."),
    "challenge-reason-missing": _("Write why."),
    "note-missing": _("Write a few words."),
    "challenge-words-too-long": _("This is too long. Use at most %(longest)s characters."),
    "challenge-words-missing": _("Write in a few words what you are running into."),
    "not-a-public-body": _(
        "Only who works for a municipality, province, water board or the national government can do this."
    ),
    "challenge-is-confidential": _(
        "This is confidential. Say first that it no longer is, then choose who may find it."
    ),
    "challenge-is-archived": _("This is in the archive. Restore it first."),
    "co-owner-already": _("This body owns it already, or was asked."),
    "co-owner-declined-before": _("This body said no before. That stays so."),
    "co-owners-too-many": _("At most %(most)s bodies own a challenge together."),
    "challenge-is-finished": _("This challenge is finished. Take it up again first."),
    "adviser-not-staff": _("Choose somebody who works for the hub."),
    "bundle-too-few": _("Choose challenges of at least two bodies, and of %(most)s challenges at most."),
    "bundle-not-shared": _("One of these is not open, or not everybody may find it. It cannot be bundled."),
    "bundled-already": _("One of these is in a bundle already, or was asked for one."),
    "bundle-declined-before": _("One of these owners declined before. That stays so."),
    "bundle-title-not-usable": _("Write a title of at most %(longest)s characters."),
    "reply-not-possible": _("This was answered already."),
    "woo-ground-unknown": _("Choose the ground in the law."),
    "review-date-not-usable": _("Choose a day on which you look again, within %(days)s days."),
}
"""What is said of a refusal, by its code, with its details filled in."""


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    if refusal.code in _TEXTS:
        return str(_TEXTS[refusal.code]) % refusal.details
    match refusal.code:
        case "challenge-step-not-possible":
            return gettext("“%(step)s” is not possible now: this is “%(state)s”.") % {
                "step": step_name(Step(str(details["step"]))),
                "state": state_name(State(str(details["state"]))),
            }
        case "adviser-has-interest":
            return gettext(
                "They have an interest in %(owner)s, so somebody else looks after it. That is so for everybody."
            ) % {"owner": details["owner"]}
        case _:
            return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
