"""Score the matching on a folder of questions with known answers; the hub's own database is left alone."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from schakel.config.outcome import FINE, ImpossibleError
from schakel.config.terminal import counting_up, write_line
from schakel.kernel.refusal import Refusal
from schakel.matching import public as matching
from schakel.matching.public import Meaning, evaluate_folder
from schakel.search.public import UnusableModelError

_WHY_NOT = {
    "evaluation-empty": "In {folder} there are no documents, or no questions with known answers that meet --where.",
    "evaluation-file-missing": "There is no {file} (or {file}.gz) in {folder}.",
    "evaluation-unreadable": "Line {line} of {file} cannot be read.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, help="folder with corpus.jsonl, queries.jsonl and qrels.tsv, zipped or not"
    )
    parser.add_argument(
        "--where", action="append", default=[], metavar="KEY=VALUE", help="only the questions with this value"
    )
    parser.add_argument(
        "--words-only",
        action="store_true",
        help="without meaning, where that is switched on (schakel semantic)",
    )
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(options: argparse.Namespace) -> int:
    where = dict(_condition(text) for text in options.where)
    meaning = None if options.words_only else _meaning()
    with counting_up("Questions") as progress:
        try:
            figures = evaluate_folder(options.folder, where=where, like=meaning, progress=progress)
        except Refusal as refusal:
            raise ImpossibleError(
                _WHY_NOT.get(refusal.code, refusal.code).format(**refusal.details)
            ) from refusal
    if options.json:
        write_line(json.dumps(asdict(figures), ensure_ascii=False, indent=2))
        return FINE
    for name, value in asdict(figures).items():
        if name != "configuration":
            write_line(f"{name:10} {value}")
    return FINE


def _meaning() -> Meaning | None:
    """The model that is switched on in this hub."""
    choice = matching.chosen_model()
    try:
        return matching.load_meaning(choice) if choice else None
    except UnusableModelError as error:
        raise ImpossibleError(f"{error} Evaluate without it: --words-only") from error


def _condition(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not key or not sign:
        raise ImpossibleError(f"--where takes KEY=VALUE, not {text!r}")
    return key, value
