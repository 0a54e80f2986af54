"""The door of spaces."""

from schakel.spaces.actions import (
    Draft,
    add_contribution,
    add_organisation,
    add_participant,
    close_space,
    end_space,
    open_space,
    remove_organisation,
    reopen_space,
)
from schakel.spaces.messages import refusal_text
from schakel.spaces.models import Contribution, Space
from schakel.spaces.queries import (
    Task,
    open_tasks_of,
    parties_of,
    seat_in,
    seat_of,
    spaces_visible_to,
    tasks_seen_from,
)
from schakel.spaces.rules import LONGEST_TITLE, Channel, Due, Kind, due_of, is_open
from schakel.spaces.seats import Seat
from schakel.spaces.wording import DUE_TONES, due_text

__all__ = [
    "DUE_TONES",
    "LONGEST_TITLE",
    "Channel",
    "Contribution",
    "Draft",
    "Due",
    "Kind",
    "Seat",
    "Space",
    "Task",
    "add_contribution",
    "add_organisation",
    "add_participant",
    "close_space",
    "due_of",
    "due_text",
    "end_space",
    "is_open",
    "open_space",
    "open_tasks_of",
    "parties_of",
    "refusal_text",
    "remove_organisation",
    "reopen_space",
    "seat_in",
    "seat_of",
    "spaces_visible_to",
    "tasks_seen_from",
]
