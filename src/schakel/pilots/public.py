"""The door of pilots."""

from schakel.pilots.actions import Started, ask_partner, start_pilot
from schakel.pilots.demonstration import load_demo_pilots
from schakel.pilots.messages import refusal_text
from schakel.pilots.models import Pilot
from schakel.pilots.queries import allows, partner_pairs, pilot_for, pilots_visible_to, pilots_with
from schakel.pilots.rules import Decision, PartnerRole, State
from schakel.pilots.wording import standing_name, standing_tone, state_name

__all__ = [
    "Decision",
    "PartnerRole",
    "Pilot",
    "Started",
    "State",
    "allows",
    "ask_partner",
    "load_demo_pilots",
    "partner_pairs",
    "pilot_for",
    "pilots_visible_to",
    "pilots_with",
    "refusal_text",
    "standing_name",
    "standing_tone",
    "start_pilot",
    "state_name",
]
