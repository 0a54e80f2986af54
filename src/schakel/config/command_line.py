"""The one entry point: ``./schakel VERB`` in a checkout, ``schakel VERB`` when installed."""

import argparse
import errno
import importlib
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from keyword import iskeyword
from types import ModuleType

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError, ProgrammingError

from schakel import __version__
from schakel.config.environment import UnusableSettingError
from schakel.config.outcome import IMPOSSIBLE, INTERRUPTED, NOT_FINE, ImpossibleError

COMMANDS = "schakel.config.commands"
_FULL = "The disk is full: make room where the data folder is (SCHAKEL_DATA), and try again"
_DAMAGED = ("malformed", "not a database")
_NO_TABLE = re.compile(r"no such (table|column)|(relation|column) .* does not exist")


@dataclass(frozen=True, slots=True)
class Verb:
    """One command. ``needs_hub``: it works with the hub's settings and database."""

    name: str
    meaning: str
    needs_hub: bool = True


VERBS = (
    Verb("run", "set up what is missing and serve the hub"),
    Verb("test", "test the hub", needs_hub=False),
    Verb("ask", "ask the hub a question"),
    Verb("evaluate", "score the matching on a folder of questions with known answers"),
    Verb("bench", "measure a promise", needs_hub=False),
    Verb("verify", "check every invariant of the hub"),
    Verb("doctor", "look at this installation"),
    Verb("demo", "load or reset the demonstration hub, or see who is in it"),
    Verb("import", "bring in what others already wrote down"),
    Verb("sources", "read files of others again and again"),
    Verb("themes", "give the themes to others, as SKOS"),
    Verb("index", "look after the search index"),
    Verb("semantic", "compare meaning too, with a language model on this machine"),
    Verb("boundaries", "draw the map with real boundaries"),
    Verb("jobs", "do the queued work, or look at it"),
    Verb("contract", "see how the open API differs from its contract"),
    Verb("keys", "look after the key that signs badges"),
    Verb("migrate", "bring the database up to date"),
    Verb("styles", "build the style sheet", needs_hub=False),
    Verb("lock", "write the locked requirements anew", needs_hub=False),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask; returns the exit code: 0 fine, 1 the answer is no, 2 not possible."""
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except (ImpossibleError, UnusableSettingError, ImproperlyConfigured) as reason:
        return _impossible(str(reason))
    except DatabaseError as error:
        if _NO_TABLE.search(str(error)):
            return _impossible("The database is not up to date; run: schakel migrate")
        if "disk is full" in str(error):
            return _impossible(_FULL)
        if any(words in str(error) for words in _DAMAGED):
            return _impossible(f"The database is damaged ({error}): stop the hub and put back a backup")
        if isinstance(error, OperationalError | ProgrammingError):
            return _impossible(f"The database does not answer: {error}")
        raise
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever was reading has seen enough (`| head`).
        _write_no_more()
        return NOT_FINE
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _write_no_more()  # it may be the answer that found no room
        return _impossible(_FULL)


def _write_no_more() -> None:
    """What has not been written of the answer cannot be, and must not be tried again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _impossible(reason: str) -> int:
    sys.stderr.write(f"schakel: {reason.strip()}\n")
    return IMPOSSIBLE


def _run(arguments: list[str]) -> int:
    chosen = next((word for word in arguments if not word.startswith("-")), None)
    parser = argparse.ArgumentParser(
        prog="schakel", description="The platform a societal innovation hub runs on."
    )
    parser.add_argument("--version", action="version", version=f"Schakel {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    modules = {}
    for verb in VERBS:
        of_verb = verbs.add_parser(
            verb.name, help=verb.meaning, description=verb.meaning[0].upper() + verb.meaning[1:] + "."
        )
        if verb.name == chosen:  # the others stay unloaded: a command starts at once
            modules[verb.name] = _load(verb)
            modules[verb.name].add_arguments(of_verb)
    options = parser.parse_args(arguments)
    return int(modules[options.verb].run(options))


def _load(verb: Verb) -> ModuleType:
    if verb.needs_hub:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.config.settings")
        try:
            django.setup()
        except OSError as error:
            raise ImpossibleError(f"The data folder cannot be used (SCHAKEL_DATA): {error}") from error
    module = f"{verb.name}_" if iskeyword(verb.name) else verb.name
    return importlib.import_module(f"{COMMANDS}.{module}")


if __name__ == "__main__":
    sys.exit(main())
