"""What programs ask a website for: what they may read, where everything is, whom to warn."""

from collections.abc import Iterable
from datetime import date, timedelta
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from schakel.kernel.languages import LANGUAGES
from schakel.library import public as library
from schakel.library.public import Kind
from schakel.organisations.public import Organisation
from schakel.vocabulary import public as vocabulary
from schakel.website.web.visiting import full_address, now

PER_SITEMAP = 10_000
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
XML = "application/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
SECURITY_TEXT_HOLDS = timedelta(days=180)
NOT_FOR_ROBOTS = ("/account/", "/ask/", "/language/", "/scheme/", "/staff/")

Place = tuple[str, date | None]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines.append(f"Sitemap: {full_address(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


@require_safe
def security(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Whom to tell of a weakness (RFC 9116)."""
    expires = (now() + SECURITY_TEXT_HOLDS).replace(microsecond=0)
    lines = [
        f"Contact: mailto:{settings.ENVIRONMENT.email_from}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {full_address(reverse('security'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """The sitemaps; each holds as many pages as a sitemap may."""
    total = len(_fixed_places()) + library.items_visible_to(None).count()
    numbers = range(1, 2 + (total - 1) // PER_SITEMAP)
    places = [(reverse("sitemap_part", args=[number]), None) for number in numbers]
    return HttpResponse(_xml("sitemapindex", "sitemap", places), content_type=XML)


@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 - idem
    """A part of all pages that everybody may see."""
    first = (number - 1) * PER_SITEMAP
    places = _places(first, first + PER_SITEMAP)
    if not places:
        raise Http404
    return HttpResponse(_xml("urlset", "url", places), content_type=XML)


def _places(first: int, end: int) -> list[Place]:
    fixed = _fixed_places()
    items = library.items_visible_to(None).order_by("pk").values_list("slug", "changed_at")
    start, stop = max(0, first - len(fixed)), max(0, end - len(fixed))
    of_items = [(reverse("item", args=[slug]), changed_at.date()) for slug, changed_at in items[start:stop]]
    return [*fixed[max(0, first) : max(0, end)], *of_items]


def _fixed_places() -> list[Place]:
    """The pages that are there without any item."""
    names = (
        "home",
        "themes",
        "browse",
        "agenda",
        "organisations",
        "map",
        "about",
        "accessibility",
        "privacy",
        "colophon",
    )
    paths = [reverse(name) for name in names]
    paths += [reverse("browse_kind", args=[kind.value]) for kind in Kind]
    paths += [reverse("theme", args=[notation]) for notation in vocabulary.branches(LANGUAGES[0])]
    slugs = Organisation.objects.visible_to(None).order_by("slug").values_list("slug", flat=True)
    paths += [reverse("organisation", args=[slug]) for slug in slugs]
    return [(path, None) for path in paths]


def _xml(root: str, entry: str, places: Iterable[Place]) -> bytes:
    response = HttpResponse()
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl({"xmlns": SITEMAPS}))
    for path, changed_on in places:
        xml.startElement(entry, AttributesImpl({}))
        xml.addQuickElement("loc", full_address(path))
        if changed_on is not None:
            xml.addQuickElement("lastmod", changed_on.isoformat())
        xml.endElement(entry)
    xml.endElement(root)
    xml.endDocument()
    return response.content
