"""Who does the work of a name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from schakel.jobs.work import Work

Do = Callable[[Work], None]
_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Handler:
    """How the work of one name is done. ``longest``: a lease is not kept beyond it, so that what hangs is taken up
    by another worker. ``every``: the work repeats itself with this period."""

    do: Do
    longest: timedelta
    every: timedelta | None


class Registry:
    """The handlers by name. The hub has one (``handles`` puts in it); a test can have its own."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}

    def handles(
        self, name: str, *, longest: timedelta = timedelta(hours=1), every: timedelta | None = None
    ) -> Callable[[Do], Do]:
        """Makes the function below it do the work of this name (noun.verb). Raises ValueError for a name in use."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"a job is called noun.verb, not {name!r}")

        def register(do: Do) -> Do:
            if name in self.handlers:
                raise ValueError(f"two handlers for {name}")
            self.handlers[name] = Handler(do, longest, every)
            return do

        return register

    def periods(self) -> Mapping[str, timedelta]:
        return {name: handler.every for name, handler in self.handlers.items() if handler.every is not None}


HUB = Registry()
handles = HUB.handles
