"""Channels, kinds and places in words of the screen."""

from django.utils.translation import gettext_lazy as _

from schakel.spaces.rules import Channel, Due, Kind, Place

_CHANNELS = {
    Channel.EVERYONE: _("With everyone"),
    Channel.PRIVATE: _("Without the public body"),
}
_MEANINGS = {
    Channel.EVERYONE: _("All organisations that take part read this."),
    Channel.PRIVATE: _("Only the private parties read this. The public body does not see that it is there."),
}
_KINDS = {
    Kind.POST: _("Message"),
    Kind.FILE: _("File"),
    Kind.TASK: _("Task"),
    Kind.DECISION: _("Decision"),
    Kind.LINK: _("Link"),
}
_PLACES = {
    Place.ALKEMIO: "Alkemio",
    Place.TEAMS: "Microsoft Teams",
    Place.NEXTCLOUD: "Nextcloud",
    Place.PLEIO: "Pleio",
    Place.OTHER: _("Somewhere else"),
}
_DUE = {
    Due.LATE: _("Late"),
    Due.SOON: _("This week"),
    Due.LATER: _("To do"),
    Due.DONE: _("Done"),
}
DUE_TONES = {Due.LATE: "wrong", Due.SOON: "warning", Due.LATER: "neutral", Due.DONE: "good"}


def channel_name(channel: Channel) -> str:
    return str(_CHANNELS[channel])


def channel_meaning(channel: Channel) -> str:
    """Who reads along, in a sentence."""
    return str(_MEANINGS[channel])


def kind_name(kind: Kind) -> str:
    return str(_KINDS[kind])


def place_name(place: Place) -> str:
    return str(_PLACES[place])


def due_text(due: Due) -> str:
    return str(_DUE[due])
