"""Sessions of trainings and events in the agenda, and those in which somebody has a seat in their own calendar."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language

from schakel.accounts.public import Person
from schakel.agenda.hub_days import places_of, places_of_code
from schakel.agenda.rules import Day, with_broader
from schakel.agenda.sources import Look, Source, register_days, register_own_days
from schakel.calendars.public import Appointment
from schakel.kernel.languages import DUTCH
from schakel.library import public as library
from schakel.library.public import ItemValue, Kind
from schakel.organisations.public import point_of
from schakel.training import public as training
from schakel.training.public import Session
from schakel.vocabulary import public as vocabulary


def _sessions(look: Look) -> Iterator[Day]:
    """Each session a day of its own: a course of four evenings takes no month."""
    found = training.sessions_between(
        look.person, begin=look.begin, end=look.end, most=look.most, held_only=look.held_only
    )
    values = library.values_by_key({one.edition.item_id for one in found}, look.person, today=look.today)
    parents = vocabulary.all_parents() if found else {}
    kinds = training.price_kinds_of(look.person) if found else frozenset()
    every = training.sessions_by_edition({one.edition_id: one.edition for one in found}.values())
    for session in found:
        if item := values.get(session.edition.item_id):
            yield _day_of(session, every[session.edition_id], item, look.language, parents, kinds)


def _day_of(
    session: Session,
    every: Sequence[Session],
    item: ItemValue,
    language: str,
    parents: dict[str, str],
    kinds: Collection[training.PriceKind],
) -> Day:
    """``every``: all sessions of its edition that take place; of several each has its number.

    ``kinds``: what somebody is to its price list.
    """
    edition, title = session.edition, item.text("title", language)
    number = next((place for place, one in enumerate(every, 1) if one.pk == session.pk), 0)
    appointment = training.appointment_of(
        edition,
        session,
        language=language,
        path=edition.get_absolute_url(),
        shows_link=False,
        number=number,
        of=len(every) if number else 0,
        item=item,
    )
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    is_off = session.struck_at is not None or edition.state == training.State.CANCELLED
    summary = item.text("summary", language)
    return Day(
        key=appointment.key,
        kind=item.kind.value,
        title=title.text if title else item.slug,
        title_language=title.language if title and title.is_foreign else "",
        full_title=appointment.title,
        path=appointment.path,
        first_on=starts.date(),
        last_on=ends.date(),
        starts_at=starts,
        ends_at=ends,
        about=session.title or edition.name,
        text=summary.text if summary else "",
        place=appointment.place,
        point=point_of(edition.municipality) or library.whereabouts_of(item),
        places=places_of_code(edition.municipality) or places_of(item),
        themes=with_broader(item.themes, parents),
        languages=frozenset({edition.language}),
        format=edition.format,
        price_cents=training.cents_from(edition, kinds),
        organiser=item.owner.slug,
        organiser_name=item.owner.name,
        changed_at=appointment.changed_at,
        sequence=appointment.sequence,
        cancelled_on=timezone.localdate(session.struck_at or edition.since) if is_off else None,
    )


def _enrolled(person: Person, _now: datetime) -> Iterator[Appointment]:
    language = get_language() or DUTCH
    for one, sessions in training.own_sessions(person):
        path = reverse("my_training", args=[one.code])
        yield from training.appointments_of(
            one.edition, sessions, language=language, path=path, shows_link=True
        )


_kind_name = lazy(library.kind_name_plural, str)
register_days(
    Source(
        "editions", tuple((kind.value, _kind_name(kind)) for kind in (Kind.EVENT, Kind.TRAINING)), _sessions
    )
)
register_own_days("enrolments", _enrolled)
