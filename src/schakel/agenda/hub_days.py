"""The days of what lies below the agenda: items that take place, open or close, and market consultations."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.agenda.rules import Day, is_told_by_sessions, with_broader
from schakel.agenda.sources import Look, Source, register_days
from schakel.consultations import public as consultations
from schakel.consultations.public import Consultation
from schakel.library import public as library
from schakel.library.public import Entry, ItemValue, Kind
from schakel.organisations.public import organisation_by_code, province_slugs
from schakel.training import public as training
from schakel.training.public import SessionDay
from schakel.vocabulary import public as vocabulary

CONSULTATION = "consultation"


def _items(look: Look) -> list[Day]:
    planned = training.items_with_editions(look.person)
    entries = library.entries_between(
        look.person,
        begin=look.begin,
        end=look.end,
        today=look.today,
        most=None if planned else look.most,
        held_only=look.held_only,
    )
    sessions = training.session_days(look.person, planned) if planned else {}
    entries = [
        entry for entry in entries if not _is_in_sessions(entry, sessions.get(entry.item.pk, ()), look.today)
    ]
    parents = vocabulary.all_parents() if entries else {}
    return [_day_of(entry, look.language, parents) for entry in entries]


def _is_in_sessions(entry: Entry, sessions: Iterable[SessionDay], today: date) -> bool:
    """Whether the sessions of an edition stand there in its place: see `rules.is_told_by_sessions`."""
    occasion = entry.occasion
    return is_told_by_sessions(
        occasion.on,
        occasion.last_on,
        held_on=[one.on for one in sessions if not one.is_off],
        off_on=[one.on for one in sessions if one.is_off],
        is_only_one=occasion.happening is library.Happening.HELD,
        today=today,
        is_off=occasion.cancelled_on is not None,
    )


def _day_of(entry: Entry, language: str, parents: dict[str, str]) -> Day:
    item, occasion = entry.item, entry.occasion
    title, appointment = item.text("title", language), library.appointment_of(entry, language=language)
    starts, ends = appointment.starts, appointment.ends
    price = item.facts.get("price_cents")
    about = library.what_happens(occasion)
    return Day(
        key=appointment.key,
        kind=item.kind.value,
        title=title.text if title else item.slug,
        title_language=title.language if title and title.is_foreign else "",
        full_title=appointment.title,
        path=appointment.path,
        first_on=occasion.on,
        last_on=occasion.last_on,
        starts_at=starts if isinstance(starts, datetime) else None,
        ends_at=ends if isinstance(ends, datetime) else None,
        about=about if occasion.starts_at else capfirst(about),
        text=appointment.text,
        place=appointment.place,
        point=library.whereabouts_of(item),
        is_anywhere=item.kind is Kind.FUNDING,
        places=places_of(item),
        themes=with_broader(item.themes, parents),
        languages=frozenset(item.languages),
        format=str(item.facts.get("format") or ""),
        price_cents=price if isinstance(price, int) else None,
        organiser=item.owner.slug,
        organiser_name=item.owner.name,
        changed_at=appointment.changed_at,
        sequence=appointment.sequence,
        cancelled_on=occasion.cancelled_on,
        keeps_free=appointment.keeps_free,
    )


def places_of(item: ItemValue) -> frozenset[str]:
    """The municipality and the province it is in, by code and by slug."""
    province = province_slugs().get(item.region)
    named = {word for body in (item.place,) if body for word in (body.slug, body.code) if word}
    return frozenset({*named, province, item.region} if province else named)


def places_of_code(code: str) -> frozenset[str]:
    """As `places_of`, for the municipality with this code; nothing where there is none."""
    found = organisation_by_code(code) if code else None
    if found is None:
        return frozenset()
    province = found.province
    named = {found.slug, found.code, *((province.slug, province.code) if province is not None else ())}
    return frozenset(word for word in named if word)


def _consultations(look: Look) -> Iterator[Day]:
    parents = vocabulary.all_parents()
    for consultation, item in consultations.closing_between(
        look.person, begin=look.begin, end=look.end, today=look.today, most=look.most
    ):
        assert consultation.closes_on is not None
        yield _closing(consultation, consultation.closes_on, item, look.language, parents)


def _closing(
    consultation: Consultation, closes_on: date, item: ItemValue, language: str, parents: dict[str, str]
) -> Day:
    title = item.text("title", language)
    return Day(
        key=f"{item.slug}-consultation-end",
        kind=CONSULTATION,
        title=title.text if title else item.slug,
        title_language=title.language if title and title.is_foreign else "",
        full_title=gettext("Last day: %(title)s") % {"title": item.title(language)},
        path=reverse("consultation", args=[item.slug]),
        first_on=closes_on,
        last_on=closes_on,
        about=capfirst(gettext("last day to take part in the market consultation")),
        text=consultation.text[:1000],
        is_anywhere=True,
        places=places_of(item),
        themes=with_broader(item.themes, parents),
        languages=frozenset(item.languages),
        price_cents=0,
        format="online",
        organiser=item.owner.slug,
        organiser_name=item.owner.name,
        changed_at=consultation.opened_at or item.changed_at,
        sequence=consultations.sequence_of(consultation),
        keeps_free=True,
    )


_kind_name = lazy(library.kind_name_plural, str)
register_days(
    Source(
        "items",
        tuple((kind.value, _kind_name(kind)) for kind in (Kind.EVENT, Kind.TRAINING, Kind.FUNDING)),
        _items,
    )
)
register_days(Source("consultations", ((CONSULTATION, _("Market consultations")),), _consultations))
