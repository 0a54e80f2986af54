"""What a pilot is called, so that it is told apart from the challenge it began with and the case that comes of it."""

from django.utils import translation
from django.utils.translation import gettext

from schakel.kernel.languages import LANGUAGES
from schakel.pilots.rules import LONGEST_TITLE


def pilot_title(what: str, owner: str, language: str) -> str:
    """What is tried, and at whose; empty where nothing is known to be tried."""
    if not what:
        return ""
    with translation.override(language):
        return within(gettext("Pilot: %(what)s at %(owner)s"), what=what, owner=owner)


def bare_title(title: str) -> str:
    """The title without the word that says it is a pilot, in whatever language it was written."""
    for language in LANGUAGES:
        with translation.override(language):
            word = (gettext("Pilot: %(what)s at %(owner)s") % {"what": "\n", "owner": ""}).partition("\n")[0]
        if title.startswith(word) and title != word:
            return title.removeprefix(word)
    return title


def within(sentence: str, **said: str) -> str:
    """The sentence with what is said in it; the first of what is said is cut where that is too long for a title."""
    full = sentence % said
    if len(full) <= LONGEST_TITLE:
        return full
    name = next(iter(said))
    room = max(len(said[name]) - (len(full) - LONGEST_TITLE) - 1, 0)
    shorter = said[name][:room].rpartition(" ")[0] or said[name][:room]
    return (sentence % {**said, name: f"{shorter}…"})[:LONGEST_TITLE]
