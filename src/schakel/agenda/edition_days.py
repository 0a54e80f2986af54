"""Sessions of trainings and events in the agenda, and those in which somebody has a seat in their own calendar."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language

from schakel.accounts.public import Person
from schakel.agenda.hub_days import places_of
from schakel.agenda.rules import Day, with_broader
from schakel.agenda.sources import Look, Source, register_days, register_own_days
from schakel.calendars.public import Appointment
from schakel.kernel.languages import DUTCH
from schakel.library import public as library
from schakel.library.public import ItemValue, Kind
from schakel.training import public as training
from schakel.training.public import Edition, Session
from schakel.vocabulary import public as vocabulary


def _sessions(look: Look) -> Iterator[Day]:
    """Each session a day of its own: a course of four evenings takes no month."""
    found = training.sessions_between(
        look.person, begin=look.begin, end=look.end, most=look.most, held_only=look.held_only
    )
    values = library.values_by_key({one.edition.item_id for one in found}, look.person, today=look.today)
    parents = vocabulary.all_parents() if found else {}
    for session in found:
        if item := values.get(session.edition.item_id):
            yield _day_of(session, session.edition, item, look.language, parents)


def _day_of(
    session: Session, edition: Edition, item: ItemValue, language: str, parents: dict[str, str]
) -> Day:
    title = item.text("title", language)
    written = title.text if title else item.slug
    names = [written, edition.name, session.title]
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    is_off = session.struck_at is not None or edition.state == training.State.CANCELLED
    price = min((one.cents for one in edition.prices.all()), default=0)
    summary = item.text("summary", language)
    return Day(
        key=f"session-{edition.code}-{session.pk}",
        kind=item.kind.value,
        title=written,
        title_language=title.language if title and title.is_foreign else "",
        full_title=": ".join(name for name in names if name),
        path=edition.get_absolute_url(),
        first_on=starts.date(),
        last_on=ends.date(),
        starts_at=starts,
        ends_at=ends,
        about=session.title or edition.name,
        text=summary.text if summary else "",
        place=training.where_text(edition, session),
        point=library.whereabouts_of(item),
        places=places_of(item, {}),
        themes=with_broader(item.themes, parents),
        languages=frozenset({edition.language}),
        format=edition.format,
        price_cents=price,
        organiser=item.owner.slug,
        organiser_name=item.owner.name,
        changed_at=session.changed_at,
        sequence=session.sequence,
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
