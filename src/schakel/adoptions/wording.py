"""States and scales of adoptions in words of the screen."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from schakel.adoptions.queries import Reuse
from schakel.adoptions.rules import Scale, State
from schakel.organisations import public as organisations

_STATES = {
    State.INTENDED: _("We are going to use it"),
    State.RUNNING: _("We are introducing it"),
    State.IN_USE: _("We use it"),
    State.STOPPED: _("We stopped"),
}
_SHORT = {
    State.INTENDED: _("intends to"),
    State.RUNNING: _("is introducing it"),
    State.IN_USE: _("uses it"),
    State.STOPPED: _("stopped using it"),
}
TONES = {State.INTENDED: "neutral", State.RUNNING: "active", State.IN_USE: "good", State.STOPPED: "ended"}
_SCALES = {
    Scale.TRIAL: _("as a trial"),
    Scale.PART: _("in part of the organisation"),
    Scale.WHOLE: _("in the whole organisation"),
}


def state_name(state: State) -> str:
    """As the adopter says it."""
    return str(_STATES[state])


def short_state(state: State) -> str:
    """As others say it of the adopter."""
    return str(_SHORT[state])


def scale_name(scale: Scale) -> str:
    return str(_SCALES[scale])


def reuse_text(reuse: Reuse) -> str:
    """How many use it, of one's own size where that is known; empty for nobody."""
    if reuse.of_size and reuse.size_class:
        sentence = ngettext(
            "%(number)s municipality of your size uses this (%(size)s).",
            "%(number)s municipalities of your size use this (%(size)s).",
            reuse.of_size,
        )
        size = organisations.size_name(reuse.size_class)
        return sentence % {"number": reuse.of_size, "size": size}
    if reuse.number:
        sentence = ngettext(
            "%(number)s organisation uses this.", "%(number)s organisations use this.", reuse.number
        )
        return sentence % {"number": reuse.number}
    return gettext("Nobody has said yet that they use this.")
