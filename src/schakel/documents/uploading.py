"""Taking a file from a browser: bounded while it comes in, and only where one is expected."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from io import BytesIO
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from schakel.kernel.refusal import Refusal

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

_HOPELESS = 5
"""Times the largest size, from which the rest of what is sent is not even waited for."""
_TOO_LARGE = "document_too_large"


class BoundedUpload(FileUploadHandler):
    """Keeps one file in memory, and none of a file that is too large: nothing of it ever stands on the disk."""

    def handle_raw_input(self, *arguments: object, **named: object) -> None:
        """Looks only at how much is announced."""
        length = arguments[2] if len(arguments) > 2 else named.get("content_length")  # noqa: PLR2004 - Django's own order
        if isinstance(length, int) and length > _HOPELESS * _largest():
            setattr(self.request, _TOO_LARGE, True)
            raise StopUpload(connection_reset=True)

    def new_file(self, *arguments: object, **named: object) -> None:
        super().new_file(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing goes on to another handler."""
        if start + len(raw_data) > _largest():
            setattr(self.request, _TOO_LARGE, True)
            raise StopUpload(connection_reset=False)
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )


def bounded(view: View[P]) -> View[P]:
    """The view takes a file, of at most the size in the settings.

    Tokens against forged forms are looked at by the view itself, because that reads what was sent.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def take(request: HttpRequest, /, *arguments: P.args, **named: P.kwargs) -> HttpResponse:
        request.upload_handlers = [BoundedUpload(request)]
        return protected(request, *arguments, **named)

    return take


def sent_file(request: HttpRequest, name: str) -> tuple[str, bytes]:
    """Name and content of the file in this field. A Refusal when there is none, or when it was too large."""
    file = request.FILES.get(name)
    if getattr(request, _TOO_LARGE, False):
        raise Refusal("document-too-large", megabytes=settings.ENVIRONMENT.document_megabytes)
    if not isinstance(file, UploadedFile):
        raise Refusal("document-missing")
    return file.name or "", file.read()


def upload_refusal(request: HttpRequest) -> Refusal | None:
    """Why what was sent did not come in; None when it did."""
    if getattr(request, _TOO_LARGE, False):
        return Refusal("document-too-large", megabytes=settings.ENVIRONMENT.document_megabytes)
    return None


def holder_of(request: HttpRequest) -> str:
    """Whose a lent document is: a hash of this session, which is begun when there is none."""
    if request.session.session_key is None:
        request.session.create()
    return known_holder(request)


def known_holder(request: HttpRequest) -> str:
    """The same, of a session that there is; empty for somebody who has lent nothing."""
    key = request.session.session_key
    return sha256(f"lent {key}".encode()).hexdigest() if key else ""


def _largest() -> int:
    return int(settings.ENVIRONMENT.document_megabytes) * 2**20
