"""What organisers do with an edition and its sessions, prices, questions, seats and materials.

Each is one transaction with its journal row. Whoever takes part is told what changes for them in the same one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from schakel.accounts.public import Person
from schakel.documents.public import KeptFile
from schakel.kernel.refusal import Refusal
from schakel.library.public import Item, Kind
from schakel.organisations import public as organisations
from schakel.training import credit, rules
from schakel.training.form_rules import Question, check_questions, named_as_before
from schakel.training.line import Line, record
from schakel.training.line import step as stand
from schakel.training.models import (
    CODE_LENGTH,
    Attendance,
    Edition,
    EditionPrice,
    Enrolment,
    EnrolmentForm,
    Material,
    Seat,
    Session,
    seat_key,
)
from schakel.training.rules import Audience, Moment, Price, PriceKind, Standing, State, Step, Times
from schakel.training.telling import (
    CONFIRM,
    MATERIALS,
    NEWS,
    Change,
    ask_judgement,
    tell_one,
    tell_place,
    tell_sessions,
)

KINDS = (Kind.TRAINING, Kind.EVENT)
"""Of these there are editions."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an organiser says about an edition."""

    name: str = ""
    language: str = "nl"
    format: str = "onsite"
    place: str = ""
    municipality: str = ""
    """By its code; empty where the item is."""
    audience: Audience = Audience.EVERYBODY
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    dimensions: tuple[str, ...] = ()
    minimum_share: int = 80
    free_until_days: int = 7
    remind_days: int = 2
    cancelling: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """One session as somebody wrote it. ``key``: of the session that is there, None for a new one."""

    starts_at: datetime
    ends_at: datetime
    title: str = ""
    place: str = ""
    link: str = ""
    key: int | None = None

    @property
    def times(self) -> Times:
        return Times(self.starts_at, self.ends_at)


@transaction.atomic
def create_edition(
    *,
    item: Item,
    plan: Plan,
    seats: int | None,
    form: str,
    by: Person | None,
    now: datetime,
    prices: Mapping[PriceKind, Price] | None = None,
) -> Edition:
    """Plan an edition of a training or an event; nobody else sees it yet.

    ``form``: sent again it makes no second one, and changes nothing of the first.

    Raises a Refusal for an item of another kind, and as `rules.check_seats` and `rules.check_window` do.
    """
    if Kind(item.kind) not in KINDS:
        raise Refusal("no-editions-of-this-kind")
    key = sha256(f"{item.pk}:{form}".encode()).hexdigest()
    before = Edition.objects.filter(start_key=key).first()
    if before is not None:
        return before
    rules.check_seats(seats, held=0)
    edition = Edition(
        code=get_random_string(CODE_LENGTH),
        item=item,
        seats=seats,
        since=now,
        start_key=key,
        created_by=by,
        created_at=now,
        **_tidy(plan, now),
    )
    edition.save()
    _put_down_seats(edition, 0, seats or 0)
    _record(
        "edition.created", edition, by, now, {"item": item.reference, "seats": seats, "to": edition.state}
    )
    return change_prices(edition=edition, prices=prices, by=by, now=now) if prices else edition


def _tidy(plan: Plan, now: datetime) -> dict[str, object]:
    rules.check_window(plan.opens_at, plan.closes_at)
    for moment in (plan.opens_at, plan.closes_at):
        rules.check_not_far_away(moment, now=now)
    if plan.format not in rules.FORMATS or not set(plan.dimensions) <= set(rules.DIMENSIONS):
        raise Refusal("edition-not-usable")
    if plan.municipality and organisations.point_of(plan.municipality) is None:
        raise Refusal("edition-not-usable")
    if not 0 <= plan.minimum_share <= 100 or plan.free_until_days < 0:  # noqa: PLR2004 - percent
        raise Refusal("edition-not-usable")
    if not 0 <= plan.remind_days <= rules.MOST_REMIND_DAYS:
        raise Refusal("edition-not-usable")
    return {
        "name": rules.check_line(plan.name, longest=rules.LONGEST_TITLE, is_required=False),
        "language": plan.language,
        "format": plan.format,
        "place": rules.check_line(plan.place, is_required=False),
        "municipality": plan.municipality,
        "audience": plan.audience.value,
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
        "dimensions": [one for one in rules.DIMENSIONS if one in plan.dimensions],
        "minimum_share": plan.minimum_share,
        "free_until_days": plan.free_until_days,
        "remind_days": plan.remind_days,
        "cancelling": rules.check_text(plan.cancelling),
        "contact": rules.check_line(plan.contact, is_required=False),
    }


