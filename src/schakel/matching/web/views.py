"""The answer page: what we understood, the best fits, what there is of each kind, and how it was worked out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person, address_of_caller, may_try
from schakel.fairness import public as fairness
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.matching import public as matching
from schakel.matching.addresses import FACETS, AnswerAddress
from schakel.matching.public import WRONG_BECAUSE, Answer, Asker, Match, asker_of
from schakel.matching.typed import typed_wish
from schakel.matching.web.asked import asked_in
from schakel.matching.web.saving import KEPT_ALONG, saving_body
from schakel.matching.web.showing import (
    Screen,
    Strip,
    chips_of,
    chosen_chips,
    facets_of,
    parts_table,
    screen_in,
    shown_card,
    strips_of,
    suggestions_of,
)
from schakel.matching.web.wishing import WISHES, wish_chips, wish_fields
from schakel.matching.wording import refusal_text, wrong_because_text
from schakel.search.analysis.analyser import How
from schakel.search.analysis.words import words_of

BEST = 3
LONGEST_TITLE = 60
BEST_AND_DOUBLES = 6
"""Asked for to show three: the next ones may be doubles of the first."""
PAGE = 20
MOST_AN_HOUR = 30
"""As often can be said from one address that something is not right, so that nobody buries the rest."""


@require_GET
def answer(request: HttpRequest) -> HttpResponse:
    """Answer a question; everything about the answer stands in its address."""
    address = asked_in(request, request.GET)
    if address is None:
        return _no_document(request)
    understood = _with_typed_wish(address)
    if understood is not None:
        return redirect(understood.url)
    language = get_language() or "nl"
    person = _person(request)
    asker = asker_of(address.asker, person)
    form = address.form(
        screen_language=language,
        most=PAGE if address.view == "list" else BEST_AND_DOUBLES,
        asker=asker,
    )
    try:
        found = matching.ask(form, person=person, now=_now())
    except Refusal as refusal:
        return render(
            request,
            "matching/no_question.html",
            {"address": address, "why": refusal_text(refusal), "question": address.question},
            status=400 if address.question.strip() else 200,
        )
    context = _answer_context(found, address, screen_in(language), asker)
    fairness.count_shown(
        _shown_items(found, address, context),
        user_agent=request.headers.get("User-Agent", ""),
        today=timezone.localdate(),
    )
    return render(request, "matching/answer.html", context | _saving(address, person))


def _with_typed_wish(address: AnswerAddress) -> AnswerAddress | None:
    """The address with the wish that was typed in its question as the filter it is; None where there is none.

    It stands there as if somebody chose it: shown, and changed or taken off like every other. What was chosen counts.
    """
    if address.document or not address.wish.is_empty:
        return None
    typed = typed_wish(address.question, today=timezone.localdate())
    if typed is None or not words_of(typed.rest):
        return None
    asker = address.asker
    if typed.place and not asker:
        place = matching.CURRENT.places().begins_with(words_of(typed.place))
        asker = place.code if place is not None else ""
    return replace(address, question=typed.rest, wish=typed.wish, asker=asker)


@require_GET
def worked_out(request: HttpRequest, slug: str) -> HttpResponse:
    """How the score of one item for this question is made up, part by part."""
    match, address, language = _one_match(request, slug)
    screen = screen_in(language)
    return render(
        request,
        "matching/worked_out.html",
        {
            "match": match,
            "card": shown_card(match, address, screen) | {"explain_url": ""},
            "table": parts_table(match, screen),
            "is_compared_by_meaning": any(
                reason.how is How.MEANING for reason in match.explanation.all_reasons
            ),
            "address": address,
            "title": match.item.title(language),
        },
    )


@require_http_methods(["GET", "POST"])
def not_right(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody says that an item does not belong with their question, which is kept only where they send it along."""
    match, address, language = _one_match(request, slug)
    screen = screen_in(language)
    because = request.POST.get("because", "")
    if request.method == "POST" and because in WRONG_BECAUSE:
        if not may_try(
            "not-right",
            caller=address_of_caller(request),
            most=MOST_AN_HOUR,
            within=timedelta(hours=1),
            now=_now(),
        ):
            return render(request, "429.html", status=429)
        matching.contest_match(
            match=match,
            because=because,
            person=_person(request),
            now=_now(),
            question=address.question if "with_question" in request.POST else "",
        )
    return render(
        request,
        "matching/not_right.html",
        {
            "card": shown_card(match, address, screen) | {"contest_url": ""},
            "address": address,
            "answer_url": address.url,
            "choices": [(code, wrong_because_text(code)) for code in WRONG_BECAUSE],
            "is_thanked": request.method == "POST" and because in WRONG_BECAUSE,
            "is_missing": request.method == "POST" and because not in WRONG_BECAUSE,
            "chips": chips_of((), address, screen),
            "title": match.item.title(language),
        },
    )


