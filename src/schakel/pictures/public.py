"""The door of pictures."""

from schakel.pictures.actions import Said, add_picture, describe_picture, move_picture, remove_picture
from schakel.pictures.demonstration import load_demo_pictures
from schakel.pictures.messages import refusal_text
from schakel.pictures.models import Picture
from schakel.pictures.queries import pictures_by_item, pictures_of
from schakel.pictures.rules import MOST_PICTURES

__all__ = [
    "MOST_PICTURES",
    "Picture",
    "Said",
    "add_picture",
    "describe_picture",
    "load_demo_pictures",
    "move_picture",
    "pictures_by_item",
    "pictures_of",
    "refusal_text",
    "remove_picture",
]
