"""Test the hub: everything that holds, or the paths that are named. What pytest takes can follow after `--`."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from schakel.config.building import build_styles, compile_translations
from schakel.config.outcome import FINE, IMPOSSIBLE, INTERRUPTED, NOT_FINE
from schakel.config.places import checkout
from schakel.config.terminal import say, warn

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""What pages can be looked at with. The first is the same browser without a screen: a fifth less work."""
INSTALL_BROWSER = (
    *("apt-get", "install", "-y", "--no-install-recommends"),
    # The last is for the program that drives the browser, which brings everything else it needs.
    *("chromium-headless-shell", "fonts-liberation", "libatomic1"),
)
MOST_PROCESSES = 4
WAITING = 1
"""Processes beside one for each processor: browsers and servers are waited for about a third of the time.

On PostgreSQL its server takes that third.
"""
SHARES = 4
"""Of what is tried in very many ways, one in so many each time: see tests/shares.py."""
# What pytest ends with, as this command says it.
_OUTCOMES = {0: FINE, 1: NOT_FINE, 2: INTERRUPTED, 5: NOT_FINE}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", help="files or folders; without any: everything, on all processors"
    )
    parser.add_argument(
        "--fast", action="store_true", help="only what is quick: no browser, no killed processes"
    )
    parser.add_argument(
        "--postgres", action="store_true", help="on a PostgreSQL server of its own instead of SQLite"
    )
    parser.add_argument(
        "--beside-postgres",
        action="store_true",
        help="without what has its turn on PostgreSQL at this commit: for who runs that too",
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="every case of everything, and not only what has its turn at this commit",
    )
    parser.add_argument("--no-browser", action="store_true", help="without the tests that drive a browser")


def run(options: argparse.Namespace) -> int:
    root = checkout()
    # Before there are several processes that could find them missing.
    build_styles()
    compile_translations()
    wants_browser = not (options.fast or options.no_browser)
    has_browser = wants_browser and _browser_is_there(root)
    outcome = _OUTCOMES.get(_pytest(root, options, with_browser=has_browser), IMPOSSIBLE)
    if wants_browser and not has_browser:
        warn(f"browser tests NOT RUN: as root, {' '.join(INSTALL_BROWSER)}")
        return outcome or NOT_FINE
    return outcome


def _pytest(root: Path, options: argparse.Namespace, *, with_browser: bool) -> int:
    excluded = [*(["slow"] if options.fast else []), *([] if with_browser else ["browser"])]
    command = [sys.executable, "-m", "pytest"]
    if excluded:
        command += ["-m", " and ".join(f"not {marker}" for marker in excluded)]
    if not options.paths:
        # What belongs together stays in one process: see conftest.py.
        processes = min(os.cpu_count() or 1, MOST_PROCESSES) + (0 if options.postgres else WAITING)
        command += [f"--numprocesses={processes}", "--dist=loadscope"]
    if options.whole:
        command.append("--whole")
    elif not options.paths:
        command += [f"--share={_share(root)}", *(["--beside-postgres"] if options.beside_postgres else [])]
    command += options.paths
    if options.postgres and not os.environ.get("SCHAKEL_TEST_DATABASE"):
        command = [sys.executable, "-m", "tests.postgres_cluster", *command]
    return _run(command, root)


def _share(root: Path) -> str:
    """The turn of this commit, which is said, and how many shares there are; without its history, the first."""
    try:
        counted = subprocess.run(  # noqa: S603 - nothing of what is run comes from elsewhere
            [shutil.which("git") or "git", "rev-list", "--count", "HEAD"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        counted = "0"
    turn = int(counted)
    say(
        f"Of what is tried in very many ways, share {turn % SHARES + 1} of {SHARES}: it is the turn of this commit. "
        "With --whole everything is tried."
    )
    return f"{turn}/{SHARES}"


def _browser_is_there(root: Path) -> bool:
    """Whether there is a browser, after installing it where that is possible, and what the pages need in it."""
    if not _found(root) and os.geteuid() == 0 and shutil.which("apt-get"):
        warn(" ".join(INSTALL_BROWSER))
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if _run(INSTALL_BROWSER, root, quiet=True, environment=environment):
            _run(("apt-get", "update"), root, quiet=True, environment=environment)
            _run(INSTALL_BROWSER, root, quiet=True, environment=environment)
    if not _found(root):
        return False
    return _install_packages_for_tests(root)


def _found(root: Path) -> bool:
    """Whether there is a browser, and the program that drives it runs."""
    return any(map(shutil.which, BROWSERS)) and not _run(
        (sys.executable, "-m", "playwright", "--version"), root, quiet=True
    )


def _install_packages_for_tests(root: Path) -> bool:
    """The checker of accessibility runs inside the browser; it comes from npm."""
    from schakel.website.styles.packages import NoPackagesError, install_packages  # noqa: PLC0415 - only with a browser

    if not (root / "node_modules" / "axe-core").is_dir():
        try:
            install_packages(root, with_tools_for_tests=True)
        except NoPackagesError as reason:
            warn(str(reason))
            return False
    return True


def _run(
    command: Sequence[str], root: Path, *, quiet: bool = False, environment: dict[str, str] | None = None
) -> int:
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run(  # noqa: S603 - what is run comes from here and from whoever types it
        command, cwd=root, stdout=output, stderr=output, env=environment, check=False
    ).returncode
