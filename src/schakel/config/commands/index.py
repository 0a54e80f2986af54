"""Look after the search index: make it anew from the database, or bring its pieces together."""

import argparse

from django.utils import timezone

from schakel.config.outcome import FINE
from schakel.config.terminal import doing, write_line
from schakel.matching.public import hub_index


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    what.add_parser("rebuild", help="make the index anew; the old one goes on answering meanwhile")
    what.add_parser("merge", help="bring many small pieces together, so that questions are answered faster")


def run(options: argparse.Namespace) -> int:
    if options.what == "merge":
        with doing("Merging"):
            hub_index().merge()
        return FINE
    with doing("Indexing"):
        items = hub_index().rebuild(today=timezone.localdate())
    write_line(f"{items} items are in the index.")
    return FINE
