"""An action is one transaction with its row in the journal: both are stored, or neither.

The database is made to refuse journal rows; whatever an action did before that must be gone. A control does the same
to actions without their transaction, and sees what stays behind.
"""

import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection

from schakel.accounts.actions import make_access_token, withdraw_access_token
from schakel.alerts.actions import (
    ask_for_alert,
    change_alert,
    confirm_alert,
    make_alert,
    stop_alert,
    store_finding,
    watch_challenge,
)
from schakel.challenges.actions import (
    answer_bundle,
    assign_adviser,
    disclose_challenge,
    follow_challenge,
    hide_challenge,
    leave_challenge,
    propose_bundle,
    save_challenge,
    take_step,
    write_note,
)
from schakel.challenges.rules import Reply
from schakel.challenges.rules import State as ChallengeState
from schakel.challenges.rules import Step as ChallengeStep
from schakel.consultations.actions import (
    Plan,
    add_file,
    answer_inquiry,
    ask_inquiry,
    close_consultations,
    drop_consultation,
    extend_consultation,
    fetch_file,
    open_consultation,
    prepare_consultation,
    register_participant,
    remove_file,
    report_consultation,
    withdraw_participant,
)
from schakel.consultations.models import Consultation
from schakel.documents.actions import add_attachment, keep_text, remove_attachment
from schakel.documents.public import KeptFile
from schakel.imports.actions import (
    approve_run,
    decide_double,
    drop_run,
    execute_run,
    map_columns,
    plan_again,
    plan_run,
    receive_file,
    run_import,
    run_import_once,
    undo_run,
)
from schakel.imports.files import path_of
from schakel.imports.models import LikelyDouble
from schakel.imports.profiles import IPS_CASES
from schakel.imports.storing import reading_of
from schakel.interests.actions import declare_interest, end_interest
from schakel.interests.rules import Relation, Said
from schakel.journal.public import last_number
from schakel.kernel.refusal import Refusal
from schakel.library.actions import (
    change_and_move,
    change_item,
    merge_item,
    move_item,
    write_and_move,
    write_item,
)
from schakel.library.bulk import archive_all, publish_all
from schakel.library.public import Kind, Step
from schakel.matching.actions import contest_match, reopen_objection, see_objection
from schakel.matching.asking import QuestionForm, ask
from schakel.matching.models import Objection
from schakel.messages.actions import end_mail, postpone_mail, rescue_mails, send_again
from schakel.messages.models import Mail
from schakel.messages.rules import PAUSES, MailState
from schakel.organisations.actions import load_boundaries, load_reference
from schakel.organisations.outlines import Outline
from schakel.organisations.public import Organisation
from schakel.procurement.actions import choose_route
from schakel.vocabulary.actions import add_theme, change_theme, change_word, load_vocabulary
from schakel.vocabulary.models import Concept
from tests.architecture.project import ROOT
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.items import attachment_of, content, item_of

pytestmark = pytest.mark.django_db(transaction=True)

NO_ROW_OF_THEIR_OWN = {
    "accounts.introduce_oneself": "a name is its owner's to change and to erase, and the journal does not forget",
    "documents.forget_document": "it is its lender's, who throws it away, and the journal does not forget",
    "documents.forget_documents": "idem, of everybody's after an hour",
    "documents.lend_file": "idem: it is kept for an hour and for one person",
    "documents.lend_text": "idem",
    "documents.settle_question": "a question is its asker's, and is not kept",
    "accounts.mark_access_token": "when a token was last used is kept to ten minutes, and no longer than the token",
    "imports.dry_run": "it changes nothing",
    "imports.plan_run": "it changes nothing but the preview, which can be made again",
    "imports.profile_of": "it reads",
    "alerts.forget_alerts": "what nobody said yes to is forgotten, and the journal does not forget",
    "challenges.release_challenges": "it writes its own where there is a challenge to hand back",
    "consultations.remind_consultations": "what is told has its row",
    "interests.recuse_by": "it registers who is told of a new interest, and stores nothing",
    "challenges.follow_items": "the row of its item says it; where a challenge moved along, it writes its own",
    "journal.record": "it writes the row",
    "journal.record_rows": "idem",
    "journal.read_on": "it reads",
    "messages.mark_mail": "how the mail ended is what counts, and that has its row",
    "messages.choose_mails": "a choice is its owner's to change and to erase, and the journal does not forget",
    "messages.forget_mails": "what ended has its row; how many were forgotten tells nobody anything",
    "messages.read_notices": "what somebody has read is theirs, and the journal does not forget",
    "messages.resume_mails": "as choose_mails",
    "messages.stop_mails": "as choose_mails",
    "messages.tell": "what is told has its row, in the same transaction",
    "library.move_items": "each of its items is moved in a transaction of its own, by move_item",
    "library.publish_at_once": "idem",
    "organisations.add_organisation": "an import adds it, in its own transaction and with its own row",
    "vocabulary.fingerprint_of": "it reads",
    "vocabulary.labels_of": "it reads",
}
"""And why. Of jobs only giving up is kept: the queue is its own record."""


