"""Looking editions and enrolments up: always for somebody."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.documents.public import Holder
from schakel.journal import public as journal
from schakel.kernel.periods import Period
from schakel.library import public as library
from schakel.library.public import Item
from schakel.organisations import public as organisations
from schakel.training import rules
from schakel.training.form_rules import Question
from schakel.training.models import (
    Attendance,
    Edition,
    EditionQuerySet,
    Enrolment,
    EnrolmentForm,
    EnrolmentQuerySet,
    Material,
    Session,
    SurveyAnswer,
)
from schakel.training.rules import Judgement, Moment, PriceKind, Standing, State, judgement_of


def editions_visible_to(person: Person | None) -> EditionQuerySet:
    """The one way to reach editions on behalf of somebody."""
    return Edition.objects.visible_to(person).select_related("item", "item__owner")


def edition_for(person: Person | None, code: str) -> Edition | None:
    """The edition at this address; None when there is none or this person may not see it."""
    return editions_visible_to(person).filter(code=code).first()


def allows(person: Person | None, act: str, edition: Edition | None = None) -> bool:
    """Whether somebody may do this act, with this edition where it is about one: as towards its item."""
    return library.allows(person, act, edition.item if edition is not None else None)


def enrolments_visible_to(person: Person | None) -> EnrolmentQuerySet:
    """The one way to reach one's own enrolments."""
    return Enrolment.objects.visible_to(person).select_related("edition", "edition__item", "seat", "person")


def enrolment_for(person: Person | None, code: str) -> Enrolment | None:
    return enrolments_visible_to(person).filter(code=code).first()


def enrolled_by(person: Person) -> QuerySet[Enrolment]:
    """Others whom somebody enrolled for an organisation that they still belong to, the newest first."""
    own = [one.pk for one in organisations.member_organisations(person)]
    found = Enrolment.objects.filter(enrolled_by=person, organisation__in=own).exclude(person=person)
    return found.select_related("edition", "edition__item", "person").order_by("-made_at", "-pk")


def own_enrolment(person: Person | None, edition: Edition) -> Enrolment | None:
    """How somebody stands in an edition; the newest where they came and went."""
    found = enrolments_visible_to(person).filter(edition=edition)
    return found.open().order_by("-pk").first() or found.order_by("-pk").first()


def sessions_of(edition: Edition) -> list[Session]:
    """Those that take place, in the order of time."""
    return list(Session.objects.filter(edition=edition, struck_at=None).order_by("starts_at", "pk"))


def sessions_by_edition(editions: Iterable[Edition]) -> dict[int, list[Session]]:
    found: dict[int, list[Session]] = {one.pk: [] for one in editions}
    rows = Session.objects.filter(edition__in=found, struck_at=None).order_by("starts_at", "pk")
    for session in rows:
        found[session.edition_id].append(session)
    return found


@dataclass(frozen=True, slots=True)
class Room:
    """How full an edition is at a moment. ``free``: None without a limit; nothing is free while somebody waits."""

    seats: int | None
    taken: int
    free: int | None
    waiting: int

    @property
    def is_full(self) -> bool:
        return self.free == 0


def rooms_of(editions: Iterable[Edition], *, now: datetime) -> dict[int, Room]:
    """By the key of each edition. What was kept for a while and is over counts as given back already."""
    several = {one.pk: one for one in editions}
    over = Q(state__in=[one.value for one in rules.FOR_A_WHILE], ends_at__lte=now)
    found = (
        Enrolment.objects.filter(edition__in=several)
        .order_by()
        .values("edition")
        .annotate(
            seated=Count("pk", filter=Q(seat__isnull=False) & ~over),
            waiting=Count("pk", filter=Q(state=Standing.WAITING.value)),
        )
    )
    counted = {row["edition"]: (row["seated"], row["waiting"]) for row in found}
    rooms = {}
    for key, edition in several.items():
        taken, waiting = counted.get(key, (0, 0))
        free = None if edition.seats is None else max(edition.seats - taken - waiting, 0)
        rooms[key] = Room(edition.seats, taken, free, waiting)
    return rooms


