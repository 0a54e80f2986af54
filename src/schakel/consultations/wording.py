"""States and what happened, in words of the screen."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from schakel.consultations.queries import Logged
from schakel.consultations.rules import State

_STATES = {
    State.PREPARED: _("In preparation"),
    State.OPEN: _("Open"),
    State.CLOSED: _("Closed"),
    State.REPORTED: _("Reported"),
}
TONES = {
    State.PREPARED: "neutral",
    State.OPEN: "good",
    State.CLOSED: "warning",
    State.REPORTED: "ended",
}


def state_name(state: State) -> str:
    return str(_STATES[state])


def _day(written: object) -> str:
    """A day of the journal as people here write it."""
    try:
        return date_format(date.fromisoformat(str(written)), "j F Y")
    except ValueError:
        return "–"


def logged_text(logged: Logged) -> str:
    """What a line of the log tells, without who and when."""
    details = logged.row.details
    match logged.row.name:
        case "consultation.prepared":
            return gettext("The preparation began")
        case "consultation.changed":
            return gettext("The preparation was changed")
        case "consultation.opened":
            return gettext("Open to everybody, until %(day)s") % {"day": _day(details.get("closes_on"))}
        case "consultation.extended":
            return gettext("Extended for everybody, until %(day)s") % {"day": _day(details.get("closes_on"))}
        case "consultation.file-added":
            return gettext("A file for everybody: %(name)s") % {"name": details.get("file", "")}
        case "consultation.file-removed":
            return gettext("A file taken away before it opened: %(name)s") % {"name": details.get("file", "")}
        case "consultation.file-fetched":
            names = details.get("for")
            whose = ", ".join(map(str, names)) if isinstance(names, list) else ""
            return gettext("Fetched %(name)s, for: %(organisations)s") % {
                "name": details.get("file", ""),
                "organisations": whose or "–",
            }
        case "consultation.asked":
            return gettext("Question %(number)s was asked") % {"number": details.get("inquiry", "")}
        case "consultation.answered":
            return gettext("Question %(number)s was answered, to everybody at once") % {
                "number": details.get("inquiry", "")
            }
        case "consultation.joined":
            number = int(str(details.get("files", 0)))
            return ngettext(
                "%(name)s registered, with %(number)s file",
                "%(name)s registered, with %(number)s files",
                number,
            ) % {"name": details.get("name", ""), "number": number}
        case "consultation.left":
            return gettext("%(name)s withdrew") % {"name": details.get("name", "")}
        case "consultation.closed":
            return gettext("Closed")
        case "consultation.reported":
            return gettext("What came of it was told to everybody")
        case _:
            return logged.row.name