class World:
    """What every action needs to be done once."""

    def __init__(self, anna, chaima, rotterdam, folder):
        self.anna, self.chaima, self.rotterdam = anna, chaima, rotterdam
        self.item = item_of(rotterdam)
        self.other = item_of(rotterdam, "Warmte uit de gracht")
        self.double = LikelyDouble.objects.create(one=self.item, other=self.other)
        self.objection = Objection.objects.create(item=self.item, because="another-subject", made_at=NOW)
        self.seen = Objection.objects.create(
            item=self.item, because="no-longer-true", made_at=NOW, seen_at=NOW
        )
        self.match = ask(QuestionForm("warmte uit het kanaal"), person=None, now=NOW).matches[0]
        self.folder = folder
        self.token, _ = make_access_token(person=anna, name="intranet", scopes=["read"], days=30, now=NOW)
        self.run = run_import(profile=IPS_CASES, path=self.file("Snuffelfiets"), run_by=anna, now=NOW).run
        self.planned = plan_run(run=self.received(IPS_CASES), now=NOW)
        self.attachment = attachment_of(self.item, b"Warmte.")
        self.waiting = self.mail(state=MailState.WAITING, tries=len(PAUSES))
        self.failed = self.mail(state=MailState.FAILED, ended_at=NOW)
        self.stuck = self.mail(state=MailState.HANDING_OVER, handed_over_at=NOW - timedelta(days=1))
        self.alert = make_alert(asked="q=warmte", person=anna, language="nl", rhythm="daily", now=NOW).alert
        self.asked = ask_for_alert(
            asked="q=warmte", address="kim@elders.example", language="nl", rhythm="daily", now=NOW
        )
        self.challenge = challenge_in(ChallengeState.DRAFT, rotterdam, by=anna)
        self.followed = challenge_in(ChallengeState.OPEN, rotterdam, "Wie kijkt er naar ouderen?")
        follow_challenge(challenge=self.followed, person=anna, now=NOW)
        utrecht = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
        self.together = [
            challenge_in(ChallengeState.OPEN, owner, f"Vraag {number}")
            for number, owner in enumerate((rotterdam, utrecht, rotterdam, utrecht))
        ]
        self.bundle = propose_bundle(
            challenges=self.together[:2], title="Samen", text="Samen.", proposed_by=chaima, now=NOW
        )
        self.hidden = hide_challenge(
            challenge=challenge_in(ChallengeState.DRAFT, rotterdam, "Wat nog niemand weet"),
            ground="5.1.2.b",
            review_on=NOW.date() + timedelta(days=30),
            hidden_by=anna,
            now=NOW,
        )
        self.utrecht = utrecht
        self.prepared = self.consulted("Wie verwarmt ons zwembad?", is_open=False)
        self.shared = add_file(
            consultation=self.prepared, kept=KEPT, added_by=anna, today=NOW.date(), now=NOW
        )
        self.opened = self.consulted("Wie koelt ons zwembad?")
        ask_inquiry(
            consultation=self.opened, text="Hoeveel baden?", asked_by=chaima, today=NOW.date(), now=NOW
        )
        vught = Organisation.objects.create(slug="gm0865", name="Vught", type="municipality")
        self.participant = register_participant(
            consultation=self.opened,
            organisation=vught,
            words="Wij ook.",
            registered_by=chaima,
            today=NOW.date(),
            now=NOW,
        )
        self.over = self.consulted("Wie dempt ons zwembad?")
        self.interest = declare_interest(
            person=anna, organisation=utrecht, said=INTEREST, today=NOW.date(), now=NOW
        )
        self.theme = Concept.objects.create(notation="heat")
        for language, text in (("nl", "hitte"), ("en", "heat")):
            self.theme.labels.create(language=language, text=text, is_preferred=True)

    def consulted(self, title: str, *, is_open: bool = True) -> Consultation:
        challenge = challenge_in(ChallengeState.OPEN, self.rotterdam, title)
        consultation = prepare_consultation(challenge=challenge, plan=PLAN, prepared_by=self.anna, now=NOW)
        if is_open:
            open_consultation(consultation=consultation, opened_by=self.anna, today=NOW.date(), now=NOW)
        return consultation

    def mail(self, state: MailState, **fields: Any) -> Mail:
        return Mail.objects.create(
            event=f"mail {state}",
            kind="item.waits",
            addressee=self.anna.reference,
            state=state.value,
            told_at=NOW,
            due_at=NOW,
            **fields,
        )

    def file(self, name: str) -> Path:
        """A file to import, with one case of this name."""
        path = self.folder / f"{name}.jsonl"
        path.write_text(json.dumps({"id": name, "name": name, "description": "Cyclists measure the air."}))
        return path

    def received(self, profile, act=receive_file):
        """A file that was handed in on the screen."""
        content = [self.file("Wave").read_bytes()]
        return act(content=content, file_name="a.jsonl", profile=profile, received_by=self.anna, now=NOW)

    def carried_out(self, act):
        path = path_of(self.planned.stored_as)
        with reading_of(IPS_CASES, path, NOW, None) as reading:
            return act(run=self.planned, reading=reading, run_by=self.anna, now=NOW)

    @property
    def change(self) -> dict[str, Any]:
        return {
            "item": self.item,
            "seen_version": self.item.version,
            "content": content(self.rotterdam, "Kou uit het kanaal"),
            "changed_by": self.anna,
            "now": NOW,
        }


