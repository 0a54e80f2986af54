"""States and scales of adoptions in words of the screen."""

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from schakel.adoptions.models import Adoption
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
    """How many use it, of one's own size where that is known; who asks is never counted among the others."""
    return _with_us(reuse) if reuse.is_ours else _others(reuse)


def _others(reuse: Reuse) -> str:
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
        if reuse.own:
            sentence = ngettext(
                "%(number)s other organisation uses this.",
                "%(number)s other organisations use this.",
                reuse.number,
            )
        return sentence % {"number": reuse.number}
    return gettext("Nobody has said yet that they use this.")


def _with_us(reuse: Reuse) -> str:
    if reuse.of_size and reuse.size_class:
        sentence = ngettext(
            "You and %(number)s other municipality of your size use this (%(size)s).",
            "You and %(number)s other municipalities of your size use this (%(size)s).",
            reuse.of_size,
        )
        size = organisations.size_name(reuse.size_class)
        return sentence % {"number": reuse.of_size, "size": size}
    if reuse.number:
        sentence = ngettext(
            "You and %(number)s other organisation use this.",
            "You and %(number)s other organisations use this.",
            reuse.number,
        )
        return sentence % {"number": reuse.number}
    return gettext("You use this. No other organisation has said so yet.")


def own_text(adoption: Adoption) -> str:
    """What one's own organisation says of itself, and since when; of one that did not stop."""
    said = {"name": adoption.adopter.name}
    if adoption.confirmed_at is None:
        return gettext("Somebody wrote that your organisation (%(name)s) uses this.") % said
    state = State(adoption.state)
    if state is State.INTENDED:
        return gettext("Your organisation (%(name)s) is going to use this.") % said
    if adoption.since_on is None:
        sentence = {
            State.RUNNING: gettext("Your organisation (%(name)s) is introducing this."),
            State.IN_USE: gettext("Your organisation (%(name)s) uses this."),
        }[state]
        return sentence % said
    sentence = {
        State.RUNNING: gettext("Your organisation (%(name)s) has been introducing this since %(day)s."),
        State.IN_USE: gettext("Your organisation (%(name)s) has used this since %(day)s."),
    }[state]
    return sentence % (said | {"day": date_format(adoption.since_on, "j F Y")})
