"""The door of consultations."""

from schakel.consultations.demonstration import load_demo_consultations
from schakel.consultations.models import Consultation
from schakel.consultations.queries import (
    blocks_introductions,
    closing_between,
    consultation_for,
    forbids_private_talk,
    may_help,
    public_consultations,
    sequence_of,
    state_of,
)
from schakel.consultations.rules import State
from schakel.consultations.wording import TONES, state_name

__all__ = [
    "TONES",
    "Consultation",
    "State",
    "blocks_introductions",
    "closing_between",
    "consultation_for",
    "forbids_private_talk",
    "load_demo_consultations",
    "may_help",
    "public_consultations",
    "sequence_of",
    "state_name",
    "state_of",
]
