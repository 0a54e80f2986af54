"""An action is one transaction with its row in the journal: both are stored, or neither.

The database is made to refuse journal rows; whatever an action did before that must be gone. A control does the same
to actions without their transaction, and sees what stays behind.
"""

import inspect
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from schakel.accounts.actions import (
    close_account,
    give_hub_role,
    make_access_token,
    reopen_account,
    withdraw_access_token,
    withdraw_hub_role,
)
from schakel.accounts.models import Person
from schakel.adoptions.actions import Draft as AdoptionDraft
from schakel.adoptions.actions import (
    change_adoption,
    confirm_adoption,
    decline_adoption,
    report_adoption,
)
from schakel.adoptions.rules import Scale
from schakel.adoptions.rules import State as AdoptionState
from schakel.agenda.actions import (
    Looking,
    More,
    When,
    accept_meeting,
    ask_meeting,
    cancel_meeting,
    change_round,
    close_round,
    copy_event,
    decline_meeting,
    join_round,
    leave_round,
    make_feed,
    open_round,
    propose_slot,
    revoke_feed,
    share_link,
    tell_held,
)
from schakel.agenda.actions import Request as MeetingRequest
from schakel.agenda.meeting_rules import Side as MeetingSide
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
    answer_co_ownership,
    ask_co_owner,
    assign_adviser,
    disclose_challenge,
    dismiss_alike,
    follow_challenge,
    hide_challenge,
    leave_challenge,
    propose_bundle,
    save_challenge,
    store_alike,
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
from schakel.credentials.actions import (
    correct_credential,
    erase_credential,
    forget_holder,
    issue_credential,
    revoke_credential,
    share_credential,
)
from schakel.credentials.rules import Sharing
from schakel.documents.actions import add_attachment, keep_text, remove_attachment
from schakel.documents.public import KeptFile
from schakel.facilities.actions import (
    OtherTime,
    add_booking_wait,
    add_wait,
    answer_booking_again,
    answer_booking_time,
    ask_booking_again,
    fill_basket,
    move_booking,
    move_bookings,
    offer_waits,
    release_booking,
    remind_booking,
    remind_operator,
    reschedule_booking,
    send_basket,
    settle_bookings,
    withdraw_wait,
    write_lesson,
    write_outcome,
)
from schakel.facilities.models import Booking, Resource, Wait
from schakel.facilities.operating import (
    FacilityDraft,
    ResourceDraft,
    add_blocking,
    add_blocking_everywhere,
    add_intake_question,
    add_price,
    add_resource,
    add_special_day,
    add_special_day_everywhere,
    change_facility,
    change_openings,
    change_resource,
    change_season,
    end_price,
    make_facility,
    mark_calendar,
    remove_blocking,
    remove_season,
    remove_special_day,
    store_busy_times,
    withdraw_intake_question,
)
from schakel.facilities.pricing import Category, Per, Price
from schakel.facilities.rules import QuestionKind
from schakel.facilities.rules import Step as BookingStep
from schakel.facilities.times import Season
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
from schakel.interests.rules import Relation
from schakel.interests.rules import Said as InterestSaid
from schakel.introductions.acting import Party
from schakel.introductions.actions import (
    Request,
    accept_introduction,
    assign_introduction,
    choose_time,
    decline_introduction,
    end_duty,
    give_consent,
    hand_on_introduction,
    hold_meeting,
    lapse_introduction,
    nudge_introduction,
    propose_times,
    put_on_duty,
    remind_introduction,
    request_introduction,
    set_clock,
    share_space,
    take_back,
    tell_outcome,
    withdraw_consent,
    withdraw_introduction,
)
from schakel.introductions.rules import Periods, Side
from schakel.introductions.rules import State as IntroductionState
from schakel.journal.models import Entry
from schakel.journal.public import last_number
from schakel.kernel.refusal import Refusal
from schakel.library.actions import (
    add_co_owner,
    change_and_move,
    change_item,
    merge_item,
    move_item,
    remove_co_owner,
    transfer_co_ownerships,
    transfer_items,
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
from schakel.organisations.members import (
    accept_invitation,
    answer_join_request,
    ask_to_join,
    change_member,
    end_membership,
    invite_member,
    withdraw_invitation,
)
from schakel.organisations.outlines import Outline
from schakel.organisations.public import Membership, Organisation, OrganisationType, Registration
from schakel.organisations.registering import (
    change_organisation,
    decline_organisation,
    hand_in_again,
    register_organisation,
    verify_organisation,
)
from schakel.organisations.succeeding import announce_succession, carry_over, merge_organisation
from schakel.pictures.actions import Said as SaidOfPicture
from schakel.pictures.actions import add_picture, describe_picture, move_picture, remove_picture
from schakel.pilots.actions import (
    MeasureDraft,
    answer_pilot,
    ask_partner,
    begin_pilot,
    begin_pilot_of_introduction,
    change_measures,
    change_phases,
    change_pilot,
    finish_phase,
    move_pilot,
    reopen_pilot_space,
    save_method,
    settle_check,
    start_pilot,
    write_case,
)
from schakel.pilots.drafting import Draft as PilotDraft
from schakel.pilots.rules import CheckName, CheckState, PartnerRole
from schakel.pilots.rules import Reply as PilotReply
from schakel.pilots.rules import State as PilotState
from schakel.pilots.rules import Step as PilotStep
from schakel.procurement.actions import choose_route
from schakel.spaces.actions import Draft as Said
from schakel.spaces.actions import (
    add_contribution,
    add_organisation,
    add_participant,
    change_contribution,
    close_space,
    end_space,
    enter_guest,
    finish_task,
    invite_guest,
    leave_space,
    open_space,
    remove_contribution,
    remove_organisation,
    reopen_space,
    revoke_guest,
)
from schakel.spaces.rules import Channel
from schakel.spaces.rules import Kind as SaidKind
from schakel.training.actions import Guest as EnrolledGuest
from schakel.training.actions import (
    accept_offer,
    add_enrolment,
    answer_form,
    cancel_enrolment,
    confirm_enrolment,
    drop_answers,
    enrol_group,
    enrol_guest,
    enrol_person,
    forget_enrolments,
)
from schakel.training.attending import answer_survey, mark_attendance, remind_session, withdraw_attendance
from schakel.training.form_rules import Question as FormQuestion
from schakel.training.form_rules import Shape
from schakel.training.organising import Plan as EditionPlan
from schakel.training.organising import (
    SessionDraft,
    add_material,
    change_edition,
    change_form,
    change_prices,
    change_seats,
    change_sessions,
    clone_edition,
    create_edition,
    move_edition,
    remove_material,
)
from schakel.training.queries import sessions_of
from schakel.training.rules import GroupMode, Moment, PriceKind
from schakel.training.rules import Price as SeatPrice
from schakel.training.rules import Step as EditionStep
from schakel.vocabulary.actions import add_theme, change_theme, change_word, load_vocabulary
from schakel.vocabulary.models import Concept
from tests.architecture.project import ROOT
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.credentials import ACHIEVEMENT, EVIDENCE, GUEST, credential_of
from tests.facilities import MAY, TERMS, at, booked, facility_of, order, resource_of
from tests.introductions import asked, in_state
from tests.items import attachment_of, content, item_of
from tests.meetings import ZONE, agreed_meeting, asked_meeting, event_of, joined, round_at
from tests.people import body_called, member_called, person_called
from tests.pictures import image, picture_of
from tests.pilots import pilot_in
from tests.spaces import contribution_of, seat
from tests.training import STARTS_AT, edition_of, enrolled
from tests.worlds import copy_files, made_once

pytestmark = pytest.mark.django_db

NO_ROW_OF_THEIR_OWN = {
    "facilities.fill_basket": "a basket is its person's, before anything is asked or agreed",
    "facilities.empty_basket": "idem",
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
    "introductions.release_introductions": "idem, of introductions",
    "consultations.remind_consultations": "what is told has its row",
    "interests.recuse_by": "it registers who is told of a new interest, and stores nothing",
    "challenges.follow_items": "the row of its item says it; where a challenge moved along, it writes its own",
    "agenda.follow_events": "idem, where an edition is called off or a round of meetings is closed",
    "credentials.claim_credentials": "each that is claimed has its row; where there is none, nothing happened",
    "training.settle_edition": "each enrolment that is over or offered has its row",
    "introductions.forget_guests": "how it ended has its row; what is forgotten is for no journal",
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
        self.picture, _ = (picture_of(self.item, colour) for colour in ("teal", "navy"))
        self.waiting = self.mail(state=MailState.WAITING, tries=len(PAUSES))
        self.failed = self.mail(state=MailState.FAILED, ended_at=NOW)
        self.stuck = self.mail(state=MailState.HANDING_OVER, handed_over_at=NOW - timedelta(days=1))
        self.alert = make_alert(asked="q=warmte", person=anna, language="nl", rhythm="daily", now=NOW).alert
        self.asked_alert = ask_for_alert(
            asked="q=warmte", address="kim@elders.example", language="nl", rhythm="daily", now=NOW
        )
        self.challenge = challenge_in(ChallengeState.DRAFT, rotterdam, by=anna)
        self.followed = challenge_in(ChallengeState.OPEN, rotterdam, "Wie kijkt er naar ouderen?")
        follow_challenge(challenge=self.followed, person=anna, now=NOW)
        utrecht = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
        self.utrecht = utrecht
        self.co_ownership = ask_co_owner(
            challenge=self.challenge, organisation=utrecht, asked_by=anna, now=NOW
        )
        self.owned_together = add_co_owner(
            item=item_of(rotterdam, "Samen"), organisation=utrecht, added_by=anna, now=NOW
        )
        self.together = [
            challenge_in(ChallengeState.OPEN, owner, f"Vraag {number}")
            for number, owner in enumerate((rotterdam, utrecht, rotterdam, utrecht))
        ]
        first, second = sorted(one.pk for one in self.together[:2])
        (self.alike,) = store_alike(found={(first, second): 4}, now=NOW)
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
        self.belonging(utrecht)
        self.wijk = Organisation.objects.create(slug="wijkwarmte", name="Wijkwarmte", type="company")
        bas = Person.objects.create_user("bas@wijkwarmte.example", name="Bas")
        Membership.objects.create(person=bas, organisation=self.wijk)
        self.bas = bas
        self.earned = credential_of(anna, self.wijk, by=bas, tells=False)
        offers = [item_of(self.wijk, f"Aanbod {number}", kind=Kind.PROVIDER) for number in range(6)]
        self.offer = offers.pop()
        self.asked_introduction = asked(anna, offers[0], challenge=self.challenge)
        self.lapsing = asked(anna, offers[1], now=NOW - timedelta(days=4), challenge=self.followed)
        self.introduced = in_state(IntroductionState.ACCEPTED, anna, bas, offers[2])
        propose_times(
            introduction=self.introduced,
            party=Party(Side.RECEIVER, bas),
            times=[NOW + timedelta(days=9)],
            now=NOW,
        )
        self.finished = in_state(IntroductionState.FINISHED, anna, bas, offers[3])
        self.duty = put_on_duty(
            organisation=rotterdam, person=anna, begins_on=NOW.date(), last_on=None, put_by=anna, now=NOW
        )
        self.heater = Organisation.objects.create(slug="warmte-bv", name="Heat Pumps", type="company")
        self.bo = Person.objects.create_user("bo@warmte-bv.example", name="Bo")
        Membership.objects.create(person=self.bo, organisation=self.heater)
        self.pilot = pilot_in(PilotState.PROPOSED, rotterdam, by=anna, title="Nieuw")
        self.asked_partner = ask_partner(
            pilot=self.pilot, organisation=self.heater, role=PartnerRole.USER, asked_by=anna, now=NOW
        )
        self.evaluated = pilot_in(PilotState.EVALUATED, rotterdam, by=anna, title="Geprobeerd")
        self.space = self.evaluated.space
        self.decided = pilot_in(PilotState.DECIDED, rotterdam, by=anna, title="Klaar")
        add_organisation(space=self.space, organisation=self.heater, by=anna, people=[self.bo], now=NOW)
        self.seat = seat(anna, self.space)
        self.task = contribution_of(SaidKind.TASK, self.seat)
        self.guest = invite_guest(seat=self.seat, name="Els", channel=Channel.EVERYONE, days=7, now=NOW).guest
        self._bookings()
        self._train()
        self.ada = Person.objects.create_user("ada@hub.example", name="Ada", is_administrator=True)
        self.piet = Person.objects.create_user("piet@rotterdam.example", name="Piet")
        Membership.objects.create(person=self.piet, organisation=rotterdam)
        self.solution = item_of(self.heater, "Een deksel", kind=Kind.SOLUTION)
        self.tried = item_of(self.heater, "Een mat", kind=Kind.SOLUTION)
        self.reported = self.adoption(self.solution, self.bo, report_adoption)
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
        self.meetings()
        self.theme = Concept.objects.create(notation="heat")
        for language, text in (("nl", "hitte"), ("en", "heat")):
            self.theme.labels.create(language=language, text=text, is_preferred=True)

    def _bookings(self) -> None:
        """A hall of Wijkwarmte with bookings of Rotterdam, somebody who waits, and a full basket."""
        self.facility = facility_of(self.wijk, "Proefhal")
        self.hall = resource_of(self.facility)
        self.facility.refresh_from_db()
        self.intake = add_intake_question(
            facility=self.facility, text="Waarvoor?", kind=QuestionKind.LINE, added_by=None, now=NOW
        )
        self.special_day = add_special_day(
            resource=self.hall, day=MAY + timedelta(days=30), opens=None, closes=None, added_by=None, now=NOW
        )
        self.blocking = add_blocking(
            resource=self.hall, period=at(MAY, 8, 9), reason="", added_by=None, now=NOW
        )
        self.hall_booking = booked(self.anna, self.rotterdam, self.hall, at(MAY, 9, 10))
        noted = booked(self.anna, self.rotterdam, self.hall, at(MAY, 10, 11))
        self.noted_booking = write_outcome(
            booking=noted, text="Goed.", written_by=self.anna, now=noted.ends_at
        )
        asking = replace(TERMS, ask_again_days=7, release_days=1)
        self.doubtful_booking = booked(
            self.anna, self.rotterdam, resource_of(self.facility, "De tent", terms=asking), at(MAY, 9, 10)
        )
        strict = resource_of(self.facility, "De baan", terms=replace(TERMS, asks_approval=True))
        self.lost_booking = booked(self.anna, self.rotterdam, strict, at(MAY, 9, 10))
        agreed = move_booking(
            booking=booked(self.anna, self.rotterdam, strict, at(MAY, 9, 10)),
            step=BookingStep.CONFIRM,
            by=None,
            now=NOW,
        )
        self.wishing_booking = reschedule_booking(
            booking=agreed, other=OtherTime(at(MAY, 12, 13)), by=self.anna, now=NOW
        )
        offered = resource_of(self.facility, "De kas")
        first = booked(self.anna, self.rotterdam, offered, at(MAY, 9, 10))
        self._wait(offered)
        move_booking(booking=first, step=BookingStep.CANCEL, by=self.anna, now=NOW)
        self.offer_booking = Booking.objects.get(state="offered")
        self.waited_resource = resource_of(self.facility, "Het plein")
        booked(self.anna, self.rotterdam, self.waited_resource, at(MAY, 9, 10))
        self.wait = self._wait(self.waited_resource)
        Resource.objects.filter(pk=self.waited_resource.pk).update(capacity=2)
        fill_basket(person=self.anna, resource=self.hall, periods=[at(MAY, 14, 15)])

    def _wait(self, resource: Resource) -> Wait:
        return add_wait(
            resource=resource, period=at(MAY, 9, 10), organisation=self.wijk, person=self.bas, now=NOW
        )

    def meetings(self) -> None:
        """An event where Anna takes part, Bas asked her, and Piet and Bo can be asked; and one without meetings."""
        make_feed(person=self.chaima, now=NOW)
        self.event, self.other_event = (event_of(self.rotterdam) for _ in range(2))
        self.round = round_at(self.event, self.anna)
        self.seats = {one.name: joined(self.round, one) for one in (self.anna, self.bas, self.bo)}
        self.asked_meeting = asked_meeting(self.seats["Bas"], self.seats["Anna"])
        self.slots = list(self.round.slots.all())
        online = round_at(
            event_of(self.rotterdam, (NOW + timedelta(days=20)).date()), self.anna, is_online=True
        )
        self.online = agreed_meeting(joined(online, self.bas), joined(online, self.anna))

    def answer(self, act, **named):
        named = {"meeting": self.asked_meeting, "seen_version": 1, "by": self.anna, "now": NOW} | named
        return act(**({"side": MeetingSide.ASKED} | named))

    def belonging(self, utrecht: Organisation) -> None:
        """People who ask, were invited, registered something, and something that ended."""
        self.zoe = Person.objects.create_user("zoe@else.example", name="Zoë", language="nl")
        EmailAddress.objects.create(user=self.zoe, email=self.zoe.email, verified=True, primary=True)
        self.utrecht = utrecht
        self.asked = ask_to_join(organisation=utrecht, person=self.zoe, message="", now=NOW)
        self.invitation, _ = invite_member(
            organisation=self.rotterdam, email=self.zoe.email, invited_by=self.chaima, now=NOW
        )
        said = Registration(name="Windvang", type=OrganisationType.COMPANY)
        self.registered, self.declined = (
            register_organisation(registration=said, registered_by=self.zoe, now=NOW) for _ in range(2)
        )
        decline_organisation(organisation=self.declined, reason="Dubbel.", declined_by=self.chaima, now=NOW)
        self.member = Membership.objects.get(person=self.anna)
        self.double_body = Organisation.objects.create(slug="double", name="Double", type="company")
        self.ended = Organisation.objects.create(slug="ended", name="Ended", type="company")
        Membership.objects.create(person=self.zoe, organisation=self.ended)
        announce_succession(
            organisation=self.ended, successor=utrecht, ends_on=NOW.date(), announced_by=self.chaima, now=NOW
        )
        self.closed = Person.objects.create_user("closed@else.example", name="Closed", is_active=False)

    def adoption(self, item, by, act):
        draft = AdoptionDraft(state=AdoptionState.RUNNING, scale=Scale.PART)
        return act(item=item, adopter=self.rotterdam, draft=draft, reported_by=by, now=NOW)

    def consulted(self, title: str, *, is_open: bool = True) -> Consultation:
        challenge = challenge_in(ChallengeState.OPEN, self.rotterdam, title)
        consultation = prepare_consultation(challenge=challenge, plan=PLAN, prepared_by=self.anna, now=NOW)
        if is_open:
            open_consultation(consultation=consultation, opened_by=self.anna, today=NOW.date(), now=NOW)
        return consultation

    def _train(self):
        """An edition with room in which somebody takes part and a guest did not confirm; one that is full."""
        self.edition = edition_of(self.rotterdam, seats=10)
        asked = FormQuestion("old", "Waarvoor?", Shape.LINE, "Groepen", 30)
        change_form(edition=self.edition, questions=[asked], by=None, now=NOW)
        self.edition.refresh_from_db()
        self.enrolment = enrol_person(
            edition=self.edition, person=self.bo, answers={"old": ["Leren"]}, now=NOW
        ).enrolment
        guest = EnrolledGuest("Kim", "kim@elders.example", "nl")
        self.asked_enrolment = enrol_guest(edition=self.edition, guest=guest, now=NOW).enrolment
        self.material = add_material(
            edition=self.edition, moment=Moment.AFTER, title="x", link="https://x.example", by=None, now=NOW
        )
        full = edition_of(self.rotterdam, item=self.edition.item, seats=1, form="full")
        first, self.offered_enrolment = enrolled(full, "an"), enrolled(full, "cas")
        cancel_enrolment(enrolment=first, by=None, now=NOW)
        came = edition_of(self.rotterdam, item=self.edition.item, form="came")
        self.attended = enrolled(came, "dre")
        mark_attendance(session=sessions_of(came)[0], enrolment=self.attended, by=None, now=STARTS_AT)

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
INTEREST = InterestSaid(Relation.ADVISES, "Raad van advies.", NOW.date(), None)
NAMES = {"nl": "warmte", "en": "warmth"}
DONE: dict[Callable[..., object], Callable[[World, Callable[..., object]], object]] = {
    issue_credential: lambda world, act: act(
        key="enrolment:9",
        holder=GUEST,
        issuer=world.wijk,
        achievement=ACHIEVEMENT,
        evidence=EVIDENCE,
        by=world.bas,
        now=NOW,
    ),
    revoke_credential: lambda world, act: act(
        credential=world.earned, reason="mistake", by=world.bas, now=NOW
    ),
    correct_credential: lambda world, act: act(
        credential=world.earned, holder_name="Anna de Wit", by=world.bas, now=NOW
    ),
    share_credential: lambda world, act: act(
        credential=world.earned, sharing=Sharing.PUBLIC, by=world.anna.reference, now=NOW
    ),
    erase_credential: lambda world, act: act(credential=world.earned, by=world.anna.reference, now=NOW),
    forget_holder: lambda world, act: act(person=world.anna, now=NOW),
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
    add_picture: lambda world, act: act(
        item=world.item, content=image(), said=SaidOfPicture({"nl": "Een hal."}), added_by=world.anna, now=NOW
    ),
    describe_picture: lambda world, act: act(
        picture=world.picture,
        said=SaidOfPicture({"nl": "Iets."}),
        seen_version=1,
        described_by=world.anna,
        now=NOW,
    ),
    move_picture: lambda world, act: act(picture=world.picture, by=1, moved_by=world.anna, now=NOW),
    remove_picture: lambda world, act: act(picture=world.picture, removed_by=world.anna, now=NOW),
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
    ask_co_owner: lambda world, act: act(
        challenge=world.followed, organisation=world.utrecht, asked_by=world.anna, now=NOW
    ),
    answer_co_ownership: lambda world, act: act(
        co_ownership=world.co_ownership, reply=Reply.AGREED, answered_by=world.anna, now=NOW
    ),
    add_co_owner: lambda world, act: act(
        item=world.item, organisation=world.utrecht, added_by=world.anna, now=NOW
    ),
    remove_co_owner: lambda world, act: act(
        item=world.owned_together, organisation=world.utrecht, removed_by=world.anna, now=NOW
    ),
    store_alike: lambda world, act: act(
        found={tuple(sorted(one.pk for one in world.together[2:4])): 4}, now=NOW
    ),
    dismiss_alike: lambda world, act: act(alike=world.alike, dismissed_by=world.chaima, now=NOW),
    request_introduction: lambda world, act: act(
        request=Request(requester=world.rotterdam, receiver=world.wijk, why="Kennismaken.", item=world.offer),
        requested_by=world.anna,
        now=NOW,
    ),
    accept_introduction: lambda world, act: act(
        introduction=world.asked_introduction, party=Party(Side.RECEIVER, world.bas), now=NOW
    ),
    decline_introduction: lambda world, act: act(
        introduction=world.asked_introduction,
        party=Party(Side.RECEIVER, world.bas),
        reason="not-now",
        now=NOW,
    ),
    withdraw_introduction: lambda world, act: act(
        introduction=world.introduced, party=Party(Side.RECEIVER, world.bas), now=NOW
    ),
    withdraw_consent: lambda world, act: act(
        introduction=world.finished, party=Party(Side.RECEIVER, world.bas), now=NOW
    ),
    give_consent: lambda world, act: act(
        introduction=world.introduced, party=Party(Side.RECEIVER, world.bas), telephone="0101234567", now=NOW
    ),
    propose_times: lambda world, act: act(
        introduction=world.introduced,
        party=Party(Side.RECEIVER, world.bas),
        times=[NOW + timedelta(days=3)],
        now=NOW,
    ),
    choose_time: lambda world, act: act(
        introduction=world.introduced,
        party=Party(Side.REQUESTER, world.anna),
        time=world.introduced.times.get().pk,
        now=NOW,
    ),
    hold_meeting: lambda world, act: act(
        introduction=world.introduced, party=Party(Side.REQUESTER, world.anna), now=NOW
    ),
    tell_outcome: lambda world, act: act(
        introduction=world.introduced, party=Party(Side.REQUESTER, world.anna), outcome="pilot", now=NOW
    ),
    hand_on_introduction: lambda world, act: act(
        introduction=world.asked_introduction,
        party=Party(Side.RECEIVER, world.ada, is_adviser=True),
        outside_address="els@bureau.example",
        now=NOW,
    ),
    assign_introduction: lambda world, act: act(
        introduction=world.asked_introduction, adviser=world.chaima, assigned_by=world.chaima, now=NOW
    ),
    share_space: lambda world, act: act(
        introduction=world.introduced, party=Party(Side.REQUESTER, world.anna), now=NOW
    ),
    begin_pilot_of_introduction: lambda world, act: act(
        introduction=world.introduced,
        owner=world.rotterdam,
        draft=PilotDraft(title="Samen koelen"),
        by=world.anna,
        now=NOW,
    ),
    nudge_introduction: lambda world, act: act(
        introduction=world.asked_introduction, nudged_by=world.chaima, now=NOW
    ),
    remind_introduction: lambda world, act: act(introduction=world.lapsing, now=NOW),
    put_on_duty: lambda world, act: act(
        organisation=world.wijk,
        person=world.bas,
        begins_on=NOW.date(),
        last_on=None,
        put_by=world.bas,
        now=NOW,
    ),
    end_duty: lambda world, act: act(duty=world.duty, ended_by=world.anna, now=NOW),
    set_clock: lambda world, act: act(periods=Periods(2, 4, 8, 30), set_by=world.chaima, now=NOW),
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
    make_feed: lambda world, act: act(person=world.anna, now=NOW),
    revoke_feed: lambda world, act: act(person=world.chaima, now=NOW),
    copy_event: lambda world, act: act(
        item=world.event, when=When(NOW.date() + timedelta(days=50)), copied_by=world.anna, now=NOW
    ),
    open_round: lambda world, act: round_at(world.other_event, world.anna, act=act),
    change_round: lambda world, act: act(
        meeting_round=world.round,
        more=More(tables=5, names=("Bij het raam",)),
        changed_by=world.anna,
        today=NOW.date(),
        zone=ZONE,
        now=NOW,
    ),
    close_round: lambda world, act: act(meeting_round=world.round, closed_by=world.anna, now=NOW),
    join_round: lambda world, act: act(
        meeting_round=world.round,
        looking=Looking(world.rotterdam, "Water.", "", [world.slots[0].pk]),
        person=world.piet,
        now=NOW,
    ),
    leave_round: lambda world, act: act(attendee=world.seats["Anna"], by=world.anna, now=NOW),
    ask_meeting: lambda world, act: act(
        request=MeetingRequest(world.seats["Anna"], world.seats["Bo"], world.slots[1], "Wij koelen."),
        now=NOW,
        today=NOW.date(),
    ),
    accept_meeting: lambda world, act: world.answer(act),
    decline_meeting: lambda world, act: world.answer(act),
    propose_slot: lambda world, act: world.answer(act, slot=world.slots[2]),
    cancel_meeting: lambda world, act: world.answer(act, side=MeetingSide.ASKER, by=world.bas),
    share_link: lambda world, act: act(
        meeting=world.online,
        side=MeetingSide.ASKED,
        link="https://vergader.example/1",
        seen_version=2,
        by=world.anna,
        now=NOW,
    ),
    tell_held: lambda world, act: act(
        meeting=world.online, was_held=True, by=world.anna, now=NOW + timedelta(days=30)
    ),
    make_alert: lambda world, act: act(
        asked="q=gas", person=world.anna, language="nl", rhythm="daily", now=NOW
    ),
    ask_for_alert: lambda world, act: act(
        asked="q=gas", address="kim@elders.example", language="nl", rhythm="daily", now=NOW
    ),
    watch_challenge: lambda world, act: act(challenge=world.challenge.item, person=world.anna, now=NOW),
    confirm_alert: lambda world, act: act(alert=world.asked_alert, now=NOW),
    change_alert: lambda world, act: act(alert=world.alert, rhythm="weekly", now=NOW),
    stop_alert: lambda world, act: act(alert=world.alert, now=NOW),
    store_finding: lambda world, act: act(alert=world.alert, items=[world.item.pk], now=NOW),
    give_hub_role: lambda world, act: act(person=world.zoe, role="editor", given_by=world.anna, now=NOW),
    withdraw_hub_role: lambda world, act: act(
        person=world.chaima, role="editor", withdrawn_by=world.anna, now=NOW
    ),
    close_account: lambda world, act: act(person=world.zoe, closed_by=world.anna, now=NOW),
    reopen_account: lambda world, act: act(person=world.closed, reopened_by=world.anna, now=NOW),
    register_organisation: lambda world, act: act(
        registration=Registration(name="Zon", type=OrganisationType.COMPANY),
        registered_by=world.anna,
        now=NOW,
    ),
    change_organisation: lambda world, act: act(
        organisation=world.registered,
        registration=Registration(name="Zon", type=OrganisationType.COMPANY),
        changed_by=world.zoe,
        now=NOW,
    ),
    verify_organisation: lambda world, act: act(
        organisation=world.registered, verified_by=world.chaima, now=NOW
    ),
    decline_organisation: lambda world, act: act(
        organisation=world.registered, reason="Nee.", declined_by=world.chaima, now=NOW
    ),
    hand_in_again: lambda world, act: act(organisation=world.declined, handed_in_by=world.zoe, now=NOW),
    ask_to_join: lambda world, act: act(
        organisation=world.rotterdam, person=world.zoe, message="Ik werk hier.", now=NOW
    ),
    answer_join_request: lambda world, act: act(
        request=world.asked, accept=True, answered_by=world.chaima, now=NOW
    ),
    invite_member: lambda world, act: act(
        organisation=world.rotterdam, email="new@else.example", invited_by=world.chaima, now=NOW
    ),
    withdraw_invitation: lambda world, act: act(
        invitation=world.invitation, withdrawn_by=world.chaima, now=NOW
    ),
    accept_invitation: lambda world, act: act(invitation=world.invitation, person=world.zoe, now=NOW),
    change_member: lambda world, act: act(
        membership=world.member, role="expert", is_administrator=True, changed_by=world.chaima, now=NOW
    ),
    end_membership: lambda world, act: act(membership=world.member, ended_by=world.anna, now=NOW),
    merge_organisation: lambda world, act: act(
        organisation=world.double_body, into=world.utrecht, merged_by=world.chaima, now=NOW
    ),
    announce_succession: lambda world, act: act(
        organisation=world.utrecht,
        successor=world.rotterdam,
        ends_on=NOW.date() + timedelta(days=9),
        announced_by=world.chaima,
        now=NOW,
    ),
    carry_over: lambda world, act: act(organisation=world.ended, carried_by=world.chaima, now=NOW),
    transfer_items: lambda world, act: act(
        owner=world.rotterdam, to=world.utrecht, with_place=False, handed_by=world.chaima, now=NOW
    ),
    transfer_co_ownerships: lambda world, act: act(
        owner=world.utrecht, to=world.rotterdam, handed_by=world.chaima, now=NOW
    ),
    take_back: lambda world, act: act(
        introduction=world.asked_introduction, because="became-one", by=world.chaima, now=NOW
    ),
    lapse_introduction: lambda world, act: act(introduction=world.lapsing, now=world.lapsing.lapses_at),
    open_space: lambda world, act: act(
        title="Samen", organisations=[world.rotterdam], public_organisation=None, by=world.anna, now=NOW
    ),
    close_space: lambda world, act: act(space=world.space, by=world.anna, now=NOW),
    end_space: lambda world, act: act(space=world.space, by=world.anna, now=NOW),
    reopen_space: lambda world, act: act(
        space=world.decided.space, reason="Nog een vraag.", by=world.chaima, now=NOW
    ),
    reopen_pilot_space: lambda world, act: act(
        pilot=world.decided, reason="Nog een vraag.", reopened_by=world.chaima, now=NOW
    ),
    enrol_person: lambda world, act: act(edition=world.edition, person=world.chaima, now=NOW),
    enrol_guest: lambda world, act: act(
        edition=world.edition, guest=EnrolledGuest("Kim", "kim2@elders.example", "nl"), now=NOW
    ),
    confirm_enrolment: lambda world, act: act(enrolment=world.asked_enrolment, now=NOW),
    enrol_group: lambda world, act: act(
        edition=world.edition,
        organisation=world.rotterdam,
        people=[("Jo", "jo@rotterdam.example")],
        mode=GroupMode.ALL,
        by=world.anna,
        language="nl",
        now=NOW,
    ),
    add_enrolment: lambda world, act: act(
        edition=world.edition,
        name="Iris",
        address="iris@elders.example",
        by=world.anna,
        language="nl",
        now=NOW,
    ),
    accept_offer: lambda world, act: act(enrolment=world.offered_enrolment, by=None, now=NOW),
    cancel_enrolment: lambda world, act: act(enrolment=world.enrolment, by=world.bo, now=NOW),
    answer_form: lambda world, act: act(
        enrolment=world.enrolment, answers={"diet": ["Alles"]}, by=world.bo, now=NOW
    ),
    forget_enrolments: lambda world, act: act(now=NOW + timedelta(days=800)),
    drop_answers: lambda world, act: act(now=NOW + timedelta(days=800)),
    remind_session: lambda world, act: act(
        session=sessions_of(world.edition)[0], now=STARTS_AT - timedelta(days=1)
    ),
    mark_attendance: lambda world, act: act(
        session=sessions_of(world.edition)[0], enrolment=world.enrolment, by=None, now=STARTS_AT
    ),
    withdraw_attendance: lambda world, act: act(
        session=sessions_of(world.attended.edition)[0], enrolment=world.attended, by=None, now=STARTS_AT
    ),
    answer_survey: lambda world, act: act(enrolment=world.enrolment, score=4, text="Goed", now=STARTS_AT),
    create_edition: lambda world, act: act(
        item=world.edition.item, plan=EditionPlan(), seats=3, form="new", by=world.anna, now=NOW
    ),
    change_edition: lambda world, act: act(
        edition=world.edition,
        plan=EditionPlan(place="Elders"),
        seen_version=world.edition.version,
        by=world.anna,
        now=NOW,
    ),
    change_sessions: lambda world, act: act(
        edition=world.edition,
        sessions=[SessionDraft(STARTS_AT, STARTS_AT + timedelta(hours=1))],
        seen_version=world.edition.version,
        by=world.anna,
        now=NOW,
    ),
    change_prices: lambda world, act: act(
        edition=world.edition, prices={PriceKind.OTHER: SeatPrice(100, 21)}, by=world.anna, now=NOW
    ),
    change_form: lambda world, act: act(
        edition=world.edition,
        questions=[FormQuestion("a", "Wat eet u?", Shape.LINE, "Lunch", 30)],
        by=world.anna,
        now=NOW,
    ),
    change_seats: lambda world, act: act(edition=world.edition, seats=20, by=world.anna, now=NOW),
    move_edition: lambda world, act: act(
        edition=world.edition, step=EditionStep.CANCEL, by=world.anna, now=NOW, reason="Ziek"
    ),
    clone_edition: lambda world, act: act(
        edition=world.edition, days=7, form="again", by=world.anna, now=NOW
    ),
    add_material: lambda world, act: act(
        edition=world.edition,
        moment=Moment.BEFORE,
        title="Lees dit",
        link="https://lees.example",
        by=world.anna,
        now=NOW,
    ),
    remove_material: lambda world, act: act(
        edition=world.edition, code=world.material.code, by=world.anna, now=NOW
    ),
    add_organisation: lambda world, act: act(
        space=world.pilot.space, organisation=world.heater, by=world.anna, now=NOW
    ),
    remove_organisation: lambda world, act: act(
        space=world.space, organisation=world.heater, by=world.anna, now=NOW
    ),
    add_participant: lambda world, act: act(
        space=world.space, organisation=world.rotterdam, person=world.piet, by=world.anna, now=NOW
    ),
    leave_space: lambda world, act: act(space=world.space, person=world.bo, now=NOW),
    invite_guest: lambda world, act: act(
        seat=world.seat, name="Jan", channel=Channel.EVERYONE, days=7, now=NOW
    ),
    revoke_guest: lambda world, act: act(seat=world.seat, guest=world.guest, now=NOW),
    enter_guest: lambda world, act: act(guest=world.guest, now=NOW),
    add_contribution: lambda world, act: act(
        seat=world.seat, draft=Said(SaidKind.POST, Channel.EVERYONE, "Warm!"), now=NOW
    ),
    change_contribution: lambda world, act: act(
        seat=world.seat, contribution=world.task, seen_version=1, text="Anders.", now=NOW
    ),
    finish_task: lambda world, act: act(seat=world.seat, task=world.task, is_done=True, now=NOW),
    remove_contribution: lambda world, act: act(seat=world.seat, contribution=world.task, now=NOW),
    start_pilot: lambda world, act: act(owner=world.rotterdam, by=world.anna, now=NOW, title="Koel"),
    begin_pilot: lambda world, act: act(
        owner=world.rotterdam, draft=PilotDraft(title="Koel"), by=world.anna, now=NOW
    ),
    change_pilot: lambda world, act: act(
        pilot=world.pilot, seen_version=1, fields={"problem": "Gas."}, changed_by=world.anna, now=NOW
    ),
    ask_partner: lambda world, act: act(
        pilot=world.evaluated,
        organisation=world.heater,
        role=PartnerRole.USER,
        asked_by=world.anna,
        now=NOW,
    ),
    answer_pilot: lambda world, act: act(
        pilot=world.pilot,
        organisation=world.heater,
        reply=PilotReply.AGREED,
        answered_by=world.bo,
        now=NOW,
    ),
    change_measures: lambda world, act: act(
        pilot=world.pilot,
        seen_version=1,
        measures=[MeasureDraft(None, "Gas", "m³", None, None, None)],
        changed_by=world.anna,
        now=NOW,
    ),
    settle_check: lambda world, act: act(
        pilot=world.pilot,
        name=CheckName.DPIA,
        state=CheckState.NEEDED,
        words="",
        settled_by=world.anna,
        now=NOW,
    ),
    change_phases: lambda world, act: act(
        pilot=world.pilot, names=["Vragen"], changed_by=world.anna, now=NOW
    ),
    finish_phase: lambda world, act: act(
        pilot=world.pilot, phase=world.pilot.phases.get(name="Meten"), is_done=True, by=world.anna, now=NOW
    ),
    move_pilot: lambda world, act: act(
        pilot=world.pilot, step=PilotStep.WITHDRAW, moved_by=world.anna, now=NOW, words="Toch niet."
    ),
    write_case: lambda world, act: act(pilot=world.evaluated, written_by=world.anna, now=NOW),
    save_method: lambda world, act: act(pilot=world.evaluated, saved_by=world.anna, now=NOW),
    report_adoption: lambda world, act: world.adoption(world.tried, world.anna, act),
    confirm_adoption: lambda world, act: act(adoption=world.reported, confirmed_by=world.anna, now=NOW),
    decline_adoption: lambda world, act: act(adoption=world.reported, declined_by=world.anna, now=NOW),
    change_adoption: lambda world, act: act(
        adoption=world.reported,
        draft=AdoptionDraft(state=AdoptionState.IN_USE, scale=Scale.WHOLE),
        changed_by=world.anna,
        now=NOW,
    ),
    make_facility: lambda world, act: act(
        item=item_of(world.wijk, "Testhal", kind=Kind.FACILITY), made_by=world.bas, now=NOW
    ),
    change_facility: lambda world, act: act(
        facility=world.facility,
        seen_version=world.facility.version,
        draft=FacilityDraft(is_open=True, cancel_hours=24, house_rules="Helm op."),
        changed_by=world.bas,
        now=NOW,
    ),
    add_intake_question: lambda world, act: act(
        facility=world.facility, text="Hoe groot?", kind=QuestionKind.LINE, added_by=world.bas, now=NOW
    ),
    withdraw_intake_question: lambda world, act: act(question=world.intake, withdrawn_by=world.bas, now=NOW),
    add_resource: lambda world, act: act(
        facility=world.facility, draft=ResourceDraft("De straat"), added_by=world.bas, now=NOW
    ),
    change_resource: lambda world, act: act(
        resource=world.hall,
        seen_version=Resource.objects.get(pk=world.hall.pk).version,
        draft=ResourceDraft("De grote hal"),
        is_withdrawn=False,
        changed_by=world.bas,
        now=NOW,
    ),
    change_season: lambda world, act: act(
        resource=world.hall,
        seen_version=Resource.objects.get(pk=world.hall.pk).version,
        season=Season(),
        week=(),
        shown=Season(),
        changed_by=world.bas,
        now=NOW,
    ),
    remove_season: lambda world, act: act(
        resource=world.hall, season=Season(), removed_by=world.bas, now=NOW
    ),
    change_openings: lambda world, act: act(resource=world.hall, hours=(), changed_by=world.bas, now=NOW),
    add_special_day: lambda world, act: act(
        resource=world.hall, day=MAY, opens=None, closes=None, added_by=world.bas, now=NOW
    ),
    add_special_day_everywhere: lambda world, act: act(
        facility=world.facility, day=MAY, opens=None, closes=None, added_by=world.bas, now=NOW
    ),
    remove_special_day: lambda world, act: act(special=world.special_day, removed_by=world.bas, now=NOW),
    add_blocking: lambda world, act: act(
        resource=world.hall, period=at(MAY, 16, 17), reason="Keuring", added_by=world.bas, now=NOW
    ),
    add_blocking_everywhere: lambda world, act: act(
        facility=world.facility, period=at(MAY, 16, 17), reason="Keuring", added_by=world.bas, now=NOW
    ),
    remove_blocking: lambda world, act: act(blocking=world.blocking, removed_by=world.bas, now=NOW),
    add_price: lambda world, act: act(
        resource=world.hall,
        price=Price(Category.COMPANY, Per.DAY, 9_000, 2100, NOW.date()),
        added_by=world.bas,
        now=NOW,
    ),
    end_price: lambda world, act: act(
        price=world.hall.prices.get(), last=NOW.date(), ended_by=world.bas, now=NOW
    ),
    store_busy_times: lambda world, act: act(resource=world.hall, url="", periods=[at(MAY, 16, 17)], now=NOW),
    mark_calendar: lambda world, act: act(resource=world.hall, problem="calendar-unreadable", now=NOW),
    send_basket: lambda world, act: act(person=world.anna, order=order(world.rotterdam, world.anna), now=NOW),
    move_booking: lambda world, act: act(
        booking=world.hall_booking, step=BookingStep.CANCEL, by=world.anna, now=NOW
    ),
    move_bookings: lambda world, act: act(
        bookings=[world.hall_booking], step=BookingStep.CANCEL, by=world.anna, now=NOW
    ),
    settle_bookings: lambda world, act: act(
        bookings=[world.hall_booking], step=BookingStep.FINISH, by=world.anna, now=world.hall_booking.ends_at
    ),
    ask_booking_again: lambda world, act: act(
        booking=world.doubtful_booking, now=world.doubtful_booking.starts_at - timedelta(days=6)
    ),
    answer_booking_again: lambda world, act: act(booking=world.hall_booking, by=world.anna, now=NOW),
    remind_operator: lambda world, act: act(booking=world.lost_booking, now=NOW + timedelta(days=4)),
    add_booking_wait: lambda world, act: act(booking=world.lost_booking, by=world.anna, now=NOW),
    remind_booking: lambda world, act: act(
        booking=world.hall_booking, now=world.hall_booking.starts_at - timedelta(days=1)
    ),
    reschedule_booking: lambda world, act: act(
        booking=world.hall_booking, other=OtherTime(at(MAY, 16, 17)), by=world.anna, now=NOW
    ),
    answer_booking_time: lambda world, act: act(
        booking=world.wishing_booking, step=BookingStep.AGREE, by=world.anna, now=NOW
    ),
    release_booking: lambda world, act: act(booking=world.offer_booking, now=NOW + timedelta(days=3)),
    write_outcome: lambda world, act: act(
        booking=world.hall_booking, text="Goed.", written_by=world.anna, now=world.hall_booking.ends_at
    ),
    write_lesson: lambda world, act: act(
        booking=world.noted_booking, title="De hal", written_by=world.anna, now=world.noted_booking.ends_at
    ),
    add_wait: lambda world, act: act(
        resource=world.hall,
        period=at(MAY, 9, 10),
        organisation=world.rotterdam,
        person=world.anna,
        now=NOW,
    ),
    withdraw_wait: lambda world, act: act(wait=world.wait, by=world.bas, now=NOW),
    offer_waits: lambda world, act: act(resource=world.waited_resource, now=NOW),
    decide_double: lambda world, act: act(
        double=world.double, decision="same", decided_by=world.chaima, now=NOW
    ),
}
ALONE = {load_vocabulary: lambda act: act(now=NOW)}
"""Only in a hub without themes."""


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    with made_once(django_db_blocker, folder):
        rotterdam = body_called("gm0599", name="Rotterdam", type=OrganisationType.MUNICIPALITY, code="gm0599")
        anna = member_called("anna@rotterdam.example", "Anna", of=rotterdam)
        chaima = person_called("chaima@hub.example", "Chaima", is_hub_staff=True)
        yield World(anna, chaima, rotterdam, folder)


@pytest.fixture
def world(made, db, settings, tmp_path):
    copy_files(made.folder, tmp_path / "world", settings)
    return deepcopy(made)


@pytest.fixture
def journal_refuses() -> Iterator[None]:
    """No row can be added to the journal, as on a full disk."""

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(f"INSERT INTO {connection.ops.quote_name(Entry._meta.db_table)}"):
            raise DatabaseError("full")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield


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


ACTED_IN = (
    "actions",
    "asking_again",
    "attending",
    "bulk",
    "deciding",
    "members",
    "operating",
    "ordering",
    "organising",
    "registering",
    "rescheduling",
    "succeeding",
    "waiting_list",
)
"""Modules of a capability in which people do something."""


def test_every_action_stands_here():
    modules = [
        import_module(f"schakel.{path.parent.name}.{path.stem}")
        for name in ACTED_IN
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
def test_loading_without_its_row_leaves_nothing(action, world, journal_refuses):
    world.theme.delete()
    before = everything()
    with pytest.raises(DatabaseError, match="full"):
        ALONE[action](action)
    assert everything() == before


@pytest.mark.parametrize("action", [write_item, change_word, load_reference], ids=named)
def test_control_an_action_without_its_transaction_is_caught(action, world, journal_refuses):
    before = everything()
    with pytest.raises(DatabaseError):
        DONE[action](world, inspect.unwrap(action))
    transaction.set_rollback(
        False
    )  # whatever was begun inside it is kept, as it would be without a test around it
    assert everything() != before