def terms_of(edition: Edition, room: Room | None = None) -> str:
    """What somebody reads about enrolling now, to compare with what holds when they do. No room: prices alone."""
    prices = {PriceKind(one.kind): one.price for one in edition.prices.all()}
    return rules.terms_text(prices, is_full=room.is_full if room is not None else None)


def editions_with_something_due(*, now: datetime) -> list[Edition]:
    for_a_while = [one.value for one in rules.FOR_A_WHILE]
    due = Enrolment.objects.filter(state__in=for_a_while, ends_at__lte=now).order_by().values("edition")
    return list(Edition.objects.filter(pk__in=due).order_by("pk"))


def sessions_to_remind_of(*, now: datetime) -> list[Session]:
    """Sessions of which everybody may have to be reminded: looked at once more, one by one."""
    soon = Session.objects.filter(
        edition__state=State.OPEN.value,
        edition__remind_days__gt=0,
        struck_at=None,
        starts_at__gt=now,
        starts_at__lte=now + timedelta(days=rules.MOST_REMIND_DAYS),
    ).exclude(reminded_of=F("starts_at"))
    found = soon.select_related("edition").order_by("starts_at", "pk")
    return [one for one in found if one.starts_at <= now + timedelta(days=one.edition.remind_days)]


def before_in_line(one: Enrolment) -> int:
    """How many wait in front of somebody who waits."""
    waiting = Enrolment.objects.filter(
        edition=one.edition_id, state=Standing.WAITING.value, place__lt=one.place or 0
    )
    return waiting.count()


