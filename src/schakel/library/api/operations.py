"""Reading items: a list, one of them, and what kinds there are."""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query

from schakel.api.public import (
    Asked,
    Routes,
    Slug,
    caller_of,
    link_to_next,
    page_address,
    place_of,
    today,
    unusable_cursor,
)
from schakel.kernel.languages import DUTCH
from schakel.library import public as library
from schakel.library.api.shapes import (
    BRIEF,
    ItemAsked,
    ItemsAsked,
    ItemShape,
    ItemsShape,
    KindsShape,
    item_shape,
    kinds_shape,
)
from schakel.library.public import Wanted
from schakel.vocabulary import public as vocabulary

ROUTES = Routes("Items")
EARLIEST = 1900
"""A year before which nothing was published; databases know no moments at the beginning of time."""


@ROUTES.get(
    "/items",
    name="api_items",
    call="listItems",
    summary="List items",
    answers={200: ItemsShape},
    example="/items?kind=case&theme=energy-transition&limit=2&fields=title,page",
)
def items(request: HttpRequest, response: HttpResponse, asked: Query[ItemsAsked]) -> ItemsShape:
    """The items you may see, the newest first."""
    person, language = caller_of(request).reader, get_language() or DUTCH
    wanted = wanted_of(asked)
    found = library.items_under(wanted, person, parents=vocabulary.all_parents())
    keys = library.keys_after(found, _place(asked.cursor), most=asked.limit + 1)
    shown = keys[: asked.limit]
    values = library.values_by_key([key.pk for key in shown], person, today=today())
    labels = vocabulary.labels_for({theme for item in values.values() for theme in item.themes}, language)
    pictures = library.pictures_for(list(values.values()), language) if "pictures" in asked.fields else {}
    following = None
    if len(keys) > asked.limit:
        last = shown[-1]
        following = page_address(request, last.listed_at.astimezone(UTC).isoformat(), last.slug)
    link_to_next(response, following)
    if not asked.fields:
        request.wanted_fields = BRIEF  # type: ignore[attr-defined]
    return ItemsShape(
        items=[
            item_shape(values[key.pk], language=language, themes=labels, pictures=pictures.get(key.pk, ()))
            for key in shown
            if key.pk in values
        ],
        next=following,
    )


@ROUTES.get(
    "/items/{id}",
    name="api_item",
    call="getItem",
    summary="Read one item",
    answers={200: ItemShape},
    example="/items/mind-the-energy-gap?lang=en",
    problems=(404,),
)
def item(
    request: HttpRequest,
    id: Slug,  # noqa: A002 - its name in the address
    asked: Query[ItemAsked],  # noqa: ARG001 - looked at before
) -> ItemShape:
    """Everything about one item: its texts in each language, its facts, its source.

    One that was found to be a double of another is answered with that other.
    """
    person, language = caller_of(request).reader, get_language() or DUTCH
    found = library.item_for(person, id) or library.led_to_from(person, id)
    if found is None:
        raise Http404
    value = library.value_of(found, today=today())
    return item_shape(
        value,
        language=language,
        themes=vocabulary.labels_for(value.themes, language),
        pictures=library.pictures_for([value], language).get(value.pk, ()),
    )


@ROUTES.get(
    "/kinds",
    name="api_kinds",
    call="listKinds",
    summary="List the kinds of item",
    answers={200: KindsShape},
    example="/kinds?lang=en",
)
def kinds(request: HttpRequest, asked: Query[Asked]) -> KindsShape:  # noqa: ARG001 - the same for everybody
    """What kinds of item there are, and which texts and facts each can have."""
    return kinds_shape()


def wanted_of(asked: ItemsAsked) -> Wanted:
    return Wanted(
        kinds=frozenset(asked.kind),
        themes=frozenset(asked.theme),
        regions=frozenset(asked.region),
        statuses=frozenset(asked.status),
        languages=frozenset(asked.language),
    )


def _place(cursor: str) -> tuple[datetime, str] | None:
    place = place_of(cursor, parts=2)
    if place is None:
        return None
    try:
        moment = datetime.fromisoformat(place[0])
    except ValueError as error:
        raise unusable_cursor() from error
    if moment.tzinfo is None or moment.year < EARLIEST:
        raise unusable_cursor()
    return moment, place[1]
