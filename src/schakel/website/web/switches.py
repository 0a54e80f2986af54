"""The language and the colours of the screen, chosen by a link or button and kept in a cookie."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from schakel.kernel.languages import LANGUAGES
from schakel.website.shown_again import SCHEME_COOKIE, SCHEMES, remember


@require_safe
def set_language(request: HttpRequest, code: str) -> HttpResponse:
    """Go on in this language on the page one came from."""
    if code not in LANGUAGES:
        raise Http404
    return _back(request, settings.LANGUAGE_COOKIE_NAME, code)


@require_safe
def set_scheme(request: HttpRequest) -> HttpResponse:
    """Go on in these colours on the page one came from."""
    scheme = request.GET.get("scheme", "")
    if scheme not in SCHEMES:
        raise Http404
    return _back(request, SCHEME_COOKIE, scheme)


def _back(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    """To the page one came from, never to another site."""
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(wanted if is_ours else "/")
    remember(response, cookie, value)
    return response
