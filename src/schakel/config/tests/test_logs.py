"""What people send us changes nothing of what the log looks like."""

import io
import logging
import logging.config

import pytest
from django.conf import settings

HOSTILE = [
    "a\r\n2026-01-01 00:00:00 WARNING schakel: forged",
    "\x1b[2J\x1b[1;1Hclean",
    "\x9b31mred",
    "a\u2028b",
    "\u202egnp.exe",
    "\x00\x07",
]


@pytest.fixture
def written():
    """The log as the hub writes it, into memory; gives what stands in it, and puts the former one back."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    factory = settings.LOGGING["formatters"]["line"]
    handler.setFormatter(logging.config.DictConfigurator(settings.LOGGING).configure_formatter(dict(factory)))
    logger = logging.getLogger("schakel.tests.logs")
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_record_is_a_line_of_visible_signs(written, hostile):
    logger, stream = written
    logger.warning("no page at %s", hostile)
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().rstrip("\n").isprintable()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_in_an_error_is_shown_too(written, hostile):
    logger, stream = written
    try:
        int(hostile)
    except ValueError:
        logger.exception("it went wrong")
    lines = stream.getvalue().split("\n")
    assert lines[0].endswith("it went wrong")
    assert all(line.isprintable() for line in lines)
    assert all(line.startswith("  ") for line in lines[1:-1])


def test_ordinary_words_stand_as_they_are(written):
    logger, stream = written
    logger.warning("geen pagina “café”: %s", "ĳ é 名")
    assert "geen pagina “café”: ĳ é 名" in stream.getvalue()


def test_control_without_it_one_record_becomes_two_lines(written):
    logger, stream = written
    logger.handlers[0].setFormatter(logging.Formatter("{message}", style="{"))
    logger.warning("no page at %s", HOSTILE[0])
    assert stream.getvalue().count("\n") == 2
