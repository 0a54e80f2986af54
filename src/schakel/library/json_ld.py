"""An item for search engines and other machines: schema.org as JSON-LD."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from schakel.library.kinds import Kind
from schakel.library.occasions import Occasion, occasions_of, windows_of
from schakel.library.picturing import ShownPicture
from schakel.library.values import Body, ItemValue
from schakel.library.wording import paragraphs

_ATTENDANCE = {
    "online": "https://schema.org/OnlineEventAttendanceMode",
    "onsite": "https://schema.org/OfflineEventAttendanceMode",
    "hybrid": "https://schema.org/MixedEventAttendanceMode",
}
_EVENT_STATUS = {
    False: "https://schema.org/EventScheduled",
    True: "https://schema.org/EventCancelled",
}
_COURSE_MODE = {"online": "online", "onsite": "onsite", "hybrid": "blended"}
# Inside a <script> element nothing may look like its end or like markup.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}

Properties = dict[str, object]


def json_ld_of(
    item: ItemValue,
    *,
    language: str,
    base_url: str,
    themes: Mapping[str, str],
    pictures: Sequence[ShownPicture] = (),
    editions: Sequence[Properties] = (),
) -> SafeString:
    """The item as JSON-LD that can stand inside a script element. ``themes``: label by notation.

    ``editions``: those of a training or an event as schema.org tells them; they say better than the item when it is.
    """
    properties = _shared(item, language, base_url, themes) | _OF_KIND[item.kind](item, language)
    properties["image"] = [_image(picture, base_url) for picture in pictures]
    if editions:
        properties |= _held(item.kind, editions)
    return escaped_json(
        {name: value for name, value in properties.items() if value not in (None, "", [], {})}
    )


_OF_THE_FIRST = (
    "startDate",
    "endDate",
    "eventStatus",
    "eventAttendanceMode",
    "location",
    "offers",
    "maximumAttendeeCapacity",
)


def _held(kind: Kind, editions: Sequence[Properties]) -> Properties:
    """A training has instances; an event is the first of its editions that goes on, and has all of them in it."""
    if kind is Kind.TRAINING:
        return {"hasCourseInstance": list(editions), "offers": None}
    going_on = [one for one in editions if one["eventStatus"] == _EVENT_STATUS[False]]
    first = (going_on or editions)[0]
    several = {"subEvent": list(editions)} if len(editions) > 1 else {}
    return {name: first.get(name) for name in _OF_THE_FIRST} | several


def escaped_json(value: object) -> SafeString:
    """JSON in which no text can end the script element it stands in."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        written = written.replace(character, escape)
    return mark_safe(written)  # noqa: S308 - the characters that mean something to a browser are escaped above


def _shared(item: ItemValue, language: str, base_url: str, themes: Mapping[str, str]) -> Properties:
    title, summary = item.text("title", language), item.text("summary", language)
    return {
        "@context": "https://schema.org",
        "@type": item.definition.schema_org,
        "@id": f"{base_url}{item.url}",
        "url": f"{base_url}{item.url}",
        "name": title.text if title else item.slug,
        "description": summary.text if summary else "",
        "keywords": [themes[notation] for notation in item.themes if notation in themes],
        "sameAs": item.source_url,
    }


def _image(picture: ShownPicture, base_url: str) -> Properties:
    widest = picture.largest
    said: Properties = {
        "@type": "ImageObject",
        "contentUrl": f"{base_url}{widest.url}",
        "width": widest.width,
        "height": widest.height,
        "caption": picture.description,
        "creditText": picture.maker,
        "license": picture.licence,
    }
    return {name: value for name, value in said.items() if value}


def _organisation(body: Body) -> Properties:
    kind = (
        "GovernmentOrganization"
        if body.type in ("municipality", "province", "water-board", "national")
        else "Organization"
    )
    return {"@type": kind, "name": body.name}


def _written(item: ItemValue, language: str) -> Properties:
    """What creative works have and organisations, people and places have not."""
    title = item.text("title", language)
    return {
        "sameAs": "",
        "isBasedOn": item.source_url,
        "inLanguage": title.language if title else item.original_language,
        "dateModified": item.changed_at.isoformat(),
        "datePublished": item.published_at.isoformat() if item.published_at else "",
    }


def _case(item: ItemValue, language: str) -> Properties:
    title = item.text("title", language)
    return _written(item, language) | {
        "headline": title.text[:110] if title else item.slug,
        "author": _organisation(item.owner),
        "spatialCoverage": {"@type": "Place", "name": item.place.name} if item.place else None,
        "temporalCoverage": str(item.year) if item.year else "",
    }


def _solution(item: ItemValue, language: str) -> Properties:
    spdx = item.facts.get("spdx")
    return _written(item, language) | {
        "applicationCategory": item.facts.get("solution_type"),
        "license": f"https://spdx.org/licenses/{spdx}.html" if spdx else "",
        "creator": _organisation(item.owner),
        "installUrl": item.facts.get("repository_url"),
    }


def _provider(item: ItemValue, language: str) -> Properties:
    return {
        "makesOffer": [{"@type": "Offer", "name": offer} for offer in _points(item, "offers", language)],
        "address": {"@type": "PostalAddress", "addressLocality": item.place.name} if item.place else None,
    }