def earlier_of(one: Enrolment) -> int:
    """How many times somebody came and went in the same edition before this."""
    return Enrolment.objects.before(one).count()


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for among the editions that come; empty: everything."""

    kind: str = ""
    format: str = ""
    language: str = ""
    dimension: str = ""
    level: str = ""
    free_seats: bool = False
    without_price: bool = False


def coming_editions(person: Person | None, search: Search, *, now: datetime) -> list[Edition]:
    """Open editions that have not begun, that somebody may see, the first to begin first."""
    found = _not_begun(editions_visible_to(person).filter(state=State.OPEN.value), now)
    if search.kind:
        found = found.filter(item__kind=search.kind)
    if search.format:
        found = found.filter(format=search.format)
    if search.language:
        found = found.filter(language=search.language)
    editions = _first_first(found.prefetch_related("prices") if search.without_price else found)
    if search.without_price:
        kinds = price_kinds_of(person)
        editions = [one for one in editions if not cents_from(one, kinds)]
    if search.dimension:
        editions = [one for one in editions if search.dimension in one.dimensions]
    if search.level:
        editions = [one for one in editions if one.item.facts.get("level") == search.level]
    if search.free_seats:
        rooms = rooms_of(editions, now=now)
        editions = [one for one in editions if not rooms[one.pk].is_full]
    return editions


def items_with_editions(person: Person | None) -> set[int]:
    """The keys of the items with an edition that was opened, whatever became of it, and that this person may see."""
    opened = _opened(person).order_by("item")
    return set(opened.values_list("item", flat=True).distinct())


def _opened(person: Person | None) -> EditionQuerySet:
    return editions_visible_to(person).filter(opened_at__isnull=False)


@dataclass(frozen=True, slots=True)
class SessionDay:
    """A day on which a session begins. ``is_off``: it was struck, or its edition was called off."""

    on: date
    is_off: bool


def session_days(person: Person | None, items: Iterable[int]) -> dict[int, list[SessionDay]]:
    """By the key of each of these items the days of its editions that were opened and that this person may see."""
    return _session_days(_opened(person), items)


def _session_days(editions: EditionQuerySet, items: Iterable[int]) -> dict[int, list[SessionDay]]:
    found: dict[int, list[SessionDay]] = {}
    wanted = editions.filter(item__in=set(items)).order_by().values("pk")
    rows = Session.objects.filter(edition__in=wanted).order_by("starts_at", "pk")
    for item, starts_at, struck_at, state in rows.values_list(
        "edition__item", "starts_at", "struck_at", "edition__state"
    ):
        is_off = struck_at is not None or state == State.CANCELLED.value
        found.setdefault(item, []).append(SessionDay(timezone.localdate(starts_at), is_off))
    return found


def sessions_between(
    person: Person | None,
    *,
    begin: date,
    end: date | None,
    most: int | None = None,
    held_only: bool = False,
) -> list[Session]:
    """The sessions on these days, both included, of what was opened; struck ones too without ``held_only``."""
    zone = timezone.get_default_timezone()
    found = Session.objects.filter(
        edition__in=_opened(person).order_by().values("pk"),
        ends_at__gte=datetime.combine(begin, time(0), tzinfo=zone),
    )
    if end is not None and end < date.max:
        found = found.filter(starts_at__lt=datetime.combine(end + timedelta(days=1), time(0), tzinfo=zone))
    if held_only:
        found = found.filter(struck_at=None).exclude(edition__state=State.CANCELLED.value)
    found = found.select_related("edition__item").prefetch_related("edition__prices")
    return list(found.order_by("starts_at", "pk")[:most])


def own_sessions(person: Person) -> list[tuple[Enrolment, list[Session]]]:
    """Whatever somebody has a seat in, with its sessions."""
    seated = list(enrolments_visible_to(person).filter(state=Standing.ENROLLED.value).order_by("pk"))
    sessions = sessions_by_edition([one.edition for one in seated])
    return [(one, sessions[one.edition_id]) for one in seated]


def editions_of_item(person: Person | None, item: Item, *, now: datetime) -> list[Edition]:
    """Of a training or event those that come, the first to begin first; those that were called off among them."""
    found = editions_visible_to(person).filter(item=item).exclude(state=State.HELD.value)
    planned = found.filter(state=State.PLANNED.value)
    return _first_first(_not_begun(found, now) | planned)


def _not_begun(editions: EditionQuerySet, now: datetime) -> EditionQuerySet:
    """Those that have sessions, none of which has begun."""
    sessions = Session.objects.filter(struck_at=None).order_by()
    begun = sessions.filter(starts_at__lte=now).values("edition")
    coming = sessions.filter(starts_at__gt=now).values("edition")
    return editions.filter(pk__in=coming).exclude(pk__in=begun)


def _first_first(editions: EditionQuerySet) -> list[Edition]:
    """In the order of their first sessions; those without any come last."""
    found = list(editions.order_by("pk"))
    sessions = sessions_by_edition(found)
    return sorted(
        found,
        key=lambda one: (not sessions[one.pk], [each.starts_at for each in sessions[one.pk][:1]], one.pk),
    )


def organised_by(person: Person) -> EditionQuerySet:
    """The editions that somebody looks after."""
    items = library.items_visible_to(person)
    if not library.allows(person, "training.organise"):
        own = [one.pk for one in organisations.member_organisations(person)]
        items = items.filter(library.owned_by(own))
    found = Edition.objects.filter(item__in=items.order_by().values("pk")).select_related("item")
    return found.order_by("-created_at", "-pk")


def participants_of(edition: Edition, *, now: datetime) -> list[Enrolment]:
    """Everybody in an edition, for who organises it: with a seat first, then in the order of the line."""
    found = Enrolment.objects.filter(edition=edition).select_related("person", "organisation", "seat", "form")
    order = [Standing.ENROLLED, Standing.OFFERED, Standing.ASKED, Standing.WAITING]
    rank = {standing: place for place, standing in enumerate(order)}

    def key(one: Enrolment) -> tuple[int, int, int]:
        return rank.get(one.standing(now), len(rank)), one.place or 0, one.pk

    return sorted(found.order_by("pk"), key=key)


def present_in(session: Session) -> dict[int, Attendance]:
    """By the key of the enrolment who came to a session."""
    rows = Attendance.objects.filter(session=session).order_by("pk")
    return {one.enrolment_id: one for one in rows}


def is_attended(edition: Edition) -> bool:
    """Whether anybody was said to have come to it."""
    return Attendance.objects.filter(session__edition=edition).exists()


def was_there(one: Enrolment) -> bool:
    """Whether somebody came to any session; of everybody where nobody wrote down who came."""
    return one.attendances.exists() or not is_attended(one.edition)


def questions_of(edition: Edition) -> tuple[Question, ...]:
    form = EnrolmentForm.objects.filter(edition=edition, version=edition.form_version).first()
    return form.asked if form is not None else ()


def materials_for(enrolment: Enrolment | None, edition: Edition, *, now: datetime) -> list[Material]:
    """What somebody with a seat can have now; what is for afterwards once the last session is over."""
    if enrolment is None or enrolment.standing(now) is not Standing.ENROLLED:
        return []
    found = Material.objects.filter(edition=edition).order_by("added_at", "pk")
    sessions = sessions_of(edition)
    if not sessions or now < sessions[-1].ends_at:
        found = found.filter(moment=Moment.BEFORE.value)
    return list(found)


def judgement(edition: Edition) -> tuple[Judgement | None, list[str], int]:
    """What people thought, what they wrote, and how many answered; nothing of it while they are few."""
    answers = list(SurveyAnswer.objects.filter(edition=edition).order_by("key"))
    found = judgement_of([one.score for one in answers])
    return found, [one.text for one in answers if one.text] if found else [], len(answers)


def history_of(edition: Edition) -> list[journal.Row]:
    """What happened to it, newest first."""
    return journal.history_of(edition.reference)


def enrolments_named(references: Collection[str], addressee: str) -> list[Enrolment]:
    """Of the references ("enrolment:7"), those of this addressee."""
    keys = [int(one.partition(":")[2]) for one in references]
    found = Enrolment.objects.filter(pk__in=keys).select_related(
        "edition", "edition__item", "person", "organisation", "enrolled_by"
    )
    return [one for one in found.order_by("pk") if one.addressee == addressee]


def ticket_secret() -> bytes:
    return f"schakel.training.ticket:{settings.SECRET_KEY}".encode()


def ticket_of(one: Enrolment) -> str:
    """What stands on somebody's ticket."""
    return rules.ticket_code(one.pk, edition=one.edition_id, secret=ticket_secret())


