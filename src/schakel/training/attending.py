"""Being reminded of a session, coming to it, and saying afterwards what one thought of it.

Each is one transaction with its journal row.
"""

from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction

from schakel.accounts.public import Person
from schakel.kernel.refusal import Refusal
from schakel.training import credit, rules
from schakel.training.line import record
from schakel.training.models import Attendance, Edition, Enrolment, Session, SurveyAnswer
from schakel.training.queries import was_there
from schakel.training.rules import Standing, State
from schakel.training.telling import REMINDER, ask_judgement, tell_one


@transaction.atomic
def remind_session(*, session: Session, now: datetime) -> int:
    """Remind everybody with a seat of a session, so many days before as the organiser chose; how many were.

    Once for each time that it has: who enrols later has just read when it is.
    """
    edition = Edition.objects.select_for_update(no_key=True).get(pk=session.edition_id)
    stored = Session.objects.get(pk=session.pk)
    due = (
        edition.state == State.OPEN
        and stored.struck_at is None
        and rules.is_to_be_reminded(
            starts_at=stored.starts_at,
            remind_days=edition.remind_days,
            changed_at=stored.changed_at,
            reminded_of=stored.reminded_of,
            now=now,
        )
    )
    if not due:
        return 0
    stored.reminded_of = stored.starts_at
    stored.save(update_fields=["reminded_of"])
    seated = list(Enrolment.objects.filter(edition=edition, state=Standing.ENROLLED.value).order_by("pk"))
    details = {"session": stored.reference, "at": stored.starts_at.isoformat(), "people": len(seated)}
    row = record("session.reminded", edition.reference, None, now, details)
    for one in seated:
        payload = {"session": stored.pk}
        tell_one(REMINDER, one, event=f"row:{row}:{one.reference}", now=now, payload=payload)
    return len(seated)


@transaction.atomic
def mark_attendance(
    *,
    session: Session,
    enrolment: Enrolment,
    by: Person | None,
    now: datetime,
    said_at: datetime | None = None,
) -> Attendance:
    """Somebody came. ``said_at``: when they did, by a device that had no network. Again changes nothing.

    Raises a Refusal long before the session, and for somebody without a seat. Who comes to light after the edition was
    held gets credit for it all the same.
    """
    edition = Edition.objects.select_for_update(no_key=True).get(pk=session.edition_id)
    one = Enrolment.objects.get(pk=enrolment.pk, edition=edition)
    there = Attendance.objects.filter(session=session, enrolment=one).first()
    if there is not None:
        return there
    if one.state != Standing.ENROLLED:
        raise Refusal("came-without-seat")
    rules.check_can_come(times=session.times, now=now)
    arrived_at = rules.arrived_at(said_at, times=session.times, now=now)
    try:
        with transaction.atomic():
            there = Attendance.objects.create(
                session=session, enrolment=one, arrived_at=arrived_at, marked_by=by
            )
    except IntegrityError:  # two doors, one ticket
        return Attendance.objects.get(session=session, enrolment=one)
    details = {"edition": edition.reference, "session": session.reference, "at": arrived_at.isoformat()}
    record("attendance.marked", one.reference, by, now, details)
    if edition.state == State.HELD:
        credit.complete(edition, by=by, now=now)
        ask_judgement(one, now=now)
    return there


@transaction.atomic
def withdraw_attendance(*, session: Session, enrolment: Enrolment, by: Person | None, now: datetime) -> None:
    """They were not there after all. Again does nothing.

    Raises a Refusal while somebody has a certificate for it: that is withdrawn first, by who gave it. Then they did not
    complete the edition any more either, where too little is left.
    """
    edition = Edition.objects.select_for_update(no_key=True).get(pk=session.edition_id)
    there = (
        Attendance.objects.filter(session=session, enrolment=enrolment).select_related("enrolment").first()
    )
    if there is None:
        return
    one = there.enrolment
    if one.completed_at is not None and credit.certificate_stands(one):
        raise Refusal("credit-was-given")
    there.delete()
    details = {"edition": edition.reference, "session": session.reference}
    record("attendance.withdrawn", one.reference, by, now, details)
    if one.completed_at is not None and not credit.is_enough(edition, one):
        one.completed_at = None
        one.save(update_fields=["completed_at"])
        record("attendance.completion-withdrawn", one.reference, by, now, {"edition": edition.reference})


@transaction.atomic
def answer_survey(*, enrolment: Enrolment, score: int, text: str, now: datetime) -> None:
    """What somebody thought of it, once. Nothing that is kept leads from the answer to them.

    Raises a Refusal for who took no part, before it began, and the second time.
    """
    one = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    begins = Session.objects.filter(edition=one.edition_id, struck_at=None).order_by("starts_at").first()
    rules.check_may_judge(
        Standing(one.state),
        was_there=was_there(one),
        has_begun=begins is not None and now >= begins.starts_at,
        has_judged=one.has_judged,
    )
    said = rules.check_text(text)
    SurveyAnswer.objects.create(
        key=uuid4(), edition_id=one.edition_id, score=rules.check_score(score), text=said
    )
    one.has_judged = True
    one.save(update_fields=["has_judged"])
    record("survey.answered", f"edition:{one.edition_id}", None, now, {})
