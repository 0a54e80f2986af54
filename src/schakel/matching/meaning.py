"""Meaning as re-ranking: what words found is put in order by words and meaning together (docs/adr/0006).

The score stays a sum of true parts. The meaning part of an item is::

    weight * the best score by words * how near the item is in meaning, from 0 to 1 among what was found

so that with a weight of 1 words and meaning can add as much (a convex sum of half and half). Where words put an item
first that alone is called what the question calls it, that item is as near as can be: who names a thing looks for that
thing. Only vectors of items that the engine returned to this person are touched: what somebody may not see has no
influence here either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from schakel.search.analysis.analyser import NAME_STREAM
from schakel.search.engine import Answer, Hit, Part, Question, Term
from schakel.search.semantic.vectors import Found

WEIGHT = 1.0
GLOSSED = 0.8
"""The same where the model does not read the language of the question and was given it word by word in another one."""
PASSAGES = 0.5
"""What the nearest passage of an item counts beside its whole text."""
SHARED = 0.5
"""How much of what all found items have in common is left out of a comparison: it tells none of them apart."""
SMALLEST_SPREAD = 0.2
"""Items nearer to each other than this are not pulled further apart: two that are alike must not become all and
nothing."""
DEPTH = 200
"""So many of the best by words are put in order anew; the ten best are then the same as after comparing all."""
ENOUGH_KNOWN = 0.8
"""Meaning counts once this share of what was found has vectors: before, it would say how far the encoding is."""
MORE_OF_EACH = 3
"""So many times as many of each kind are looked at as are shown."""
MEANING = Term("meaning", "", WEIGHT)

Numbers = NDArray[np.float32]
FindVectors = Callable[[Sequence[str]], Found]


@dataclass(frozen=True, slots=True)
class Known:
    """A question as a vector, and where the vectors of items are found."""

    vector: Numbers
    find_vectors: FindVectors
    weight: float = WEIGHT


@dataclass(frozen=True, slots=True)
class Compared:
    """A question as a vector with those of the items it was compared with."""

    vector: Numbers
    found: Found

    def passages_of(self, key: str) -> tuple[str, Numbers]:
        """The digest and the vectors of the passages of one item; empty when it was not compared."""
        if key not in self.found.keys:
            return "", self.found.passages[:0]
        place = self.found.keys.index(key)
        return self.found.digests[place], self.found.passages_of(place)


def find_with_meaning(
    find: Callable[[Question], Answer], question: Question, known: Callable[[], Known | None]
) -> tuple[Answer, Compared | None]:
    """The answer in the order of words and meaning together, and what was compared; in that of words alone, and None,
    when `known` gives nothing.

    `known` is asked once words have found something, so that it can be at work meanwhile. What is found, counted and
    shown on how many pages is decided by words; of that the best DEPTH are put in order anew.
    """
    if question.skip >= DEPTH:
        return find(question), None
    end = question.skip + question.most
    wide = find(
        replace(question, skip=0, most=max(DEPTH, end), most_of_each=question.most_of_each * MORE_OF_EACH)
    )
    meaning = known() if wide.hits else None
    ranked, compared = (wide, None) if meaning is None else reranked(wide, meaning)
    shown = replace(
        ranked,
        hits=ranked.hits[question.skip : end],
        best_of_each={value: hits[: question.most_of_each] for value, hits in ranked.best_of_each.items()},
    )
    return shown, compared


def reranked(answer: Answer, known: Known) -> tuple[Answer, Compared | None]:
    """The answer with the meaning part in every score, and in its order; None when too few have vectors."""
    every = {hit.key: hit for hits in (*answer.best_of_each.values(), answer.hits) for hit in hits}
    found = known.find_vectors(list(every))
    head, tail = answer.hits[:DEPTH], answer.hits[DEPTH:]
    most = known.weight * head[0].score
    amounts = meaning_amounts({hit.key for hit in head}, found, known.vector, most=most)
    if not amounts:
        return answer, None
    if _alone_is_called_so(head):
        amounts[head[0].key] = most
    hits = (*_in_order(head, amounts), *tail)
    ranked = replace(
        answer,
        hits=hits,
        best=max(answer.best, hits[0].score),
        best_of_each={value: _in_order(of_value, amounts) for value, of_value in answer.best_of_each.items()},
    )
    return ranked, Compared(known.vector, found)


def _alone_is_called_so(hits: Sequence[Hit]) -> bool:
    """Whether a name in the question is in the title of the first of these, and of no other one."""
    names = [{part.term.token for part in hit.parts if part.term.stream == NAME_STREAM} for hit in hits]
    return bool(names[0].difference(*names[1:]))


def meaning_amounts(measured: set[str], found: Found, question: Numbers, *, most: float) -> dict[str, float]:
    """What meaning adds to the score of each item that has vectors, `most` to the nearest.

    The `measured` say what is near and what far.
    """
    is_measured = np.array([key in measured for key in found.keys], np.bool_)
    if not measured or is_measured.sum() < ENOUGH_KNOWN * len(measured):
        return {}
    near = nearness(question, found, found.whole[is_measured].mean(axis=0))
    lowest, highest = near[is_measured].min(), near[is_measured].max()
    shares = np.clip((near - lowest) / max(highest - lowest, SMALLEST_SPREAD), 0.0, 1.0)
    return {key: most * float(share) for key, share in zip(found.keys, shares, strict=True)}


def nearness(question: Numbers, found: Found, average: Numbers) -> Numbers:
    """How near each found text is to the question: its whole, and its nearest passage, without what all share."""
    shared = SHARED * average
    towards = _directions(question - shared)
    whole = _directions(found.whole - shared) @ towards
    passages = np.maximum.reduceat(_directions(found.passages - shared) @ towards, found.starts[:-1])
    return np.asarray(whole + np.float32(PASSAGES) * passages, np.float32)


def _in_order(hits: Sequence[Hit], amounts: Mapping[str, float]) -> tuple[Hit, ...]:
    with_meaning = [_with_part(hit, amounts.get(hit.key, 0.0)) for hit in hits]
    # What scores the same stays in the order in which the engine drew lots.
    return tuple(sorted(with_meaning, key=lambda hit: -hit.score))


def _with_part(hit: Hit, amount: float) -> Hit:
    if amount <= 0:
        return hit
    return Hit(hit.key, hit.score + amount, (*hit.parts, Part(MEANING, amount)))


def _directions(vectors: Numbers) -> Numbers:
    directions: Numbers = vectors / np.maximum(
        np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32(1e-9)
    )
    return directions
