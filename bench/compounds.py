"""Which word list splits Dutch compounds best: the splitter of search/analysis/lexicon.py with several lists.

Prints the table of docs/adr/0008-compounds.md as Markdown. Our own lexicon and simplemma's list of forms are
always there; other lists are given as NAME=FILE, one word a line (a hunspell .dic file will do).
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import django
import simplemma

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.config.settings")
django.setup()

from schakel.matching.analysing import analyser_from_files  # noqa: E402 - Django must be set up before its models
from schakel.search.analysis.lexicon import LINKS, Lexicon, Pair  # noqa: E402

WORDS = Path(__file__).resolve().parent.parent / "tests" / "compounds.tsv"


@dataclass(frozen=True, slots=True)
class Known:
    """A word and the places where it may be cut; none when it is no compound."""

    word: str
    cuts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Score:
    """``precision``: right splits of all splits made; ``recall``: compounds split rightly of all compounds."""

    right: int
    wrong: int
    missed: int
    split_though_none: int

    @property
    def precision(self) -> float:
        made = self.right + self.wrong + self.split_though_none
        return self.right / made if made else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.wrong + self.missed)


class FormsOfSimplemma(Lexicon):
    """Splits with every form that simplemma's Dutch dictionary knows; it tells nothing of word classes."""

    def __init__(self) -> None:
        super().__init__(())

    def _is_part(self, form: str, classes: str) -> bool:
        del classes
        return simplemma.is_known(form, lang="nl")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how well each word list does."""
    parser = argparse.ArgumentParser(
        prog="schakel bench compounds", description="Word lists for splitting compounds."
    )
    parser.add_argument("lists", nargs="*", metavar="NAME=FILE", help="another list of Dutch words")
    parser.add_argument(
        "--show", action="store_true", help="print what our own lexicon splits wrongly or misses"
    )
    options = parser.parse_args(arguments)
    own = analyser_from_files().lexicon
    splitters = {"our lexicon": own, "simplemma's forms": FormsOfSimplemma()}
    for given in options.lists:
        name, _, path = given.partition("=")
        splitters[name] = Lexicon(Pair(word, word) for word in words_in(Path(path)))
    known = list(known_words(WORDS))
    print("| word list | words | split rightly | wrongly | missed | split though none | precision | recall |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, splitter in splitters.items():
        score = score_of(splitter, known)
        size = f"{len(splitter):,}" if len(splitter) else ""
        print(
            f"| {name} | {size} | {score.right} | {score.wrong} | {score.missed} | {score.split_though_none} "
            f"| {score.precision:.2f} | {score.recall:.2f} |"
        )
    if options.show:
        for entry in known:
            parts = own.parts(entry.word)
            if cuts_of(entry.word, parts) - entry.cuts or (entry.cuts and not parts):
                print(f"{entry.word}: {' + '.join(parts) or 'not split'}")
    return 0


def known_words(path: Path) -> Iterator[Known]:
    """The words of the file with their cuts."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pieces = line.split("|")
            starts = [sum(map(len, pieces[:count])) for count in range(1, len(pieces))]
            yield Known("".join(pieces), frozenset(starts))


def words_in(path: Path) -> Iterator[str]:
    """The words of a list that can be parts: in lower case and of letters only, without hunspell's flags."""
    for line in path.read_text(encoding="utf-8").splitlines():
        word = line.partition("/")[0].strip()
        if word.isalpha() and word.islower():
            yield word


def score_of(splitter: Lexicon, known: Iterable[Known]) -> Score:
    right = wrong = missed = split_though_none = 0
    for entry in known:
        cuts = cuts_of(entry.word, splitter.parts(entry.word))
        if not entry.cuts:
            split_though_none += bool(cuts)
        elif not cuts:
            missed += 1
        elif cuts <= entry.cuts:
            right += 1
        else:
            wrong += 1
    return Score(right, wrong, missed, split_though_none)


def cuts_of(word: str, parts: Sequence[str]) -> frozenset[int]:
    """Where the parts begin, but for the first; a link belongs to the part before it."""
    cuts = set()
    rest = word
    for part, before in zip(reversed(parts[1:]), reversed(parts[:-1]), strict=True):
        rest = rest.removesuffix(part)
        cuts.add(len(rest))
        rest = next(rest.removesuffix(link) for link in LINKS if rest.removesuffix(link).endswith(before))
    return frozenset(cuts)


if __name__ == "__main__":
    sys.exit(main())
