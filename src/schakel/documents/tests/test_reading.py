"""Files are read apart: what is good gives its text, what is hostile does no harm and is told apart in a sentence.

Here is one in three of the hostile files; ``./schakel bench hostile_files`` reads them all and measures.
"""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from schakel.documents.letters import letter_of, unfolded
from schakel.documents.messages import refusal_text
from schakel.documents.personal import personal_data
from schakel.documents.reading import start
from schakel.documents.reading.limits import CHARACTERS, SECONDS, UnreadableError
from schakel.documents.reading.start import read_apart
from schakel.kernel.refusal import Refusal
from tests.hostile_files import ANYTHING, GOOD, READ, SENTENCE, docx, hostile_files, mail, odt, pptx, xlsx

EVERY = hostile_files()
SOME = [file for file in EVERY if file.is_quick][::3]
MOST_MEMORY = 300 * 1024
PACKAGE = Path(start.__file__).parents[3]


@pytest.mark.parametrize("name", GOOD)
def test_what_is_good_is_read(name):
    read = read_apart(GOOD[name]())
    assert SENTENCE in " ".join(read.text.split())
    assert read.type.value == name.partition(".")[2]
    assert read.walls == ("no-new-files", "calls-filtered")


@pytest.mark.slow
@pytest.mark.parametrize("file", SOME, ids=lambda file: file.name)
def test_what_is_hostile_does_no_harm(file):
    began = time.monotonic()
    try:
        read = read_apart(file.make())
    except UnreadableError as error:
        outcome, text = error.code, ""
    else:
        outcome, text = READ if read.text.strip() else "document-has-no-text", read.text
        assert read.memory < MOST_MEMORY
    assert outcome in file.may_be
    assert file.never_says not in text
    # What is left to the hub itself takes no longer either.
    letter_of(unfolded(text))
    personal_data(text[:60_000])
    assert time.monotonic() - began < SECONDS + 4


def test_there_are_two_hundred_and_each_outcome_is_said_in_a_sentence_of_its_own():
    assert len(EVERY) >= 200
    assert len({file.name for file in EVERY}) == len(EVERY)
    codes = sorted(ANYTHING - {READ})
    sentences = {refusal_text(Refusal(code)) for code in codes}
    assert len(sentences) == len(codes)
    assert not any("(" in sentence and "document-" in sentence for sentence in sentences)


def test_deleted_text_fields_and_second_versions_are_not_read():
    body = "<w:p><w:delText>weg</w:delText><w:instrText>PAGE</w:instrText><w:t>Blijft</w:t></w:p>"
    twice = (
        "<mc:AlternateContent><w:t>een</w:t><mc:Fallback><w:t>twee</w:t></mc:Fallback></mc:AlternateContent>"
    )
    body = body + twice.replace("mc:", "w:")
    assert read_apart(docx(body)).text.split() == ["Blijft", "een"]


def test_cells_stand_in_rows_with_their_strings():
    sheet = '<row><c t="s"><v>1</v></c><c><f>1+1</f><v>2</v></c></row><row><c t="s"><v>0</v></c></row>'
    assert read_apart(xlsx(sheet, "<si><t>nul</t></si><si><t>een</t></si>")).text.split("\n")[:2] == [
        "een\t2\t",
        "nul\t",
    ]


def test_slides_and_paragraphs_stay_apart():
    assert read_apart(pptx("Zin.", slides=2)).text.split() == ["Zin.", "Zin."]
    assert read_apart(odt("<text:p>Een</text:p><text:p>twee</text:p>")).text.split("\n")[:2] == [
        "Een",
        "twee",
    ]


def test_a_mail_gives_its_subject_its_words_and_who_is_named_in_it():
    read = read_apart(mail(body="Wij zoeken hulp.", heading="Cc: =?utf-8?q?Andr=C3=A9?= <a@b.example>\r\n"))
    assert read.text.split("\n")[0] == "Energie"
    assert "Wij zoeken hulp." in read.text
    assert read.people == ("Jan de Boer", "André")


def test_what_is_long_is_cut_and_says_so():
    read = read_apart(b"woord " * CHARACTERS)
    assert read.is_cut
    assert len(read.text) == CHARACTERS


ESCAPES = {
    "a file": "open('/etc/hostname').read()",
    "a file past Python": "print(1 / (ctypes.CDLL(None).open(b'/etc/hostname', 0) + 1))",
    "a socket": "socket.socket().connect(('127.0.0.1', 9))",
    "a socket past Python": "print(1 / (ctypes.CDLL(None).socket(2, 1, 0) + 1))",
    "a program": "subprocess.run(['/bin/true'], check=True)",
    "a program past Python": "print(1 / (ctypes.CDLL(None).system(b'/bin/true') == 0))",
    "a process": "os.fork()",
    "a process past Python": "print(1 / (ctypes.CDLL(None).fork() + 1))",
}


def attempt(what, *, is_sealed):
    """Whether a program that read no document yet may do this."""
    program = (
        "import ctypes, os, socket, subprocess, sys\n"
        f"sys.path.append({str(PACKAGE)!r})\n"
        "from schakel.documents.reading import sealing\n"
        "server = socket.socket(); server.bind(('127.0.0.1', 0)); server.listen()\n"
        f"{'sealing.limit(); sealing.seal()' if is_sealed else ''}\n"
        f"{ESCAPES[what].replace('9))', 'server.getsockname()[1]))')}\n"
        "os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, timeout=20, check=False)
    return done.returncode == 0


@pytest.mark.parametrize("what", ESCAPES)
def test_a_reader_can_open_reach_and_start_nothing(what):
    assert not attempt(what, is_sealed=True)


@pytest.mark.parametrize("what", ["a file", "a socket", "a program", "a process"])
def test_control_without_its_walls_a_reader_can(what):
    assert attempt(what, is_sealed=False)


@pytest.fixture
def other_child(tmp_path, monkeypatch):
    """A reader that was taken over, and does what it likes."""

    def write(program):
        path = tmp_path / "child.py"
        path.write_text(program)
        monkeypatch.setattr(start, "_CHILD", path)
        monkeypatch.setattr(start, "SECONDS", 1.0)

    return write


def test_a_reader_that_hangs_is_ended_with_what_it_started(other_child, tmp_path):
    pid = tmp_path / "pid"
    other_child(
        "import os, time\n"
        f"child = os.fork()\nif child: open({str(pid)!r}, 'w').write(str(child))\ntime.sleep(60)\n"
    )
    with pytest.raises(UnreadableError, match="document-too-slow"):
        read_apart(b"x")
    assert _ends(Path(f"/proc/{pid.read_text()}/stat"))


def _ends(process):
    """Whether it is gone, or dead and not yet buried; the system takes a moment over it when others have its time."""
    pause = threading.Event()
    for _ in range(100):
        try:
            if ") Z " in process.read_text():
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        pause.wait(0.05)
    return False


def test_a_reader_that_does_not_stop_talking_is_cut_off(other_child):
    other_child("import os\nwhile True: os.write(1, b'x' * 65536)\n")
    with pytest.raises(UnreadableError, match="document-too-"):
        read_apart(b"x")


def test_a_reader_that_ends_in_the_middle_is_no_answer(other_child):
    other_child('print(\'{"type": "pdf"}\')')
    with pytest.raises(UnreadableError, match="document-too-big"):
        read_apart(b"x")
