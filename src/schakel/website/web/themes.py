"""The themes: the tree, and what there is of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from schakel.accounts.public import Person
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Kind, Wanted
from schakel.matching import public as matching
from schakel.matching.public import CURRENT, QuestionForm
from schakel.vocabulary import public as vocabulary
from schakel.vocabulary.public import Concept, Theme
from schakel.website.web.home import challenge_tiles
from schakel.website.web.visiting import now, screen_language, today, visitor

OF_EACH_KIND = 4
ENOUGH = 6
"""A theme with fewer items of its own also shows what comes near it."""

Labels = Mapping[str, Theme]


@dataclass(frozen=True, slots=True)
class Branch:
    """A theme with what is directly narrower; ``number`` items in all."""

    label: str
    url: str
    number: int
    narrower: tuple["Branch", ...] = ()


@dataclass(frozen=True, slots=True)
class Strip:
    """Some items of one kind, and the way to all of them."""

    kind: Kind
    title: str
    cards: tuple[dict[str, object], ...]
    total: int
    all_url: str


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """The challenges, and under each branch what is directly narrower."""
    language, person = screen_language(), visitor(request)
    known = CURRENT.themes(language)
    counts = _counts(person, known)
    children = _children(known)
    return render(
        request,
        "website/themes.html",
        {
            "challenges": challenge_tiles(person, language),
            "branches": [_branch(notation, known, counts, children) for notation in children.get("", ())],
            "total": library.written_number(len(known)),
        },
    )


@require_safe
def themes_file(request: HttpRequest, ending: str) -> HttpResponse:  # noqa: ARG001 - everybody gets the same
    """All themes as SKOS."""
    if ending not in vocabulary.SKOS_MEDIA_TYPES:
        raise Http404
    written = vocabulary.themes_as_skos(
        ending, base_url=settings.ENVIRONMENT.base_url, hub_name=settings.ENVIRONMENT.hub_name
    )
    return HttpResponse(written, content_type=vocabulary.SKOS_MEDIA_TYPES[ending])


@require_safe
def theme(request: HttpRequest, notation: str) -> HttpResponse:
    """One theme: what it is called, what is around it, and its items kind by kind."""
    language, person = screen_language(), visitor(request)
    concept = vocabulary.concept_by_notation(notation)
    known = CURRENT.themes(language)
    if concept is None or notation not in known:
        raise Http404
    counts = _counts(person, known)
    children = _children(known)
    strips = _strips(notation, person, language, _under(notation, children))
    shown = {str(card["url"]) for strip in strips for card in strip.cards}
    label = known[notation].label
    return render(
        request,
        "website/theme.html",
        {
            "notation": notation,
            "icon": _icon(notation, known),
            "label": capfirst(label),
            "other_names": _other_names(concept, language, label),
            "crumbs": _crumbs(notation, known),
            "narrower": [_branch(child, known, counts, {}) for child in children.get(notation, ())],
            "related": [_branch(other, known, counts, {}) for other in _related(concept) if other in known],
            "strips": strips,
            "total": counts.get(notation, 0),
            "near": _near(notation, label, person, language, leave_out=shown)
            if counts.get(notation, 0) < ENOUGH
            else [],
            "ask_url": f"{reverse('answer')}?{urlencode({'q': label, 'also': notation})}",
            "feed_url": f"{reverse('browse_feed')}?{urlencode({'theme': notation})}",
        },
    )


def _counts(person: Person | None, known: Labels) -> dict[str, int]:
    parents = {notation: theme.broader for notation, theme in known.items()}
    return library.count_by_theme(library.items_visible_to(person), parents)


def _children(known: Labels) -> dict[str, list[str]]:
    """The notations directly under each theme; under "" those on top."""
    children: dict[str, list[str]] = {}
    for notation, theme in known.items():
        children.setdefault(theme.broader, []).append(notation)
    return children


def _under(notation: str, children: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [notation]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def _branch(
    notation: str, known: Labels, counts: Mapping[str, int], children: Mapping[str, list[str]]
) -> Branch:
    return Branch(
        label=capfirst(known[notation].label),
        url=reverse("theme", args=[notation]),
        number=counts.get(notation, 0),
        narrower=tuple(_branch(child, known, counts, {}) for child in children.get(notation, ())),
    )


def _strips(notation: str, person: Person | None, language: str, under: set[str]) -> list[Strip]:
    """The newest of each kind, the kind with the most items first."""
    wanted = Wanted(themes=frozenset({notation}))
    items = library.items_wanted(wanted, person, narrower={notation: under})
    numbers = library.count_by_kind(items)
    keys = library.newest_of_each_kind(items, most=OF_EACH_KIND)
    cards: dict[Kind, list[dict[str, object]]] = {}
    for value in library.values_of(
        library.items_visible_to(person).filter(pk__in=keys).order_by(*library.NEWEST_FIRST), today=today()
    ):
        cards.setdefault(value.kind, []).append(
            library.small_card_of(value, language=language, today=today())
        )
    return [
        Strip(
            kind=kind,
            title=library.kind_name_plural(kind),
            cards=tuple(cards[kind]),
            total=number,
            all_url=f"{reverse('browse_kind', args=[kind.value])}?{urlencode({'theme': notation})}",
        )
        for kind, number in sorted(numbers.items(), key=lambda counted: (-counted[1], counted[0]))
        if kind in cards
    ]


def _near(
    notation: str, label: str, person: Person | None, language: str, *, leave_out: set[str]
) -> list[dict[str, object]]:
    """What speaks of the theme without being filed under it."""
    form = QuestionForm(text=label, screen_language=language, language=language, with_themes=(notation,))
    try:
        found = matching.ask(form, person=person, now=now())
    except Refusal:
        return []
    cards = [
        library.small_card_of(match.item, language=language, today=today(), chance=match.chance)
        for match in found.matches
    ]
    return [card for card in cards if card["url"] not in leave_out][:ENOUGH]


def _related(concept: Concept) -> list[str]:
    return list(concept.related.order_by("position", "notation").values_list("notation", flat=True))


def _other_names(concept: Concept, language: str, label: str) -> list[str]:
    return [text for text in vocabulary.labels_of(concept).get(language, []) if text != label]


def _icon(notation: str, known: Labels) -> str:
    """The icon of the challenge the theme falls under; empty for the other branches."""
    step = notation
    while step:
        if known[step].is_challenge:
            return step
        step = known[step].broader
    return ""


def _crumbs(notation: str, known: Labels) -> list[dict[str, str]]:
    trail = [{"label": capfirst(known[notation].label), "url": ""}]
    step = known[notation].broader
    while step:
        trail.append({"label": capfirst(known[step].label), "url": reverse("theme", args=[step])})
        step = known[step].broader
    trail.append({"label": gettext("Themes"), "url": reverse("themes")})
    return trail[::-1]