def _answer_context(
    found: Answer, address: AnswerAddress, screen: Screen, asker: Asker | None
) -> dict[str, object]:
    best = found.matches[:BEST] if address.view == "best" and address.page == 1 else ()
    shown_first = {match.item.pk for match in best}
    strips: list[Strip] = strips_of(found, address, screen, leave_out=shown_first) if best else []
    return (
        {
            "address": address,
            "question": address.question,
            "title_question": Truncator(address.question).chars(LONGEST_TITLE),
            "found": found,
            "best": [shown_card(match, address, screen) for match in best],
            "strips": strips,
            "cards": [shown_card(match, address, screen) for match in found.matches]
            if address.view == "list"
            else [],
            "chips": chips_of(found.understood, address, screen),
            "suggestions": suggestions_of(found.understood, address, screen),
            "chosen": [*chosen_chips(address, screen), *wish_chips(address)],
            "facets": facets_of(found, address, screen),
            "facets_keep": [
                {"name": name, "value": value}
                for name, value in address.pairs(leave_out=(*FACETS, *WISHES, "page"))
            ],
            "facets_chosen": sum(len(values) for values in address.chosen.values())
            + len(wish_chips(address)),
            "facets_more": "matching/wish.html",
            "answer_url": reverse("answer"),
            "views": _views(address),
            "asker": asker,
            "pages": _pages(found, address),
            "regions": found.counts.get("region", {}),
            "region_links": {
                code: address.with_choice("region", code).seen_as("list").url
                for code in found.counts.get("region", {})
            },
            "list_url": address.seen_as("list").url,
            "share_url": "" if address.document else f"{settings.ENVIRONMENT.base_url}{address.url}",
            "tools": [],
        }
        | _posted(address)
        | wish_fields(address, from_place=_counted_from(found, asker))
    )


def _counted_from(found: Answer, asker: Asker | None) -> str:
    """The name of the place from which distances are counted; empty where nobody knows where it lies."""
    if asker is not None:
        return asker.name if asker.point is not None else ""
    return found.place.name if found.place is not None else ""


def _shown_items(found: Answer, address: AnswerAddress, context: Mapping[str, object]) -> list[int]:
    """The keys of the items that stand on this page, each once; a map shows none."""
    if address.view == "list":
        return [match.item.pk for match in found.matches]
    best = found.matches[:BEST] if context["best"] else ()
    strips = cast("list[Strip]", context["strips"])
    return [*(match.item.pk for match in best), *(key for strip in strips for key in strip.items)]


def _saving(address: AnswerAddress, person: Person | None) -> dict[str, object]:
    """How the question is saved as a challenge: by a button for who can, by a link for who has to sign in first."""
    pairs = [pair for pair in address.pairs() if pair[0] in KEPT_ALONG]
    return {
        "may_save": person is not None and saving_body(person, address.asker) is not None,
        "save_keep": [{"name": name, "value": value} for name, value in pairs],
        "save_url": f"{reverse('save_challenge')}?{urlencode(pairs)}" if person is None else "",
    }


def _posted(address: AnswerAddress) -> dict[str, str]:
    """Where somebody has this question asked again and again; a lent document is not kept for that."""
    if address.document:
        return {"alert_url": "", "feed_url": ""}
    asked = urlencode(address.pairs(leave_out=("view", "page")))
    return {
        "alert_url": f"{reverse('new_alert')}?{asked}",
        "feed_url": f"{reverse('answer_atom')}?{asked}",
    }


def _views(address: AnswerAddress) -> list[dict[str, object]]:
    labels = {"best": gettext("By kind"), "list": gettext("One list"), "map": gettext("Map")}
    return [
        {"label": label, "url": address.seen_as(code).url, "current": code == address.view}
        for code, label in labels.items()
    ]


def _pages(found: Answer, address: AnswerAddress) -> list[dict[str, object]]:
    """Links to the pages around this one, the first and the last."""
    near = {1, found.pages, *range(max(1, address.page - 1), min(found.pages, address.page + 1) + 1)}
    return [
        {"number": number, "url": address.on_page(number).url, "current": number == address.page}
        for number in sorted(near)
    ]


def _one_match(request: HttpRequest, slug: str) -> tuple[Match, AnswerAddress, str]:
    """The match of this item with the question in the address; 404 where there is none to see."""
    address = asked_in(request, request.GET)
    person = _person(request)
    item = library.item_for(person, slug)
    language = get_language() or "nl"
    if item is None or address is None or not address.question.strip():
        raise Http404
    asker = asker_of(address.asker, person)
    form = address.form(
        screen_language=language,
        most=PAGE,
        asker=asker,
    )
    value = library.value_of(item, today=_now().date())
    try:
        match = matching.explain_one(form, value, person=person, now=_now())
    except Refusal as refusal:
        raise Http404 from refusal
    if match is None:
        raise Http404
    return match, address, language


def _no_document(request: HttpRequest) -> HttpResponse:
    why = gettext(
        "The document of this question is no longer there. Choose it again, or write your question here."
    )
    return render(request, "matching/no_question.html", {"why": why, "question": ""}, status=404)


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
