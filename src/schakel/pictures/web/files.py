"""The files of pictures: for who may see the item now, at this one door."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from schakel.accounts.public import Person
from schakel.documents import public as documents
from schakel.pictures import queries

_PUBLIC = "public, max-age=3600"
"""Of an item that everybody may see: so long it may still be seen after it is withdrawn, by who saw it before."""
_PRIVATE = "private, no-cache"
"""Of any other: the browser of who saw it keeps it, and asks each time whether they still may (RFC 9111, 5.2.2.4)."""
_SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
def file(request: HttpRequest, slug: str, code: str, width: int) -> HttpResponseBase:
    """One picture in one width: for who may see the item now; otherwise the same as for no such picture."""
    person = request.user if isinstance(request.user, Person) else None
    kept = queries.size_for(person, slug, code, width)
    if kept is None:
        raise Http404
    etag = f'"{kept.sha256}"'
    response = get_conditional_response(request, etag=etag) or _content(kept.sha256)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = _PUBLIC if kept.is_public else _PRIVATE
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Accept-Ranges"] = "none"
    return response


def _content(digest: str) -> FileResponse:
    try:
        content = documents.path_of(digest).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, content_type="image/webp")
