"""Why something could not be done with a challenge, and what to do about it, in the language of the screen."""

from django.utils.translation import gettext

from schakel.challenges.rules import State, Step
from schakel.challenges.wording import state_name, step_name
from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    match refusal.code:
        case "challenge-step-not-possible":
            return gettext("“%(step)s” is not possible now: this is “%(state)s”.") % {
                "step": step_name(Step(str(details["step"]))),
                "state": state_name(State(str(details["state"]))),
            }
        case "outcome-missing":
            return gettext("Write what came of it, so that others can learn from it.")
        case "challenge-reason-missing":
            return gettext("Write why.")
        case "note-missing":
            return gettext("Write a few words.")
        case "challenge-words-too-long":
            return gettext("This is too long. Use at most %(longest)s characters.") % details
        case "challenge-words-missing":
            return gettext("Write in a few words what you are running into.")
        case "not-a-public-body":
            return gettext(
                "Only who works for a municipality, province, water board or the national government can do this."
            )
        case "challenge-is-confidential":
            return gettext(
                "This is confidential. Say first that it no longer is, then choose who may find it."
            )
        case "challenge-is-archived":
            return gettext("This is in the archive. Restore it first.")
        case "co-owner-already":
            return gettext("This body owns it already, or was asked.")
        case "co-owner-declined-before":
            return gettext("This body said no before. That stays so.")
        case "co-owners-too-many":
            return gettext("At most %(most)s bodies own a challenge together.") % details
        case "challenge-is-finished":
            return gettext("This challenge is finished. Take it up again first.")
        case "adviser-not-staff":
            return gettext("Choose somebody who works for the hub.")
        case "adviser-has-interest":
            return gettext(
                "They have an interest in %(owner)s, so somebody else looks after it. That is so for everybody."
            ) % {"owner": details["owner"]}
        case "bundle-too-few":
            return (
                gettext("Choose challenges of at least two bodies, and of %(most)s challenges at most.")
                % details
            )
        case "bundle-not-shared":
            return gettext("One of these is not open, or not everybody may find it. It cannot be bundled.")
        case "bundled-already":
            return gettext("One of these is in a bundle already, or was asked for one.")
        case "bundle-declined-before":
            return gettext("One of these owners declined before. That stays so.")
        case "bundle-title-not-usable":
            return gettext("Write a title of at most %(longest)s characters.") % details
        case "reply-not-possible":
            return gettext("This was answered already.")
        case "woo-ground-unknown":
            return gettext("Choose the ground in the law.")
        case "review-date-not-usable":
            return gettext("Choose a day on which you look again, within %(days)s days.") % details
        case _:
            return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
