"""From an answer to what its template shows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from urllib.parse import urlencode

from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from schakel.library import public as library
from schakel.library.public import Kind
from schakel.matching.addresses import FACETS, AnswerAddress
from schakel.matching.public import CURRENT, Answer, Match, Piece, Quote, Reason, file_name
from schakel.matching.wording import context_text, misfit_text, reason_text, their_words, value_label
from schakel.search.analysis.analyser import How
from schakel.vocabulary import public as vocabulary

MOST_MISFITS = 3
MOST_OPTIONS = 12
MOST_SUGGESTED = 4
MOST_IN_A_STRIP = 3
"""As many as stand beside each other on a desktop."""


@dataclass(frozen=True)
class Screen:
    """Whom the answer is shown to: the language of the screen, and the themes by the names they have in it."""

    language: str
    themes: Mapping[str, vocabulary.Theme]

    @cached_property
    def labels(self) -> dict[str, str]:
        return {notation: theme.label for notation, theme in self.themes.items()}


def screen_in(language: str) -> Screen:
    """Made once for each page: looking whether the vocabulary changed takes a query."""
    return Screen(language, CURRENT.themes(language))


@dataclass(frozen=True, slots=True)
class Strip:
    """The best of one kind: at most four cards and the way to all of them."""

    kind: str
    title: str
    cards: tuple[dict[str, object], ...]
    all_url: str
    total: int
    items: tuple[int, ...] = ()
    """Keys of the items on the cards."""


def shown_card(match: Match, address: AnswerAddress, screen: Screen) -> dict[str, object]:
    """A card with its reasons, as ``components/card.html`` documents it."""
    card = library.card_of(match.item, language=screen.language, chance=match.chance)
    query = urlencode(address.pairs(leave_out=("page", "view")))
    return {
        **card,
        "action": _action(card["action"], match, address),
        "dots": match.dots,
        "reasons": _shown_reasons(match, screen),
        "your_sentence": _shown_pieces(match.explanation.your_sentence),
        "misfits": [misfit_text(misfit) for misfit in match.misfits if misfit.code not in _ON_THE_CARD][
            :MOST_MISFITS
        ],
        "explain_url": f"{reverse('worked_out', args=[match.item.slug])}?{query}",
        "contest_url": f"{reverse('not_right', args=[match.item.slug])}?{query}",
        "doubles": [{"title": double.title(screen.language), "url": double.url} for double in match.doubles],
    }


def _action(action: object, match: Match, address: AnswerAddress) -> object:
    """What leads to contact leads to asking for an introduction, and takes the question along as its reason."""
    if not isinstance(action, dict) or not str(action["url"]).endswith("#contact"):
        return action
    asked = reverse("introduction_ask", args=[match.item.slug])
    question = (
        "" if address.document else address.question
    )  # the words of a document are too long for an address
    return {**action, "url": f"{asked}?{urlencode({'q': question})}" if question else asked}


def brief_card(match: Match, screen: Screen) -> dict[str, object]:
    """A card for a strip of one kind: what it is and the first reason; the rest stands on a page of its own."""
    card = library.small_card_of(
        match.item, language=screen.language, today=timezone.localdate(), chance=match.chance
    )
    first = _shown_reason(match.explanation.reasons[0], screen)
    return {**card, "kind_label": "", "dots": match.dots, "reasons": [first]}


_ON_THE_CARD = frozenset({"illustrative"})
"""What the card already shows as a badge is not said a second time."""


_NO_QUOTE = {"quote": (), "field": ""}
"""Said, because a template takes ten times as long to find that something is not there."""


def _shown_reasons(match: Match, screen: Screen) -> list[dict[str, object]]:
    quote = match.explanation.quote
    by_words = [reason for reason in match.explanation.reasons if reason.how is not How.MEANING]
    shown = [_shown_reason(reason, screen) for reason in by_words]
    if quote is not None and shown:
        shown[-1] |= _shown_quote(quote, screen.language)
    for reason in match.explanation.reasons[len(by_words) :]:
        shown.append({**_NO_QUOTE, "text": gettext("Similar meaning (language model)")})
        if reason.nearest is not None and (quote is None or quote.text != reason.nearest.text):
            shown[-1] |= _shown_quote(reason.nearest, screen.language)
    return shown


def _shown_reason(reason: Reason, screen: Screen) -> dict[str, object]:
    if reason.how is How.RELATED or reason.how is How.LETTERS or not reason.your_words:
        return {**_NO_QUOTE, "text": reason_text(reason, screen.labels)}
    return {
        **_NO_QUOTE,
        "text": "",
        "your_words": reason.your_words,
        "their_words": their_words(reason, screen.labels),
    }


def _shown_quote(quote: Quote, language: str) -> dict[str, object]:
    return {
        "quote": _shown_pieces(quote.pieces),
        "field": file_name(quote.name),
        "quote_lang": quote.language if quote.language != language else "",
    }


def _shown_pieces(pieces: Iterable[Piece]) -> list[dict[str, object]]:
    return [{"text": piece.text, "marked": piece.is_marked} for piece in pieces]


def parts_table(match: Match, screen: Screen) -> dict[str, object]:
    """Every part of the score, the largest first, and what is left: together they are the score."""
    rows = [
        _part_row(
            reason.your_words or (context_text(reason.detail) if reason.how is How.RELATED else ""),
            reason.nearest.text if reason.nearest else their_words(reason, screen.labels),
            how_text(reason.how),
            reason.amount,
            match.score,
        )
        for reason in match.explanation.all_reasons
        if reason.amount > 0
    ]
    rest = match.score - sum(reason.amount for reason in match.explanation.all_reasons)
    if rest > 0:
        rows.append(_part_row(gettext("the rest"), "", how_text(How.LETTERS), rest, match.score))
    return {
        "id": "parts",
        "caption": gettext("Where the points come from"),
        "columns": [
            {"label": gettext("Your words")},
            {"label": gettext("Their words")},
            {"label": gettext("How they met")},
            {"label": gettext("Points"), "numeric": True},
            {"label": gettext("Share"), "numeric": True},
        ],
        "rows": rows,
    }


def _part_row(yours: str, theirs: str, how: str, amount: float, score: float) -> dict[str, object]:
    return {
        "cells": [
            {"text": yours},
            {"text": theirs},
            {"text": how},
            {"text": floatformat(amount, 2), "numeric": True},
            {"text": f"{100 * amount / score:.0f}%", "numeric": True},
        ]
    }


def how_text(how: How) -> str:
    return {
        How.WORD: gettext("the same word"),
        How.PART: gettext("part of a longer word"),
        How.PAIR: gettext("words beside each other"),
        How.TRANSLATION: gettext("translated"),
        How.NAME: gettext("the same name"),
        How.THEME: gettext("the same theme"),
        How.LETTERS: gettext("words that are spelled alike"),
        How.RELATED: gettext("like your organisation"),
        How.MEANING: gettext("similar meaning (language model)"),
    }[how]


def strips_of(
    found: Answer, address: AnswerAddress, screen: Screen, *, leave_out: Collection[int]
) -> list[Strip]:
    """The best of each kind, the kind with the best item first; what already stands above is left out."""
    strips = []
    by_best = sorted(found.best_of_each.items(), key=lambda entry: (-entry[1][0].score, entry[0]))
    for kind, matches in by_best:
        others = (match for match in matches if match.item.pk not in leave_out)
        shown = tuple(islice(others, MOST_IN_A_STRIP))
        if shown:
            strips.append(
                Strip(
                    kind=kind,
                    title=library.kind_name_plural(Kind(kind)),
                    cards=tuple(brief_card(match, screen) for match in shown),
                    all_url=address.with_choice("kind", kind).seen_as("list").url,
                    total=found.counts.get("kind", {}).get(kind, len(matches)),
                    items=tuple(match.item.pk for match in shown),
                )
            )
    return strips


def chips_of(understood: Iterable[str], address: AnswerAddress, screen: Screen) -> list[dict[str, str]]:
    """The themes recognised, each with the address of the same question without it."""
    return [
        {"label": screen.labels[notation], "remove": address.without_theme(notation).url}
        for notation in understood
        if notation in screen.labels
    ]


def suggestions_of(
    understood: tuple[str, ...], address: AnswerAddress, screen: Screen
) -> list[dict[str, str]]:
    """Themes the person may mean as well, and those they took away, each with the address that adds it."""
    offered = [*address.without, *(CURRENT.neighbours(understood, most=MOST_SUGGESTED) if understood else ())]
    return [
        {"label": screen.labels[notation], "add": address.with_theme(notation).url}
        for notation in dict.fromkeys(offered)
        if notation in screen.labels and notation not in understood
    ]


def chosen_chips(address: AnswerAddress, screen: Screen) -> list[dict[str, str]]:
    """The filters that are on, each with the address that takes it off."""
    return [
        {
            "label": value_label(facet, value, screen.labels),
            "remove": address.without_choice(facet, value).url,
        }
        for facet in FACETS
        for value in address.chosen.get(facet, ())
    ]


def facets_of(found: Answer, address: AnswerAddress, screen: Screen) -> list[dict[str, object]]:
    """The filters with their counts, as far as they can narrow the answer.

    A chosen value stays visible when nothing is left of it. How far something is means something else for every
    kind, so that is asked once one kind is chosen.
    """
    names = {
        "kind": gettext("What"),
        "theme": gettext("Theme"),
        "region": gettext("Where"),
        "language": gettext("Language"),
    }
    kinds = address.chosen.get("kind", ())
    fact = library.STATUS_FACTS.get(Kind(kinds[0])) if len(kinds) == 1 and kinds[0] in set(Kind) else None
    if fact or "status" in address.chosen:
        names["status"] = library.fact_name(fact or "status")
    shown = [(facet, _options(facet, found, address, screen)) for facet in names]
    return [
        {"name": facet, "label": names[facet], "options": options}
        for facet, options in shown
        if any(option["checked"] or option["count"] != found.total for option in options)
    ]


def _options(facet: str, found: Answer, address: AnswerAddress, screen: Screen) -> list[dict[str, object]]:
    counts = dict(found.counts.get(facet, {}))
    chosen = address.chosen.get(facet, ())
    if facet == "theme":
        challenges = {notation for notation, theme in screen.themes.items() if theme.is_challenge}
        wanted = challenges | set(chosen)
        counts = {notation: count for notation, count in counts.items() if notation in wanted}
    for value in chosen:
        counts.setdefault(value, 0)
    ordered = sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))
    return [
        {
            "value": value,
            "label": value_label(facet, value, screen.labels),
            "count": counts[value],
            "checked": value in chosen,
        }
        for value in ordered[:MOST_OPTIONS]
    ]
