"""Looking an organisation up: by name, by type, by province."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from schakel.accounts.public import Person
from schakel.organisations.labels import province_name, type_name, type_name_plural
from schakel.organisations.models import Organisation
from schakel.organisations.queries import search_organisations
from schakel.organisations.rules import OrganisationType

PER_PAGE = 48
MOST = 5000
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody is looking for; every field can stand in the address."""

    text: str
    type: OrganisationType | None
    province: str

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.type or self.province)

    def url(self, **changes: str) -> str:
        pairs = {
            "q": self.text,
            "type": self.type.value if self.type else "",
            "province": self.province,
        } | changes
        kept = {name: value for name, value in pairs.items() if value}
        return f"{reverse('organisations')}?{urlencode(kept)}" if kept else reverse("organisations")


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation in the list."""

    name: str
    url: str
    about: str


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations the hub knows, those that ended only by their name."""
    person = request.user if isinstance(request.user, Person) else None
    search = _read(request)
    found = search_organisations(
        search.text, person=person, type=search.type, province=search.province, most=MOST
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counts = _count_by_province(person, search)
    return render(
        request,
        "organisations/organisations.html",
        {
            "search": search,
            "types": _types(search),
            "lines": [_line(organisation) for organisation in page.object_list],
            "page": page,
            "total": len(found),
            "chips": _chips(search),
            "counts": counts,
            "links": {code: search.url(province=code) for code in counts},
        },
    )


def _read(request: HttpRequest) -> Search:
    """What stands in the address; what makes no sense is left out."""
    wanted, province = request.GET.get("type", ""), request.GET.get("province", "")
    return Search(
        text=request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_NAME],
        type=OrganisationType(wanted) if wanted in set(OrganisationType) else None,
        province=province if province_name(province) != province else "",
    )


def _count_by_province(person: Person | None, search: Search) -> dict[str, int]:
    """Number of organisations of the wanted type that exist now, by code of their province."""
    existing = Organisation.objects.visible_to(person).valid_on(_today()).filter(province__isnull=False)
    if search.type is not None:
        existing = existing.filter(type=search.type.value)
    counted = existing.order_by("province__code").values_list("province__code").annotate(number=Count("pk"))
    return {code: number for code, number in counted if code}


def _types(search: Search) -> list[dict[str, object]]:
    return [
        {"value": one.value, "label": type_name_plural(one), "chosen": one is search.type}
        for one in OrganisationType
    ]


def _chips(search: Search) -> list[dict[str, str]]:
    """What the list is narrowed down by, each with the address of the list without it."""
    chips = []
    if search.text:
        chips.append({"label": f"“{search.text}”", "remove": search.url(q="")})
    if search.type is not None:
        chips.append({"label": type_name_plural(search.type), "remove": search.url(type="")})
    if search.province:
        chips.append({"label": province_name(search.province), "remove": search.url(province="")})
    return chips


def _line(organisation: Organisation) -> Line:
    about = [type_name(organisation.type)]
    if organisation.province is not None:
        about.append(organisation.province.name)
    if organisation.is_hub_partner:
        about.append(gettext("partner of the hub"))
    if organisation.valid_until is not None and organisation.valid_until <= _today():
        about.append(gettext("ended in %(year)s") % {"year": organisation.valid_until.year})
    return Line(
        name=organisation.name,
        url=reverse("organisation", args=[organisation.slug]),
        about=" · ".join(about),
    )


def _today() -> date:
    return timezone.localdate()
