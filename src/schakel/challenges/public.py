"""The door of challenges."""

from schakel.challenges.actions import Saved, follow_challenge, propose_bundle, save_challenge, take_step
from schakel.challenges.demonstration import load_demo_lives
from schakel.challenges.messages import refusal_text
from schakel.challenges.models import Challenge
from schakel.challenges.queries import (
    advisers,
    advisers_for,
    bundle_of,
    challenge_for,
    challenge_of,
    challenges_visible_to,
    followed_challenges,
    follows,
    history_of,
    lateness_of,
    notes_on,
    number_of_followers,
    number_waiting,
    own_challenges,
    watched_challenge,
    watched_challenges,
)
from schakel.challenges.rules import WAYS, State, Step, possible_steps, review_is_due, title_from
from schakel.challenges.wording import (
    TONES,
    ground_text,
    happened_text,
    late_text,
    next_text,
    state_name,
    step_name,
)

__all__ = [
    "TONES",
    "WAYS",
    "Challenge",
    "Saved",
    "State",
    "Step",
    "advisers",
    "advisers_for",
    "bundle_of",
    "challenge_for",
    "challenge_of",
    "challenges_visible_to",
    "follow_challenge",
    "followed_challenges",
    "follows",
    "ground_text",
    "happened_text",
    "history_of",
    "late_text",
    "lateness_of",
    "load_demo_lives",
    "next_text",
    "notes_on",
    "number_of_followers",
    "number_waiting",
    "own_challenges",
    "possible_steps",
    "propose_bundle",
    "refusal_text",
    "review_is_due",
    "save_challenge",
    "state_name",
    "step_name",
    "take_step",
    "title_from",
    "watched_challenge",
    "watched_challenges",
]
