"""Why something could not be done with an item, and what to do about it, in the language of the screen."""

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal
from schakel.library.labels import fact_name, language_name, state_name, step_name, text_name
from schakel.library.rules import State, Step


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    details = refusal.details
    name = str(details.get("name", ""))
    match refusal.code:
        case "title-missing" if "language" in details:
            return gettext("Write a title in this language too: %(language)s.") % {
                "language": language_name(str(details["language"]))
            }
        case "title-missing":
            return gettext("Write a title, in Dutch or in English.")
        case "text-unknown":
            return gettext("This kind has no text called “%(name)s”. Leave it out.") % {
                "name": text_name(name)
            }
        case "text-too-long":
            return gettext("%(name)s is too long. Use at most %(longest)s characters.") % {
                "name": text_name(name),
                "longest": details["longest"],
            }
        case "fact-unknown":
            return gettext("This kind has no fact called “%(name)s”. Leave it out.") % {
                "name": fact_name(name)
            }
        case "fact-not-usable":
            return gettext("“%(name)s” cannot be read like this. Look at the example beside it.") % {
                "name": fact_name(name)
            }
        case "owner-missing":
            return gettext("Choose the organisation this belongs to.")
        case "changed-meanwhile":
            return gettext(
                "Somebody else changed this in the meantime. Look at the differences, then store it again."
            )
        case "reason-missing":
            return gettext("Write why, so that the writer knows what to do.")
        case "step-not-possible":
            return gettext("“%(step)s” is not possible now: this is “%(state)s”.") % {
                "step": step_name(Step(str(details["step"]))),
                "state": state_name(State(str(details["state"]))),
            }
        case _:
            return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
