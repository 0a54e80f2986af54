"""The page of one item, with what resembles it."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from schakel.accounts.public import Person
from schakel.adoptions import public as adoptions
from schakel.agenda import public as agenda
from schakel.documents import public as documents
from schakel.facilities import public as facilities
from schakel.introductions import public as introductions
from schakel.library import public as library
from schakel.library.public import Item, ItemPage, ItemValue, Kind, Reader, ShownPicture
from schakel.matching import public as matching
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation
from schakel.pilots import public as pilots
from schakel.training import public as training
from schakel.website.web.visiting import full_address, now, screen_language, today, visitor

SIMILAR = 4


@require_safe
def item(request: HttpRequest, slug: str) -> HttpResponse:
    """One item; 404 when there is none or the visitor may not see it."""
    language, person = screen_language(), visitor(request)
    stored = library.item_for(person, slug)
    if stored is None:
        same = library.led_to_from(person, slug)
        if same is None:
            raise Http404
        return redirect(same, permanent=True)
    value = library.value_of(stored, today=today())
    page = library.item_page_of(_reader(value, person, language))
    pictures = library.pictures_for([value], language).get(value.pk, [])
    labels = {notation: theme.label for notation, theme in matching.CURRENT.themes(language).items()}
    return render(
        request,
        "library/item.html",
        {
            "page": page,
            "item": value,
            "kind_label": library.kind_name(value.kind),
            "kind_plural": library.kind_name_plural(value.kind),
            "crumbs": _crumbs(value, language),
            "themes": theme_chips(value.themes, labels),
            "tools": _tools(stored, page, person),
            "attachments": [
                _file(attachment, stored.slug) for attachment in documents.attachments_of(stored)
            ],
            "pictures": pictures,
            "shared_picture": _shared_picture(stored, pictures),
            "share_url": full_address(value.url),
            **_working_together(stored, person),
            "similar": _similar(value, person, language),
            "json_ld": library.json_ld_of(
                value,
                language=language,
                base_url=full_address(""),
                themes=_named(value.themes, labels),
                pictures=pictures if library.is_public(stored) else (),
                editions=_editions_for_machines(stored, person, language),
            ),
        },
    )


def _shared_picture(stored: Item, pictures: Sequence[ShownPicture]) -> dict[str, object] | None:
    """What somebody sees who is sent the link: the first picture, where everybody may see it."""
    if not pictures or not library.is_public(stored):
        return None
    return {"url": full_address(pictures[0].largest.url), "about": pictures[0]}


def _editions_for_machines(stored: Item, person: Person | None, language: str) -> list[dict[str, object]]:
    if stored.kind not in training.KINDS:
        return []
    editions = training.editions_of_item(person, stored, now=now())
    return training.described(editions, now=now(), language=language, base_url=full_address(""))


def theme_chips(notations: Iterable[str], labels: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"label": capfirst(labels[notation]), "url": reverse("theme", args=[notation])}
        for notation in notations
        if notation in labels
    ]


def _named(notations: Iterable[str], labels: dict[str, str]) -> dict[str, str]:
    return {notation: labels[notation] for notation in notations if notation in labels}


def _reader(value: ItemValue, person: Person | None, language: str) -> Reader:
    """Who reads: with the organisations in the facts, and how to reach the hub about this item."""
    references = library.references_in(value)
    bodies: dict[str, str] = {}
    if references:
        named = Organisation.objects.visible_to(person).filter(
            Q(code__in=references) | Q(slug__in=references)
        )
        for code, slug, name in named.order_by("pk").values_list("code", "slug", "name"):
            bodies |= {str(code): name, slug: name}
    subject = quote(value.title(language))
    contact = f"mailto:{settings.ENVIRONMENT.email_from}?subject={subject}"
    chances = matching.chances_of([value], person=person, now=now()) if value.kind in training.KINDS else {}
    return Reader(
        item=value,
        language=language,
        today=today(),
        bodies=bodies,
        hub_contact=contact,
        chance=chances.get(value.pk),
    )


def _crumbs(value: ItemValue, language: str) -> list[dict[str, str]]:
    return [
        {"label": gettext("Look around"), "url": reverse("browse")},
        {
            "label": library.kind_name_plural(value.kind),
            "url": reverse("browse_kind", args=[value.kind.value]),
        },
        {"label": value.title(language), "url": ""},
    ]


def _tools(stored: Item, page: ItemPage, person: Person | None) -> list[dict[str, str]]:
    tools = []
    if page.days or page.windows:
        calendar = reverse("item_calendar", args=[stored.slug])
        tools.append({"icon": "calendar", "label": gettext("Put in my calendar"), "url": calendar})
    if stored.kind == Kind.CHALLENGE:
        where = reverse("challenge", args=[stored.slug])
        tools.append({"icon": "history", "label": gettext("Where it stands, and follow it"), "url": where})
    if facilities.facilities_visible_to(person).filter(item=stored).exists():
        times = reverse("facility_times", args=[stored.slug])
        tools.append({"icon": "calendar", "label": gettext("See what is free, and book"), "url": times})
    if introductions.can_ask(person, stored):
        ask = reverse("introduction_ask", args=[stored.slug])
        tools.append({"icon": "people", "label": gettext("Ask for an introduction"), "url": ask})
    if stored.kind == Kind.EVENT and person is not None:
        tools += _of_an_event(stored, person)
    edit_url = _url_or_nothing("item_edit", stored.slug)
    if edit_url and person is not None and library.allows(person, "item.edit", stored):
        tools.append({"icon": "edit", "label": gettext("Edit"), "url": edit_url})
        files = reverse("item_attachments", args=[stored.slug])
        tools.append({"icon": "upload", "label": gettext("Attachments"), "url": files})
        pictures = reverse("item_pictures", args=[stored.slug])
        tools.append({"icon": "picture", "label": gettext("Pictures"), "url": pictures})
    return tools


def _of_an_event(stored: Item, person: Person) -> list[dict[str, str]]:
    """Meetings of two at it, and a copy of it on another day, for whoever can do something with them."""
    tools = []
    may_organise = library.allows(person, agenda.ORGANISE, stored)
    if agenda.has_round(stored) and (may_organise or agenda.may_take_part(person)):
        where = reverse("meeting_round", args=[stored.slug])
        tools.append({"icon": "people", "label": gettext("Meetings at this event"), "url": where})
    elif may_organise and agenda.can_open_round(stored, today=today()):
        where = reverse("meeting_round_open", args=[stored.slug])
        tools.append({"icon": "people", "label": gettext("Let people meet two by two"), "url": where})
    if may_organise:
        where = reverse("event_copy", args=[stored.slug])
        tools.append({"icon": "plus", "label": gettext("Copy this event"), "url": where})
    return tools


def _working_together(stored: Item, person: Person | None) -> dict[str, object]:
    """Who uses it and the pilots around it, as far as the reader may see; and how to begin either."""
    together: dict[str, object] = {
        "pilots": [],
        "start_url": "",
        "reuse": None,
        "editions": [],
        "new_edition_url": "",
        "free_days": [],
    }
    if stored.kind == Kind.FACILITY:
        together["free_days"] = _free_days(stored, person)
    if stored.kind in training.KINDS:
        together["editions"] = training.lines_on_item(person, stored, now=now(), language=screen_language())
        if person is not None and library.allows(person, "training.organise", stored):
            together["new_edition_url"] = reverse("new_edition", args=[stored.slug])
    found = pilots.pilots_with(person, stored)
    together["pilots"] = [
        {
            "about": one,
            "state": pilots.standing_name(pilots.State(one.state), one.decision),
            "tone": pilots.standing_tone(pilots.State(one.state), one.decision),
        }
        for one in found
    ]
    may_start = pilots.allows(person, "pilot.start") and stored.kind in _STARTS_A_PILOT
    if may_start and person is not None and organisations.member_organisations(person):
        name = "challenge" if stored.kind == Kind.CHALLENGE else "item"
        together["start_url"] = f"{reverse('new_pilot')}?{name}={stored.slug}"
    if stored.kind in adoptions.KINDS:
        together["reuse"] = _reuse(stored, person)
    return together


MOST_FREE_DAYS = 3


def _free_days(stored: Item, person: Person | None) -> list[dict[str, str]]:
    """The first days on which something can be booked there, with the page of that day."""
    times = reverse("facility_times", args=[stored.slug])
    found = facilities.next_free_days(person, stored, MOST_FREE_DAYS, now=now())
    return [{"day": date_format(day, "l j F Y"), "url": f"{times}?day={day.isoformat()}"} for day in found]


_STARTS_A_PILOT = frozenset(
    {
        Kind.CHALLENGE,
        Kind.CASE,
        Kind.SOLUTION,
        Kind.FACILITY,
        Kind.METHOD,
        Kind.PROVIDER,
    }
)


def _reuse(stored: Item, person: Person | None) -> dict[str, object]:
    reuse = adoptions.reuse_of(person, stored, size_class=adoptions.size_class_of(person))
    may_adopt = library.allows(person, "adoption.report") and adoptions.may_say_more(person, stored, reuse)
    return {
        "sentence": adoptions.reuse_text(reuse),
        "own": [
            {
                "sentence": adoptions.own_text(one),
                "url": reverse("adoption", args=[one.code]) if one.confirmed_at else reverse("my_adoptions"),
                "is_confirmed": one.confirmed_at is not None,
            }
            for one in reuse.own
        ],
        "rows": [
            {
                "name": one.adopter.name,
                "is_ours": one in reuse.own,
                "state": adoptions.short_state(adoptions.State(one.state)),
                "tone": adoptions.TONES[adoptions.State(one.state)],
                "scale": adoptions.scale_name(adoptions.Scale(one.scale)),
                "version": one.version,
                "since_on": one.since_on,
                # A name is for who takes part in the hub, and not for whoever passes by.
                "contact": one.contact.name if one.contact and person is not None else "",
                "result": one.result,
            }
            for one in reuse.adoptions
        ],
        "adopt_url": reverse("item_adopt", args=[stored.slug]) if may_adopt else "",
    }


def _file(attachment: documents.Attachment, slug: str) -> dict[str, str]:
    return {
        "name": attachment.name,
        "size": filesizeformat(attachment.size),
        "url": reverse("item_attachment", args=[slug, attachment.code]),
    }


def _url_or_nothing(name: str, slug: str) -> str:
    """Where one can do this; empty in a hub that does not have that page."""
    try:
        return reverse(name, args=[slug])
    except NoReverseMatch:
        return ""


def _similar(value: ItemValue, person: Person | None, language: str) -> list[dict[str, object]]:
    found = matching.similar(value, person=person, now=now(), screen_language=language, most=SIMILAR)
    return [
        library.small_card_of(match.item, language=language, today=today(), chance=match.chance)
        for match in found
    ]
