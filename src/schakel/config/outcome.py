"""How a command ends: the exit codes that scripts rely on."""

from typing import Final

FINE: Final = 0
NOT_FINE: Final = 1
"""The command did its work and the answer is no: a failed test, a violated invariant, nothing found."""
IMPOSSIBLE: Final = 2
"""The command could not do its work: a wrong option, an unusable setting, a port in use."""

INTERRUPTED: Final = 130
"""Somebody pressed Ctrl-C."""


class ImpossibleError(Exception):
    """What was asked cannot be done; the message is one sentence that says why and what to do."""
