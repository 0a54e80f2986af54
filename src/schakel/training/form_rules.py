"""The questions that are asked of who enrols: as they are written, and as they are answered. Plain Python."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from schakel.kernel.refusal import Refusal
from schakel.training.rules import LONGEST_LINE, LONGEST_TEXT, check_line

MOST_QUESTIONS = 20
MOST_CHOICES = 30
KEPT_DAYS = (30, 90, 365)
"""How long after the last session an answer can be kept."""
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,4})?")


class Shape(StrEnum):
    """How a question is answered."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes-no"
    NUMBER = "number"


CHOOSING = frozenset({Shape.CHOICE, Shape.CHOICES})


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``key`` is its name in the answers; ``purpose`` says why it is asked, to who answers it."""

    key: str
    label: str
    shape: Shape
    purpose: str
    kept_days: int
    help_text: str = ""
    choices: tuple[str, ...] = ()
    is_required: bool = False

    def stored(self) -> dict[str, Any]:
        return {**asdict(self), "shape": self.shape.value, "choices": list(self.choices)}


def stored_question(row: Mapping[str, Any]) -> Question:
    """The question of a row that `Question.stored` wrote."""
    return Question(
        key=str(row["key"]),
        label=str(row["label"]),
        shape=Shape(row["shape"]),
        purpose=str(row["purpose"]),
        kept_days=int(row["kept_days"]),
        help_text=str(row["help_text"]),
        choices=tuple(map(str, row["choices"])),
        is_required=bool(row["is_required"]),
    )


def check_questions(questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions, tidied. Raises a Refusal for too many, one without a purpose, or a choice between nothing."""
    if len(questions) > MOST_QUESTIONS:
        raise Refusal("questions-too-many", most=MOST_QUESTIONS)
    tidy = tuple(map(_checked, questions))
    if len({one.key for one in tidy}) < len(tidy):
        raise Refusal("questions-of-one-name")
    return tidy


def _checked(one: Question) -> Question:
    choices = tuple(dict.fromkeys(" ".join(choice.split()) for choice in one.choices if choice.strip()))
    if one.shape in CHOOSING and not 2 <= len(choices) <= MOST_CHOICES:  # noqa: PLR2004 - one is no choice
        raise Refusal("choices-not-usable", most=MOST_CHOICES)
    if not one.purpose.strip():
        raise Refusal("purpose-missing")
    if one.kept_days not in KEPT_DAYS:
        raise Refusal("kept-days-unknown")
    return Question(
        key=one.key,
        label=check_line(one.label),
        shape=one.shape,
        purpose=check_line(one.purpose),
        kept_days=one.kept_days,
        help_text=check_line(one.help_text, is_required=False),
        choices=choices if one.shape in CHOOSING else (),
        is_required=one.is_required,
    )


def _words(one: Question) -> tuple[str, Shape, tuple[str, ...]]:
    return one.label, one.shape, one.choices


def named_as_before(
    questions: Sequence[Question], before: Iterable[Question], new_key: Callable[[], str]
) -> list[Question]:
    """The questions with the names under which they were asked before, the newest of ``before`` last.

    One that asks something else than it did gets a new name: so what somebody answered stays with the words that they
    read.
    """
    known = {one.key: _words(one) for one in before}
    keys = {words: key for key, words in known.items()}
    named: list[Question] = []
    for one in questions:
        key = one.key
        if known.get(key) != _words(one):
            key = keys.get(_words(one)) or (new_key() if key in known else key)
        if any(key == other.key for other in named):
            key = new_key()
        named.append(replace(one, key=key))
    return named


Answers = dict[str, list[str]]
"""By the key of the question: one text, or several where several were chosen."""


def checked_answers(
    questions: Sequence[Question], given: Mapping[str, Sequence[str]]
) -> tuple[Answers, dict[str, Refusal]]:
    """What was answered, tidied, and what is wrong by the key of the question. What was not asked is not kept."""
    answers: Answers = {}
    wrong: dict[str, Refusal] = {}
    for question in questions:
        said = [text.replace("\r\n", "\n").strip() for text in given.get(question.key, ()) if text.strip()]
        try:
            kept = _answered(question, said)
        except Refusal as refusal:
            wrong[question.key] = refusal
        else:
            if kept:
                answers[question.key] = kept
    return answers, wrong


def _answered(question: Question, said: list[str]) -> list[str]:
    if not said:
        if question.is_required:
            raise Refusal("answer-missing")
        return []
    longest = LONGEST_TEXT if question.shape is Shape.TEXT else LONGEST_LINE
    if any(len(text) > longest for text in said):
        raise Refusal("words-too-long", longest=longest)
    match question.shape:
        case Shape.CHOICES:
            kept = [choice for choice in question.choices if choice in said]
            if len(kept) != len(set(said)):
                raise Refusal("answer-not-among-choices")
            return kept
        case Shape.CHOICE if said[0] not in question.choices:
            raise Refusal("answer-not-among-choices")
        case Shape.YES_NO if said[0] not in ("yes", "no"):
            raise Refusal("answer-not-among-choices")
        case Shape.NUMBER if not _NUMBER.fullmatch(said[0]):
            raise Refusal("answer-not-a-number")
        case Shape.LINE:
            return [" ".join(said[0].split())]
        case _:
            return said[:1]


def without_old(answers: Answers, questions: Sequence[Question], *, days_since: int) -> Answers:
    """What is still kept so many days after the last session; without questions there is nothing to keep."""
    kept = {one.key for one in questions if days_since < one.kept_days}
    return {key: said for key, said in answers.items() if key in kept}
