"""What is asked once for all of one look at the hub.

A page asks in many rooms the same of whoever opens it: where they belong, what they are, what they may see. While a
request only reads, the answer is kept until it ends. Outside of such a request nothing is kept, so that what decides
under a lock always asks anew.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

_KEPT: ContextVar[dict[Hashable, object] | None] = ContextVar("kept", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """As long as this lasts the answers of what is `asked_once` are kept, in this thread."""
    token = _KEPT.set({})
    try:
        yield
    finally:
        _KEPT.reset(token)


def ask_anew() -> None:
    """Something was stored: whatever is asked from now on is asked anew."""
    kept = _KEPT.get()
    if kept is not None:
        kept.clear()


def asked_once(function: Callable[P, T]) -> Callable[P, T]:
    """Makes a function answer the same arguments out of its memory within one look.

    For questions whose arguments can be keys. An answer that is a list or a dictionary everybody gets for themselves.
    """

    @wraps(function)
    def asked(*arguments: P.args, **named: P.kwargs) -> T:
        kept = _KEPT.get()
        if kept is None:
            return function(*arguments, **named)
        key = (function, arguments, tuple(sorted(named.items())))
        if key not in kept:
            kept[key] = function(*arguments, **named)
        answer = cast("T", kept[key])
        return cast("T", answer.copy()) if isinstance(answer, list | dict) else answer

    return asked
