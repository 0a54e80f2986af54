"""Bring the database up to date. `run` does this too; this is for an upgrade that is done in steps."""

import argparse

from schakel.config.outcome import FINE
from schakel.config.preparation import migrate_alone
from schakel.config.terminal import write_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes nothing."""


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 - every verb is called alike
    done = migrate_alone()
    write_line("The database is up to date." if done else "The database was up to date already.")
    return FINE
