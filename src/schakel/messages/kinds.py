"""What can be told: each capability registers its kinds, with their words and who may still see what they are about."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from schakel.calendars.public import Appointment
from schakel.messages.rules import Frequency


@dataclass(frozen=True, slots=True)
class Told:
    """What was told, as its kind words it: what it is about, and plain values that were given along."""

    about: str
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody reads. ``path``: the page of the hub it leads to, beginning with a slash; empty for none."""

    subject: str
    text: str
    path: str = ""
    action: str = ""
    """What the link says, as a verb."""
    appointment: Appointment | None = None
    """For the calendar of who gets the mail: calendar programs take it up, move it or strike it by themselves."""
    appointments: tuple[Appointment, ...] = ()
    """The same, of several that belong together, in one file: all of them are taken up, or all are struck."""
    is_cancelled: bool = False
    """Whether what is for the calendar is struck."""


Visible = Callable[[Collection[str], str], Collection[str]]
"""Of these things, those that this addressee may see now, and of which it is still worth telling."""
Word = Callable[[Sequence[Told], str], Sequence[Wording]]
"""The words for each that was told, for this addressee, in the language that is active; asked of what is visible."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that people are told. ``must``: the mail cannot be switched off, as that of a password."""

    name: str
    label: str | Promise
    visible: Visible
    word: Word
    mail: Frequency = Frequency.AT_ONCE
    """What somebody gets who chose nothing."""
    must: bool = False
    concerns: Callable[[str], bool] = lambda _addressee: True
    """Whether this addressee can be told it at all: others need not choose when they want mail about it."""
    is_noticed: bool = True
    """Whether it stands among somebody's notices, too; what has a secret in it does not."""
    is_bounded: bool = False
    """Whether what it is about bounds how often it can be told: then nothing of it is held back when it is much."""
    stop_path: Callable[[str, str], str] | None = None
    """Where its mail is stopped, for what it is about and an addressee: a page that stops that alone, as RFC 8058 asks.
    None: the page of the hub that stops all mail of this kind."""


_KINDS: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Say what can be told. Raises ValueError for a name in use."""
    if kind.name in _KINDS:
        raise ValueError(f"two kinds of notices are called {kind.name}")
    _KINDS[kind.name] = kind


def kind_named(name: str) -> Kind | None:
    """The kind; None for one that is registered no more, whose notices nobody can word."""
    return _KINDS.get(name)


def kinds_to_choose() -> list[Kind]:
    """Those whose mail can be switched off, by name."""
    return sorted((kind for kind in _KINDS.values() if not kind.must), key=lambda kind: kind.name)