PLAN = Plan("Wat kan de markt?", NOW.date() + timedelta(days=20), NOW.date() + timedelta(days=30))
KEPT = KeptFile("eisen.txt", "txt", 3, "a" * 64)
INTEREST = Said(Relation.ADVISES, "Raad van advies.", NOW.date(), None)
NAMES = {"nl": "warmte", "en": "warmth"}
DONE: dict[Callable[..., object], Callable[[World, Callable[..., object]], object]] = {
    write_item: lambda world, act: act(
        kind=Kind.CASE, content=content(world.rotterdam), written_by=world.anna, now=NOW
    ),
    change_item: lambda world, act: act(**world.change),
    move_item: lambda world, act: act(item=world.item, step=Step.ARCHIVE, moved_by=world.anna, now=NOW),
    write_and_move: lambda world, act: act(
        kind=Kind.CASE, content=content(world.rotterdam), step=Step.SUBMIT, written_by=world.anna, now=NOW
    ),
    change_and_move: lambda world, act: act(step=Step.ARCHIVE, **world.change),
    add_theme: lambda world, act: act(
        notation="warmth", preferred=NAMES, broader=world.theme, added_by=world.chaima, now=NOW
    ),
    change_theme: lambda world, act: act(
        concept=world.theme, preferred=NAMES, others={}, broader=None, changed_by=world.chaima, now=NOW
    ),
    change_word: lambda world, act: act(dutch="warmte", english=["heat"], changed_by=world.chaima, now=NOW),
    add_attachment: lambda world, act: act(
        item=world.item, content=b"Warmte uit de gracht.", name="nota.txt", added_by=world.anna, now=NOW
    ),
    remove_attachment: lambda world, act: act(attachment=world.attachment, removed_by=world.anna, now=NOW),
    keep_text: lambda world, act: act(
        attachment=world.attachment, text="Kou.", language="nl", is_cut=False, unreadable="", now=NOW
    ),
    merge_item: lambda world, act: act(item=world.other, into=world.item, merged_by=world.chaima, now=NOW),
    load_reference: lambda world, act: act(now=NOW),
    load_boundaries: lambda world, act: act({"gm0599": Outline("M0 0L1 1", (0, 0))}, now=NOW),
    contest_match: lambda world, act: act(
        match=world.match, because="another-subject", person=world.anna, now=NOW
    ),
    see_objection: lambda world, act: act(objection=world.objection, seen_by=world.chaima, now=NOW),
    reopen_objection: lambda world, act: act(objection=world.seen, reopened_by=world.chaima, now=NOW),
    run_import: lambda world, act: act(
        profile=IPS_CASES, path=world.file("Wave"), run_by=world.anna, now=NOW
    ),
    run_import_once: lambda world, act: act(
        profile=IPS_CASES, path=world.file("Wave"), run_by=world.anna, now=NOW
    ),
    make_access_token: lambda world, act: act(
        person=world.anna, name="intranet", scopes=["read"], days=90, now=NOW
    ),
    withdraw_access_token: lambda world, act: act(token=world.token, withdrawn_by=world.anna, now=NOW),
    undo_run: lambda world, act: act(run=world.run, undone_by=world.anna, now=NOW),
    receive_file: lambda world, act: world.received(IPS_CASES, act),
    map_columns: lambda world, act: act(
        run=world.planned, profile=replace(IPS_CASES, name="ours"), mapped_by=world.anna, now=NOW
    ),
    approve_run: lambda world, act: act(run=world.planned, approved_by=world.anna, now=NOW),
    execute_run: lambda world, act: world.carried_out(act),
    plan_again: lambda world, act: act(run=world.planned, why=Refusal("changed-since-preview"), now=NOW),
    drop_run: lambda world, act: act(run=world.planned, dropped_by=world.anna, now=NOW),
    archive_all: lambda world, act: act(items=[world.item, world.other], archived_by=world.anna, now=NOW),
    publish_all: lambda world, act: act(
        kind=Kind.CASE, contents=[content(world.rotterdam)], written_by=world.anna, now=NOW
    ),
    end_mail: lambda world, act: act(mail=world.waiting, state=MailState.FAILED, now=NOW),
    postpone_mail: lambda world, act: act(mail=world.waiting, why="451 later", now=NOW),
    send_again: lambda world, act: act(mail=world.failed, sent_by=world.chaima.reference, now=NOW),
    rescue_mails: lambda world, act: act(now=NOW),
    save_challenge: lambda world, act: act(
        content=content(world.rotterdam, texts={"nl": {"title": "Gas", "question": "Waar blijft het gas?"}}),
        saved_by=world.anna,
        now=NOW,
    ),
    take_step: lambda world, act: act(
        challenge=world.challenge, step=ChallengeStep.SUBMIT, taken_by=world.anna, now=NOW
    ),
    assign_adviser: lambda world, act: act(
        challenge=world.challenge, adviser=world.chaima, assigned_by=world.chaima, now=NOW
    ),
    propose_bundle: lambda world, act: act(
        challenges=world.together[2:], title="Ook", text="Ook.", proposed_by=world.chaima, now=NOW
    ),
    answer_bundle: lambda world, act: act(
        bundle=world.bundle,
        challenge=world.together[0],
        reply=Reply.AGREED,
        answered_by=world.anna,
        now=NOW,
    ),
    prepare_consultation: lambda world, act: act(
        challenge=world.followed, plan=PLAN, prepared_by=world.anna, now=NOW
    ),
    drop_consultation: lambda world, act: act(consultation=world.prepared, dropped_by=world.anna, now=NOW),
    open_consultation: lambda world, act: act(
        consultation=world.prepared, opened_by=world.anna, today=NOW.date(), now=NOW
    ),
    extend_consultation: lambda world, act: act(
        consultation=world.opened,
        closes_on=NOW.date() + timedelta(days=90),
        extended_by=world.anna,
        today=NOW.date(),
        now=NOW,
    ),
    close_consultations: lambda world, act: act(today=NOW.date() + timedelta(days=40), now=NOW),
    report_consultation: lambda world, act: act(
        consultation=world.over,
        conclusion="De markt kan het.",
        reported_by=world.anna,
        today=NOW.date() + timedelta(days=40),
        now=NOW,
    ),
    add_file: lambda world, act: act(
        consultation=world.opened, kept=KEPT, added_by=world.anna, today=NOW.date(), now=NOW
    ),
    remove_file: lambda world, act: act(file=world.shared, removed_by=world.anna, now=NOW),
    fetch_file: lambda world, act: act(file=world.shared, fetched_by=world.chaima, now=NOW),
    ask_inquiry: lambda world, act: act(
        consultation=world.opened, text="Hoe groot?", asked_by=world.chaima, today=NOW.date(), now=NOW
    ),
    answer_inquiry: lambda world, act: act(
        consultation=world.opened, number=1, answer="Twee baden.", answered_by=world.anna, now=NOW
    ),
    register_participant: lambda world, act: act(
        consultation=world.opened,
        organisation=world.utrecht,
        words="Wij kunnen dat.",
        registered_by=world.chaima,
        today=NOW.date(),
        now=NOW,
    ),
    withdraw_participant: lambda world, act: act(
        participant=world.participant, withdrawn_by=world.chaima, today=NOW.date(), now=NOW
    ),
    choose_route: lambda world, act: act(
        challenge=world.followed, answers={"there": "yes"}, words="", chosen_by=world.anna, now=NOW
    ),
    declare_interest: lambda world, act: act(
        person=world.chaima, organisation=world.rotterdam, said=INTEREST, today=NOW.date(), now=NOW
    ),
    end_interest: lambda world, act: act(
        interest=world.interest, ended_on=NOW.date(), today=NOW.date(), now=NOW
    ),
    write_note: lambda world, act: act(
        challenge=world.challenge, text="Gebeld.", written_by=world.chaima, now=NOW
    ),
    follow_challenge: lambda world, act: act(challenge=world.challenge, person=world.anna, now=NOW),
    leave_challenge: lambda world, act: act(challenge=world.followed, person=world.anna, now=NOW),
    hide_challenge: lambda world, act: act(
        challenge=world.challenge,
        ground="5.1.2.b",
        review_on=NOW.date() + timedelta(days=30),
        hidden_by=world.anna,
        now=NOW,
    ),
    disclose_challenge: lambda world, act: act(challenge=world.hidden, disclosed_by=world.anna, now=NOW),
    make_alert: lambda world, act: act(
        asked="q=gas", person=world.anna, language="nl", rhythm="daily", now=NOW
    ),
    ask_for_alert: lambda world, act: act(
        asked="q=gas", address="kim@elders.example", language="nl", rhythm="daily", now=NOW
    ),
    watch_challenge: lambda world, act: act(challenge=world.challenge.item, person=world.anna, now=NOW),
    confirm_alert: lambda world, act: act(alert=world.asked, now=NOW),
    change_alert: lambda world, act: act(alert=world.alert, rhythm="weekly", now=NOW),
    stop_alert: lambda world, act: act(alert=world.alert, now=NOW),
    store_finding: lambda world, act: act(alert=world.alert, items=[world.item.pk], now=NOW),
    decide_double: lambda world, act: act(
        double=world.double, decision="same", decided_by=world.chaima, now=NOW
    ),
}
ALONE = {load_vocabulary: lambda act: act(now=NOW)}
"""Only in a hub without themes."""


