"""Look after the key that signs badges: see which there are, or go on with a new one."""

import argparse

from django.utils import timezone

from schakel.config.outcome import FINE
from schakel.config.terminal import doing, write_line
from schakel.credentials.public import published_keys, replace_key


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="WHAT")
    new = what.add_parser(
        "replace", help="sign with a new key from now on; what the old one signed stays good"
    )
    new.add_argument(
        "--leaked", action="store_true", help="somebody else has the old key: trust nothing that it signed"
    )


def run(options: argparse.Namespace) -> int:
    if options.what == "replace":
        with doing("New key"):
            replace_key(has_leaked=options.leaked, by="", now=timezone.now())
    for key in published_keys():
        until = f"until {key.retired_at:%Y-%m-%d}" if key.retired_at else "signs now"
        write_line(f"{key.thumbprint}  since {key.made_at:%Y-%m-%d}  {until}")
    return FINE
