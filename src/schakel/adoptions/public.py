"""The door of adoptions."""

from schakel.adoptions.actions import Draft, confirm_adoption, report_adoption
from schakel.adoptions.demonstration import load_demo_adoptions
from schakel.adoptions.messages import refusal_text
from schakel.adoptions.models import Adoption
from schakel.adoptions.queries import (
    Reuse,
    adoptions_visible_to,
    may_say_more,
    reuse_counts,
    reuse_of,
    size_class_of,
    standing_adoption,
)
from schakel.adoptions.rules import KINDS, Scale, State
from schakel.adoptions.wording import TONES, own_text, reuse_text, scale_name, short_state, state_name

__all__ = [
    "KINDS",
    "TONES",
    "Adoption",
    "Draft",
    "Reuse",
    "Scale",
    "State",
    "adoptions_visible_to",
    "confirm_adoption",
    "load_demo_adoptions",
    "may_say_more",
    "own_text",
    "refusal_text",
    "report_adoption",
    "reuse_counts",
    "reuse_of",
    "reuse_text",
    "scale_name",
    "short_state",
    "size_class_of",
    "standing_adoption",
    "state_name",
]