@transaction.atomic
def change_edition(
    *, edition: Edition, plan: Plan, seen_version: int, by: Person | None, now: datetime
) -> Edition:
    """Store what is said about an edition otherwise. What says nothing new makes no row.

    Raises a Refusal when somebody else changed it since, and for one that is over.
    """
    stored = _locked(edition)
    _check_going_on(stored)
    rules.check_seen_version(stored=stored.version, seen=seen_version)
    changed = {name: value for name, value in _tidy(plan, now).items() if getattr(stored, name) != value}
    if not changed:
        return stored
    for name, value in changed.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save()
    _record("edition.changed", stored, by, now, {"version": stored.version, "fields": sorted(changed)})
    if "place" in changed:
        elsewhere = [one for one in _sessions(stored) if not one.place]
        for one in elsewhere:
            one.sequence, one.changed_at = one.sequence + 1, now
            one.save(update_fields=["sequence", "changed_at"])
        _tell_everybody_moved(stored, dict.fromkeys(elsewhere, ("place",)), now)
    return stored


@transaction.atomic
def change_sessions(
    *,
    edition: Edition,
    sessions: Sequence[SessionDraft],
    seen_version: int,
    by: Person | None,
    now: datetime,
) -> Edition:
    """Let an edition have these sessions. In the calendars of who takes part they are moved, and struck.

    Raises a Refusal as `rules.check_sessions` does, when somebody else changed it since, and for an open edition that
    would have none left.
    """
    stored = _locked(edition)
    _check_going_on(stored)
    rules.check_seen_version(stored=stored.version, seen=seen_version)
    rules.check_sessions([one.times for one in sessions], now=now)
    if stored.state == State.OPEN:
        rules.check_can_open(sessions=len(sessions))
    there = {one.pk: one for one in _sessions(stored)}
    kept = {one.key for one in sessions if one.key in there}
    changed = dict(filter(None, (_stored_session(stored, there, draft, now) for draft in sessions)))
    struck = [one for key, one in there.items() if key not in kept]
    for one in struck:
        one.sequence, one.struck_at, one.changed_at = one.sequence + 1, now, now
        one.save(update_fields=["sequence", "struck_at", "changed_at"])
    if not changed and not struck:
        return stored
    stored.version += 1
    stored.save(update_fields=["version"])
    details = {
        "version": stored.version,
        "sessions": [[one.reference, *map(datetime.isoformat, one.times)] for one in _sessions(stored)],
        "struck": [one.reference for one in struck],
    }
    row = _record("edition.sessions-changed", stored, by, now, details)
    _tell_everybody_moved(stored, changed, now)
    for enrolment in _with_seat(stored):
        tell_sessions(enrolment, struck, Change.STRUCK, now=now)
    _cut_what_is_kept(stored, row, now)
    Line(stored, now)  # and after it who waits can have what came free
    return stored


def _cut_what_is_kept(edition: Edition, row: int, now: datetime) -> None:
    """Nothing is kept for anybody beyond the first session; who has less time by that is told how much is left."""
    sessions = _sessions(edition)
    if not sessions:
        return
    starts_at = sessions[0].starts_at
    kept = Enrolment.objects.filter(
        edition=edition, state__in=[one.value for one in rules.FOR_A_WHILE], ends_at__gt=starts_at
    )
    for one in kept.order_by("pk"):
        one.ends_at = starts_at
        one.save(update_fields=["ends_at"])
        if now < starts_at:
            kind = CONFIRM if one.state == Standing.ASKED else NEWS
            tell_one(kind, one, event=f"row:{row}:{one.reference}", now=now, payload={"what": "offered"})


def _stored_session(
    edition: Edition, there: Mapping[int, Session], draft: SessionDraft, now: datetime
) -> tuple[Session, Sequence[str]] | None:
    """The session when it is new or says something else than before, and what; None when nothing changed."""
    known = there.get(draft.key) if draft.key is not None else None
    session = known or Session(edition=edition)
    wanted = {
        "title": rules.check_line(draft.title, longest=rules.LONGEST_TITLE, is_required=False),
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "place": rules.check_line(draft.place, is_required=False),
        "link": draft.link.strip(),
    }
    changed = [name for name, value in wanted.items() if getattr(session, name) != value]
    if known is not None and not changed:
        return None
    for name, value in wanted.items():
        setattr(session, name, value)
    session.sequence = session.sequence + 1 if known is not None else 0
    session.changed_at = now
    session.save()
    return session, changed


