"""What people declare about themselves. Whoever has to act on a new interest is told in the same transaction."""

import secrets
from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from schakel.accounts.public import Person
from schakel.interests import rules
from schakel.interests.models import CODE_LENGTH, Ending, Interest
from schakel.interests.rules import Said
from schakel.journal import public as journal
from schakel.organisations.public import Organisation

Recusal = Callable[[Person, Organisation, datetime], None]
"""Takes somebody off what they do for or about an organisation, because they have an interest in it now."""
_RECUSALS: list[Recusal] = []


def recuse_by(recusal: Recusal) -> None:
    """From now on this is called, once for each new interest, in the transaction in which it is declared."""
    if recusal not in _RECUSALS:
        _RECUSALS.append(recusal)


@transaction.atomic
def declare_interest(
    *, person: Person, organisation: Organisation, said: Said, today: date, now: datetime
) -> Interest:
    """Somebody says that they have an interest in an organisation. The same thing said twice is one interest.

    Raises a Refusal for what cannot be declared (``rules.check_interest``). What was said is not in the journal, which
    never forgets; that something was said is.
    """
    tidy = rules.check_interest(said, today=today)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # the second click waits here
    same = Interest.objects.filter(
        person=person,
        organisation=organisation,
        relation=tidy.relation.value,
        words=tidy.words,
        since=tidy.since,
        until=tidy.until,
        ending=None,
    ).first()
    if same is not None:
        return same
    interest = Interest.objects.create(
        code=secrets.token_hex(CODE_LENGTH // 2),
        person=person,
        organisation=organisation,
        relation=tidy.relation.value,
        words=tidy.words,
        since=tidy.since,
        until=tidy.until,
        declared_at=now,
    )
    journal.record(
        "interest.declared",
        on=interest.reference,
        by=person.reference,
        at=now,
        details={"organisation": organisation.reference, "relation": tidy.relation.value},
    )
    if rules.stands(since=tidy.since, until=tidy.until, ended_on=None, day=today):
        for recusal in _RECUSALS:
            recusal(person, organisation, now)
    return interest


@transaction.atomic
def end_interest(*, interest: Interest, ended_on: date, today: date, now: datetime) -> Ending:
    """An interest is over from this day; it stays in the list. Said twice it ends once, as was said first.

    Raises a Refusal for a day before it began, or one that is still to come.
    """
    Person.objects.select_for_update(no_key=True).get(pk=interest.person_id)
    before = Ending.objects.filter(interest=interest).first()
    if before is not None:
        return before
    rules.check_ending(since=interest.since, ended_on=ended_on, today=today)
    ending = Ending.objects.create(interest=interest, ended_on=ended_on, ended_at=now)
    journal.record(
        "interest.ended",
        on=interest.reference,
        by=interest.person.reference,
        at=now,
        details={"ended_on": ended_on.isoformat()},
    )
    return ending
