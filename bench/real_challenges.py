"""What the hub of these settings answers to real questions of public bodies, as a page to read critically.

Takes a file of questions, one JSON object a line with ``id``, ``lang``, ``text`` and ``theme`` (may be zipped),
asks each as a visitor would, and writes the first five items with kind, dots, reasons and what may not fit.
Exit code 1 when a question gets too little: see ``ENOUGH_ITEMS`` and ``ENOUGH_KINDS``; 2 when nothing could be asked.
"""

import argparse
import gzip
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.config.settings")
django.setup()

from django.db import OperationalError  # noqa: E402 - Django must be set up before its models
from django.utils import timezone, translation  # noqa: E402

from schakel.config.migrating import database_is_behind  # noqa: E402
from schakel.imports.public import PROFILES  # noqa: E402
from schakel.library import public as library  # noqa: E402
from schakel.library.public import Item  # noqa: E402
from schakel.matching import public as matching  # noqa: E402
from schakel.matching.public import Answer, Match, QuestionForm  # noqa: E402

SHOWN = 5
SOURCES = {profile.source_name for profile in PROFILES.values()}
ENOUGH_ITEMS = 5
ENOUGH_KINDS = 3
DEFAULT_PAGE = Path(__file__).resolve().parent / "real_challenges.md"


@dataclass(frozen=True, slots=True)
class RealChallenge:
    """One question as a public body put it."""

    key: str
    language: str
    text: str
    theme: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what the hub said to it."""

    challenge: RealChallenge
    answer: Answer

    @property
    def found(self) -> list[Match]:
        """Every item on the first page: the ranked list, and the best of each kind, once."""
        matches = [
            *self.answer.matches,
            *(match for each in self.answer.best_of_each.values() for match in each),
        ]
        return list({match.item.pk: match for match in matches}.values())

    @property
    def kinds(self) -> set[str]:
        return {match.item.kind.value for match in self.found}

    @property
    def has_enough(self) -> bool:
        return len(self.found) >= ENOUGH_ITEMS and len(self.kinds) >= ENOUGH_KINDS


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask all questions and write the page; 0 when each got enough."""
    parser = argparse.ArgumentParser(
        prog="schakel bench real_challenges", description="Real questions, answered."
    )
    parser.add_argument("file", type=Path, help="the questions: a .jsonl or .jsonl.gz file")
    parser.add_argument(
        "--page", type=Path, default=DEFAULT_PAGE, help="where to write (bench/real_challenges.md)"
    )
    options = parser.parse_args(arguments)
    if not options.file.is_file():
        parser.error(f"There is no file {options.file}")
    if not is_set_up():
        parser.error("This hub was not set up yet; run: schakel run")
    answered = [answer_to(challenge) for challenge in challenges_in(options.file)]
    options.page.write_text("\n".join(page_of(answered)) + "\n", encoding="utf-8")
    enough = sum(one.has_enough for one in answered)
    print(f"{enough} of {len(answered)} questions get {ENOUGH_ITEMS} items of {ENOUGH_KINDS} kinds, or more")
    return 0 if enough == len(answered) else 1


def is_set_up() -> bool:
    """Whether there is a database with every table."""
    try:
        return not database_is_behind()
    except OperationalError:
        return False


def challenges_in(path: Path) -> Iterator[RealChallenge]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for line in text.decode().splitlines():
        if line.strip():
            fields = json.loads(line)
            yield RealChallenge(fields["id"], fields["lang"], fields["text"], fields.get("theme", ""))


def answer_to(challenge: RealChallenge) -> Answered:
    """Asked on a screen in the question's language, by nobody in particular."""
    form = QuestionForm(text=challenge.text, screen_language=challenge.language)
    with translation.override(challenge.language):
        return Answered(challenge, matching.ask(form, person=None, now=timezone.now()))


def page_of(answered: Sequence[Answered]) -> Iterator[str]:
    there = Item.objects.filter(state="published")
    imported = there.filter(source_name__in=SOURCES).count()
    yield "# Real questions of public bodies, answered by a hub"
    yield ""
    yield "Written by `bench/real_challenges.py`; do not edit. The questions are real (calls of public bodies,"
    yield "reworded), asked as a visitor. Nobody has judged the answers: read them as the one who asked."
    yield f"The hub has {there.count():,} items, of which {imported:,} come from imported sources"
    yield "(`bench/real_data.py`) and the others are the demonstration's."
    yield ""
    enough = sum(one.has_enough for one in answered)
    well = sum(one.answer.fits_well for one in answered)
    yield f"**{enough} of {len(answered)}** questions get at least {ENOUGH_ITEMS} items of at least {ENOUGH_KINDS}"
    yield f"kinds, each with its reasons; for **{well}** of them the hub itself says that something fits well."
    yield ""
    yield "| question | items that meet it | on the first page | kinds | kinds in the first five | fits well |"
    yield "|---|---:|---:|---:|---:|---|"
    for one in answered:
        first = {match.item.kind for match in one.answer.matches[:SHOWN]}
        yield (
            f"| [{one.challenge.key}](#{one.challenge.key}) | {one.answer.total} | {len(one.found)} "
            f"| {len(one.kinds)} | {len(first)} | {'yes' if one.answer.fits_well else 'no'} |"
        )
    for one in answered:
        yield ""
        with translation.override(one.challenge.language):
            yield from section_of(one)


def section_of(one: Answered) -> Iterator[str]:
    language = one.challenge.language
    labels = {notation: theme.label for notation, theme in matching.CURRENT.themes(language).items()}
    yield f'## <a id="{one.challenge.key}"></a>{one.challenge.key}: {one.challenge.text}'
    yield ""
    understood = ", ".join(labels.get(theme, theme) for theme in one.answer.understood)
    yield f"Understood: {language}; {understood or 'no theme'}."
    for number, match in enumerate(one.answer.matches[:SHOWN], start=1):
        yield ""
        yield from match_lines(number, match, language, labels)


def match_lines(number: int, match: Match, language: str, labels: dict[str, str]) -> Iterator[str]:
    kind = library.kind_name(match.item.kind)
    yield f"{number}. **{match.item.title(language)}** ({kind}, {match.item.owner.name}) {dots_of(match.dots)}"
    for reason in match.explanation.reasons:
        yield f"   - {matching.reason_text(reason, labels)} ({100 * reason.part:.0f} %)"
    quote = match.explanation.quote
    if quote is not None:
        pieces = (f"**{piece.text}**" if piece.is_marked else piece.text for piece in quote.pieces)
        yield f"   - “{''.join(pieces)}”"
    for sentence in unfitting(match):
        yield f"   - ⚠ {sentence}"


def unfitting(match: Match) -> Iterable[str]:
    return (matching.misfit_text(misfit) for misfit in match.misfits)


def dots_of(dots: int) -> str:
    return "●" * dots + "○" * (SHOWN - dots)


if __name__ == "__main__":
    sys.exit(main())
