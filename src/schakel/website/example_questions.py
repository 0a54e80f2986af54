"""Questions somebody could ask, for those who do not know where to begin; plain Python."""

from datetime import date
from functools import cache
from importlib.resources import files

A_DAY = 3


def questions_of(day: date, language: str) -> list[str]:
    """Three questions of this day, each about another challenge."""
    by_challenge = _questions(language)
    challenges = list(by_challenge)
    first = day.toordinal() * A_DAY
    chosen = [challenges[(first + place) % len(challenges)] for place in range(A_DAY)]
    rounds = first // len(challenges)
    return [by_challenge[challenge][rounds % len(by_challenge[challenge])] for challenge in chosen]


@cache
def _questions(language: str) -> dict[str, tuple[str, ...]]:
    """The questions in this language by the challenge they are about."""
    text = files("schakel.website").joinpath("example_questions.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    found: dict[str, tuple[str, ...]] = {}
    for written_in, challenge, question in rows:
        if written_in == language:
            found[challenge] = (*found.get(challenge, ()), question)
    return found
