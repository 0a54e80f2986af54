"""Ask the hub a question, as a visitor without an account does."""

import argparse
import json
from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone, translation

from schakel.config.outcome import FINE, NOT_FINE, ImpossibleError
from schakel.config.terminal import write_line
from schakel.kernel.languages import LANGUAGES
from schakel.kernel.refusal import Refusal
from schakel.library.public import Kind
from schakel.matching import public as matching
from schakel.matching.public import QuestionForm, ToldAnswer, ToldItem
from schakel.vocabulary.public import themes

CONDITIONS = ("kind", "theme", "region")
MOST = 100
PATIENCE = 30.0
"""Seconds. A command that asks one question has to load the model for it, where one is switched on."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help="the question, in your own words")
    parser.add_argument("-k", type=_number, default=10, metavar="NUMBER", help="how many items (10)")
    parser.add_argument("--lang", choices=LANGUAGES, default=None, help="language of the answer")
    parser.add_argument(
        "--kind", action="append", choices=[kind.value for kind in Kind], help="only this kind"
    )
    parser.add_argument("--theme", action="append", help="only this theme or what is below it")
    parser.add_argument("--region", action="append", help="only this province, by its code: pv28")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(options: argparse.Namespace) -> int:
    language = options.lang or settings.LANGUAGE_CODE
    form = QuestionForm(
        text=options.text,
        screen_language=language,
        conditions={name: frozenset(getattr(options, name)) for name in CONDITIONS if getattr(options, name)},
        most=options.k,
        each_kind=False,
    )
    with translation.override(language):
        try:
            answer = matching.ask(form, person=None, now=timezone.now(), patience=PATIENCE)
        except Refusal as refusal:
            raise ImpossibleError(matching.refusal_text(refusal)) from refusal
        labels = {notation: theme.label for notation, theme in themes(language).items()}
        shown = as_json(matching.told_answer(answer, labels))
    if options.json:
        write_line(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _write(shown)
    return FINE if answer.matches else NOT_FINE


def as_json(answer: ToldAnswer) -> dict[str, object]:
    """The answer in the shape that other programs rely on."""
    return {
        "items": [_item(item) for item in answer.items],
        "understood": {
            "language": answer.language,
            "themes": [{"id": notation, "label": label} for notation, label in answer.themes],
        },
        "facets": {name: dict(counts) for name, counts in answer.counts.items()},
        "fits_well": answer.fits_well,
        "watermark": answer.watermark,
        "took_ms": answer.took_ms,
    }


def _item(item: ToldItem) -> dict[str, object]:
    return {
        "id": item.id,
        "kind": item.kind,
        "title": item.title,
        "score": item.score,
        "reasons": [{"text": reason.text, "part": reason.part} for reason in item.reasons],
        "missing": list(item.missing),
        "url": f"{settings.ENVIRONMENT.base_url}{item.address}",
    }


def _write(shown: Mapping[str, object]) -> None:
    items = shown["items"]
    if not isinstance(items, list) or not items:
        write_line("Nothing was found.")
        return
    if not shown["fits_well"]:
        write_line("Nothing fits well. The nearest:")
    for place, item in enumerate(items, start=1):
        write_line(f"{place:2}. {item['title']} [{item['kind']}] {item['score']:.2f}")
        for reason in item["reasons"]:
            write_line(f"      {reason['text']}")
        for text in item["missing"]:
            write_line(f"    - {text}")
        write_line(f"      {item['url']}")


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to {MOST}")
    return int(text)
