"""The door of interests."""

from schakel.interests.actions import declare_interest, end_interest, recuse_by
from schakel.interests.demonstration import load_demo_interests
from schakel.interests.messages import refusal_text
from schakel.interests.models import Interest
from schakel.interests.queries import Stake, has_interest, recused_from
from schakel.interests.rules import Relation, Said
from schakel.interests.wording import relation_name

__all__ = [
    "Interest",
    "Relation",
    "Said",
    "Stake",
    "declare_interest",
    "end_interest",
    "has_interest",
    "load_demo_interests",
    "recuse_by",
    "recused_from",
    "refusal_text",
    "relation_name",
]
