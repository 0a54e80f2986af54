"""The one entry point: ``./schakel VERB`` in a checkout, ``schakel VERB`` when installed."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from schakel import __version__
from schakel.config.outcome import IMPOSSIBLE, ImpossibleError

COMMANDS = "schakel.config.commands"


@dataclass(frozen=True, slots=True)
class Verb:
    """One command. ``needs_hub``: it works with the hub's settings and database."""

    name: str
    meaning: str
    module: str
    needs_hub: bool = True


VERBS = (
    Verb("run", "set up what is missing and serve the hub", "serve"),
    Verb("lock", "write the locked requirements anew", "lock", needs_hub=False),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask; returns the exit code: 0 fine, 1 the answer is no, 2 not possible."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(arguments)
    except ImpossibleError as reason:
        sys.stderr.write(f"schakel: {reason}\n")
        return IMPOSSIBLE
    except BrokenPipeError:
        # Whoever was reading has seen enough (`| head`); the shell sees what it expects of a closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
