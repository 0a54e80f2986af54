"""What is written in the log: a record is a line, and what people sent us moves no cursor and clears no screen."""

import logging
import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _shown(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


class OneLine(logging.Formatter):
    """Shows signs for the screen, line breaks and turned writing as what they are; only a traceback has more lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - so the library calls it
        return _IN_A_LINE.sub(_shown, super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        first, *others = _CONTROL.sub(_shown, super().format(record)).split("\n")
        return "\n".join(
            [first, *(f"  {line}" for line in others)]
        )  # so that none of them looks like a record
