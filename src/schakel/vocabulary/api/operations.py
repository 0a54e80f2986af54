"""Reading themes: a list, and one of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query

from schakel.api.public import Routes, Slug, link_to_next, page_address, place_of
from schakel.kernel.languages import DUTCH
from schakel.vocabulary import public as vocabulary
from schakel.vocabulary.api.shapes import (
    ThemeAsked,
    ThemesAsked,
    ThemesShape,
    WholeThemeShape,
    theme_shape,
    whole_theme_shape,
)

ROUTES = Routes("Themes")


@ROUTES.get(
    "/themes",
    name="api_themes",
    call="listThemes",
    summary="List themes",
    answers={200: ThemesShape},
    example="/themes?limit=5&lang=en",
)
def themes(request: HttpRequest, response: HttpResponse, asked: Query[ThemesAsked]) -> ThemesShape:
    """The themes of the hub by their names in addresses; each says which is above it."""
    place = place_of(asked.cursor, parts=1)
    after = place[0] if place else ""
    found = vocabulary.themes_after(after, get_language() or DUTCH, most=asked.limit + 1)
    shown = found[: asked.limit]
    following = page_address(request, shown[-1].notation) if len(found) > asked.limit else None
    link_to_next(response, following)
    return ThemesShape(items=[theme_shape(theme) for theme in shown], next=following)


@ROUTES.get(
    "/themes/{id}",
    name="api_theme",
    call="getTheme",
    summary="Read one theme",
    answers={200: WholeThemeShape},
    example="/themes/heat-stress?lang=en",
    problems=(404,),
)
def theme(
    request: HttpRequest,  # noqa: ARG001 - the same for everybody
    id: Slug,  # noqa: A002 - its name in the address
    asked: Query[ThemeAsked],  # noqa: ARG001 - looked at before
) -> WholeThemeShape:
    """One theme: its names in both languages, and what is above, below and beside it."""
    found = vocabulary.whole_theme(id, get_language() or DUTCH)
    if found is None:
        raise Http404
    return whole_theme_shape(found)
