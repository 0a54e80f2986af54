"""What is new in a list, for a feed reader."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from schakel.library.labels import kind_name, kind_name_plural
from schakel.library.queries import values_of
from schakel.library.web.browse import Browsing, list_address
from schakel.library.web.visiting import full_address, screen_language, today, visitor
from schakel.vocabulary import public as vocabulary

NEWEST = 50


@require_safe
def newest(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The newest items of the list at this address as an Atom feed."""
    address = list_address(request, kind)
    language = screen_language()
    what = kind_name_plural(address.kind) if address.kind else gettext("Everything new")
    feed = Atom1Feed(
        title=f"{settings.ENVIRONMENT.hub_name}: {what}",
        link=full_address(address.url),
        feed_url=full_address(address.feed_url),
        description="",
        language=language,
    )
    items = Browsing(address, visitor(request), language, vocabulary.all_parents()).items()[:NEWEST]
    for item in values_of(items, today=today()):
        summary = item.text("summary", language)
        feed.add_item(
            title=item.title(language),
            link=full_address(item.url),
            unique_id=full_address(item.url),
            description=escape(summary.text) if summary else "",  # which goes out as HTML
            author_name=item.owner.name,
            categories=[kind_name(item.kind)],
            pubdate=item.published_at,
            updateddate=item.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
