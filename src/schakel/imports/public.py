"""The door of imports."""

from schakel.imports.actions import Report, decide_double, dry_run, run_import, undo_run
from schakel.imports.mapping import Problem
from schakel.imports.messages import problem_text, refusal_text
from schakel.imports.models import LikelyDouble, Run
from schakel.imports.profiles import PROFILES, Profile
from schakel.imports.queries import open_doubles, run_with

__all__ = [
    "PROFILES",
    "LikelyDouble",
    "Problem",
    "Profile",
    "Report",
    "Run",
    "decide_double",
    "dry_run",
    "open_doubles",
    "problem_text",
    "refusal_text",
    "run_import",
    "run_with",
    "undo_run",
]
