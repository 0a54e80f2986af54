"""What is shown is counted, by item and day, and by nothing else."""

import time
from contextlib import nullcontext
from datetime import timedelta
from threading import Thread

import pytest
from django.db import DatabaseError, connection

from schakel.fairness import counting
from schakel.fairness.counting import COUNTER, ExposureCounter, add_counts
from schakel.fairness.invariants import INVARIANTS
from schakel.fairness.jobs import KEPT_FOR, forget_counts
from schakel.fairness.models import Exposure
from schakel.library.public import Kind
from tests.clock import NOW
from tests.items import item_of

TODAY = NOW.date()
PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def stored():
    return dict(Exposure.objects.order_by("pk").values_list("item_id", "times"))


@pytest.fixture
def counter():
    return ExposureCounter()


@pytest.mark.django_db
def test_what_is_shown_is_counted_once_a_page_and_added_up_by_day(counter, heat_pumps):
    one, other = item_of(heat_pumps), item_of(heat_pumps, "Warmte uit de lucht")
    for _ in range(3):
        counter.count([one.pk, other.pk, one.pk], user_agent=PERSON, today=TODAY)
        counter.store()
    counter.count([one.pk], user_agent="Googlebot/2.1", today=TODAY)
    counter.count([one.pk], user_agent=PERSON, today=TODAY + timedelta(days=1))
    counter.store()
    assert stored() | {"rows": Exposure.objects.count()} == {one.pk: 1, other.pk: 3, "rows": 3}
    assert counter.store() == 0


@pytest.mark.django_db
def test_an_item_that_is_gone_is_left_out(heat_pumps):
    item = item_of(heat_pumps)
    assert add_counts({(item.pk, TODAY): 2, (item.pk + 999, TODAY): 1}) == 1
    assert stored() == {item.pk: 2}


@pytest.mark.django_db
def test_what_could_not_be_stored_is_stored_the_next_time(counter, heat_pumps, monkeypatch):
    item = item_of(heat_pumps)
    counter.count([item.pk], user_agent=PERSON, today=TODAY)

    def full(_counts):
        raise DatabaseError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(counting, "add_counts", full)
        with pytest.raises(DatabaseError):
            counter.store()
    counter.count([item.pk], user_agent=PERSON, today=TODAY)
    counter.store()
    assert stored() == {item.pk: 2}


@pytest.mark.django_db(transaction=True)
def test_many_processes_that_add_at_once_lose_nothing(heat_pumps):
    items = [item_of(heat_pumps, f"Pomp {number}").pk for number in range(5)]

    def add(order):
        try:
            for _ in range(10):
                add_counts({(item, TODAY): 1 for item in order})
        finally:
            connection.close()

    threads = [Thread(target=add, args=(order,)) for order in (items, items[::-1], items, items[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert stored() == dict.fromkeys(items, 40)


def test_counting_costs_a_page_less_than_a_millisecond(counter):
    keys, started = list(range(60)), time.perf_counter()
    for _ in range(200):
        counter.count(keys, user_agent=PERSON, today=TODAY)
    assert (time.perf_counter() - started) / 200 < 0.001


@pytest.mark.django_db
def test_an_answer_counts_what_stands_on_it_and_asks_the_database_nothing_for_it(
    client, heat_pumps, monkeypatch
):
    shown = item_of(heat_pumps, "Warmtepomp voor het zwembad", kind=Kind.PROVIDER)
    item_of(heat_pumps, "Fietspad van gerecycled plastic", kind=Kind.PROVIDER)
    counted = []
    monkeypatch.setattr(
        COUNTER, "count", lambda items, *, user_agent, today: counted.append((sorted(items), user_agent))
    )
    for view in ("", "&view=list"):
        client.get(f"/ask/?q=warmtepomp zwembad{view}", headers={"User-Agent": PERSON})
    assert counted == [([shown.pk], PERSON)] * 2
    client.get("/ask/?q=warmtepomp zwembad&view=map", headers={"User-Agent": PERSON})
    assert counted[2] == ([], PERSON)


@pytest.mark.django_db
def test_counts_of_long_ago_are_forgotten_and_none_is_of_tomorrow(heat_pumps):
    item = item_of(heat_pumps)
    for day in (TODAY - KEPT_FOR - timedelta(days=2), TODAY):
        Exposure.objects.create(item=item, day=day, times=1)
    columns = {field.name for field in Exposure._meta.fields}
    assert columns == {"id", "item", "day", "times"}  # nothing about who asked, or what

    class Work:
        def now(self):
            return NOW

        def completion(self):
            return nullcontext()

    forget_counts(Work())
    assert Exposure.objects.get().day == TODAY
    assert [one for invariant in INVARIANTS for one in invariant.violations()] == []
    Exposure.objects.create(item=item, day=TODAY + timedelta(days=4000), times=1)
    assert [one for invariant in INVARIANTS for one in invariant.violations()] != []
