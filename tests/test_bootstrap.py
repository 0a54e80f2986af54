"""The executable sets up what is needed, once, and repairs what was interrupted.

It works here in a folder of its own with locks that hold nothing, so that nothing is fetched.
"""

import ast
import fcntl
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

EXECUTABLE = Path(__file__).resolve().parent.parent / "schakel"
COMMAND_LINE = """
import sys
print("ran", *sys.argv[1:])
sys.exit(7)
"""
SAID = "schakel: installing what it needs into .venv"


@pytest.fixture
def bootstrap():
    """The executable as a module."""
    loader = SourceFileLoader("bootstrap", str(EXECUTABLE))
    module = module_from_spec(spec_from_loader("bootstrap", loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path):
    """A folder with the executable, a command line that only says what it was asked, and empty locks."""
    shutil.copy(EXECUTABLE, tmp_path)
    for name in ("run", "test", "semantic", "npm"):
        path = tmp_path / "requirements" / f"{name}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# {name}\n", encoding="utf-8")
    command_line = tmp_path / "src" / "schakel" / "config" / "command_line.py"
    command_line.parent.mkdir(parents=True)
    command_line.write_text(COMMAND_LINE, encoding="utf-8")
    return tmp_path


def run(checkout, *arguments, python=sys.executable, path=None):
    # Without PYTHONPATH the sources of this project stay out; without uv on the PATH it is pip that installs.
    environment = {
        "HOME": str(checkout / "nowhere"),
        "PATH": path or f"{Path(sys.executable).parent}:/usr/bin:/bin",
    }
    environment |= {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_"))}
    return subprocess.run(
        [python, checkout / "schakel", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_each_command_gets_what_it_needs(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert bootstrap.needed_for("run") == ["run"]
    assert bootstrap.needed_for("ask") == ["run"]
    assert bootstrap.needed_for("") == ["run"]
    assert bootstrap.needed_for("test") == ["test"]
    assert bootstrap.needed_for("semantic") == ["run", "semantic"]


def test_where_there_is_no_npm_it_is_brought_for_what_builds_styles(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    assert bootstrap.needed_for("run") == ["run", "npm"]
    assert bootstrap.needed_for("ask") == ["run"]


def test_an_old_python_is_told_what_is_needed(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9))
    with pytest.raises(bootstrap.Impossible, match=r"3\.11 or newer; this is Python 3\.9"):
        bootstrap.main(["run"])


def test_the_executable_is_understood_by_an_old_python():
    """It has to be read before it can say that the version is too old."""
    assert ast.parse(EXECUTABLE.read_text(encoding="utf-8"), feature_version=(3, 7)).body


@pytest.mark.parametrize(("user", "has_apt"), [(1000, True), (0, False)])
def test_who_cannot_install_the_venv_module_gets_the_command_for_it(bootstrap, monkeypatch, user, has_apt):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: user)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/apt-get" if has_apt else None)
    with pytest.raises(bootstrap.Impossible, match=r"as root:\napt-get install -y python3-venv$"):
        bootstrap.install_venv_module()


def test_root_gets_the_venv_module_installed_after_a_look_at_what_there_is(bootstrap, monkeypatch):
    called = []

    def call(*command, **_options):
        called.append(" ".join(command))
        return called.count("apt-get install -y python3-venv") != 1

    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap, "call", call)
    bootstrap.install_venv_module()
    assert called[:3] == [
        "apt-get install -y python3-venv",
        "apt-get update",
        "apt-get install -y python3-venv",
    ]


@pytest.mark.slow
def test_what_is_set_up_once_is_used_and_a_changed_lock_is_installed_again(checkout):
    first = run(checkout, "ask", "heat", "--json")
    assert (first.returncode, first.stdout) == (7, "ran ask heat --json\n")
    assert first.stderr.startswith(SAID)

    second = run(checkout, "ask", "heat")
    assert (second.returncode, second.stdout, second.stderr) == (7, "ran ask heat\n", "")

    (checkout / "requirements" / "run.txt").write_text("# another\n", encoding="utf-8")
    third = run(checkout, "ask")
    assert (third.returncode, third.stderr.startswith(SAID)) == (7, True)
    assert len(list((checkout / ".venv" / "schakel").glob("run-*"))) == 1


@pytest.mark.slow
def test_what_was_interrupted_is_made_anew_with_all_that_was_there(checkout):
    assert run(checkout, "test").returncode == 7
    (checkout / ".venv" / "schakel" / "unfinished").touch()
    (checkout / ".venv" / "bin" / "python").unlink()
    mended = run(checkout, "ask")
    assert (mended.returncode, mended.stdout) == (7, "ran ask\n")
    assert "(run and test" in mended.stderr
    assert not (checkout / ".venv" / "schakel" / "unfinished").exists()
    assert run(checkout, "test").stderr == ""


@pytest.mark.slow
def test_what_cannot_be_installed_is_said_and_tried_again(checkout):
    lock = checkout / "requirements" / "run.txt"
    lock.write_text(f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    environment = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(checkout)}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        failed = run(checkout, "ask", path="/usr/bin:/bin")
    assert (failed.returncode, failed.stdout) == (2, "")
    assert "Not everything could be installed" in failed.stderr
    assert "Traceback" not in failed.stderr
    lock.write_text("# nothing\n", encoding="utf-8")
    assert run(checkout, "ask").returncode == 7


@pytest.mark.slow
def test_two_commands_that_start_at_once_install_once(checkout):
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda word: run(checkout, word), ("ask", "verify")))
    assert [done.returncode for done in both] == [7, 7]
    assert sum(done.stderr.startswith(SAID) for done in both) == 1


@pytest.mark.slow
def test_who_has_to_wait_for_another_installation_is_told(checkout):
    folder = os.open(checkout, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(run, checkout, "ask")
        with pytest.raises(TimeoutError):
            waiting.result(timeout=2)
        os.close(folder)
    assert waiting.result().stderr.startswith("schakel: waiting for another ./schakel that installs\n" + SAID)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_named(checkout):
    checkout.chmod(0o500)
    try:
        done = run(checkout, "ask")
    finally:
        checkout.chmod(0o700)
    assert done.returncode == 2
    assert "run it as the owner of this folder" in done.stderr