@pytest.fixture
def world(anna, chaima, rotterdam, tmp_path):
    return World(anna, chaima, rotterdam, tmp_path)


@pytest.fixture
def journal_refuses() -> Iterator[None]:
    """No row can be added to the journal, as on a full disk."""
    make: tuple[str, ...]
    undo: tuple[str, ...]
    if connection.vendor == "postgresql":
        make = (
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$",
            "CREATE TRIGGER journal_is_full BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION refuse()",
        )
        undo = ("DROP TRIGGER journal_is_full ON journal_entry", "DROP FUNCTION refuse()")
    else:
        make = (
            "CREATE TRIGGER journal_is_full BEFORE INSERT ON journal_entry BEGIN SELECT RAISE(ABORT, 'full'); END",
        )
        undo = ("DROP TRIGGER journal_is_full",)
    execute(*make)
    yield
    execute(*undo)


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def everything() -> dict[str, list[Any]]:
    """Every row that the hub has."""
    return {
        model.__name__: sorted(map(str, model._default_manager.order_by("pk").values_list()))
        for model in apps.get_models()
        if model.__module__.startswith("schakel.")
    }


def actions_of(module: ModuleType) -> Iterator[str]:
    capability = module.__name__.split(".")[1]
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if inspect.unwrap(function).__module__ == module.__name__ and not name.startswith("_"):
            yield f"{capability}.{name}"


