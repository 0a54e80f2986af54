"""Look at this installation: settings, disk, database, queued work; nothing is changed."""

import argparse

from django.utils import timezone

from schakel.config.diagnosis import diagnose
from schakel.config.findings import show


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON: a list of check, ok, detail")


def run(options: argparse.Namespace) -> int:
    return show(diagnose(now=timezone.now()), as_json=options.json)
