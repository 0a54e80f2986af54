"""Asking a question, and counting what there is."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query

from schakel.accounts.public import Person
from schakel.api.public import Mistake, Problem, Routes, caller_of, now
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Wanted
from schakel.matching import public as matching
from schakel.matching.api.shapes import (
    AnswerShape,
    Counted,
    FacetShape,
    FacetsShape,
    Narrowed,
    Questioned,
    ValueShape,
    answer_shape,
    by_number,
)
from schakel.matching.public import Answer, QuestionForm
from schakel.vocabulary import public as vocabulary

ROUTES = Routes("Asking")
FACETS = ("kind", "theme", "region", "language", "status")


@ROUTES.get(
    "/_ask",
    name="api_ask",
    call="ask",
    summary="Ask a question",
    answers={200: AnswerShape},
    example="/_ask?q=onze%20sporthallen%20gebruiken%20te%20veel%20energie&k=3",
)
def ask(request: HttpRequest, response: HttpResponse, asked: Query[Questioned]) -> AnswerShape:
    """Ask in your own words, and get the best items with the reasons why each is there.

    Order, scores and reasons are those of the answer page. There are no further parts: ask for more with k.
    """
    person, language = caller_of(request).reader, get_language() or DUTCH
    asker = matching.asker_of(asked.for_, person)
    form = QuestionForm(
        text=asked.q,
        screen_language=language,
        conditions=asked.conditions(),
        without_themes=tuple(asked.without),
        with_themes=tuple(asked.also),
        region=asker.region if asker else "",
        size_class=asker.size_class if asker else "",
        wish=asked.wish(),
        near=asker.point if asker else None,
        most=asked.k,
        each_kind=False,
    )
    answer = _asked(form, person)
    labels = {notation: theme.label for notation, theme in matching.CURRENT.themes(language).items()}
    response.headers["Server-Timing"] = f"ask;dur={answer.took_ms:.1f}"
    return answer_shape(matching.told_answer(answer, labels))


@ROUTES.get(
    "/facets",
    name="api_facets",
    call="countFacets",
    summary="Count items by kind, theme, province, language and status",
    answers={200: FacetsShape},
    example="/facets?kind=case&lang=en",
)
def facets(request: HttpRequest, asked: Query[Counted]) -> FacetsShape:
    """How many items there are of each value of each filter.

    Without a question each filter is counted as if it were left open, so that one sees what else could be chosen. With
    a question the items of its answer are counted.
    """
    person, language = caller_of(request).reader, get_language() or DUTCH
    if asked.q.strip():
        form = QuestionForm(
            text=asked.q, screen_language=language, conditions=asked.conditions(), most=1, each_kind=False
        )
        answer = _asked(form, person)
        return _shape(answer.total, answer.counts, language)
    wanted, parents = _wanted(asked), vocabulary.all_parents()
    counts = {name: library.counts_of(name, wanted, person, parents=parents) for name in FACETS}
    return _shape(library.items_under(wanted, person, parents=parents).count(), counts, language)


def _asked(form: QuestionForm, person: Person | None) -> Answer:
    try:
        return matching.ask(form, person=person, now=now())
    except Refusal as refusal:
        mistake = Mistake("query", "q", refusal.code, matching.refusal_text(refusal))
        raise Problem("invalid-input", code=refusal.code, mistakes=[mistake]) from refusal


def _wanted(asked: Narrowed) -> Wanted:
    return Wanted(
        kinds=frozenset(asked.kind),
        themes=frozenset(asked.theme),
        regions=frozenset(asked.region),
        statuses=frozenset(asked.status),
        languages=frozenset(asked.language),
    )


def _shape(total: int, counts: Mapping[str, Mapping[str, int]], language: str) -> FacetsShape:
    labels = {notation: theme.label for notation, theme in matching.CURRENT.themes(language).items()}
    return FacetsShape(
        total=total,
        facets=[
            FacetShape(
                name=name,
                values=[
                    ValueShape(value=value, label=matching.value_label(name, value, labels), count=number)
                    for value, number in by_number(counts.get(name, {})).items()
                ],
            )
            for name in FACETS
        ],
    )
