"""What answers a question as a feed: the newest first, for everybody the same."""

from dataclasses import replace
from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from schakel.alerts.rules import NEAR_ENOUGH
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.matching import public as matching
from schakel.matching.public import AnswerAddress, Match, read_address

MOST = 50
LONGEST_TITLE = 100
JSON_FEED = "https://jsonfeed.org/version/1.1"


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The answer at this address as an Atom feed (RFC 4287). A session opens nothing here: a visitor gets the same."""
    address, matches, language = _asked(request)
    feed = Atom1Feed(
        title=_title(address),
        link=_full(address.url),
        feed_url=_full(request.get_full_path()),
        description="",
        language=language,
    )
    labels = _labels(language)
    for match in matches:
        item = match.item
        feed.add_item(
            title=item.title(language),
            link=_full(item.url),
            unique_id=_full(item.url),
            description=escape(_words(match, language, labels)),  # which goes out as HTML
            author_name=item.owner.name,
            categories=[library.kind_name(item.kind)],
            pubdate=item.published_at,
            updateddate=item.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def json(request: HttpRequest) -> HttpResponse:
    """The same as a JSON Feed, version 1.1 (jsonfeed.org)."""
    address, matches, language = _asked(request)
    labels = _labels(language)
    feed = {
        "version": JSON_FEED,
        "title": _title(address),
        "home_page_url": _full(address.url),
        "feed_url": _full(request.get_full_path()),
        "language": language,
        "items": [
            {
                "id": _full(match.item.url),
                "url": _full(match.item.url),
                "title": match.item.title(language),
                "content_text": _words(match, language, labels),
                "date_published": _moment(match.item.published_at),
                "date_modified": _moment(match.item.changed_at),
                "authors": [{"name": match.item.owner.name}],
                "tags": [library.kind_name(match.item.kind)],
            }
            for match in matches
        ],
    }
    return JsonResponse(
        feed, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


def _asked(request: HttpRequest) -> tuple[AnswerAddress, list[Match], str]:
    """The question, and what is near enough to it, the newest first. Raises Http404 where nothing is asked."""
    address = read_address(request.GET)
    language = get_language() or DUTCH
    asker = matching.asker_of(address.asker, None)
    form = replace(address.seen_as("list"), page=1).form(screen_language=language, most=MOST, asker=asker)
    try:
        found = matching.ask(form, person=None, now=timezone.now().astimezone(UTC))
    except Refusal as refusal:
        raise Http404 from refusal
    near = [match for match in found.matches if match.dots >= NEAR_ENOUGH]
    return address, sorted(near, key=_newest_first, reverse=True), language


def _newest_first(match: Match) -> tuple[datetime, int]:
    return match.item.published_at or match.item.changed_at, match.item.pk


def _words(match: Match, language: str, labels: dict[str, str]) -> str:
    """The summary, and why it is in the answer."""
    summary = match.item.text("summary", language)
    why = [matching.reason_text(reason, labels) for reason in match.explanation.reasons]
    return "\n".join([summary.text if summary else "", *why]).strip()


def _title(address: AnswerAddress) -> str:
    question = Truncator(" ".join(address.question.split())).chars(LONGEST_TITLE)
    return gettext("%(hub)s: new for “%(question)s”") % {
        "hub": settings.ENVIRONMENT.hub_name,
        "question": question,
    }


def _labels(language: str) -> dict[str, str]:
    return {notation: theme.label for notation, theme in matching.CURRENT.themes(language).items()}


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _full(path: str) -> str:
    return settings.ENVIRONMENT.base_url + path
