"""What each leg of matching is worth: every evaluation set scored with one leg switched off at a time.

Takes the folder that holds the sets and prints the table of docs/matching.md as Markdown. Everything else
stays as it is, so a figure in a row says what is lost (or won) without that leg. With --most only so many
questions of each set are asked: quicker, for a first look. With --model a last row compares meaning too, by the
sentence encoder in that folder; with --row only the rows of these names are measured.
"""

import argparse
import gzip
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.config.settings")
django.setup()

from schakel.matching.analysing import analyser_from_files  # noqa: E402 - Django must be set up before its models
from schakel.matching.evaluating import Evaluation, evaluate_folder  # noqa: E402
from schakel.matching.reading import Meaning, Vectors  # noqa: E402
from schakel.matching.switching import choose_model  # noqa: E402
from schakel.search.analysis import forms  # noqa: E402
from schakel.search.analysis.analyser import Analyser, Weights  # noqa: E402
from schakel.search.analysis.lexicon import Lexicon, Pair  # noqa: E402
from schakel.search.semantic.encoder import Encoder  # noqa: E402
from schakel.vocabulary import public as vocabulary  # noqa: E402


@dataclass(frozen=True, slots=True)
class Column:
    """One set, or the questions of a set that have these fields, and the figure that says most about it."""

    title: str
    folder: str
    where: tuple[tuple[str, str], ...] = ()
    figure: str = "ndcg10"


COLUMNS = (
    Column("A1 short", "A1_eu_call_outcome_to_scope", (("kind", "short"),)),
    Column("A2 en", "A2_goal_to_public_good", (("lang", "en"),)),
    Column("A2 nl", "A2_goal_to_public_good", (("lang", "nl"),)),
    Column("A3", "A3_problem_sentence_to_case"),
    Column("A4 s@1", "A4_same_case_two_lists", figure="success1"),
    Column("A5", "A5_comparable_cases"),
    Column("B1 nl description", "B1_esco_nl_query_en_doc", (("kind", "description"),)),
    Column("B1 nl label", "B1_esco_nl_query_en_doc", (("kind", "label"),)),
    Column("B1 en description", "B1_esco_en_query_nl_doc", (("kind", "description"),)),
    Column("B2", "B2_openforms_nl_en"),
)


class LexiconWithoutCompounds(Lexicon):
    """The same words, but a compound that is not listed stays one unknown word."""

    def parts(self, folded: str) -> tuple[str, ...]:
        del folded
        return ()


@dataclass(frozen=True, slots=True)
class Row:
    """One way of matching: the weights, and the two things that are no weight."""

    title: str
    weights: Weights = field(default_factory=Weights)
    splits_compounds: bool = True
    knows_common_words: bool = True