def _tell_everybody_moved(edition: Edition, changed: Mapping[Session, Sequence[str]], now: datetime) -> None:
    """Of a session that is new to them they are told as of all others when they enrolled."""
    for enrolment in _with_seat(edition):
        moved = [one for one in changed if one.sequence]
        what = {one.pk: changed[one] for one in moved}
        tell_sessions(enrolment, moved, Change.MOVED, now=now, changed=what)
        tell_sessions(enrolment, [one for one in changed if not one.sequence], Change.FIRST, now=now)


@transaction.atomic
def change_prices(
    *, edition: Edition, prices: Mapping[PriceKind, Price], by: Person | None, now: datetime
) -> Edition:
    """Let an edition cost this from now on; who enrolled before pays what it was then. No price: nothing."""
    stored = _locked(edition)
    _check_going_on(stored)
    wanted = {kind: rules.check_price(price) for kind, price in prices.items() if price.cents}
    before = {PriceKind(one.kind): one.price for one in stored.prices.all()}
    if before == wanted:
        return stored
    stored.prices.all().delete()
    EditionPrice.objects.bulk_create(
        EditionPrice(edition=stored, kind=kind.value, cents=price.cents, vat_percent=price.vat_percent)
        for kind, price in sorted(wanted.items())
    )
    stored.version += 1
    stored.save(update_fields=["version"])
    _record(
        "edition.prices-changed",
        stored,
        by,
        now,
        {"prices": {kind.value: list(price) for kind, price in sorted(wanted.items())}},
    )
    return stored


@transaction.atomic
def change_form(
    *,
    edition: Edition,
    questions: Sequence[Question],
    by: Person | None,
    now: datetime,
    seen_version: int | None = None,
) -> Edition:
    """Ask these questions from now on: a new version of the form. What was answered before belongs to the old one.

    ``seen_version``: of the edition as somebody read it. Raises a Refusal when somebody else changed it since.
    """
    stored = _locked(edition)
    _check_going_on(stored)
    if seen_version is not None:
        rules.check_seen_version(stored=stored.version, seen=seen_version)
    before = [one for form in stored.forms.order_by("version") for one in form.asked]
    wanted = [one.stored() for one in named_as_before(check_questions(questions), before, _new_key)]
    current = EnrolmentForm.objects.filter(edition=stored, version=stored.form_version).first()
    if (current.questions if current else []) == wanted:
        return stored
    stored.form_version += 1
    stored.version += 1
    stored.save(update_fields=["form_version", "version"])
    EnrolmentForm.objects.create(edition=stored, version=stored.form_version, questions=wanted, made_at=now)
    details = {"form": stored.form_version, "questions": len(wanted)}
    _record("edition.form-changed", stored, by, now, details)
    return stored


def _new_key() -> str:
    return get_random_string(10)


@transaction.atomic
def change_seats(*, edition: Edition, seats: int | None, by: Person | None, now: datetime) -> Edition:
    """Let an edition have more seats, fewer, or no limit. More of them go to who waits, in the order of the line.

    Raises a Refusal for fewer than are held.
    """
    stored = Line(edition, now).edition
    _check_going_on(stored)
    if stored.seats == seats:
        return stored
    held = Seat.objects.filter(edition=stored).exclude(enrolment=None).count()
    rules.check_seats(seats, held=held)
    before = stored.seats
    if seats is not None:
        _close_up(stored, seats)
        there = Seat.objects.filter(edition=stored).count()
        _put_down_seats(stored, there, seats)
    stored.seats = seats
    stored.version += 1
    stored.save(update_fields=["seats", "version"])
    _record("edition.seats-changed", stored, by, now, {"before": before, "after": seats})
    Line(stored, now)  # and what came free goes to who is next
    return stored


def _put_down_seats(edition: Edition, there: int, wanted: int) -> None:
    Seat.objects.bulk_create(
        Seat(key=seat_key(edition.pk, number), edition=edition, number=number)
        for number in range(there + 1, wanted + 1)
    )


