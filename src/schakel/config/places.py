"""Where Schakel's own files are."""

from pathlib import Path

from schakel.config.outcome import ImpossibleError

PACKAGE = Path(__file__).resolve().parent.parent


def in_checkout() -> bool:
    """Whether this is a checkout of the sources and not an installed package."""
    return (PACKAGE.parent.parent / "pyproject.toml").exists()


def checkout() -> Path:
    """The folder of pyproject.toml; raises ImpossibleError for an installed package, which has no sources."""
    if not in_checkout():
        raise ImpossibleError("This needs a checkout of the sources; an installed Schakel has none.")
    return PACKAGE.parent.parent
