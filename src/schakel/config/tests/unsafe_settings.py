"""Sabotage: the hub's settings with SQLite as Django sets it by default."""

from schakel.config.settings import *  # noqa: F403
from schakel.config.settings import DATABASES

DATABASES["default"]["OPTIONS"] = {}
