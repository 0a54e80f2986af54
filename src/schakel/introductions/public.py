"""The door of introductions."""

from schakel.introductions.acting import Party
from schakel.introductions.actions import (
    Request,
    Requested,
    accept_introduction,
    decline_introduction,
    request_introduction,
    tell_outcome,
)
from schakel.introductions.demonstration import load_demo_introductions
from schakel.introductions.messages import refusal_text
from schakel.introductions.models import Introduction
from schakel.introductions.queries import (
    WaitingLine,
    accepted_between,
    can_ask,
    contacts_in,
    contacts_of,
    introduced_pairs,
    introduction_for,
    introductions_of_challenge,
    introductions_of_organisation,
    introductions_visible_to,
    number_for_brokers,
    open_with,
    own_introductions,
    responsiveness_of,
    waiting_for,
)
from schakel.introductions.rules import TOGETHER, Outcome, Responsiveness, Side, State
from schakel.introductions.wording import TONES, outcome_name, state_name

__all__ = [
    "TOGETHER",
    "TONES",
    "Introduction",
    "Outcome",
    "Party",
    "Request",
    "Requested",
    "Responsiveness",
    "Side",
    "State",
    "WaitingLine",
    "accept_introduction",
    "accepted_between",
    "can_ask",
    "contacts_in",
    "contacts_of",
    "decline_introduction",
    "introduced_pairs",
    "introduction_for",
    "introductions_of_challenge",
    "introductions_of_organisation",
    "introductions_visible_to",
    "load_demo_introductions",
    "number_for_brokers",
    "open_with",
    "outcome_name",
    "own_introductions",
    "refusal_text",
    "request_introduction",
    "responsiveness_of",
    "state_name",
    "tell_outcome",
    "waiting_for",
]