def _hub(item: ItemValue, language: str) -> Properties:
    country = item.facts.get("country")
    return _provider(item, language) | {
        "address": {"@type": "PostalAddress", "addressCountry": country} if country else None,
        "foundingDate": str(item.facts.get("started_year") or ""),
        "sameAs": item.facts.get("website") or item.source_url,
    }


def _expert(item: ItemValue, language: str) -> Properties:
    return {
        "knowsAbout": _points(item, "expertise", language),
        "knowsLanguage": item.facts.get("languages"),
        "worksFor": _organisation(item.owner),
    }


def _facility(item: ItemValue, _language: str) -> Properties:
    latitude, longitude = item.facts.get("latitude"), item.facts.get("longitude")
    has_point = latitude is not None and longitude is not None
    return {
        "address": item.facts.get("address") or (item.place.name if item.place else ""),
        "geo": {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
        if has_point
        else None,
        "maximumAttendeeCapacity": item.facts.get("capacity_people"),
    }


def _training(item: ItemValue, language: str) -> Properties:
    mode = _COURSE_MODE.get(str(item.facts.get("format", "")))
    return _written(item, language) | {
        "provider": _organisation(item.owner),
        "educationalLevel": item.facts.get("level"),
        "teaches": _points(item, "outcomes", language),
        "offers": _offer(item),
        "hasCourseInstance": [
            {"@type": "CourseInstance", "startDate": occasion.on.isoformat()}
            | ({"courseMode": mode} if mode else {})
            for occasion in occasions_of(item.kind, item.facts)
        ],
    }


def _event(item: ItemValue, _language: str) -> Properties:
    days = occasions_of(item.kind, item.facts)
    place = item.facts.get("venue") or (item.place.name if item.place else "")
    form = str(item.facts.get("format", ""))
    online = {"@type": "VirtualLocation", "url": item.source_url} if item.source_url else None
    return {
        "startDate": _start(days[0]) if days else "",
        "endDate": _end(days[0]) if days else "",
        "eventStatus": _EVENT_STATUS[bool(days) and days[0].cancelled_on is not None],
        "eventAttendanceMode": _ATTENDANCE.get(form),
        "location": online if form == "online" else {"@type": "Place", "name": place} if place else None,
        "organizer": _organisation(item.owner),
        "maximumAttendeeCapacity": item.facts.get("seats"),
        "offers": _offer(item),
    }


def _funding(item: ItemValue, language: str) -> Properties:
    highest = item.facts.get("maximum_cents")
    windows = windows_of(item.facts)
    return {
        "funder": {"@type": "Organization", "name": item.facts.get("funder") or item.owner.name},
        "amount": {"@type": "MonetaryAmount", "currency": "EUR", "maxValue": highest / 100}
        if isinstance(highest, int)
        else None,
        "disambiguatingDescription": " ".join(_points(item, "conditions", language)),
        "potentialAction": [
            {
                "@type": "ApplyAction",
                "startTime": window.opens_on.isoformat(),
                "endTime": window.closes_on.isoformat(),
            }
            for window in windows
        ],
    }


def _method(item: ItemValue, language: str) -> Properties:
    publisher = item.facts.get("publisher")
    year = item.facts.get("published_year")
    return _written(item, language) | {
        "publisher": {"@type": "Organization", "name": publisher} if publisher else _organisation(item.owner),
        "datePublished": str(year) if year else _written(item, language)["datePublished"],
    }


def _challenge(item: ItemValue, _language: str) -> Properties:
    return {
        "availabilityEnds": item.facts.get("wanted_by"),
        "areaServed": item.place.name if item.place else "",
    }


_OF_KIND: Mapping[Kind, Callable[[ItemValue, str], Properties]] = {
    Kind.CASE: _case,
    Kind.SOLUTION: _solution,
    Kind.PROVIDER: _provider,
    Kind.EXPERT: _expert,
    Kind.FACILITY: _facility,
    Kind.TRAINING: _training,
    Kind.EVENT: _event,
    Kind.FUNDING: _funding,
    Kind.HUB: _hub,
    Kind.METHOD: _method,
    Kind.CHALLENGE: _challenge,
}


def _points(item: ItemValue, name: str, language: str) -> list[str]:
    text = item.text(name, language)
    return paragraphs(text.text) if text else []


def _offer(item: ItemValue) -> Properties | None:
    cents = item.facts.get("price_cents")
    if not isinstance(cents, int):
        return None
    return {
        "@type": "Offer",
        "price": f"{cents / 100:.2f}",
        "priceCurrency": "EUR",
        "url": item.source_url or item.url,
    }


def _start(occasion: Occasion) -> str:
    return _moment(occasion.on, occasion.starts_at) if occasion.starts_at else occasion.on.isoformat()


def _end(occasion: Occasion) -> str:
    if occasion.starts_at and occasion.ends_at:
        return _moment(occasion.last_on, occasion.ends_at)
    return occasion.until.isoformat() if occasion.until else ""


def _moment(day: date, clock: time) -> str:
    return datetime.combine(day, clock, tzinfo=timezone.get_default_timezone()).isoformat()