def enrolment_with_ticket(edition: Edition, code: str) -> Enrolment | None:
    """Whose ticket it is, where we gave it out for this edition."""
    number = rules.number_on(code, edition=edition.pk, secret=ticket_secret())
    if number is None:
        return None
    found = Enrolment.objects.filter(pk=number, edition=edition).select_related("person", "organisation")
    return found.first()


def price_kinds_of(person: Person | None) -> frozenset[PriceKind]:
    """What somebody is to a price list, by the organisations they belong to; everything where they belong to none."""
    own = organisations.member_organisations(person) if person is not None else []
    return frozenset(
        rules.price_kind_of(
            is_public_body=organisations.OrganisationType(one.type) in organisations.PUBLIC_BODIES,
            is_company=one.type == organisations.OrganisationType.COMPANY,
        )
        for one in own
    ) or frozenset(PriceKind)


def cents_from(edition: Edition, kinds: Collection[PriceKind]) -> int:
    """The least that one of these pays, without VAT; a kind without a price pays nothing."""
    prices = {one.kind: one.cents for one in edition.prices.all()}
    return min((prices.get(kind.value, 0) for kind in kinds), default=0)


@dataclass(frozen=True, slots=True)
class NextEdition:
    """An open edition that has not begun, for somebody. ``can_enrol``: now; a seat may still have to come free."""

    edition: Edition
    starts_at: datetime
    room: Room
    can_enrol: bool


def next_editions(
    person: Person | None,
    items: Collection[int] | None,
    *,
    now: datetime,
    within: Period | None = None,
) -> dict[int, list[NextEdition]]:
    """By the key of each of these items (None: of all) the editions that somebody can come to, the best to offer first.

    That is one that begins ``within`` the stretch, in which there is a seat now, and that begins soonest. Those for
    others, and those for which nobody can enrol any more, are left out. Whoever is not signed in may be anybody.
    """
    opened = editions_visible_to(person).filter(state=State.OPEN.value)
    found = _not_begun(opened if items is None else opened.filter(item__in=set(items)), now)
    editions = list(found.order_by("pk"))
    if not editions:
        return {}
    sessions, rooms = sessions_by_edition(editions), rooms_of(editions, now=now)
    own = organisations.member_organisations(person) if person is not None else []
    is_public = any(organisations.OrganisationType(one.type) in organisations.PUBLIC_BODIES for one in own)
    by_item: dict[int, list[NextEdition]] = {}
    for one in editions:
        starts_at = sessions[one.pk][0].starts_at
        situation = rules.Situation(
            state=State(one.state),
            audience=rules.Audience(one.audience),
            is_member=person is None or bool(own),
            is_of_public_body=person is None or is_public,
            opens_at=one.opens_at,
            closes_at=one.closes_at,
            starts_at=starts_at,
            now=now,
        )
        code = rules.why_not_enrol(situation)
        if code in ("", "enrolment-not-open-yet"):
            by_item.setdefault(one.item_id, []).append(NextEdition(one, starts_at, rooms[one.pk], not code))

    def rank(one: NextEdition) -> tuple[bool, bool, datetime, int]:
        is_outside = within is not None and not within.starts_at <= one.starts_at < within.ends_at
        return is_outside, one.room.is_full or not one.can_enrol, one.starts_at, one.edition.pk

    return {item: sorted(several, key=rank) for item, several in by_item.items()}


