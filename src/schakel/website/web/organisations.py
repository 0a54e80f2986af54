"""The page of one organisation, with everything the hub knows from it."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from schakel.accounts.public import Role, may
from schakel.library import public as library
from schakel.library.public import ItemQuerySet, Wanted
from schakel.organisations.public import (
    Organisation,
    Register,
    merged_into,
    register_name,
    roles_towards,
    size_name,
    type_name,
)
from schakel.website.web.visiting import screen_language, today, visitor

PER_PAGE = 24


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation and its items; 404 when there is none to see."""
    language, person = screen_language(), visitor(request)
    known = Organisation.objects.visible_to(person).select_related("province", "successor", "verified_by")
    found = known.filter(slug=slug).first()
    if found is None:
        double_of = merged_into(slug)
        if double_of is None:
            raise Http404
        return redirect("organisation", slug=double_of.slug, permanent=True)
    roles = roles_towards(person, found)
    items = library.items_wanted(Wanted(owner_or_place=found.pk), person, narrower={})
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    shown = page.object_list
    assert isinstance(shown, ItemQuerySet)
    values = library.values_of(shown, today=today())
    return render(
        request,
        "website/organisation.html",
        {
            "organisation": found,
            "type_name": type_name(found.type),
            "description": _description(found, language),
            "facts": _facts(found),
            "checked": _checked(found),
            "may_join": Role.OWNER not in roles and found.valid_until is None,
            "may_see_members": may("organisation.see-members", roles),
            "predecessors": list(known.filter(successor=found).order_by("name", "pk")),
            "has_ended": found.valid_until is not None and found.valid_until <= today(),
            "page": page,
            "total": page.paginator.count,
            "cards": [library.list_card_of(value, language=language, today=today()) for value in values],
            "crumbs": [
                {"label": gettext("Organisations"), "url": reverse("organisations")},
                {"label": found.name, "url": ""},
            ],
        },
    )


def _checked(found: Organisation) -> str:
    """Who of the staff checked what it is, and when; empty for what came with a public list."""
    if found.verified_at is None:
        return ""
    said = {
        "by": found.verified_by.name if found.verified_by else gettext("the staff of the hub"),
        "day": date_format(timezone.localtime(found.verified_at), "j F Y"),
    }
    return gettext("Checked by %(by)s on %(day)s") % said


def _description(found: Organisation, language: str) -> dict[str, str]:
    """In the reader's language, else in the other one; ``lang`` only when it is the other one."""
    texts = {"nl": found.description_nl, "en": found.description_en}
    if texts.get(language):
        return {"text": texts[language], "lang": ""}
    other, text = next(((code, text) for code, text in texts.items() if text), ("", ""))
    return {"text": text, "lang": other}


def _facts(found: Organisation) -> list[dict[str, object]]:
    """As ``components/facts.html`` shows them."""
    facts = [_fact(gettext("Kind of organisation"), type_name(found.type))]
    if found.province is not None:
        listed = f"{reverse('organisations')}?{urlencode({'province': found.province.code or ''})}"
        facts.append(_fact(gettext("Province"), found.province.name, url=listed))
    if found.size_class:
        size = size_name(found.size_class)
        text = gettext("%(size)s (our estimate)") % {"size": size} if found.size_is_estimate else size
        facts.append(_fact(gettext("Size"), text))
    if found.is_hub_partner:
        facts.append(_fact(gettext("Role"), gettext("Partner of the hub")))
    facts += [
        _fact(register_name(register), getattr(found, register.value))
        for register in Register
        if getattr(found, register.value)
    ]
    if found.code:
        facts.append(_fact(gettext("Code"), found.code.upper()))
    if found.tooi:
        facts.append(_fact(gettext("In the public register"), "TOOI", url=found.tooi))
    if found.website:
        host = found.website.partition("://")[2].partition("/")[0].removeprefix("www.")
        facts.append(_fact(gettext("Website"), host, url=found.website))
    return facts


def _fact(label: str, text: str, *, url: str = "") -> dict[str, object]:
    return {"label": label, "text": text, "url": url, "lines": []}
