"""What must be true of the hub's data at any moment."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that has to be true, in words, and how to find where it is not.

    ``violations`` only reads, and gives one sentence for each place; none when all is well. ``remedy`` says in one
    sentence what to do about them.
    """

    name: str
    violations: Callable[[], Iterable[str]]
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check came to, as ``verify --json`` and ``doctor --json`` show it."""

    check: str
    ok: bool
    detail: str


MOST_SHOWN = 5


def found(invariant: Invariant) -> Finding:
    """The invariant, checked. Violations are counted, the first are named, and what to do is said."""
    try:
        violations = list(invariant.violations())
    except Exception as error:  # noqa: BLE001 - what a check stumbles over is wrong, and the others go on
        return Finding(
            invariant.name,
            ok=False,
            detail=f"could not be checked: {type(error).__name__}: {error}. {invariant.remedy}",
        )
    detail = "; ".join(violations[:MOST_SHOWN])
    if len(violations) > MOST_SHOWN:
        detail += f"; and {len(violations) - MOST_SHOWN} more"
    if violations:
        detail += f". {invariant.remedy}"
    return Finding(invariant.name, ok=not violations, detail=detail)
