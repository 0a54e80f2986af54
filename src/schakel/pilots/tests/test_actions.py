"""From what is known to a decision, a lesson and a case; whoever clicks when."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from schakel.challenges.public import State as ChallengeState
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Kind, Visibility
from schakel.organisations.public import Membership, Organisation
from schakel.pilots import actions, queries, rules
from schakel.pilots.actions import MeasureDraft
from schakel.pilots.models import Partner, Pilot
from schakel.pilots.rules import CheckName, CheckState, Decision, PartnerRole, Reply, State, Step
from schakel.spaces import public as spaces
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.items import item_of
from tests.pilots import LESSON, fill, pilot_in
from tests.spaces import space_of
from tests.told import number_of_rows, told

pytestmark = pytest.mark.django_db
WORDS = {
    "nl": {
        "title": "Ons zwembad stookt gas",
        "question": "Waar blijft het gas?",
        "outcome_wanted": "Een kwart minder.",
    }
}


def refused(code, act, **named):
    with pytest.raises(Refusal) as caught:
        act(**named)
    assert caught.value.code == code
    return caught.value


@pytest.fixture
def pool(rotterdam):
    facts = {"budget_band": "10k-50k"}
    return challenge_in(ChallengeState.OPEN, rotterdam, texts=WORDS, facts=facts).item


def test_everything_that_is_known_is_taken_along_and_nothing_is_typed_twice(
    rotterdam, heat_pumps, anna, pool
):
    operator = Organisation.objects.create(slug="tu-delft", name="TU Delft", type="knowledge")
    solution = item_of(heat_pumps, "Een deksel", kind=Kind.SOLUTION)
    case = item_of(operator, "Delft", texts={"nl": {"title": "Delft", "approach": "Elke nacht afdekken."}})
    facility = item_of(operator, "De hal", kind=Kind.FACILITY)
    method = item_of(operator, texts={"nl": {"title": "Zo", "steps": "Meten\nAfdekken"}}, kind=Kind.METHOD)
    started = actions.start_pilot(
        owner=rotterdam, by=anna, now=NOW, challenge=pool, items=[solution, case, facility, method]
    )
    pilot = started.pilot
    assert started.is_new
    assert (pilot.title, pilot.problem, pilot.hypothesis, pilot.approach, pilot.budget_band) == (
        "Proef: Een deksel bij Rotterdam",
        "Waar blijft het gas?",
        "Een kwart minder.",
        "Elke nacht afdekken.",
        "10k-50k",
    )
    assert (pilot.challenge, pilot.facility, pilot.method) == (pool, facility, method)
    assert set(pilot.items.all()) == {solution, case}
    assert [one.name for one in pilot.phases.all()] == ["Meten", "Afdekken"]
    asked = {one.organisation: (one.role, one.reply) for one in pilot.partners.all()}
    assert asked == {heat_pumps: ("provider", "asked"), operator: ("facility", "asked")}


def test_the_title_of_a_pilot_is_neither_that_of_its_challenge_nor_that_of_its_case(rotterdam, anna, pool):
    pilot = actions.start_pilot(owner=rotterdam, by=anna, now=NOW, challenge=pool).pilot
    assert pilot.title == "Proef: Ons zwembad stookt gas bij Rotterdam"
    fill(pilot, anna)
    fields = {"problem": pilot.problem, "hypothesis": "Het werkt."}
    actions.change_pilot(
        pilot=pilot,
        seen_version=Pilot.objects.get().version,
        fields=fields,
        changed_by=anna,
        now=NOW,
    )
    for step in (Step.AGREE, Step.START, Step.EVALUATE):
        actions.move_pilot(pilot=pilot, step=step, moved_by=anna, now=NOW)
    case = actions.write_case(pilot=pilot, written_by=anna, now=NOW)
    assert content_of(case).texts["nl"]["title"] == "Uitgeprobeerd: Ons zwembad stookt gas bij Rotterdam"
    actions.move_pilot(pilot=pilot, step=Step.SCALE, moved_by=anna, now=NOW, words="Het werkt.")
    actions.write_case(pilot=pilot, written_by=anna, now=NOW)
    titles = content_of(case).texts["nl"]["title"]
    assert titles == "Uitgeprobeerd en opgeschaald: Ons zwembad stookt gas bij Rotterdam"


def test_the_days_come_from_the_steps_and_so_the_case_has_its_years(rotterdam, anna):
    pilot = pilot_in(State.AGREED, rotterdam, by=anna)
    later = NOW + timedelta(days=400)
    move = {"pilot": pilot, "moved_by": anna}
    started = actions.move_pilot(**move, step=Step.START, now=NOW)
    assert (started.starts_on, started.ends_on) == (NOW.date(), None)
    stopped = actions.move_pilot(**move, step=Step.STOP, now=later, words="Te duur.", lesson=LESSON)
    assert stopped.ends_on == later.date()
    facts = content_of(actions.write_case(pilot=stopped, written_by=anna, now=later)).facts
    assert (facts["started_year"], facts["ended_year"]) == (NOW.year, later.year)
    change = {"pilot": stopped, "changed_by": anna, "now": later, "seen_version": stopped.version}
    changed = actions.change_pilot(**change, fields={"ends_on": NOW.date()})
    assert changed.ends_on == NOW.date()


def test_a_last_day_that_passed_before_it_began_is_no_last_day(rotterdam, anna):
    pilot = pilot_in(State.AGREED, rotterdam, by=anna, ends_on=NOW.date() - timedelta(days=9))
    started = actions.move_pilot(pilot=pilot, step=Step.START, moved_by=anna, now=NOW)
    assert (started.starts_on, started.ends_on) == (NOW.date(), None)


def test_an_introduction_brings_its_own_space(rotterdam, heat_pumps, anna, bas):
    space = space_of(rotterdam, heat_pumps, people=[anna, bas], by=anna)
    pilot = actions.start_pilot(
        owner=rotterdam, by=anna, now=NOW, title="Koel", organisations=[heat_pumps], space=space
    ).pilot
    assert pilot.space == space
    assert [one.organisation for one in pilot.partners.all()] == [heat_pumps]


def test_without_one_a_space_is_opened_for_the_owner(rotterdam, anna):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    assert [one.organisation for one in spaces.parties_of(pilot.space)] == [rotterdam]
    assert spaces.seat_of(anna, pilot.space.code) is not None


def test_the_same_pilot_is_started_once_until_it_is_finished(rotterdam, anna, pool):
    one = actions.start_pilot(owner=rotterdam, by=anna, now=NOW, challenge=pool)
    other = actions.start_pilot(owner=rotterdam, by=anna, now=NOW, challenge=pool)
    assert (other.pilot, other.is_new) == (one.pilot, False)
    actions.move_pilot(pilot=one.pilot, step=Step.WITHDRAW, moved_by=anna, now=NOW, words="Toch niet.")
    assert actions.start_pilot(owner=rotterdam, by=anna, now=NOW, challenge=pool).is_new


def test_a_pilot_is_for_its_owner_its_partners_and_the_staff(rotterdam, heat_pumps, anna, bas, chaima, dirk):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    seen = lambda: [queries.pilot_for(one, pilot.slug) is not None for one in (anna, bas, chaima, dirk, None)]  # noqa: E731
    assert seen() == [True, False, True, False, False]
    actions.ask_partner(
        pilot=pilot, organisation=heat_pumps, role=PartnerRole.PROVIDER, asked_by=anna, now=NOW
    )
    assert seen() == [True, True, True, False, False]
    actions.answer_pilot(pilot=pilot, organisation=heat_pumps, reply=Reply.DECLINED, answered_by=bas, now=NOW)
    assert seen() == [True, False, True, False, False]


def test_who_agrees_comes_into_the_space_and_who_leaves_goes_out_of_it(rotterdam, heat_pumps, anna, bas):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna, partners=[(heat_pumps, bas)])
    assert spaces.seat_of(bas, pilot.space.code) is not None
    actions.answer_pilot(pilot=pilot, organisation=heat_pumps, reply=Reply.LEFT, answered_by=bas, now=NOW)
    assert spaces.seat_of(bas, pilot.space.code) is None
    assert queries.pilot_for(bas, pilot.slug) is None


def test_an_answer_that_is_given_twice_is_one_answer(rotterdam, heat_pumps, anna, bas):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna, partners=[(heat_pumps, bas)])
    before = journal.last_number()
    actions.answer_pilot(pilot=pilot, organisation=heat_pumps, reply=Reply.AGREED, answered_by=bas, now=NOW)
    assert journal.last_number() == before
    refused(
        "partner-answered-already",
        actions.answer_pilot,
        pilot=pilot,
        organisation=heat_pumps,
        reply=Reply.DECLINED,
        answered_by=bas,
        now=NOW,
    )


def test_the_owner_is_no_partner_and_who_declined_can_be_asked_again(rotterdam, heat_pumps, anna, bas):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    ask = {"pilot": pilot, "role": PartnerRole.OTHER, "asked_by": anna, "now": NOW}
    refused("partner-is-owner", actions.ask_partner, organisation=rotterdam, **ask)
    actions.ask_partner(organisation=heat_pumps, **ask)
    actions.answer_pilot(pilot=pilot, organisation=heat_pumps, reply=Reply.DECLINED, answered_by=bas, now=NOW)
    assert actions.ask_partner(organisation=heat_pumps, **ask).reply == Reply.ASKED
    assert Partner.objects.count() == 1


def test_nobody_agrees_for_a_partner_that_has_not_answered(rotterdam, heat_pumps, anna):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    actions.ask_partner(
        pilot=pilot, organisation=heat_pumps, role=PartnerRole.PROVIDER, asked_by=anna, now=NOW
    )
    refusal = refused(
        "pilot-not-ready", actions.move_pilot, pilot=pilot, step=Step.AGREE, moved_by=anna, now=NOW
    )
    assert refusal.details["needs"] == ("partners",)


def test_a_pilot_does_not_start_before_its_checks(rotterdam, anna):
    pilot = pilot_in(State.AGREED, rotterdam, by=anna)
    settle = {"pilot": pilot, "name": CheckName.DPIA, "settled_by": anna, "now": NOW}
    actions.settle_check(state=CheckState.NEEDED, words="", **settle)
    refused("pilot-not-ready", actions.move_pilot, pilot=pilot, step=Step.START, moved_by=anna, now=NOW)
    actions.settle_check(state=CheckState.DONE, words="Zie de bijlage.", **settle)
    moved = actions.move_pilot(pilot=pilot, step=Step.START, moved_by=anna, now=NOW)
    assert moved.state == State.RUNNING


def test_a_stopped_pilot_leaves_a_lesson(rotterdam, anna):
    pilot = pilot_in(State.RUNNING, rotterdam, by=anna)
    Pilot.objects.update(lesson="")
    stop = {"pilot": pilot, "step": Step.STOP, "moved_by": anna, "now": NOW, "words": "Te duur."}
    refused("pilot-not-ready", actions.move_pilot, **stop)
    stopped = actions.move_pilot(**stop, lesson=LESSON)
    assert (stopped.state, stopped.decision, stopped.reason, stopped.lesson) == (
        State.DECIDED,
        Decision.STOP,
        "Te duur.",
        LESSON,
    )
    refused(
        "stopped-without-lesson",
        actions.change_pilot,
        pilot=stopped,
        seen_version=stopped.version,
        fields={"lesson": ""},
        changed_by=anna,
        now=NOW,
    )


def test_the_database_refuses_a_stopped_pilot_without_a_lesson(rotterdam, anna):
    pilot_in(State.DECIDED, rotterdam, by=anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pilot.objects.update(lesson="")


def test_control_a_pilot_that_scaled_up_needs_no_lesson_in_the_database(rotterdam, anna):
    pilot_in(State.DECIDED, rotterdam, by=anna, last=Step.SCALE)
    assert Pilot.objects.update(lesson="") == 1


def test_control_without_the_rule_only_the_database_is_left_to_say_no(rotterdam, anna, monkeypatch):
    pilot = pilot_in(State.RUNNING, rotterdam, by=anna)
    Pilot.objects.update(lesson="")
    monkeypatch.setitem(rules.WAYS, Step.STOP, replace(rules.WAYS[Step.STOP], needs=()))
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.move_pilot(pilot=pilot, step=Step.STOP, moved_by=anna, now=NOW, words="Te duur.")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "lost"},
        {"state": "decided"},
        {"decision": "scale"},
        {"state": "decided", "decision": "scale", "reason": ""},
        {"starts_on": "2027-01-02", "ends_on": "2027-01-01"},
    ],
)
def test_the_database_refuses_what_may_not_be_stored(rotterdam, anna, fields):
    pilot_in(State.PROPOSED, rotterdam, by=anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pilot.objects.update(**fields)


def test_a_newer_text_is_not_overwritten_and_the_same_text_makes_no_version(rotterdam, anna, chaima):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    change = {"pilot": pilot, "seen_version": 1, "now": NOW}
    assert actions.change_pilot(**change, fields={"problem": "Gas."}, changed_by=anna).version == 2
    refused(
        "changed-meanwhile", actions.change_pilot, **change, fields={"problem": "Water."}, changed_by=chaima
    )
    change["seen_version"] = 2
    assert actions.change_pilot(**change, fields={"problem": " Gas. "}, changed_by=chaima).version == 2
    with pytest.raises(KeyError):
        actions.change_pilot(**change, fields={"state": "decided"}, changed_by=anna)


def measure(name="Gas", key=None, **fields):
    return MeasureDraft(key, name, "m³", Decimal(100), Decimal(75), fields.get("measured"))


def test_measures_keep_their_place_and_what_is_left_out_is_gone(rotterdam, anna):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    change = {"pilot": pilot, "changed_by": anna, "now": NOW}
    actions.change_measures(**change, seen_version=1, measures=[measure(), measure("Klachten")])
    gas = pilot.measures.get(name="Gas")
    actions.change_measures(**change, seen_version=2, measures=[measure(key=gas.pk, measured=Decimal(80))])
    assert [(one.pk, one.measured) for one in pilot.measures.all()] == [(gas.pk, Decimal(80))]
    refused("changed-meanwhile", actions.change_measures, **change, seen_version=2, measures=[])
    refused(
        "measures-of-one-name",
        actions.change_measures,
        **change,
        seen_version=3,
        measures=[measure(), measure("gas")],
    )
    many = [measure(str(number)) for number in range(13)]
    refused("measures-too-many", actions.change_measures, **change, seen_version=3, measures=many)


def test_a_measure_of_another_pilot_is_not_touched(rotterdam, anna):
    one, other = (pilot_in(State.AGREED, rotterdam, by=anna, title=title) for title in ("Koel", "Warm"))
    theirs = other.measures.get()
    actions.change_measures(
        pilot=one, seen_version=one.version, measures=[measure(key=theirs.pk)], changed_by=anna, now=NOW
    )
    theirs.refresh_from_db()
    assert (theirs.pilot, theirs.unit) == (other, "m³ per week")


def test_phases_keep_that_they_are_done_when_others_come(rotterdam, anna):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    actions.finish_phase(pilot=pilot, phase=pilot.phases.get(name="Meten"), is_done=True, by=anna, now=NOW)
    actions.change_phases(pilot=pilot, names=["Vragen", "Meten"], changed_by=anna, now=NOW)
    assert [(one.name, one.done_at) for one in pilot.phases.all()] == [("Vragen", None), ("Meten", NOW)]


def test_nothing_of_a_finished_pilot_is_filled_in(rotterdam, heat_pumps, anna):
    pilot = pilot_in(State.DECIDED, rotterdam, by=anna)
    refused("pilot-is-finished", actions.change_phases, pilot=pilot, names=[], changed_by=anna, now=NOW)
    refused(
        "pilot-is-finished",
        actions.ask_partner,
        pilot=pilot,
        organisation=heat_pumps,
        role=PartnerRole.OTHER,
        asked_by=anna,
        now=NOW,
    )


def content_of(item):
    return library.content_of(library.Item.objects.get(pk=item.pk))


def test_the_case_is_written_from_the_pilot(rotterdam, heat_pumps, anna, bas, pool):
    pilot = pilot_in(
        State.DECIDED,
        rotterdam,
        by=anna,
        partners=[(heat_pumps, bas)],
        challenge=pool,
        budget_band="10k-50k",
        starts_on=NOW.date(),
        ends_on=NOW.date(),
    )
    item = actions.write_case(pilot=pilot, written_by=anna, now=NOW)
    said = content_of(item)
    texts = said.texts["nl"]
    assert (item.kind, item.state, item.owner) == (Kind.CASE, library.State.DRAFT, rotterdam)
    assert texts["problem"] == "Het zwembad stookt gas."
    assert "Wij leggen er ’s nachts een deksel op." in texts["approach"]
    assert "Met een deksel stookt het een kwart minder." in texts["approach"]
    assert "Heat Pumps BV" in texts["approach"]
    assert "Meten; Afdekken" in texts["approach"]
    assert "Gas: van 100 naar 80 m³ per week. Ons doel was 75." in texts["result"]
    assert "Om een goede reden." in texts["result"]
    assert texts["lessons"] == LESSON
    assert said.facts == {
        "status": "stopped",
        "started_year": 2026,
        "ended_year": 2026,
        "cost_band": "10k-50k",
        "figures": [{"value": "80", "unit_nl": "m³ per week (Gas)", "unit_en": "m³ per week (Gas)"}],
    }
    assert Pilot.objects.get().case == item


def test_the_case_is_written_once_and_again_updates_only_what_nobody_changed(rotterdam, anna):
    pilot = pilot_in(State.EVALUATED, rotterdam, by=anna)
    item = actions.write_case(pilot=pilot, written_by=anna, now=NOW)
    said = content_of(item)
    by_hand = replace(said, texts={"nl": dict(said.texts["nl"]) | {"problem": "Met onze eigen woorden."}})
    library.change_item(item=item, seen_version=1, content=by_hand, changed_by=anna, now=NOW)
    stored = Pilot.objects.get()
    actions.change_pilot(
        pilot=stored,
        seen_version=stored.version,
        fields={"problem": "Anders.", "failed": "Het deksel woei weg."},
        changed_by=anna,
        now=NOW,
    )
    for _ in range(2):
        again = actions.write_case(pilot=pilot, written_by=anna, now=NOW)
        texts = content_of(again).texts["nl"]
        assert again == item
        assert texts["problem"] == "Met onze eigen woorden."
        assert texts["failed"] == "Het deksel woei weg."
    assert library.Item.objects.filter(kind=Kind.CASE).count() == 1


def test_a_case_that_was_handed_in_is_its_own(rotterdam, anna):
    pilot = pilot_in(State.EVALUATED, rotterdam, by=anna)
    item = actions.write_case(pilot=pilot, written_by=anna, now=NOW)
    library.move_item(item=item, step=library.Step.SUBMIT, moved_by=anna, now=NOW)
    refused("case-is-handed-in", actions.write_case, pilot=pilot, written_by=anna, now=NOW)


def test_there_is_no_case_of_what_was_not_tried(rotterdam, anna):
    pilot = pilot_in(State.RUNNING, rotterdam, by=anna)
    refused("case-too-early", actions.write_case, pilot=pilot, written_by=anna, now=NOW)


def test_the_case_of_what_others_may_not_find_is_not_for_them_either(rotterdam, anna):
    hidden = challenge_in(ChallengeState.DRAFT, rotterdam, visibility=Visibility.ORGANISATION).item
    pilot = pilot_in(State.EVALUATED, rotterdam, by=anna, challenge=hidden)
    item = actions.write_case(pilot=pilot, written_by=anna, now=NOW)
    assert item.visibility == Visibility.ORGANISATION


def test_a_plan_is_saved_as_a_method_once_and_another_pilot_starts_from_it(rotterdam, anna):
    pilot = pilot_in(State.RUNNING, rotterdam, by=anna)
    item = actions.save_method(pilot=pilot, saved_by=anna, now=NOW)
    assert actions.save_method(pilot=pilot, saved_by=anna, now=NOW) == item
    other = actions.start_pilot(owner=rotterdam, by=anna, now=NOW, title="Ook koel", items=[item]).pilot
    assert [one.name for one in other.phases.all()] == ["Meten", "Afdekken"]
    actions.change_phases(pilot=other, names=[], changed_by=anna, now=NOW)
    refused("phases-missing", actions.save_method, pilot=other, saved_by=anna, now=NOW)


def test_partners_are_told_what_happens_and_the_owner_that_a_lesson_is_wanted(
    rotterdam, heat_pumps, anna, bas, dirk
):
    Membership.objects.create(person=dirk, organisation=rotterdam)
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna, partners=[(heat_pumps, bas)])
    fill(pilot, anna)
    for step in (Step.AGREE, Step.START, Step.EVALUATE):
        actions.move_pilot(pilot=pilot, step=step, moved_by=anna, now=NOW)
    assert set(told()) == {
        ("pilot.asked", bas.reference),
        ("pilot.answered", anna.reference),
        ("pilot.answered", dirk.reference),
        ("pilot.moved", bas.reference),
        ("pilot.moved", dirk.reference),
        ("pilot.lesson-wanted", anna.reference),
        ("pilot.lesson-wanted", dirk.reference),
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_of_two_decisions_at_once_one_stands(rotterdam, anna, turn):
    pilot = pilot_in(State.EVALUATED, rotterdam, by=anna)
    at_once, said = Barrier(2), []

    def decide(step):
        at_once.wait()
        try:
            actions.move_pilot(pilot=pilot, step=step, moved_by=anna, now=NOW, words="Daarom.", lesson=LESSON)
            said.append("decided")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    workers = [Thread(target=decide, args=(step,)) for step in (Step.SCALE, Step.STOP)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(said) == ["decided", "pilot-step-not-possible"]
    assert number_of_rows("pilot.scaled", "pilot.stopped") == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_starts_one_pilot(rotterdam, anna):
    at_once, started = Barrier(2), []

    def start():
        at_once.wait()
        try:
            started.append(actions.start_pilot(owner=rotterdam, by=anna, now=NOW, title="Koel").is_new)
        finally:
            connection.close()

    workers = [Thread(target=start) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(started) == [False, True]
    assert Pilot.objects.count() == 1
