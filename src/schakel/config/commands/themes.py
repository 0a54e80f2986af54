"""Write the themes of the hub as SKOS, for whoever wants to use them elsewhere."""

import argparse
import sys

from schakel.config.outcome import FINE
from schakel.config.settings import ENVIRONMENT
from schakel.vocabulary.public import SKOS_MEDIA_TYPES, themes_as_skos


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=sorted(SKOS_MEDIA_TYPES), default="ttl", help="Turtle or JSON-LD")


def run(options: argparse.Namespace) -> int:
    written = themes_as_skos(options.format, base_url=ENVIRONMENT.base_url, hub_name=ENVIRONMENT.hub_name)
    sys.stdout.write(written.decode("utf-8"))
    return FINE