ALL = Weights()
MEANING = Row("meaning on as well")
ROWS = (
    Row("everything on"),
    Row("word parts off", splits_compounds=False),
    Row("pairs off", replace(ALL, pair=0.0)),
    Row("letters off", replace(ALL, letters=0.0, letters_alone=0.0)),
    Row("translation off", replace(ALL, translation=0.0)),
    Row("themes off", replace(ALL, theme=0.0)),
    Row("names off", replace(ALL, name=0.0)),
    Row("commonness off", knows_common_words=False),
    Row("repetition counted in full", replace(ALL, repetition=1.0)),
    Row("repetition not counted", replace(ALL, repetition=0.0)),
    Row(
        "whole words alone",
        Weights(
            pair=0.0, letters=0.0, letters_alone=0.0, translation=0.0, theme=0.0, name=0.0, repetition=1.0
        ),
        splits_compounds=False,
        knows_common_words=False,
    ),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, row by row as it is measured; 0 when every set could be scored."""
    parser = argparse.ArgumentParser(
        prog="schakel bench ablations", description="What each leg of matching is worth."
    )
    parser.add_argument("folder", type=Path, help="the folder that holds the evaluation sets")
    parser.add_argument(
        "--most", type=int, default=0, help="ask at most so many questions of each set (0: all)"
    )
    parser.add_argument(
        "--model", type=Path, help="folder of a sentence encoder, for the row in which meaning is on"
    )
    parser.add_argument("--row", action="append", default=[], help="only this row; may be repeated")
    options = parser.parse_args(arguments)
    missing = [column.folder for column in COLUMNS if not (options.folder / column.folder).is_dir()]
    if missing:
        sys.stderr.write(f"{options.folder} lacks {', '.join(sorted(set(missing)))}\n")
        return 2
    print(_line(["", *(column.title for column in COLUMNS)]))
    print(_line(["---", *("---:" for _ in COLUMNS)]), flush=True)
    meaning = meaning_of(options.model) if options.model else None
    for row in (*ROWS, MEANING) if meaning else ROWS:
        if not options.row or row.title in options.row:
            figures = _figures(row, options.folder, options.most, meaning if row is MEANING else None)
            print(_line([row.title, *figures]), flush=True)
    return 0


def _figures(row: Row, folder: Path, most: int, meaning: Meaning | None) -> Iterator[str]:
    analyser = analyser_for(row)
    with _common_words(known=row.knows_common_words):
        for column in COLUMNS:
            with _questions_of(folder / column.folder, column, most) as questions:
                evaluation = evaluate_folder(
                    questions, where=dict(column.where), analyser=analyser, like=meaning
                )
            if meaning:
                _say(column, evaluation)
            yield f"{getattr(evaluation, column.figure):.3f}".removeprefix("0")


def analyser_for(row: Row) -> Analyser:
    """The analyser as it ships, with this row's weights and lexicon."""
    shipped = analyser_from_files()
    lexicon = shipped.lexicon if row.splits_compounds else LexiconWithoutCompounds(_pairs())
    return Analyser(lexicon, shipped.finder, row.weights)


class RememberingEncoder:
    """The same encoder, that reads what several sets have in common once."""

    def __init__(self, encoder: Encoder) -> None:
        self.fingerprint, self.width = encoder.fingerprint, encoder.width
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(fresh, self._encoder.encode(fresh), strict=True))
        return np.stack([self._known[text] for text in texts])


def meaning_of(folder: Path) -> Meaning:
    """Meaning by the model in this folder, in the languages that its card names."""
    choice = choose_model(folder)
    return Meaning(
        RememberingEncoder(Encoder(choice.model)), languages=choice.languages, folder=Path("unused")
    )


def _say(column: Column, evaluation: Evaluation) -> None:
    sys.stderr.write(f"{column.title}: {json.dumps(asdict(evaluation))}\n")


def _pairs() -> Iterator[Pair]:
    for word in vocabulary.written_words():
        for rank, english in enumerate(word.english):
            yield Pair(word.dutch, english, rank, word.word_class)


@contextmanager
def _common_words(*, known: bool) -> Iterator[None]:
    """With `known` false, a general word ("problem") counts as much as a telling one while this lasts."""
    before = dict(forms.COMMONNESS)
    if not known:
        forms.COMMONNESS.update(dict.fromkeys(before, 1.0))
        forms.telling.cache_clear()
    try:
        yield
    finally:
        forms.COMMONNESS.update(before)
        forms.telling.cache_clear()


@contextmanager
def _questions_of(folder: Path, column: Column, most: int) -> Iterator[Path]:
    """The set itself, or a copy of it with only the first questions that the column asks."""
    if not most:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="schakel-ablations-") as place:
        for path in folder.iterdir():
            if not path.name.startswith("queries"):
                (Path(place) / path.name).symlink_to(path.resolve())
        with gzip.open(folder / "queries.jsonl.gz", "rt", encoding="utf-8") as lines:
            asked = [line for line in lines if dict(column.where).items() <= json.loads(line).items()]
        (Path(place) / "queries.jsonl").write_text("".join(asked[:most]), encoding="utf-8")
        yield Path(place)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
