"""Check every invariant of the hub; nothing is changed."""

import argparse

from schakel.config.findings import show
from schakel.config.migrating import database_is_behind
from schakel.config.outcome import ImpossibleError
from schakel.config.verification import verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON: a list of check, ok, detail")


def run(options: argparse.Namespace) -> int:
    if database_is_behind():
        raise ImpossibleError("The database is not up to date; run: schakel migrate")
    return show(verify(), as_json=options.json)
