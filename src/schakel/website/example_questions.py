"""Questions somebody could ask, for those who do not know where to begin; plain Python."""

from datetime import date
from functools import cache
from importlib.resources import files

A_DAY = 3


def questions_of(day: date, language: str) -> list[str]:
    """Three questions of this day, each about another challenge; all have their turn."""
    questions = _questions(language)
    first = day.toordinal() * A_DAY
    return [questions[(first + place) % len(questions)] for place in range(A_DAY)]


@cache
def _questions(language: str) -> tuple[str, ...]:
    """The questions in this language: the first about every challenge, then the second, and so on."""
    text = files("schakel.website").joinpath("example_questions.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    by_challenge: dict[str, list[str]] = {}
    for written_in, challenge, question in rows:
        if written_in == language:
            by_challenge.setdefault(challenge, []).append(question)
    return tuple(question for turn in zip(*by_challenge.values(), strict=True) for question in turn)
