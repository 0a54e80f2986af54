"""What an adoption is worth: who confirms it, in which states it counts, and how it may go on; plain Python."""

import secrets
from collections.abc import Collection
from enum import StrEnum

from schakel.kernel.refusal import Refusal


class State(StrEnum):
    INTENDED = "intended"
    RUNNING = "running"
    IN_USE = "in-use"
    STOPPED = "stopped"


class Scale(StrEnum):
    """How much of the organisation uses it."""

    TRIAL = "trial"
    PART = "part"
    WHOLE = "whole"


WAYS: dict[State, tuple[State, ...]] = {
    State.INTENDED: (State.RUNNING, State.IN_USE, State.STOPPED),
    State.RUNNING: (State.IN_USE, State.STOPPED),
    State.IN_USE: (State.STOPPED,),
    State.STOPPED: (),
}
"""Where an adoption goes from where. One that stopped is not taken up again: that is another adoption."""
COUNTED = frozenset({State.RUNNING, State.IN_USE})
"""What counts as reuse: an intention does not, and what stopped no longer."""
KINDS = frozenset({"case", "solution"})
"""The kinds of items that are adopted."""
LONGEST_VERSION = 60
LONGEST_TEXT = 4_000


def new_code() -> str:
    """What stands in an address. Random: a number that counts on would tell how much there is that one may not see."""
    return secrets.token_hex(8)


def next_state(before: State, after: State) -> State:
    """The state, when it can follow the one before; otherwise a Refusal."""
    if after not in WAYS[before]:
        raise Refusal("adoption-step-not-possible", state=before.value, step=after.value)
    return after


def check_adoption(*, kind: str, item_owner: int, adopter: int, state: State) -> None:
    """A Refusal for what is not adopted, for what is the adopter's own, or for an adoption that begins stopped."""
    if state is State.STOPPED:
        raise Refusal("adoption-step-not-possible", state=State.INTENDED.value, step=state.value)
    if kind not in KINDS:
        raise Refusal("adoption-of-this-kind")
    if item_owner == adopter:
        raise Refusal("adoption-of-ones-own")


def may_confirm(*, own: Collection[int], item_owner: int, adopter: int) -> bool:
    """Whether somebody who works for these organisations can say that it is so.

    For the adopter, and not for who owns the item too: nobody vouches for themselves.
    """
    return adopter in own and item_owner not in own


def check_words(words: str, *, longest: int = LONGEST_TEXT) -> str:
    """The words without white space around them; they may be missing. A Refusal for too many."""
    tidy = words.replace("\r\n", "\n").strip()
    if len(tidy) > longest:
        raise Refusal("adoption-words-too-long", longest=longest)
    return tidy
