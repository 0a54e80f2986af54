"""The pictures of an item for who may edit it: what is there, adding, describing, ordering and removing."""

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from schakel.accounts.public import Person
from schakel.documents import public as documents
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item, ShownPicture
from schakel.pictures import actions, queries
from schakel.pictures.messages import refusal_text
from schakel.pictures.models import Picture
from schakel.pictures.rules import MOST_PICTURES
from schakel.pictures.web.forms import AddForm, DescribeForm

DIRECTIONS = {"forward": -1, "back": 1}
_OF_THE_FILE = ("picture", "document")
"""Beginnings of what is refused of a file, and not of the words about it."""


@require_http_methods(["GET", "POST"])
@documents.bounded
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    """The pictures of an item in their order, and adding one."""
    person = _person(request)
    if person is None:
        return redirect_to_login(request.path)
    item = _editable(person, slug)
    is_sent = request.method == "POST"
    form = AddForm(request.POST if is_sent else None, languages=library.languages_of(item))
    if is_sent and form.is_valid():
        try:
            _name, content = documents.sent_file(request, "picture")
            actions.add_picture(item=item, content=content, said=form.said(), added_by=person, now=_now())
        except Refusal as refusal:
            form.add_error(
                "picture" if refusal.code.startswith(_OF_THE_FILE) else None, refusal_text(refusal)
            )
        else:
            messages.success(request, gettext("The picture is added."))
            return redirect("item_pictures", slug=item.slug)
    shown = [_shown(picture, item) for picture in queries.pictures_of(item)]
    context = _about(item, gettext("Pictures")) | {
        "pictures": shown,
        "form": form,
        "has_room": len(shown) < MOST_PICTURES,
        "most": MOST_PICTURES,
    }
    return render(request, "pictures/pictures.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Say something else of a picture."""
    person = _person(request)
    if person is None:
        return redirect_to_login(request.path)
    item, picture = _editable_picture(person, slug, code)
    is_sent = request.method == "POST"
    form = DescribeForm(
        request.POST if is_sent else None, picture=picture, languages=library.languages_of(item)
    )
    if is_sent and form.is_valid():
        try:
            actions.describe_picture(
                picture=picture,
                said=form.said(),
                seen_version=form.cleaned_data["seen_version"],
                described_by=person,
                now=_now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("item_pictures", slug=item.slug)
    context = _about(item, gettext("Pictures")) | {"picture": _shown(picture, item), "form": form}
    return render(request, "pictures/describe.html", context, status=400 if form.errors else 200)


@require_POST
def move(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One place forward or back in the order."""
    person = _person(request)
    if person is None:
        return redirect_to_login(request.path)
    item, picture = _editable_picture(person, slug, code)
    by = DIRECTIONS.get(request.POST.get("direction", ""), 0)
    actions.move_picture(picture=picture, by=by, moved_by=person, now=_now())
    return redirect("item_pictures", slug=item.slug)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Ask once more, then take a picture away from its item."""
    person = _person(request)
    if person is None:
        return redirect_to_login(request.path)
    item, picture = _editable_picture(person, slug, code)
    if request.method == "POST":
        actions.remove_picture(picture=picture, removed_by=person, now=_now())
        messages.success(request, gettext("The picture is removed."))
        return redirect("item_pictures", slug=item.slug)
    context = _about(item, gettext("Pictures")) | {"picture": _shown(picture, item)}
    return render(request, "pictures/remove.html", context)


def _about(item: Item, here: str) -> dict[str, object]:
    value = library.value_of(item, today=timezone.localdate())
    title = value.title(get_language() or DUTCH)
    return {
        "item": value,
        "title": title,
        "crumbs": [{"label": title, "url": value.url}, {"label": here}],
    }


def _shown(picture: Picture, item: Item) -> ShownPicture:
    return queries.shown_picture(picture, picture.sizes.all(), item.slug, get_language() or DUTCH)


def _editable(person: Person, slug: str) -> Item:
    item = library.item_for(person, slug)
    if item is None or not library.allows(person, "item.edit", item):
        raise Http404
    return item


def _editable_picture(person: Person, slug: str, code: str) -> tuple[Item, Picture]:
    item = _editable(person, slug)
    picture = queries.picture_of(item, code)
    if picture is None:
        raise Http404
    return item, picture


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
