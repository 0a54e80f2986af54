"""Why something could not be done with a pilot, and what to do, in the language of the screen."""

from collections.abc import Iterable

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal
from schakel.pilots.rules import State, Step, unmet
from schakel.pilots.wording import need_text, state_name, step_name
from schakel.spaces import public as spaces


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    match refusal.code:
        case "pilot-step-not-possible":
            return gettext("“%(step)s” is not possible now: this is “%(state)s”.") % {
                "step": step_name(Step(str(details["step"]))),
                "state": state_name(State(str(details["state"]))),
            }
        case "pilot-not-ready":
            needs = details["needs"]
            given = [str(need) for need in needs] if isinstance(needs, Iterable) else []
            return gettext("This can be done once %(needs)s.") % {
                "needs": "; ".join(need_text(need) for need in unmet(given))
            }
        case "stopped-without-lesson":
            return gettext("A pilot that stopped keeps its lesson. Change it, but do not leave it empty.")
        case "pilot-reason-missing":
            return gettext("Write why.")
        case "pilot-words-missing" | "title-missing":
            return gettext("Write a few words.")
        case "pilot-words-too-long":
            return gettext("This is too long. Use at most %(longest)s characters.") % details
        case "pilot-is-finished":
            return gettext("This pilot is finished. This can no longer be changed.")
        case "period-ends-before-it-begins":
            return gettext("The last day is before the first. Change one of them.")
        case "changed-meanwhile":
            return gettext("Somebody else changed this in the meantime.")
        case "partner-answered-already":
            return gettext("This was answered already.")
        case "partner-is-owner":
            return gettext("This is the organisation that the pilot belongs to.")
        case "partners-too-many":
            return gettext("A pilot has at most %(most)s partners.") % details
        case "partner-unknown":
            return gettext("We know no organisation of this name. Look it up under Organisations.")
        case "check-words-missing":
            return gettext("Write why it is not needed, or where one can read what was found.")
        case "number-not-usable":
            return gettext("“%(written)s” is not a number we can use. Write it as 1250 or 12,5.") % details
        case "measures-too-many":
            return gettext("A pilot has at most %(most)s measures.") % details
        case "measures-of-one-name":
            return gettext("Two measures have the same name. Give one another name.")
        case "phases-too-many":
            return gettext("A plan has at most %(most)s steps.") % details
        case "phases-missing":
            return gettext("The plan has no steps yet. Write them down first.")
        case "case-too-early":
            return gettext("The case can be written once the pilot is evaluated.")
        case "case-is-handed-in":
            return gettext("The case was handed in already. Change it on its own page.")
        case _:
            return spaces.refusal_text(refusal)
