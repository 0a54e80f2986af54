"""The files of an item: who may edit it puts them there, who may see it gets them, at this one door."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person
from schakel.documents import actions, queries
from schakel.documents.keeping import file_answer
from schakel.documents.messages import refusal_text
from schakel.documents.models import Attachment
from schakel.documents.uploading import bounded, sent_file
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item


@require_GET
def file(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """One file, whole: for who may see the item now; otherwise the same as for no such file."""
    attachment = queries.attachment_for(_person(request), slug, code)
    if attachment is None:
        raise Http404
    return file_answer(name=attachment.name, file_type=attachment.file_type, sha256=attachment.sha256)


@require_http_methods(["GET", "POST"])
@bounded
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    """The files of an item for who may edit it: what is there, what was read in it, and adding one."""
    person = _person(request)
    if person is None:
        return redirect_to_login(request.path)
    item = _editable(person, slug)
    error = ""
    if request.method == "POST":
        try:
            name, content = sent_file(request, "document")
            added = actions.add_attachment(item=item, content=content, name=name, added_by=person, now=_now())
        except Refusal as refusal:
            error = refusal_text(refusal)
        else:
            messages.success(request, gettext("Attached: %(name)s.") % {"name": added.name})
            return redirect("item_attachments", slug=item.slug)
    value = library.value_of(item, today=timezone.localdate())
    title = value.title(get_language() or DUTCH)
    context = {
        "item": value,
        "title": title,
        "attachments": [shown(attachment, slug) for attachment in queries.attachments_of(item)],
        "error": error,
        "limits": _limits(),
        "crumbs": [{"label": title, "url": value.url}, {"label": gettext("Attachments")}],
    }
    return render(request, "documents/attachments.html", context, status=400 if error else 200)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Ask once more, then take a file away from its item."""
    person = _person(request)
    if person is None:
        return redirect_to_login(request.path)
    item = _editable(person, slug)
    attachment = queries.attachment_of(item, code)
    if attachment is None:
        raise Http404
    if request.method == "POST":
        actions.remove_attachment(attachment=attachment, removed_by=person, now=_now())
        messages.success(request, gettext("Removed: %(name)s.") % {"name": attachment.name})
        return redirect("item_attachments", slug=item.slug)
    value = library.value_of(item, today=timezone.localdate())
    title = value.title(get_language() or DUTCH)
    context = {
        "item": value,
        "title": title,
        "attachment": shown(attachment, slug),
        "crumbs": [{"label": title, "url": value.url}, {"label": gettext("Attachments")}],
    }
    return render(request, "documents/remove.html", context)


def shown(attachment: Attachment, slug: str) -> dict[str, object]:
    """A file as a template shows it: what it is called, how large it is, and whether it is searched."""
    if attachment.read_at is None:
        state = gettext("is being read")
    elif attachment.unreadable:
        state = refusal_text(Refusal(attachment.unreadable))
    elif not attachment.text:
        state = gettext("no text found in it")
    else:
        state = gettext("its beginning is searched") if attachment.is_cut else gettext("is searched")
    return {
        "code": attachment.code,
        "name": attachment.name,
        "slug": slug,
        "size": filesizeformat(attachment.size),
        "added_at": attachment.added_at,
        "state": state,
    }


def _editable(person: Person, slug: str) -> Item:
    item = library.item_for(person, slug)
    if item is None or not library.allows(person, "item.edit", item):
        raise Http404
    return item


def _limits() -> str:
    environment = settings.ENVIRONMENT
    return gettext("Files of at most %(megabytes)s megabytes: %(types)s.") % {
        "megabytes": environment.document_megabytes,
        "types": ", ".join(environment.attachment_types),
    }


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
