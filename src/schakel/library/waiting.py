"""What of the library waits for somebody."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from schakel.accounts.public import Doing, Person, Urgency, Waiting, register_doing, register_waiting
from schakel.library.access import allows
from schakel.library.queries import drafts_of, in_need_of_an_update, waiting_for_review
from schakel.organisations import public as organisations


def _items(person: Person, now: datetime) -> Iterator[Waiting]:
    today = timezone.localdate(now)
    stale = in_need_of_an_update(person, today=today)
    if allows(person, "item.review"):
        yield Waiting(
            gettext("Items to review"), waiting_for_review(person).count(), f"{reverse('staff')}?heap=review"
        )
        label, url = gettext("Items that may be out of date"), f"{reverse('staff')}?heap=update"
        yield Waiting(label, stale.count(), url, Urgency.SOMETIME)
    else:
        own = [one.pk for one in organisations.member_organisations(person)]
        label = gettext("Items of yours that may be out of date")
        yield Waiting(
            label, stale.filter(Q(owner_id__in=own)).count(), f"{reverse('my_page')}#update", Urgency.SOMETIME
        )
    label = gettext("Drafts to finish")
    yield Waiting(label, drafts_of(person).count(), f"{reverse('my_page')}#drafts", Urgency.SOMETIME)


def _doing(person: Person) -> Iterator[Doing]:
    if allows(person, "item.create"):
        yield Doing(gettext("Add what you know"), reverse("choose_kind"), "plus")
    if allows(person, "staff.work"):
        yield Doing(gettext("All items"), reverse("staff_items"), "information")


register_waiting("items", _items)
register_doing("items", _doing)
