"""Build the style sheet of the website from its sources."""

import argparse

from schakel.config.building import STYLES, build_styles, compile_translations
from schakel.config.outcome import FINE, ImpossibleError
from schakel.config.terminal import doing, write_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes nothing."""


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 - every verb is called alike
    with doing("Styles"):
        build_styles()
    compile_translations()
    if not (STYLES / "schakel.css").exists():
        raise ImpossibleError("The styles were not built; the reason stands above.")
    write_line(str(STYLES / "schakel.css"))
    return FINE