def open_editions_to_come(items: Iterable[int], *, now: datetime) -> dict[int, list[Session]]:
    """Of these items (by key), whoever asks, the open editions with a session that is not over: those sessions."""
    rows = Session.objects.filter(
        edition__item__in=set(items), edition__state=State.OPEN.value, struck_at=None, ends_at__gt=now
    )
    found: dict[int, list[Session]] = {}
    for session in rows.select_related("edition").order_by("starts_at", "pk"):
        found.setdefault(session.edition_id, []).append(session)
    return found


def all_session_days(items: Iterable[int]) -> dict[int, list[SessionDay]]:
    """As `session_days`, whoever asks: for what the hub itself sees to. Days from which a session moved are off."""
    opened = Edition.objects.filter(opened_at__isnull=False)
    found = _session_days(opened, items)
    changed = Session.objects.filter(sequence__gt=0).order_by().values("edition")
    several = {one.reference: one.item_id for one in opened.filter(item__in=set(items), pk__in=changed)}
    for reference, rows in journal.histories_of(several).items():
        days = [SessionDay(day, is_off=True) for day in _days_told(rows)]
        found.setdefault(several[reference], []).extend(days)
    return found


def _days_told(rows: Iterable[journal.Row]) -> set[date]:
    """The days on which sessions of an edition were to begin, at any moment since it was opened."""
    told: set[date] = set()
    is_opened = False
    for row in rows:
        if row.name == "edition.opened":
            is_opened = True
        elif row.name == "edition.sessions-changed":
            sessions = row.details.get("sessions")
            begins = [str(one[1]) for one in sessions] if isinstance(sessions, list) else []
            days = {timezone.localdate(datetime.fromisoformat(one)) for one in begins}
            told = told | days if is_opened else days
    return told


def newest_edition(item: Item) -> tuple[Edition, date] | None:
    """Whoever asks, the last edition to begin that was not called off, with its first day; None where there is none."""
    editions = list(Edition.objects.filter(item=item).exclude(state=State.CANCELLED.value).order_by("pk"))
    sessions = sessions_by_edition(editions)
    begun = [(sessions[one.pk][0].starts_at, one.pk, one) for one in editions if sessions[one.pk]]
    if not begun:
        return None
    starts_at, _, newest = max(begun)
    return newest, timezone.localdate(starts_at)


def who_cancelled(items: Iterable[int]) -> dict[tuple[int, int], datetime]:
    """Who gave their seat back and has no other, with the moment: by the keys of the item and of the person."""
    rows = Enrolment.objects.filter(edition__item__in=set(items), person__isnull=False).exclude(
        edition__state=State.CANCELLED.value
    )
    gone: dict[tuple[int, int], datetime] = {}
    there: set[tuple[int, int]] = set()
    for item, person, state, since in rows.order_by("since", "pk").values_list(
        "edition__item", "person", "state", "since"
    ):
        if state == Standing.CANCELLED.value:
            gone[item, person] = since
        elif state in rules.OPEN_STANDINGS:
            there.add((item, person))
    return {who: since for who, since in gone.items() if who not in there}


def _every_file() -> Iterable[tuple[str, int, str]]:
    rows = Material.objects.exclude(sha256="").order_by("pk")
    for pk, size, digest in rows.values_list("pk", "size", "sha256").iterator():
        yield f"the file material:{pk}", size, digest


HOLDER = Holder(
    "training", lambda digest: Material.objects.filter(sha256=digest).exists(), lambda: iter(_every_file())
)
