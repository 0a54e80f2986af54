"""The door of imports."""

from schakel.imports.actions import decide_double, dry_run, run_import, run_import_once, undo_run
from schakel.imports.mapping import Problem
from schakel.imports.messages import problem_text, refusal_text
from schakel.imports.models import LikelyDouble, Run
from schakel.imports.profiles import PROFILES, Profile
from schakel.imports.queries import all_profiles, open_doubles, profile_named, run_with
from schakel.imports.sources import SourceNow, sources_not_well
from schakel.imports.storing import Report
from schakel.imports.telling import told_report, told_run

__all__ = [
    "PROFILES",
    "LikelyDouble",
    "Problem",
    "Profile",
    "Report",
    "Run",
    "SourceNow",
    "all_profiles",
    "decide_double",
    "dry_run",
    "open_doubles",
    "problem_text",
    "profile_named",
    "refusal_text",
    "run_import",
    "run_import_once",
    "run_with",
    "sources_not_well",
    "told_report",
    "told_run",
    "undo_run",
]
