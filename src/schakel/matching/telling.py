"""An answer in plain words and numbers for other programs: the command line and the API tell the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from schakel.matching.asking import Answer, Match
from schakel.matching.wording import misfit_text, reason_text


@dataclass(frozen=True, slots=True)
class ToldReason:
    """One reason as a sentence, and its part of the score."""

    text: str
    part: float


@dataclass(frozen=True, slots=True)
class ToldItem:
    """One item of the answer. ``address``: of its page, within the hub; ``doubles``: what is nearly the same."""

    id: str
    kind: str
    title: str
    score: float
    dots: int
    reasons: tuple[ToldReason, ...]
    missing: tuple[str, ...]
    address: str
    doubles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """Everything about an answer; ``themes``: what was understood, as notation and label."""

    items: tuple[ToldItem, ...]
    language: str
    themes: tuple[tuple[str, str], ...]
    counts: Mapping[str, Mapping[str, int]]
    total: int
    fits_well: bool
    watermark: int
    took_ms: float


def told_answer(answer: Answer, labels: Mapping[str, str]) -> ToldAnswer:
    """The answer in the language of the screen. ``labels``: those of the themes, by notation."""
    language = answer.form.screen_language
    return ToldAnswer(
        items=tuple(_told_item(match, language, labels) for match in answer.matches),
        language=answer.language,
        themes=tuple((notation, labels.get(notation, notation)) for notation in answer.understood),
        counts=answer.counts,
        total=answer.total,
        fits_well=answer.fits_well,
        watermark=answer.watermark,
        took_ms=round(answer.took_ms, 2),
    )


def _told_item(match: Match, language: str, labels: Mapping[str, str]) -> ToldItem:
    return ToldItem(
        id=match.item.slug,
        kind=match.item.kind.value,
        title=match.item.title(language),
        score=round(match.score, 4),
        dots=match.dots,
        reasons=tuple(
            ToldReason(reason_text(reason, labels), round(reason.part, 4))
            for reason in match.explanation.reasons
        ),
        missing=tuple(misfit_text(misfit) for misfit in match.misfits),
        address=match.item.url,
        doubles=tuple(double.slug for double in match.doubles),
    )
