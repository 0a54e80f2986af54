"""Giving a stored file to somebody who was found to may have it, so that it can do no harm in a browser."""

from django.http import FileResponse, Http404

from schakel.documents import files, rules

# Whatever is in it, a browser that opens it all the same runs nothing and asks for nothing.
_SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def file_answer(*, sha256: str, name: str, file_type: str) -> FileResponse:
    """The file, whole, to be kept and not opened in the page. Raises Http404 where it is gone from the disk."""
    try:
        content = files.path_of(sha256).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=name, content_type=rules.MEDIA_TYPES[file_type]
    )
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Accept-Ranges"] = "none"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
