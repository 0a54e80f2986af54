"""What of introductions moves along when an organisation goes on in another: what it asked, is asked, and who answers.

Nobody is introduced to themselves. Where the two are the two sides, a request that waits is taken back, with the reason
in the journal and in the news; what was answered stays between the two, where members of the other go on seeing it.
Of two requests that become the same, the one that was asked first stays. Who answers for a desk answers for the other;
after a merge only where they look after it, or nobody does: so nobody becomes more by a merge.
"""

from django.db.models import Q

from schakel.introductions.actions import lapse_introduction, take_back
from schakel.introductions.models import Duty, Introduction
from schakel.introductions.rules import State
from schakel.journal import public as journal
from schakel.organisations.public import Going, Membership, register_move


def _move_introductions(going: Going) -> int:
    pair = Q(requester=going.organisation) | Q(receiver=going.organisation)
    number = 0
    for one in Introduction.objects.select_for_update().filter(pair).order_by("requested_at", "pk"):
        number += _move(one, going)
    return number


def _move(introduction: Introduction, going: Going) -> bool:
    """Whether anything of it is otherwise now."""
    by = going.by.reference if going.by else ""
    lapse_introduction(introduction, now=going.now)
    both = {introduction.requester_id, introduction.receiver_id}
    is_waiting = introduction.state == State.REQUESTED
    if both == {going.organisation.pk, going.into.pk}:
        if is_waiting:
            take_back(introduction, because="became-one", by=going.by, now=going.now)
        return is_waiting
    was = (introduction.requester_id, introduction.receiver_id)
    sides = [going.into.pk if key == going.organisation.pk else key for key in was]
    if is_waiting:
        _free_the_place(introduction, sides, going)
    introduction.requester_id, introduction.receiver_id = sides
    introduction.save(update_fields=["requester", "receiver"])
    said = {"was": going.organisation.reference, "body": going.into.reference}
    journal.record("introduction.moved", on=introduction.reference, by=by, at=going.now, details=said)
    return True


def _free_the_place(introduction: Introduction, sides: list[int], going: Going) -> None:
    """Of two that wait and become the same, the later is taken back; this one itself, when it is the later."""
    requester, receiver = sides
    same = Introduction.objects.select_for_update().filter(
        requester=requester,
        receiver=receiver,
        challenge=introduction.challenge_id,
        state=State.REQUESTED.value,
    )
    for other in same.order_by("requested_at", "pk"):
        if lapse_introduction(other, now=going.now):
            continue
        later = max(introduction, other, key=lambda one: (one.requested_at, one.pk))
        take_back(later, because="asked-twice", by=going.by, now=going.now)


def _move_duties(going: Going) -> int:
    """Whoever has a turn from the same day for both has it as long as the longer of the two."""
    administrators = Membership.objects.filter(organisation=going.into, is_administrator=True)
    looking_after = set(administrators.order_by("pk").values_list("person", flat=True))
    duties = list(Duty.objects.filter(organisation=going.organisation).order_by("pk"))
    for duty in duties:
        is_theirs = not going.is_double or not looking_after or duty.person_id in looking_after
        if is_theirs:
            _hand_over_duty(duty, going)
        else:
            duty.delete()
        said = {"person": f"person:{duty.person_id}", "from": duty.begins_on.isoformat()}
        said |= {"was": going.organisation.reference}
        name = "desk.duty-moved" if is_theirs else "desk.duty-ended"
        by = going.by.reference if going.by else ""
        journal.record(name, on=going.into.reference, by=by, at=going.now, details=said)
    return len(duties)


def _hand_over_duty(duty: Duty, going: Going) -> None:
    same = Duty.objects.filter(
        organisation=going.into, person=duty.person_id, begins_on=duty.begins_on
    ).first()
    if same is not None:
        if same.last_on is not None:
            duty.last_on = max(same.last_on, duty.last_on) if duty.last_on is not None else None
        else:
            duty.last_on = None
        same.delete()
    duty.organisation = going.into
    duty.save(update_fields=["organisation", "last_on"])


register_move("introductions", _move_introductions)
register_move("desks", _move_duties)
