"""The contract of the open API: how the code differs from the document that is kept in the repository."""

import argparse
import json
from pathlib import Path
from typing import Any

from schakel.api.public import Difference, differences, refusal_to_keep
from schakel.config.open_api import ANY_HUB, document, written
from schakel.config.outcome import FINE, NOT_FINE, ImpossibleError
from schakel.config.places import checkout
from schakel.config.terminal import write_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--check", action="store_true", help="compare, and end with 1 when they differ (the default)"
    )
    what.add_argument("--write", action="store_true", help="keep the document of the code from now on")
    parser.add_argument("--old", type=Path, metavar="FILE", help="compare with this document instead")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(options: argparse.Namespace) -> int:
    kept_in = options.old or kept()
    new = document(ANY_HUB)
    old = _read(kept_in) if kept_in.exists() else None
    if old is None:
        if not options.write:
            raise ImpossibleError(f"There is no {kept_in}; --write makes it.")
        kept_in.write_text(written(new), encoding="utf-8")
        return FINE
    found = differences(old, new)
    _tell(found, as_json=options.json)
    refused = refusal_to_keep(old, new)
    if refused:
        write_line(refused)
        return NOT_FINE
    if options.write:
        kept_in.write_text(written(new), encoding="utf-8")
        return FINE
    return FINE if old == new else NOT_FINE


def kept() -> Path:
    return checkout() / "docs" / "api" / "openapi.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ImpossibleError(f"{path} is no JSON: {error}") from error
    if not isinstance(content, dict) or "openapi" not in content:
        raise ImpossibleError(f"{path} is no OpenAPI document.")
    return content


def _tell(found: list[Difference], *, as_json: bool) -> None:
    if as_json:
        write_line(json.dumps([{"weight": one.weight, "what": one.sentence} for one in found]))
        return
    for one in found:
        write_line(f"{one.weight:7} {one.sentence}")
    if not found:
        write_line("The code keeps to the contract.")