def _close_up(edition: Edition, seats: int) -> None:
    """Whoever sits beyond the last seat moves to a free one before it; then what is beyond is taken away."""
    chairs = Seat.objects.filter(edition=edition)
    free = list(chairs.filter(number__lte=seats, enrolment=None).order_by("number"))
    beyond = Enrolment.objects.filter(edition=edition, seat__number__gt=seats).order_by("pk")
    for enrolment, seat in zip(beyond, free, strict=False):
        enrolment.seat = seat
        enrolment.save(update_fields=["seat"])
    chairs.filter(number__gt=seats).delete()


@transaction.atomic
def move_edition(
    *, edition: Edition, step: Step, by: Person | None, now: datetime, reason: str = ""
) -> Edition:
    """Open an edition, call it off, or say that it was held; the same again changes nothing.

    Called off, everybody is told and their calendars are struck. Held, whoever attended enough has completed it, and
    all who took part are asked what they thought. Raises a Refusal where the step is not possible.
    """
    stored = _locked(edition)
    if stored.state == rules.WAYS[step][1]:
        return stored
    target = rules.next_state(State(stored.state), step)
    sessions = _sessions(stored)
    if step is Step.OPEN:
        rules.check_can_open(sessions=len(sessions))
        stored.opened_at = now
    if step is Step.HOLD:
        rules.check_can_be_held(ends_at=sessions[-1].ends_at if sessions else None, now=now)
    if step is Step.CANCEL:
        rules.check_can_be_called_off(
            sessions=[one.times for one in sessions],
            is_attended=Attendance.objects.filter(session__edition=stored).exists(),
            now=now,
        )
        stored.reason = rules.check_text(reason)
        if not stored.reason:
            raise Refusal("reason-missing")
    before = stored.state
    stored.state, stored.since = target.value, now
    stored.version += 1
    stored.save()
    names = {Step.OPEN: "edition.opened", Step.HOLD: "edition.held", Step.CANCEL: "edition.called-off"}
    row = _record(names[step], stored, by, now, {"from": before, "to": target.value, "reason": stored.reason})
    if step is Step.CANCEL:
        _call_off(stored, sessions, row, by, now)
    if step is Step.HOLD:
        _hold(stored, by, now)
    return stored


def _call_off(
    edition: Edition, sessions: Sequence[Session], row: int, by: Person | None, now: datetime
) -> None:
    for session in sessions:
        session.sequence += 1
        session.changed_at = now
        session.save(update_fields=["sequence", "changed_at"])
    for enrolment in Enrolment.objects.filter(edition=edition).open().order_by("pk"):
        had_seat = enrolment.state == Standing.ENROLLED
        enrolment.seat, enrolment.ends_at = None, None
        stand(enrolment, Standing.CANCELLED, "enrolment.cancelled", by, now, due_cents=0, why="called-off")
        struck = sessions if had_seat else ()
        tell_place("called-off", enrolment, struck, event=f"row:{row}:called-off", now=now)
    for one in Enrolment.objects.filter(edition=edition, due_cents__gt=0).order_by("pk"):
        details = {"edition": edition.reference, "due_cents": one.due_cents}
        one.due_cents = 0
        one.save(update_fields=["due_cents"])
        record("enrolment.due-dropped", one.reference, by, now, details)
        tell_one(NEWS, one, event=f"row:{row}:called-off", now=now, payload={"what": "called-off"})


def _hold(edition: Edition, by: Person | None, now: datetime) -> None:
    """Who attended enough has completed it, and is given credit for it; who was there is asked what they thought.

    Where nobody wrote down who came, everybody is.
    """
    credit.complete(edition, by=by, now=now)
    seated = _with_seat(edition)
    came = set(
        Attendance.objects.filter(session__edition=edition).order_by().values_list("enrolment", flat=True)
    )
    if Material.objects.filter(edition=edition).exclude(moment=Moment.BEFORE.value).exists():
        _tell_of_materials(edition, now)  # what was put there meanwhile is seen from now on
    for enrolment in seated:
        if not came or enrolment.pk in came:
            ask_judgement(enrolment, now=now)


