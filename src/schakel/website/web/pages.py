"""Pages about the website itself: written out in each language, because they are texts and not labels."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from schakel.organisations.public import Organisation
from schakel.website.shown_again import A_YEAR, SCHEME_COOKIE
from schakel.website.web.visiting import screen_language, visitor


@dataclass(frozen=True, slots=True)
class Cookie:
    """What the website keeps in somebody's browser."""

    name: str
    purpose: str
    days: int


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    partners = Organisation.objects.visible_to(visitor(request)).filter(is_hub_partner=True)
    return _page(request, "about", {"partners": partners.order_by("name", "pk")})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, "accessibility", {})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request, "privacy", {"cookies": _cookies()})


@require_safe
def colophon(request: HttpRequest) -> HttpResponse:
    return _page(request, "colophon", {})


def _page(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    template = f"website/pages/{name}.{screen_language()}.html"
    return render(request, template, {"hub_email": settings.ENVIRONMENT.email_from, **context})


def _cookies() -> list[Cookie]:
    """Every cookie the website sets, as the settings have it."""
    a_day = 24 * 3600
    a_year = A_YEAR // a_day
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            gettext("remembers that you are signed in, or which document you ask with; only then"),
            settings.SESSION_COOKIE_AGE // a_day,
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            gettext("makes sure that a form you send comes from this website"),
            settings.CSRF_COOKIE_AGE // a_day,
        ),
        Cookie(settings.LANGUAGE_COOKIE_NAME, gettext("remembers the language you chose"), a_year),
        Cookie(SCHEME_COOKIE, gettext("remembers the colours you chose"), a_year),
    ]