def named(action: Callable[..., object]) -> str:
    return f"{action.__module__.split('.')[1]}.{action.__name__}"


def test_every_action_stands_here():
    modules = [
        import_module(f"schakel.{path.parent.name}.{path.stem}")
        for name in ("actions", "bulk")
        for path in (ROOT / "src" / "schakel").glob(f"*/{name}.py")
    ]
    found = {name for module in modules for name in actions_of(module) if not name.startswith("jobs.")}
    assert found == {named(action) for action in (*DONE, *ALONE)} | set(NO_ROW_OF_THEIR_OWN)


@pytest.mark.parametrize("action", DONE, ids=named)
def test_every_action_leaves_a_row(action, world):
    before = last_number()
    DONE[action](world, action)
    assert last_number() > before


@pytest.mark.parametrize("action", DONE, ids=named)
def test_an_action_without_its_row_leaves_nothing(action, world, journal_refuses):
    before = everything()
    with pytest.raises(DatabaseError, match="full"):
        DONE[action](world, action)
    assert everything() == before


@pytest.mark.parametrize("action", ALONE, ids=named)
def test_loading_without_its_row_leaves_nothing(action, journal_refuses):
    before = everything()
    with pytest.raises(DatabaseError, match="full"):
        ALONE[action](action)
    assert everything() == before


@pytest.mark.parametrize("action", [write_item, change_word, load_reference], ids=named)
def test_control_an_action_without_its_transaction_is_caught(action, world, journal_refuses):
    before = everything()
    with pytest.raises(DatabaseError):
        DONE[action](world, inspect.unwrap(action))
    assert everything() != before