@transaction.atomic
def clone_edition(
    *,
    edition: Edition,
    days: int,
    form: str,
    by: Person | None,
    now: datetime,
    item: Item | None = None,
) -> Edition:
    """Plan the same once more, every day moved by so many: sessions, prices, questions and seats, but nobody in it.

    ``form``: sent again it makes no second one. ``item``: of what it is an edition, where that is something else.
    Raises a Refusal for years away.
    """
    zone = timezone.get_default_timezone()
    if abs(days) > rules.FURTHEST.days:
        raise Refusal("moment-too-far-away", years=rules.FURTHEST.days // 365)
    plan = Plan(
        name=edition.name,
        language=edition.language,
        format=edition.format,
        place=edition.place,
        municipality=edition.municipality,
        audience=Audience(edition.audience),
        opens_at=_moved(edition.opens_at, days),
        closes_at=_moved(edition.closes_at, days),
        dimensions=tuple(edition.dimensions),
        minimum_share=edition.minimum_share,
        free_until_days=edition.free_until_days,
        remind_days=edition.remind_days,
        cancelling=edition.cancelling,
        contact=edition.contact,
    )
    prices = {PriceKind(one.kind): one.price for one in edition.prices.all()}
    copy = create_edition(
        item=item or edition.item,
        plan=plan,
        seats=edition.seats,
        form=form,
        by=by,
        now=now,
        prices=prices,
    )
    if _sessions(copy):
        return copy
    Session.objects.bulk_create(
        Session(
            edition=copy,
            title=one.title,
            starts_at=rules.same_clock(one.starts_at, days=days, zone=zone),
            ends_at=rules.same_clock(one.ends_at, days=days, zone=zone),
            place=one.place,
            changed_at=now,
        )
        for one in _sessions(edition)
    )
    current = EnrolmentForm.objects.filter(edition=edition, version=edition.form_version).first()
    if current is not None:
        copy = change_form(edition=copy, questions=current.asked, by=by, now=now)
    _record("edition.cloned", copy, by, now, {"of": edition.reference, "days": days})
    return copy


def _moved(moment: datetime | None, days: int) -> datetime | None:
    return rules.same_clock(moment, days=days, zone=timezone.get_default_timezone()) if moment else None


@transaction.atomic
def add_material(
    *,
    edition: Edition,
    moment: Moment,
    title: str,
    by: Person | None,
    now: datetime,
    file: KeptFile | None = None,
    link: str = "",
) -> Material:
    """A file that was kept, or a link, for who takes part. Raises a Refusal for neither, and for one too many."""
    stored = _locked(edition)
    if stored.materials.count() >= rules.MOST_MATERIALS:
        raise Refusal("materials-too-many", most=rules.MOST_MATERIALS)
    if (file is None) is (not link.strip()):
        raise Refusal("material-is-file-or-link")
    name = title if title.strip() else file.name if file is not None else link
    added = Material.objects.create(
        code=get_random_string(CODE_LENGTH),
        edition=stored,
        moment=moment.value,
        title=rules.check_line(name, longest=rules.LONGEST_TITLE),
        link=link.strip(),
        file_type=file.file_type if file else "",
        size=file.size if file else 0,
        sha256=file.sha256 if file else "",
        added_by=by,
        added_at=now,
    )
    _record("material.added", stored, by, now, {"material": added.pk, "sha256": added.sha256})
    sessions = _sessions(stored)
    if moment is Moment.BEFORE or (sessions and now >= sessions[-1].ends_at):
        _tell_of_materials(stored, now)
    return added


def _tell_of_materials(edition: Edition, now: datetime) -> None:
    """Who takes part, once a day, however many are added."""
    day = timezone.localdate(now)
    for enrolment in _with_seat(edition):
        tell_one(MATERIALS, enrolment, event=f"{enrolment.reference}:materials:{day}", now=now)


@transaction.atomic
def remove_material(*, edition: Edition, code: str, by: Person | None, now: datetime) -> None:
    """Take a material away. Again does nothing."""
    stored = _locked(edition)
    found = Material.objects.filter(edition=stored, code=code).first()
    if found is not None:
        _record("material.removed", stored, by, now, {"material": found.pk, "sha256": found.sha256})
        found.delete()


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)


def _sessions(edition: Edition) -> list[Session]:
    return list(Session.objects.filter(edition=edition, struck_at=None))


def _with_seat(edition: Edition) -> list[Enrolment]:
    found = Enrolment.objects.filter(edition=edition, state=Standing.ENROLLED.value)
    return list(found.order_by("pk"))


def _check_going_on(edition: Edition) -> None:
    if State(edition.state) not in (State.PLANNED, State.OPEN):
        raise Refusal("edition-is-over")


def _record(
    name: str, edition: Edition, by: Person | None, now: datetime, details: Mapping[str, object]
) -> int:
    return record(name, edition.reference, by, now, details)
