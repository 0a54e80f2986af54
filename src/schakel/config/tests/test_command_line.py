import json
import subprocess
import sys
from pathlib import Path

import pytest

from schakel.config.command_line import VERBS, main
from schakel.config.findings import show
from schakel.config.outcome import FINE, IMPOSSIBLE, NOT_FINE
from schakel.kernel.invariants import Finding
from tests.processes import HUB, environment_of_the_test_database, finished


def ended(arguments):
    """The exit code with which the command ends, however it ends."""
    try:
        return main(arguments)
    except SystemExit as end:
        return end.code


def test_help_names_every_verb(capsys):
    assert ended(["--help"]) == FINE
    shown = capsys.readouterr().out
    assert all(verb.name in shown and verb.meaning in shown for verb in VERBS)


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_explains_itself(capsys, verb):
    assert ended([verb, "--help"]) == FINE
    assert f"usage: schakel {verb}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["run", "--port", "70000"],
        ["run", "--port", "٣"],
        ["ask"],
        ["ask", "heat", "-k", "0"],
        ["ask", "heat", "--kind", "poem"],
        ["ask", "heat", "--lang", "de"],
        ["jobs"],
        ["demo", "dance"],
        ["index"],
        ["semantic"],
    ],
)
def test_a_command_that_is_not_understood_is_not_done(capsys, arguments):
    assert ended(arguments) == IMPOSSIBLE
    assert "usage: schakel" in capsys.readouterr().err


def test_an_unknown_measurement_is_not_done(capsys):
    assert main(["bench", "nothing"]) == IMPOSSIBLE
    assert "There is no measurement nothing" in capsys.readouterr().err


def test_the_measurements_are_listed_with_what_they_measure(capsys):
    assert main(["bench"]) == FINE
    assert all(len(line.split(maxsplit=1)) == 2 for line in capsys.readouterr().out.splitlines())


@pytest.mark.django_db
def test_nothing_to_ask_is_said_in_a_sentence(capsys):
    assert main(["ask", "  "]) == IMPOSSIBLE
    assert capsys.readouterr().err.startswith("schakel: ")


@pytest.mark.django_db
def test_an_answer_without_items_is_a_no(capsys):
    assert main(["ask", "hittestress", "--json"]) == NOT_FINE
    shown = json.loads(capsys.readouterr().out)
    assert shown["items"] == []
    assert shown["fits_well"] is False
    assert set(shown) == {"items", "understood", "facets", "fits_well", "watermark", "took_ms"}


@pytest.mark.django_db
def test_giving_up_on_a_job_that_is_none_is_not_done(capsys):
    assert main(["jobs", "again", "7"]) == IMPOSSIBLE
    assert "There is no job 7" in capsys.readouterr().err


@pytest.mark.parametrize(("ok", "outcome"), [(True, FINE), (False, NOT_FINE)])
@pytest.mark.parametrize("as_json", [True, False])
def test_a_check_that_fails_is_a_no(capsys, ok, outcome, as_json):
    findings = [Finding("the sun shines", ok=True, detail=""), Finding("it is dry", ok=ok, detail="3 mm")]
    assert show(iter(findings), as_json=as_json) == outcome
    shown = capsys.readouterr().out
    if as_json:
        assert json.loads(shown)[1] == {"check": "it is dry", "ok": ok, "detail": "3 mm"}
    else:
        assert ("FAIL" in shown) is not ok


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SCHAKEL_DATABSE": "x"}, "SCHAKEL_DATABSE is not a setting"),
        ({"SCHAKEL_DATABASE": "mysql://host/name"}, "SCHAKEL_DATABASE takes postgresql://"),
        ({"SCHAKEL_DATABASE": "what"}, "SCHAKEL_DATABASE takes postgresql://"),
        ({"SCHAKEL_DATABASE": "postgresql://nobody@127.0.0.1:1/none"}, "The database does not answer"),
        ({"SCHAKEL_DATA": "/proc/none"}, "The data folder cannot be used (SCHAKEL_DATA)"),
        ({"SCHAKEL_THREADS": "many"}, "SCHAKEL_THREADS takes a whole number"),
    ],
)
def test_what_stands_in_the_way_is_said_in_one_sentence(tmp_path, environment, sentence):
    done = finished(["verify"], **({"SCHAKEL_DATA": str(tmp_path), "SCHAKEL_DATABASE": ""} | environment))
    assert done.returncode == IMPOSSIBLE
    assert done.stdout == ""
    assert done.stderr.startswith(f"schakel: {sentence}")
    assert "Traceback" not in done.stderr


def test_questions_to_a_hub_that_was_never_set_up_are_not_asked(tmp_path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "1", "lang": "nl", "text": "warmte"}')
    empty = {"SCHAKEL_DATA": str(tmp_path / "hub"), "SCHAKEL_DATABASE": ""}
    done = finished(["bench", "real_challenges", str(questions)], **empty)
    assert done.returncode == IMPOSSIBLE
    assert "This hub was not set up yet; run: schakel run" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no disk that is always full")
def test_a_full_disk_is_said_in_one_sentence():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, *HUB, "bench"],
            env=environment_of_the_test_database(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == IMPOSSIBLE
    assert done.stderr.startswith("schakel: The disk is full: make room")
    assert done.stderr.count("\n") == 1


@pytest.mark.django_db
def test_everything_holds_on_an_empty_hub(capsys):
    assert main(["verify", "--json"]) == 0
    assert all(entry["ok"] for entry in json.loads(capsys.readouterr().out))


@pytest.mark.slow
@pytest.mark.parametrize("command", [["jobs", "list"], ["verify"], ["ask", "heat"]])
def test_a_hub_that_was_never_set_up_says_what_to_do(tmp_path, command):
    done = finished(command, SCHAKEL_DATA=str(tmp_path), SCHAKEL_DATABASE="")
    assert done.returncode == IMPOSSIBLE
    assert done.stderr == "schakel: The database is not up to date; run: schakel migrate\n"
